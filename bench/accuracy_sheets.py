"""The seven marker sheets of the samples, measured against their card's known sides.

Run: ``python bench/accuracy_sheets.py`` (the folder is taken from DERMETRY_SAMPLES).
"""

import csv
import os
from datetime import date
from pathlib import Path

import numpy as np

from dermetry.imaging import scale
from dermetry.imaging.photograph import Opener
from dermetry.imaging.sheet import read_sheet
from dermetry.imaging.values import Scale

ROOT = Path(__file__).resolve().parent.parent
CORNERS = ROOT / "tests" / "imaging" / "data" / "colorchecker_corners.csv"
DEFAULT = ROOT.parent / "shared" / "samples"
SHEET = """dictionary = "{dictionary}"
ids = [0, 1, 2, 3]
marker_side_mm = {marker_side_mm}
gap_w_mm = {gap_w_mm}
gap_h_mm = {gap_h_mm}
"""


def rows(*, samples: Path | None = None) -> list[dict]:
    """Measure each sheet: one dict per photograph, with measured sides and errors in percent."""
    folder = (samples or Path(os.environ.get("DERMETRY_SAMPLES") or DEFAULT)) / "aruco_colorchecker"
    with (folder / "index.csv").open(encoding="utf-8") as file:
        index = list(csv.DictReader(file))
    corners = read_corners()
    with Opener() as opener:
        return [_row(folder, row, corners[Path(row["image"]).name], opener) for row in index]


def read_corners() -> dict[str, np.ndarray]:
    """Read the hand-read card corners by file name, each (4, 2) in pixels."""
    lines = [
        line
        for line in CORNERS.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    return {
        row.pop("image"): np.array([float(each) for each in row.values()]).reshape(4, 2)
        for row in csv.DictReader(lines)
    }


def _row(folder: Path, row: dict, corners: np.ndarray, opener: Opener) -> dict:
    name = Path(row["image"]).name
    data = (folder / row["image"]).read_bytes()
    picture = opener.open(data=data, file_name=name, today=date(2026, 1, 1))
    layout = read_sheet(text=SHEET.format(**row), name=f"{Path(name).stem}.toml")
    found = scale.find(picture=picture, sheets=(layout,))
    known = {"width_mm": float(row["card_w_mm"]), "height_mm": float(row["card_h_mm"])}
    if not isinstance(found, Scale):
        return {"image": name, **known, "refused": found.reason}
    top, right, bottom, left = _sides(scale.to_mm(scale=found, points=corners))
    measured = {"width": (top + bottom) / 2, "height": (right + left) / 2}
    errors = {
        f"{key}_error_pct": 100 * (value / known[f"{key}_mm"] - 1)
        for key, value in measured.items()
    }
    worst = max(
        (
            100 * (side / known[key] - 1)
            for side, key in (
                (top, "width_mm"),
                (bottom, "width_mm"),
                (right, "height_mm"),
                (left, "height_mm"),
            )
        ),
        key=abs,
    )
    return {
        "image": name,
        **known,
        "measured_width_mm": measured["width"],
        "measured_height_mm": measured["height"],
        **errors,
        "worst_side_error_pct": worst,
        "tilt_deg": found.tilt_deg,
        "residual_mm": found.residual_mm,
        "scale_rel_sd_pct": 100 * found.scale_rel_sd,
        "refused": "",
    }


def _sides(corners: np.ndarray) -> np.ndarray:
    return np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)


if __name__ == "__main__":
    for each in rows():
        print({k: round(v, 2) if isinstance(v, float) else v for k, v in each.items()})
