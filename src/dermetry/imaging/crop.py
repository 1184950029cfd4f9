"""Rectified crops at a stated scale, and thumbnails: pictures for people to compare."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.errors import NotMeasurable
from dermetry.imaging.values import Picture, Point

OUTSIDE_RGB = (96, 96, 96)  # neutral gray where the photograph has no pixels
LONGEST_CROP_SIDE_PX = 4000  # guards memory against a wrong scale


class CropNotPossible(NotMeasurable):
    """The asked-for patch cannot be rectified; the photograph itself is still there."""


@dataclass(frozen=True)
class Crop:
    """One rectified patch: RGB pixels, and the (3, 3) map from photograph to crop pixels."""

    pixels: NDArray[np.uint8]
    photograph_to_crop: NDArray[np.float64]
    px_per_mm: float

    def map_points(self, points: tuple[Point, ...]) -> tuple[Point, ...]:
        """Give points of the photograph in pixels of this crop."""
        return map_points(matrix=self.photograph_to_crop, points=points)


def map_points(*, matrix: NDArray[np.float64], points: tuple[Point, ...]) -> tuple[Point, ...]:
    """Map points through a (3, 3) homography."""
    homogeneous = np.column_stack([np.asarray(points, float).reshape(-1, 2), np.ones(len(points))])
    mapped = homogeneous @ np.asarray(matrix, float).T
    return tuple((float(x / w), float(y / w)) for x, y, w in mapped)


def jacobian_at(*, homography: NDArray[np.float64], point: Point) -> NDArray[np.float64]:
    """Give the (2, 2) derivative of a homography at a point, in mm per pixel."""
    h = np.asarray(homography, float)
    u, v, w = h @ np.array([point[0], point[1], 1.0])
    derivative = (h[:2, :2] * w - np.outer([u, v], h[2, :2])) / (w * w)
    return np.asarray(derivative, np.float64)


def mm_per_pixel_at(*, homography: NDArray[np.float64], point: Point) -> float:
    """Give the local scale at a point: root of the area of one pixel in square millimeters."""
    return math.sqrt(abs(float(np.linalg.det(jacobian_at(homography=homography, point=point)))))


def crop_at_scale(
    *,
    picture: Picture,
    center_px: Point,
    homography: NDArray[np.float64],
    width_mm: float,
    height_mm: float,
    px_per_mm: float,
) -> Crop:
    """Cut a rectified patch of ``width_mm`` x ``height_mm`` around ``center_px``.

    ``homography`` maps pixels to plane millimeters (a similarity will do). The patch keeps
    the photograph's own upright direction at its center, so that "up" stays up whichever way
    the calibration card lay. Shrinking averages areas. Outside the photograph is neutral gray.
    Raises CropNotPossible when the patch is empty, too large or crosses the plane's horizon.
    """
    width_px, height_px = round(width_mm * px_per_mm), round(height_mm * px_per_mm)
    if min(width_px, height_px) < 1 or max(width_px, height_px) > LONGEST_CROP_SIDE_PX:
        raise CropNotPossible(
            f"A crop of {width_mm:.0f} x {height_mm:.0f} mm cannot be made",
            why=f"it would be {width_px} x {height_px} pixels",
            next_step="Check the scale of the photograph.",
        )
    to_crop = photograph_to_crop(
        homography=np.asarray(homography, float),
        center_px=center_px,
        size_px=(width_px, height_px),
        px_per_mm=px_per_mm,
    )
    source, to_crop_from_source = _shrunk_source(
        pixels=picture.pixels, to_crop=to_crop, size_px=(width_px, height_px)
    )
    pixels = cv2.warpPerspective(
        source,
        to_crop_from_source,
        (width_px, height_px),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=OUTSIDE_RGB,
    )
    return Crop(np.asarray(pixels, np.uint8), to_crop, px_per_mm)


def thumbnail(*, picture: Picture, longest_side_px: int) -> tuple[NDArray[np.uint8], float]:
    """Shrink a photograph by area averaging; never enlarges.

    Returns RGB pixels and the factor: photograph pixel x lies at (x + 0.5) * factor - 0.5.
    """
    factor = min(1.0, longest_side_px / max(picture.width_px, picture.height_px))
    if factor == 1.0:
        return picture.pixels, 1.0
    size = (max(1, round(picture.width_px * factor)), max(1, round(picture.height_px * factor)))
    pixels = cv2.resize(picture.pixels, size, interpolation=cv2.INTER_AREA)
    return np.asarray(pixels, np.uint8), factor


def photograph_to_crop(
    *,
    homography: NDArray[np.float64],
    center_px: Point,
    size_px: tuple[int, int],
    px_per_mm: float,
) -> NDArray[np.float64]:
    """Give the (3, 3) map of ``crop_at_scale``: pixel -> mm -> turned upright -> crop pixel."""
    jacobian = jacobian_at(homography=homography, point=center_px)
    left, _, right = np.linalg.svd(jacobian)
    turn = (left @ right).T  # nearest rotation (or reflection) undone: up stays up
    ((x_mm, y_mm),) = map_points(matrix=homography, points=(center_px,))
    linear = turn * px_per_mm
    middle = np.array([(size_px[0] - 1) / 2, (size_px[1] - 1) / 2])
    placed = np.eye(3)
    placed[:2, :2] = linear
    placed[:2, 2] = middle - linear @ np.array([x_mm, y_mm])
    return placed @ homography


def _shrunk_source(
    *, pixels: NDArray[np.uint8], to_crop: NDArray[np.float64], size_px: tuple[int, int]
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Cut out what the crop needs and shrink it by area to about the crop's density."""
    x0, y0, x1, y1, density = _footprint(to_crop=to_crop, size_px=size_px, shape=pixels.shape)
    source = pixels[y0:y1, x0:x1]
    shift = np.array([[1.0, 0, x0], [0, 1.0, y0], [0, 0, 1.0]])
    if density >= 1.0:
        return source, to_crop @ shift
    size = (max(1, round((x1 - x0) * density)), max(1, round((y1 - y0) * density)))
    small = cv2.resize(source, size, interpolation=cv2.INTER_AREA)
    fx, fy = size[0] / (x1 - x0), size[1] / (y1 - y0)
    grow = np.array([[1 / fx, 0, 0.5 / fx - 0.5], [0, 1 / fy, 0.5 / fy - 0.5], [0, 0, 1.0]])
    return np.asarray(small, np.uint8), to_crop @ shift @ grow


def _footprint(
    *, to_crop: NDArray[np.float64], size_px: tuple[int, int], shape: tuple[int, ...]
) -> tuple[int, int, int, int, float]:
    """Give the crop's bounding box in the photograph and its pixels per photograph pixel."""
    width, height = size_px
    back = np.linalg.inv(to_crop)
    corners = np.array([(-1, -1, 1), (width, -1, 1), (width, height, 1), (-1, height, 1)], float)
    mapped = corners @ back.T
    middle = back @ np.array([width / 2, height / 2, 1.0])
    box = None
    if np.all(mapped[:, 2] * middle[2] > 0):  # else a corner lies beyond the horizon
        x, y = mapped[:, 0] / mapped[:, 2], mapped[:, 1] / mapped[:, 2]
        x0, x1 = max(0, math.floor(x.min()) - 2), min(shape[1], math.ceil(x.max()) + 3)
        y0, y1 = max(0, math.floor(y.min()) - 2), min(shape[0], math.ceil(y.max()) + 3)
        box = (x0, y0, x1, y1) if x1 > x0 and y1 > y0 else None
    if box is None:
        raise CropNotPossible(
            "This part of the photograph cannot be shown at scale",
            why="the asked-for patch lies outside the photograph or beyond its horizon",
            next_step="Look at the photograph itself; check its scale.",
        )
    center = (float(middle[0] / middle[2]), float(middle[1] / middle[2]))
    return *box, mm_per_pixel_at(homography=to_crop, point=center)
