"""How a lesion looks beside the skin around it, in a few numbers that do not need a scale."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.errors import MarksInvalid
from dermetry.imaging.values import Picture, Polygon

CROP_SIDE_PX = 160  # the crop is shrunk to this: a look needs no more
DARK_BELOW_SKIN = 25.0  # CIELAB L* units darker than the skin around: crust, ulcer, pigment
UNITS = (5.0, 5.0, 5.0, 0.25, 0.25, 0.1)  # change of each part taken as one step of distance


@dataclass(frozen=True)
class Look:
    """The look of one lesion: color against its own skin, dark share, and shape."""

    contrast_lab: tuple[float, float, float]  # mean L*, a*, b* of the lesion minus the skin's
    dark_fraction: float  # 0..1 of the lesion
    elongation: float  # longest over shortest side of the smallest box, >= 1
    solidity: float  # area over the area of the convex hull, 0..1


class OutlineEmpty(MarksInvalid):
    """An outline that holds no pixel of its photograph."""


def describe(*, picture: Picture, polygon: Polygon) -> Look:
    """Describe the look of the lesion inside ``polygon`` (pixels of the upright original).

    The skin is a ring of half the lesion's size around it, inside the photograph; without one
    (the lesion fills the frame) the contrast is zero. Raises OutlineEmpty when the outline
    lies outside the photograph or is not an area.
    """
    points = np.asarray(polygon, dtype=np.float64).reshape(-1, 2)
    crop, moved = _crop(picture.pixels, points)
    inside = np.zeros(crop.shape[:2], np.uint8)
    cv2.fillPoly(inside, [np.round(moved).astype(np.int32)], 1)
    elongation, solidity = _shape(points)
    lab = cv2.cvtColor(np.ascontiguousarray(crop).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    lesion = lab[inside == 1]
    if not len(lesion):
        raise _empty()
    skin = lab[_ring(inside) == 1]
    ground = np.median(skin, axis=0) if len(skin) else lesion.mean(axis=0)
    contrast = lesion.mean(axis=0) - ground
    dark = float((lesion[:, 0] < ground[0] - DARK_BELOW_SKIN).mean())
    lightness, red, yellow = (float(v) for v in contrast)
    return Look((lightness, red, yellow), dark, elongation, solidity)


def distance(a: Look, b: Look) -> float:
    """Measure how unlike two looks are: 0 alike, about 1 a small change, 3 clearly other."""
    return float(np.sqrt(np.mean(((_vector(a) - _vector(b)) / np.array(UNITS)) ** 2)))


def _vector(look: Look) -> NDArray[np.float64]:
    shape = (look.dark_fraction, np.log(look.elongation), look.solidity)
    return np.array([*look.contrast_lab, *shape])


def _empty() -> OutlineEmpty:
    return OutlineEmpty(
        "The outline holds no pixel of its photograph",
        why="it has no area or lies outside the frame",
        next_step="Draw the outline again on this photograph.",
    )


def _crop(
    pixels: NDArray[np.uint8], points: NDArray[np.float64]
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Cut the lesion with its margin, shrunk, and the outline in the crop's pixels."""
    if len(points) < 3 or not np.isfinite(points).all():
        raise _empty()
    low, high = points.min(axis=0), points.max(axis=0)
    margin = max(float((high - low).max()) / 2, 3.0)
    size = np.array([pixels.shape[1], pixels.shape[0]])
    start = np.clip(np.floor(low - margin), 0, size).astype(int)
    stop = np.clip(np.ceil(high + margin) + 1, 0, size).astype(int)
    if (stop - start).min() <= 0:
        raise _empty()
    crop = pixels[start[1] : stop[1], start[0] : stop[0]]
    ratio = min(1.0, CROP_SIDE_PX / float((stop - start).max()))
    if ratio < 1:
        shrunk = cv2.resize(crop, None, fx=ratio, fy=ratio, interpolation=cv2.INTER_AREA)
        crop = np.asarray(shrunk, np.uint8)
    return crop, (points - start + 0.5) * ratio - 0.5


def _ring(inside: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Give the skin around: from a small gap to half the lesion's size away."""
    width = float(np.sqrt(inside.sum()))
    gap = _widen(inside, max(2, round(0.1 * width)))
    return np.asarray(_widen(inside, max(4, round(0.45 * width))) - gap, np.uint8)


def _widen(mask: NDArray[np.uint8], by_px: int) -> NDArray[np.uint8]:
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by_px + 1, 2 * by_px + 1))
    return np.asarray(cv2.dilate(mask, kernel), np.uint8)


def _shape(points: NDArray[np.float64]) -> tuple[float, float]:
    shape = (points - points.mean(axis=0)).astype(np.float32)
    area = float(cv2.contourArea(shape))
    hull = float(cv2.contourArea(cv2.convexHull(shape)))
    if area <= 0 or hull <= 0:
        raise _empty()
    sides = cv2.minAreaRect(shape)[1]
    return max(sides) / max(min(sides), 1e-6), min(area / hull, 1.0)
