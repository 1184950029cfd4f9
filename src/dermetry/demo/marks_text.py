"""The files a person would have written for the demo case: case.toml and marks.toml."""

import json

import numpy as np

from dermetry.demo.scene import LesionTruth, Truth
from dermetry.demo.story import NODE_SHORT_AXIS_MM, VISITS, Shot

CASE_TOML = """\
# A made-up patient. Every photograph of this case is rendered; no real person is shown.
confirmed_by = "demo oncologist"

[patient]
id = "DEMO-01"
name = "Demonstration patient"
born_on = 1961-05-04

[primary]
kind = "known"
laterality = "left"
diagnosed_on = 2023-02-20
receptors = "ER+ PR- HER2-"

[response]
preset = "recist11"
baseline_on = 2026-01-12
treatment_started_on = 2026-01-14

[[treatment]]
id = "T1"
name = "capecitabine"
kind = "systemic"
line = 2
started_on = 2026-01-14
"""
LESIONS = (  # id, zone, laterality, role, morphology
    ("L1", "chest_wall_anterior", "left", "target", "nodule"),
    ("L2", "chest_wall_anterior", "left", "target", "nodule"),
    ("L3", "chest_wall_anterior", "left", "non_target", "nodule"),
    ("L4", "chest_wall_anterior", "left", "non_target", "nodule"),
    ("L5", "upper_back", "left", "non_target", "plaque"),
)
NODE = """
[[lesion]]
id = "N1"
organ = "lymph_node"
site = "left axilla"
role = "target"
"""
TAPPED = {(0, "chest-2.jpg", "L4")}  # one lesion is tapped ...
DRAWN = {(2, "chest-1.jpg", "L2")}  # ... one is drawn, all others are boxed


def case_text() -> str:
    """Write case.toml."""
    blocks = [
        f'\n[[lesion]]\nid = "{lesion_id}"\norgan = "skin"\nzone = "{zone}"\n'
        f'laterality = "{laterality}"\nrole = "{role}"\nmorphology = "{morphology}"\n'
        for lesion_id, zone, laterality, role, morphology in LESIONS
    ]
    return CASE_TOML + "".join(blocks) + NODE


def marks_text(*, visit: int, photographs: tuple[tuple[Shot, Truth], ...], seed: int) -> str:
    """Write marks.toml of one visit (0 to 3) from what is true of its photographs."""
    rng = np.random.default_rng([seed, visit, 71])
    lines = [
        f"# Visit of {VISITS[visit]}. Pixels are those of the upright photograph.",
        "confirmed = true",
        'confirmed_by = "demo oncologist"',
        f"regions_examined = {_regions(photographs)}",
        'regions_not_examined = ["scalp"]',
    ]
    for shot, truth in photographs:
        lines += _photograph_lines(shot, truth, rng)
    return "\n".join(lines + _finding_lines(visit)) + "\n"


def _regions(photographs: tuple[tuple[Shot, Truth], ...]) -> str:
    """Give the zones that were looked at: those photographed."""
    zones = {"chest_wall_anterior" if s.place == "chest" else "upper_back" for s, _ in photographs}
    return "[" + ", ".join(f'"{zone}"' for zone in sorted(zones)) + "]"


def _photograph_lines(shot: Shot, truth: Truth, rng: np.random.Generator) -> list[str]:
    is_chest = shot.place == "chest"
    lines = [
        "",
        "[[photograph]]",
        f'file = "{shot.file}"',
        f'view = "{"overview" if is_chest else "close_up"}"',
        f'zone = "{"chest_wall_anterior" if is_chest else "upper_back"}"',
        f'laterality = "{"bilateral" if is_chest else "left"}"',
    ]
    for lesion in truth.lesions:
        if shot.is_blurred and lesion.lesion_id != "L1":
            continue  # a person who sees the blur does not go on
        lines += _outline_lines(shot, lesion, rng)
    return lines


def _outline_lines(shot: Shot, lesion: LesionTruth, rng: np.random.Generator) -> list[str]:
    lines = ["", "  [[photograph.lesion]]", f'  lesion = "{lesion.lesion_id}"']
    if lesion.lesion_id == "L6":
        lines.append("  is_new = true")
        if shot.visit == 2:
            lines.append(
                "  confirmed = false   # a folliculitis is possible: look again next visit"
            )
    if lesion.lesion_id == "L2" and shot.visit >= 2:
        lines.append("  ulcerated = true")
    key = (shot.visit, shot.file, lesion.lesion_id)
    if key in TAPPED:
        return [*lines, f"  tap = {_tap(lesion, rng)}"]
    if key in DRAWN:
        return [*lines, f"  outline = {_drawn(lesion, rng)}"]
    return [*lines, f"  box = {_box(lesion, rng)}"]


def _box(lesion: LesionTruth, rng: np.random.Generator) -> str:
    """Drag a box 8 to 12 % wider than the lesion, not quite centered."""
    x0, y0, x1, y1 = lesion.box
    sides = []
    for low, high in ((x0, x1), (y0, y1)):
        extra, shift = rng.uniform(0.08, 0.12), rng.uniform(0.4, 0.6)
        sides.append(
            (low - extra * shift * (high - low), high + extra * (1 - shift) * (high - low))
        )
    (left, right), (top, bottom) = sides
    return json.dumps([round(v) for v in (left, top, right, bottom)])


def _tap(lesion: LesionTruth, rng: np.random.Generator) -> str:
    x0, y0, x1, y1 = lesion.box
    x = (x0 + x1) / 2 + rng.uniform(-0.08, 0.08) * (x1 - x0)
    y = (y0 + y1) / 2 + rng.uniform(-0.08, 0.08) * (y1 - y0)
    return json.dumps([round(x), round(y)])


def _drawn(lesion: LesionTruth, rng: np.random.Generator) -> str:
    """Draw along the border with a hand that wavers by about 1 %."""
    points = np.asarray(lesion.polygon)[::12]
    middle = points.mean(axis=0)
    waver = 1 + np.convolve(rng.normal(0, 0.016, len(points)), [0.25, 0.5, 0.25], mode="same")
    drawn = middle + (points - middle) * waver[:, None]
    return json.dumps([[round(float(x), 1), round(float(y), 1)] for x, y in drawn])


def _finding_lines(visit: int) -> list[str]:
    lines = _finding(
        "N1", "measured", f'short_axis_mm = "{NODE_SHORT_AXIS_MM[visit]}"', 'method = "CT"'
    )
    if visit == 1:
        lines += _finding("L5", "not_done", 'reason = "the back was not photographed"')
    if visit >= 2:
        for lesion_id in ("L3", "L4"):
            lines += _finding(lesion_id, "merged_into", 'merged_into = "L3+L4"')
    return lines


def _finding(lesion_id: str, status: str, *facts: str) -> list[str]:
    return ["", "[[finding]]", f'lesion = "{lesion_id}"', f'status = "{status}"', *facts]
