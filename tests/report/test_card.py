"""Printed calibration objects: true to size, detectable as printed, the same bytes each run."""

import cv2
import numpy as np
import pypdfium2
import pytest

from dermetry.imaging.layout import own_layout
from dermetry.report.card import PAPERS_MM, card_png, write_cards

KINDS = ("card", "page", "strip")
DPI = 300


def rendered(kind, paper):
    """Give the PDF's only page as gray pixels at DPI, and its size in mm."""
    document = pypdfium2.PdfDocument(write_cards(kind=kind, paper=paper))
    assert len(document) == 1
    page = document[0]
    size = tuple(each / 72 * 25.4 for each in page.get_size())
    gray = np.asarray(page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L"))
    text = page.get_textpage().get_text_bounded()
    page.close()
    document.close()
    return gray, size, text


def marker_corners(gray):
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_100)
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    corners, ids, _ = cv2.aruco.ArucoDetector(dictionary, parameters).detectMarkers(gray)
    return [(int(number), c[0]) for number, c in zip(np.ravel(ids), corners, strict=True)]


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize(("kind", "copies"), [("card", 6), ("page", 1), ("strip", 10)])
def test_the_sheet_is_true_to_size(kind, paper, copies):
    gray, size, text = rendered(kind, paper)
    assert sorted(size) == pytest.approx(sorted(PAPERS_MM[paper]), abs=0.1)
    layout = own_layout(kind=kind)
    found = marker_corners(gray)
    known = {marker.marker_id: marker for marker in layout.markers}
    assert sorted(n for n, _ in found) == sorted([*known] * copies)
    first = [c for n, c in found if n == layout.markers[0].marker_id]
    last = [c for n, c in found if n == layout.markers[-1].marker_id]
    apart = np.subtract(layout.markers[-1].center_mm, layout.markers[0].center_mm)
    for corners in first:
        nearest = min(
            np.abs(((other - corners).mean(axis=0)) / DPI * 25.4 - apart).max() for other in last
        )
        assert nearest < 0.05  # mm
        side = np.linalg.norm(corners[1] - corners[0]) / DPI * 25.4
        assert side == pytest.approx(_side(layout), abs=0.15)
    assert "100 mm" in text
    assert "100 %" in text
    assert "not cleared as a medical device" in text
    assert "between patients" in text


def _side(layout):
    (x0, _), (x1, _) = layout.markers[0].corners_mm[:2]
    return x1 - x0


@pytest.mark.parametrize("kind", KINDS)
def test_the_self_check_line_is_100_mm(kind):
    document = pypdfium2.PdfDocument(write_cards(kind=kind, paper="a4"))
    image = np.asarray(document[0].render(scale=DPI / 72).to_pil().convert("RGB")).astype(int)
    document.close()
    teal = np.abs(image - [0x0B, 0x6E, 0x75]).max(axis=2) < 60
    runs = [_longest_run(row) for row in teal]
    # The heading's rule is longer; the check line is the run of 100 mm.
    assert any(abs(run / DPI * 25.4 - 100) < 0.3 for run in runs)


def _longest_run(row):
    edges = np.flatnonzero(np.diff(np.r_[0, row.astype(int), 0]))
    return int((edges[1::2] - edges[::2]).max()) if len(edges) else 0


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_the_object_touches_a_marker_or_leaves_the_object(kind):
    layout = own_layout(kind=kind)
    boxes = [(*m.corners_mm[0], *m.corners_mm[2]) for m in layout.markers]
    quiet = _side(layout) / 12
    for patch in layout.patches:
        x1, y1 = patch.x_mm + patch.width_mm, patch.y_mm + patch.height_mm
        assert patch.x_mm >= 0
        assert x1 <= layout.width_mm
        assert y1 <= layout.height_mm
        for x0m, y0m, x1m, y1m in boxes:
            apart = max(x0m - x1, patch.x_mm - x1m, y0m - y1, patch.y_mm - y1m)
            assert apart >= quiet
    assert all(m[0] > quiet and m[2] < layout.width_mm - quiet for m in boxes)


@pytest.mark.parametrize("kind", KINDS)
def test_patches_have_the_colors_they_state(kind):
    pixels, width_mm, height_mm = card_png(kind=kind, dpi=200)
    layout = own_layout(kind=kind)
    assert width_mm == pytest.approx(layout.width_mm, abs=0.1)
    assert height_mm == pytest.approx(layout.height_mm, abs=0.1)
    for patch in layout.patches:
        x = (patch.x_mm + patch.width_mm / 2) / width_mm * pixels.shape[1]
        y = (patch.y_mm + patch.height_mm / 2) / height_mm * pixels.shape[0]
        assert tuple(pixels[int(y), int(x)]) == patch.srgb


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_are_the_same_on_every_run(kind):
    assert write_cards(kind=kind) == write_cards(kind=kind)
    assert b"Inter" in write_cards(kind=kind)
