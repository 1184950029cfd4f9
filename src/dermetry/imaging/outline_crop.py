"""A working copy of the skin around a place, in optical density, sampled along spokes.

Optical density (minus the logarithm of linear-in-value RGB) makes uneven light an added
plane and hemoglobin and melanin added vectors, so blood indices such as log(R/G) are
straight directions in it.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Crop:
    """Optical density (h, w, 3) of a part of the photograph and where it lies."""

    density: NDArray[np.float32]
    left: float  # photograph px of the crop's left edge (not of its pixel center)
    top: float
    shrink_x: float  # crop px per photograph px
    shrink_y: float


@dataclass(frozen=True)
class Spokes:
    """Density sampled along spokes: values (A, R, 3), is_inside (A, R) of the photograph."""

    values: FloatArray
    is_inside: NDArray[np.bool_]
    angles: FloatArray  # (A,)
    radii: FloatArray  # (R,) in units of the ellipse


def build_pyramid(*, pixels: NDArray[np.uint8], smallest_px: int) -> list[NDArray[np.uint8]]:
    """Give the photograph and its halvings down to ``smallest_px`` on the long side."""
    levels = [pixels]
    while max(levels[-1].shape[:2]) // 2 >= smallest_px:
        height, width = levels[-1].shape[:2]
        half = (max(1, width // 2), max(1, height // 2))
        levels.append(np.asarray(cv2.resize(levels[-1], half, interpolation=cv2.INTER_AREA)))
    return levels


def cut_crop(
    *,
    levels: list[NDArray[np.uint8]],
    center: tuple[float, float],
    reach: tuple[float, float],
    work_px: int,
) -> Crop:
    """Cut the surroundings of ``center`` (photograph px) out to ``reach`` (px, both ways)."""
    height, width = levels[0].shape[:2]
    level = _coarsest_level(levels, 2 * max(reach), work_px)
    down_x, down_y = width / level.shape[1], height / level.shape[0]
    x0 = int(max(0, np.floor((center[0] - reach[0] - 2) / down_x)))
    y0 = int(max(0, np.floor((center[1] - reach[1] - 2) / down_y)))
    x1 = int(min(level.shape[1], np.ceil((center[0] + reach[0] + 3) / down_x)))
    y1 = int(min(level.shape[0], np.ceil((center[1] + reach[1] + 3) / down_y)))
    part = level[y0:y1, x0:x1]
    factor = min(1.0, work_px / max(part.shape[:2]))
    size = (max(2, round(part.shape[1] * factor)), max(2, round(part.shape[0] * factor)))
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA) if factor < 1 else part
    return Crop(
        density=_density(np.ascontiguousarray(small)),
        left=x0 * down_x,
        top=y0 * down_y,
        shrink_x=small.shape[1] / ((x1 - x0) * down_x),
        shrink_y=small.shape[0] / ((y1 - y0) * down_y),
    )


def sample_spokes(
    *,
    crop: Crop,
    center: tuple[float, float],
    semi_axes: tuple[float, float],
    count: int,
    radii: FloatArray,
) -> Spokes:
    """Sample the crop along ``count`` spokes of an ellipse given in photograph px."""
    angles = np.arange(count) * 2 * np.pi / count
    x = center[0] + semi_axes[0] * np.cos(angles)[:, None] * radii
    y = center[1] + semi_axes[1] * np.sin(angles)[:, None] * radii
    x = (x + 0.5 - crop.left) * crop.shrink_x - 0.5
    y = (y + 0.5 - crop.top) * crop.shrink_y - 0.5
    values = cv2.remap(
        crop.density,
        x.astype(np.float32),
        y.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    height, width = crop.density.shape[:2]
    inside = (x >= -0.5) & (y >= -0.5) & (x <= width - 0.5) & (y <= height - 0.5)
    return Spokes(values=values.astype(np.float64), is_inside=inside, angles=angles, radii=radii)


def _coarsest_level(
    levels: list[NDArray[np.uint8]], span_px: float, work_px: int
) -> NDArray[np.uint8]:
    """Give the smallest level that still shows ``span_px`` with ``work_px`` pixels."""
    for level in reversed(levels):
        if span_px * level.shape[1] / levels[0].shape[1] >= work_px:
            return level
    return levels[0]


def _density(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Give smoothed optical density; the median drops thin hairs and small glare."""
    calm = cv2.medianBlur(pixels, 5) if min(pixels.shape[:2]) > 60 else pixels
    calm = cv2.GaussianBlur(calm, (0, 0), max(0.5, 0.006 * max(pixels.shape[:2])))
    return np.asarray(-np.log((calm.astype(np.float32) + 4) / 259))
