"""Marker corners to a fraction of a pixel: lines through edge points, intersected.

The middle of a blurred straight edge stays where the edge is, while the tip of a blurred
corner wanders inwards. So each side is found at many places along it, a line is laid
through them, and corners are where neighboring lines meet.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
POINTS_PER_SIDE = 24
STEPS = 33  # samples of each profile across the side


def refine_corners(*, gray: NDArray[np.uint8], corners_px: FloatArray) -> FloatArray:
    """Give the corners (4, 2) again, refined; unchanged where the sides cannot be followed."""
    corners = np.asarray(corners_px, dtype=np.float64)
    for _ in range(3):
        lines = [_side_line(gray, corners[i], corners[(i + 1) % 4], corners) for i in range(4)]
        if any(line is None for line in lines):
            return corners
        crossed = [_crossing(lines[i - 1], lines[i]) for i in range(4)]
        if any(point is None for point in crossed):
            return corners
        refined = np.array(crossed)
        side = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1).min()
        if np.abs(refined - corners).max() > side / 4:  # not this marker's sides any more
            return corners
        corners = refined
    return corners


def _side_line(
    gray: NDArray[np.uint8], first: FloatArray, second: FloatArray, corners: FloatArray
) -> FloatArray | None:
    """Give the side's line (a, b, c) with a x + b y = c, or None when it has no clear edge."""
    along = second - first
    length = float(np.hypot(*along))
    normal = np.array([along[1], -along[0]]) / max(length, 1e-9)
    if normal @ (first - corners.mean(axis=0)) < 0:
        normal = -normal  # outwards
    reach = max(1.5, length / 12)  # half a cell of a 4x4 marker with its border
    places = first + np.linspace(0.08, 0.92, POINTS_PER_SIDE)[:, None] * along
    across = np.linspace(-reach, reach, STEPS)
    offsets = _edge_offsets(_profiles(gray, places, normal, across), across)
    good = np.isfinite(offsets)
    if good.sum() < POINTS_PER_SIDE // 2:
        return None
    return _fit_line(places[good] + offsets[good, None] * normal)


def _profiles(
    gray: NDArray[np.uint8], places: FloatArray, normal: FloatArray, across: FloatArray
) -> FloatArray:
    """Sample brightness (points, steps) across a side, from inside to outside."""
    grid = places[:, None] + across[None, :, None] * normal
    low = np.floor(grid.min(axis=(0, 1))).astype(int) - 2
    low = np.clip(low, 0, np.array(gray.shape[::-1]) - 1)
    high = np.ceil(grid.max(axis=(0, 1))).astype(int) + 3
    cut = gray[low[1] : max(high[1], low[1] + 1), low[0] : max(high[0], low[0] + 1)]
    at = (grid - low).astype(np.float32)
    sampled = cv2.remap(
        cut.astype(np.float32),
        at[..., 0],
        at[..., 1],
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(sampled, dtype=np.float64)


def _edge_offsets(profiles: FloatArray, across: FloatArray) -> FloatArray:
    """Give where each profile passes from dark to bright (nan where it does not)."""
    rise = np.clip(np.diff(profiles, axis=1), 0, None)
    middle = (across[1:] + across[:-1]) / 2
    contrast = rise.sum(axis=1)
    peak = middle[rise.argmax(axis=1)]
    near = np.abs(middle[None] - peak[:, None]) <= (across[-1] - across[0]) * 0.3
    weight = rise * near
    total = weight.sum(axis=1)
    clear = total > max(4.0, 0.3 * float(np.median(contrast)))
    offsets = (weight * middle).sum(axis=1) / np.where(total > 0, total, 1.0)
    return np.where(clear, offsets, np.nan)


def _fit_line(points: FloatArray) -> FloatArray | None:
    """Fit a line, leaving out points far from the rest."""
    keep = np.ones(len(points), dtype=bool)
    line = _least_squares_line(points)
    for _ in range(2):
        away = np.abs(points @ line[:2] - line[2])
        keep = away <= max(0.15, 3 * float(np.median(away)))
        if keep.sum() < POINTS_PER_SIDE // 3:
            return None
        line = _least_squares_line(points[keep])
    return line


def _least_squares_line(points: FloatArray) -> FloatArray:
    center = points.mean(axis=0)
    normal = np.linalg.svd(points - center)[2][1]
    return np.array([normal[0], normal[1], normal @ center])


def _crossing(first: FloatArray | None, second: FloatArray | None) -> FloatArray | None:
    if first is None or second is None:
        return None
    system = np.array([first[:2], second[:2]])
    if abs(np.linalg.det(system)) < 1e-3:
        return None
    return np.asarray(np.linalg.solve(system, np.array([first[2], second[2]])))
