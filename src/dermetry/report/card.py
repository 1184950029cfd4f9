"""Printed calibration objects: sheets to print and cut, and one object as pixels.

Geometry comes from ``knowledge/cards``, words and type from ``templates/card.typ``.
"""

import io
import json
from importlib.resources import as_file, files
from typing import Any, Literal

import cv2
import numpy as np
import typst
from numpy.typing import NDArray
from PIL import Image

from dermetry.imaging.layout import Layout, Marker, own_layout

CardKind = Literal["card", "page", "strip"]
Paper = Literal["a4", "letter"]
PAPERS_MM: dict[str, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
TITLES = {
    "card": "Calibration card",
    "page": "Calibration page",
    "strip": "Disposable calibration strip",
}
USE = (
    "Research and documentation aid; not cleared as a medical device; local regulatory "
    "assessment required before use in care; a clinician confirms each call."
)
CHECK = (
    "If the line is not 100 mm, print again with scaling off: every measurement would be wrong "
    "by the same share. Colors are as good as the printer."
)
INSTRUCTIONS: dict[str, tuple[str, ...]] = {
    "card": (
        "Use matte, stiff, white paper. Cut along the marks; do not laminate with a glossy film.",
        "Lay the card flat beside the lesion, in the same plane. Do not cover the wound.",
        "Hold the camera straight above, 20 to 40 cm away; all four markers sharp and in view.",
        "One calibration object per photograph. Wipe or replace the card between patients.",
    ),
    "strip": (
        "Print on matte white label paper for skin, or fix the strip with tape beside the wound.",
        "Lay it flat beside the lesion, in the same plane. Do not cover or touch the wound.",
        "Hold the camera straight above, 15 to 30 cm away; all four markers sharp and in view.",
        "One strip per photograph. Do not reuse a strip between patients; discard after use.",
    ),
    "page": (
        "Print on matte, stiff, white paper at 100 %.",
        "Lay it flat, in the same plane as the lesions. Do not cover the wound.",
        "Hold the camera straight above, with all six markers sharp and in view.",
        "One calibration object per photograph. Do not reuse between patients.",
    ),
}
# columns, rows, gap and top edge on the page, in mm
GRIDS: dict[str, tuple[int, int, float, float]] = {
    "card": (2, 3, 8.0, 30.0),
    "strip": (2, 5, 6.0, 30.0),
    "page": (1, 1, 0.0, 9.0),
}


def write_cards(*, kind: CardKind, paper: Paper = "a4", maker: str = "dermetry") -> bytes:
    """Make the PDF page of calibration objects to print at 100 % and cut.

    ``maker`` is printed small in the heading, for example the software version. The bytes
    are the same on every run: embedded fonts only, fixed creation date.
    """
    data = _template_data(kind=kind, mode="sheet", maker=maker, paper=paper)
    return _compile(data=data, file_format="pdf", ppi=None)


def card_png(*, kind: CardKind, dpi: int) -> tuple[NDArray[np.uint8], float, float]:
    """Make one calibration object alone as pixels.

    Returns RGB of shape (height, width, 3), and the width and height in mm that these
    pixels span (the object's size to within half a pixel). The object's top-left corner
    is the outer corner of the top-left pixel.
    """
    data = _template_data(kind=kind, mode="one", maker="dermetry", paper="a4")
    with Image.open(io.BytesIO(_compile(data=data, file_format="png", ppi=float(dpi)))) as image:
        pixels = np.asarray(image.convert("RGB"), dtype=np.uint8)
    mm_per_pixel = 25.4 / dpi
    return pixels, pixels.shape[1] * mm_per_pixel, pixels.shape[0] * mm_per_pixel


def _compile(
    *, data: dict[str, Any], file_format: Literal["pdf", "png"], ppi: float | None
) -> bytes:
    package = files("dermetry") / "report"
    with as_file(package / "templates") as templates, as_file(package / "fonts") as fonts:
        result = typst.compile(
            str(templates / "card.typ"),
            root=str(templates),
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format=file_format,
            ppi=ppi,
            sys_inputs={"data": json.dumps(data)},
        )
    return bytes(result)


def _template_data(*, kind: str, mode: str, maker: str, paper: str) -> dict[str, Any]:
    layout = own_layout(kind=kind)
    return {
        "mode": mode,
        "maker": maker,
        "use": USE,
        "check": CHECK,
        "instructions": INSTRUCTIONS[kind],
        "grid": _grid(kind=kind, paper=paper),
        "object": {
            "kind": kind,
            "title": TITLES[kind],
            "version": layout.name.rpartition("v")[2],
            "width": layout.width_mm,
            "height": layout.height_mm,
            "markers": [_marker(marker=m, layout=layout) for m in layout.markers],
            "patches": [
                {
                    "x": p.x_mm,
                    "y": p.y_mm,
                    "w": p.width_mm,
                    "h": p.height_mm,
                    "color": "#{:02x}{:02x}{:02x}".format(*p.srgb),
                }
                for p in layout.patches
            ],
            "rulers": [
                {"x": r.x_mm, "y": r.y_mm, "length": r.length_mm, "direction": r.direction}
                for r in layout.rulers
            ],
        },
    }


def _grid(*, kind: str, paper: str) -> dict[str, float]:
    columns, rows, gap, top = GRIDS[kind]
    width, height = PAPERS_MM[paper]
    if kind == "strip":  # two columns of strips fit across only when the page lies
        width, height = height, width
    return {
        "page_width": width,
        "page_height": height,
        "columns": columns,
        "rows": rows,
        "gap": gap,
        "top": top,
        "margin": 14.0,
    }


def _marker(*, marker: Marker, layout: Layout) -> dict[str, Any]:
    """Give a marker as runs of black cells (x0, y0, x1, y1), each in mm from its corner."""
    dictionary = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, layout.dictionary))
    cells = cv2.aruco.generateImageMarker(dictionary, marker.marker_id, 6) > 127
    (x, y), (right, _) = marker.corners_mm[0], marker.corners_mm[1]
    cell = (right - x) / 6
    return {"x": x, "y": y, "runs": [r for row in range(6) for r in _runs(cells[row], row, cell)]}


def _runs(white: NDArray[np.bool_], row: int, cell: float) -> list[list[float]]:
    edges = np.flatnonzero(np.diff(np.r_[False, ~white, False].astype(np.int8)))
    return [
        [start * cell, row * cell, end * cell, (row + 1) * cell]
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    ]
