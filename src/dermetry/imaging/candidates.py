"""Have we missed one? Places that differ from the skin around them, for a person to look at.

A candidate is a hint and never enters a sum.
"""

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.outline import OutlineNotFound, propose_from_box
from dermetry.imaging.outline_settings import read_settings
from dermetry.imaging.scale import mm_per_pixel_at
from dermetry.imaging.values import Outline, Picture, Polygon, Scale

FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
Box = tuple[float, float, float, float]


def find(
    *, picture: Picture, scale: Scale | None, exclude: Sequence[Polygon] = ()
) -> tuple[Outline, ...]:
    """Find places that may be lesions nobody has marked, the likeliest first.

    ``exclude`` holds the outlines already known and the calibration object, in px. With a
    ``scale`` only places of a plausible size in mm are kept. An empty tuple says that
    nothing stood out, not that nothing is there.
    """
    settings = read_settings(table="candidates")
    shrink = min(1.0, float(settings["work_px"]) / max(picture.width_px, picture.height_px))
    size = (max(8, round(picture.width_px * shrink)), max(8, round(picture.height_px * shrink)))
    small = np.asarray(cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA))
    known = _mask_of(exclude, shrink, small.shape[:2])
    stands_out = _stands_out(small, known)
    boxes = _boxes(stands_out, float(settings["contrast_needed"]), known, settings["seeds_most"])
    found = [_outline_at(picture, box, shrink) for box in boxes]
    kept = [one for one in found if one and _is_plausible(one, picture, scale, exclude)]
    ranked = sorted(_without_doubles(kept), key=lambda one: -(one.confidence or 0.0))
    return tuple(ranked[: int(settings["most"])])


def _stands_out(pixels: NDArray[np.uint8], known: BoolArray) -> FloatArray:
    """Give, per pixel, how far it differs from the skin around it, in skin spreads.

    Only what absorbs more green than its surroundings (blood, pigment) counts, and only on
    surroundings that look like skin (more red than green, not gray).
    """
    density = -np.log((cv2.medianBlur(pixels, 5).astype(np.float64) + 4) / 259)
    around = _around(pixels)
    off = density - around
    skin = _looks_like_skin(around) & ~known
    if skin.sum() < 50:
        return np.zeros(known.shape)
    middle = np.median(off[skin], axis=0)
    spread = 1.48 * np.median(np.abs(off[skin] - middle), axis=0) + 0.015
    blood = (off[..., 1] - off[..., 0]) - (middle[1] - middle[0])
    blood_spread = 1.48 * float(np.median(np.abs(blood[skin]))) + 0.015
    score = np.maximum((off[..., 1] - middle[1]) / spread[1], blood / blood_spread)
    return np.asarray(cv2.GaussianBlur(score * skin, (0, 0), 1.2))


def _around(pixels: NDArray[np.uint8]) -> FloatArray:
    """Give the density of the wider surroundings of each pixel (a broad median)."""
    height, width = pixels.shape[:2]
    tiny = cv2.resize(
        pixels, (max(4, width // 4), max(4, height // 4)), interpolation=cv2.INTER_AREA
    )
    window = max(3, min(tiny.shape[:2]) // 3 | 1)
    calm = cv2.medianBlur(tiny, min(window, 31))
    broad = cv2.resize(calm, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.asarray(-np.log((broad.astype(np.float64) + 4) / 259))


def _looks_like_skin(density: FloatArray) -> BoolArray:
    """Say where the surroundings reflect red over green over blue, as skin of any tone does."""
    red_green = density[..., 1] - density[..., 0]
    red_blue = density[..., 2] - density[..., 0]
    return np.asarray((red_green > 0.06) & (red_green < 1.2) & (red_blue > 0.08))


def _boxes(
    stands_out: FloatArray, needed: float, known: BoolArray, most: int
) -> list[tuple[float, float, float, float]]:
    """Give the bounding boxes of connected places, strongest first, in working px."""
    above = ((stands_out > needed) & ~known).astype(np.uint8)
    above = cv2.morphologyEx(above, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels, stats, _ = cv2.connectedComponentsWithStats(above)
    height, width = above.shape
    strong = []
    for label, (x, y, w, h, area) in enumerate(stats[1:].tolist(), start=1):
        touches_frame = x <= 0 or y <= 0 or x + w >= width or y + h >= height
        is_thin = max(w, h) > 4 * min(w, h) or area < 0.35 * w * h
        if area < 12 or touches_frame or is_thin or max(w, h) > 0.5 * max(width, height):
            continue
        strength = float(stands_out[labels == label].mean()) * np.sqrt(area)
        strong.append((strength, (x - 0.5, y - 0.5, x + w - 0.5, y + h - 0.5)))
    return [box for _, box in sorted(strong, reverse=True)[:most]]


def _outline_at(picture: Picture, box: Box, shrink: float) -> Outline | None:
    """Fit an outline in a found place, or give nothing where there is no border."""
    x0, y0, x1, y1 = ((value + 0.5) / shrink - 0.5 for value in box)
    pad = 0.08 * max(x1 - x0, y1 - y0) + 0.5 / shrink
    wide = (
        max(-0.5, x0 - pad),
        max(-0.5, y0 - pad),
        min(picture.width_px - 0.5, x1 + pad),
        min(picture.height_px - 0.5, y1 + pad),
    )
    try:
        proposal = propose_from_box(picture=picture, box=wide)
    except OutlineNotFound:
        return None
    return replace(proposal, source="candidate", notes=("automatic candidate, never in a sum",))


def _is_plausible(
    outline: Outline, picture: Picture, scale: Scale | None, exclude: Sequence[Polygon]
) -> bool:
    """Say whether a candidate is sure enough, of a plausible size, and not already known."""
    settings = read_settings(table="candidates")
    points = np.asarray(outline.polygon)
    if (outline.confidence or 0.0) < float(settings["confidence_needed"]):
        return False
    center = points.mean(axis=0)
    if any(_holds(known, center) for known in exclude):
        return False
    across = float(np.ptp(points, axis=0).max())
    if scale is None:
        return across >= float(settings["smallest_share"]) * max(
            picture.width_px, picture.height_px
        )
    across_mm = across * mm_per_pixel_at(scale=scale, point=(float(center[0]), float(center[1])))
    return float(settings["smallest_mm"]) <= across_mm <= float(settings["largest_mm"])


def _without_doubles(outlines: Sequence[Outline]) -> list[Outline]:
    """Keep the more confident of two candidates that lie on each other."""
    kept: list[Outline] = []
    for one in sorted(outlines, key=lambda one: -(one.confidence or 0.0)):
        center = np.asarray(one.polygon).mean(axis=0)
        if not any(_holds(other.polygon, center) for other in kept):
            kept.append(one)
    return kept


def _holds(polygon: Polygon, point: FloatArray) -> bool:
    border = np.asarray(polygon, dtype=np.float32)
    return cv2.pointPolygonTest(border, (float(point[0]), float(point[1])), False) >= 0


def _mask_of(polygons: Sequence[Polygon], shrink: float, shape: tuple[int, ...]) -> BoolArray:
    """Give the known places, a little widened, as a mask in working px."""
    mask = np.zeros(shape[:2], np.uint8)
    for polygon in polygons:
        points = (np.asarray(polygon) + 0.5) * shrink - 0.5
        cv2.fillPoly(mask, [np.round(points).astype(np.int32)], 1)
    return np.asarray(cv2.dilate(mask, np.ones((5, 5), np.uint8)) > 0)
