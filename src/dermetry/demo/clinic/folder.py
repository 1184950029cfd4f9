"""From a story to a case folder, as a clinic could have made it: photographs and marks."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from dermetry.demo.card_texture import card_texture
from dermetry.demo.clinic.scenes import photograph_scene
from dermetry.demo.clinic.story import Shot, Story, VisitStory
from dermetry.demo.render import render_photograph
from dermetry.demo.scene import LesionTruth, Scene, Truth

HAND_PX = 1.1  # how far a drawn border wavers from the true one, one standard deviation
POINTS = 48  # of a drawn border
BOX_MARGIN = 0.06  # a box is drawn a little wider than the lesion, as a part of its size


def write_case_folder(*, story: Story, folder: Path) -> None:
    """Render every photograph of a story into ``folder``, with case.toml and marks.toml."""
    folder.mkdir(parents=True)
    (folder / "case.toml").write_text(case_text(story), "utf-8")
    for visit in story.visits:
        visit_folder = folder / visit.visited_on.isoformat()
        visit_folder.mkdir()
        photographs = []
        for shot in visit.photographs:
            scene = photograph_scene(story=story, visit=visit, shot=shot)
            rendered = render_photograph(scene=scene, card=card_texture(kind="card"))
            (visit_folder / shot.file).write_bytes(rendered.jpeg)
            photographs.append(photograph_text(story, visit, shot, scene, rendered.truth))
        (visit_folder / "marks.toml").write_text(
            "\n".join([visit_text(visit), *photographs, *finding_texts(story, visit)]), "utf-8"
        )


def case_text(story: Story) -> str:
    """Write case.toml: the plan of the response calls and the lesions known at baseline."""
    confirmed_by = next((each.confirmed_by for each in story.visits if each.confirmed_by), None)
    lesions = (
        {("id" if key == "lesion_id" else key): each for key, each in lesion.items()}
        for lesion in story.lesions
    )
    return "\n".join(
        [
            table("", {"confirmed_by": confirmed_by}),
            table("[patient]", {"id": story.record["patient"]["patient_id"]}),
            table("[response]", story.record.get("plan", {})),
            *(table("[[lesion]]", {**lesion, "note": None}) for lesion in lesions),
        ]
    )


def visit_text(visit: VisitStory) -> str:
    """Write the head of marks.toml."""
    return table(
        "",
        {
            "confirmed": visit.confirmed_by is not None,
            "confirmed_by": visit.confirmed_by,
            "regions_examined": visit.regions_examined,
            "regions_not_examined": visit.regions_not_examined,
            "note": visit.note or None,
        },
    )


def photograph_text(story: Story, visit: VisitStory, shot: Shot, scene: Scene, truth: Truth) -> str:
    """Write one photograph's marks: every lesion that lies wholly in the frame, outlined."""
    place = story.places[shot.place]
    head = {"file": shot.file, "view": shot.view, "zone": place.zone}
    parts = [table("[[photograph]]", {**head, "laterality": place.laterality})]
    for lesion in truth.lesions:
        is_shown = lesion.lesion_id in visit.sizes_mm and lesion.is_in_frame
        if not is_shown or shot.unmarked == "all" or lesion.lesion_id in shot.unmarked:
            continue
        fields = {
            "lesion": lesion.lesion_id,
            **outline_mark(shot, lesion, scene.seed),
            **visit.marks.get(lesion.lesion_id, {}),
        }
        parts.append(table("[[photograph.lesion]]", fields))
    return "\n".join(parts)


def outline_mark(shot: Shot, lesion: LesionTruth, seed: int) -> dict[str, Any]:
    """Point at one lesion as the story says: along its border, by a box, or by a tap."""
    x0, y0, x1, y1 = lesion.box
    if shot.outlined == "drawn":
        return {"outline": drawn_outline(lesion, seed)}
    if shot.outlined == "tap":
        return {"tap": [round((x0 + x1) / 2), round((y0 + y1) / 2)]}
    wide, high = BOX_MARGIN * (x1 - x0), BOX_MARGIN * (y1 - y0)
    return {"box": [round(x0 - wide), round(y0 - high), round(x1 + wide), round(y1 + high)]}


def drawn_outline(lesion: LesionTruth, seed: int) -> list[list[float]]:
    """Draw along the true border with a hand that wavers by about a pixel."""
    rng = np.random.default_rng([seed, crc32(lesion.lesion_id.encode())])
    border = np.asarray(lesion.polygon)[:: 720 // POINTS]
    outward = border - border.mean(axis=0)
    outward /= np.linalg.norm(outward, axis=1, keepdims=True)
    wavering = rng.normal(0, HAND_PX, len(border))
    smooth = (np.roll(wavering, 1) + 2 * wavering + np.roll(wavering, -1)) / 4
    drawn = border + smooth[:, None] * outward
    return [[round(float(x), 1), round(float(y), 1)] for x, y in drawn]


def finding_texts(story: Story, visit: VisitStory) -> list[str]:
    """Write what was stated without an outline: other organs, and lesions gone or not seen."""
    organs = {lesion["lesion_id"]: lesion.get("organ", "skin") for lesion in story.lesions}
    found: list[Mapping[str, Any]] = [
        {
            "lesion": lesion_id,
            "status": "measured",
            ("short_axis_mm" if organs[lesion_id] == "lymph_node" else "longest_diameter_mm"): str(
                size
            ),
            "method": visit.imaging_method,
        }
        for lesion_id, size in visit.imaging_mm.items()
    ]
    return [table("[[finding]]", each) for each in (*found, *visit.findings)]


def table(header: str, fields: Mapping[str, Any]) -> str:
    """Write a TOML table; fields that are None are left out."""
    lines = [f"{key} = {toml_value(each)}" for key, each in fields.items() if each is not None]
    return "\n".join([header, *lines, ""])


def toml_value(value: Any) -> str:
    """Write a TOML value."""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    if isinstance(value, tuple | list):
        return "[" + ", ".join(toml_value(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)
