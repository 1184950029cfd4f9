"""A case of real photographs: four lesions, each photographed twice, as two visits.

Caliper values are the data set's own diameters (19 x 17 mm and 9 x 4 mm; two have none). Boxes
come from the data set's masks; the lesion without a mask was boxed by eye.
"""

import csv
import shutil
from pathlib import Path

import numpy as np
from PIL import Image

VISITS = ("2024-03-04", "2024-05-06")
LESIONS = {
    "L1": (("PAT_683_1297_195", (141, 138, 254, 272)), ("PAT_683_1297_839", (180, 190, 415, 460))),
    "L2": (("PAT_233_354_935", None), ("PAT_233_354_828", None)),
    "L3": (("PAT_1089_375_60", None), ("PAT_1089_375_677", None)),
    "L4": (("PAT_1364_1246_143", None), ("PAT_1364_1246_583", None)),
}


def box_of(samples: Path, name: str) -> tuple[int, int, int, int]:
    """Give the box around a mask, in pixels."""
    mask = np.asarray(Image.open(samples / "pad_ufes" / "masks" / f"{name}_mask.png").convert("L"))
    ys, xs = np.nonzero(mask > 127)
    return int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1


def write_real_case(*, samples: Path, folder: Path) -> None:
    """Write the case folder with its marks."""
    index_text = (samples / "pad_ufes" / "index.csv").read_text(encoding="utf-8")
    rows = {Path(row["image"]).stem: row for row in csv.DictReader(index_text.splitlines())}
    for index, day in enumerate(VISITS):
        (folder / day).mkdir(parents=True)
        marks = ['confirmed = true\nconfirmed_by = "tester"\n']
        for lesion_id, pair in LESIONS.items():
            name, box = pair[index]
            shutil.copy(samples / "pad_ufes" / "images" / f"{name}.jpg", folder / day)
            marks.append(photograph_mark(lesion_id, name, box or box_of(samples, name)))
            marks.append(caliper_mark(lesion_id, rows[name]))
        (folder / day / "marks.toml").write_text("\n".join(marks), encoding="utf-8")


def photograph_mark(lesion_id: str, name: str, box: tuple[int, int, int, int]) -> str:
    """Write the mark of one photograph."""
    return (
        f'[[photograph]]\nfile = "{name}.jpg"\nview = "close_up"\n'
        f'[[photograph.lesion]]\nlesion = "{lesion_id}"\nbox = {list(box)}\n'
    )


def caliper_mark(lesion_id: str, row: dict[str, str]) -> str:
    """Write the caliper finding, where the data set has diameters."""
    if not row["diameter_1_mm"]:
        return ""
    return (
        f'[[finding]]\nlesion = "{lesion_id}"\nstatus = "measured"\nmethod = "caliper"\n'
        f"longest_diameter_mm = {row['diameter_1_mm']}\n"
        f"perpendicular_mm = {row['diameter_2_mm']}\n"
    )
