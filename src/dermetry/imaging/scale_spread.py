"""How certain a fitted homography is at a place: linear propagation of corner noise."""

import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.limits import read_limits
from dermetry.imaging.values import Point

FloatArray = NDArray[np.float64]


def fit_rel_sd(
    *, homography: FloatArray, pixels: FloatArray, residual_mm: float, point: Point
) -> float:
    """Give the relative 1 sd of a length at a pixel from noise of the corners.

    Least squares over n corners: cov(h) = s^2 (A' A)^-1 with A the derivatives of the
    corners in mm after the eight entries of the homography (h33 = 1), and s the corner
    noise in mm per axis: the residual with its degrees of freedom, never under the floor.
    The four corners of a marker err together (bent paper, printing), so s counts twice:
    a marker weighs as one place, not as four.
    """
    normalized = homography / homography[2, 2]
    design = _derivatives(normalized, pixels)
    freedom = max(1, design.shape[0] - 8)
    floor = read_limits(table="scale")["corner_sd_floor_px"] * _mm_per_pixel(normalized, pixels)
    noise = 2 * max(floor, residual_mm * np.sqrt(len(pixels) / freedom))
    slope = _log_scale_slope(normalized, np.asarray(point, dtype=np.float64))
    scaling = np.linalg.norm(design, axis=0)
    solved = np.linalg.lstsq(design / scaling, np.eye(design.shape[0]), rcond=None)[0]
    return float(noise * np.linalg.norm((slope / scaling) @ solved))


def _derivatives(homography: FloatArray, pixels: FloatArray) -> FloatArray:
    """Give d(mm) / d(h) (2 n, 8)."""
    lifted = np.column_stack([pixels, np.ones(len(pixels))])
    u, v, w = (lifted @ homography.T).T
    zero = np.zeros_like(lifted)
    per_w = lifted / w[:, None]
    top = np.hstack([per_w, zero, -(u / w)[:, None] * per_w[:, :2]])
    bottom = np.hstack([zero, per_w, -(v / w)[:, None] * per_w[:, :2]])
    return np.concatenate([top, bottom])


def _log_scale_slope(homography: FloatArray, point: FloatArray) -> FloatArray:
    """Give d(log of local mm per pixel) / d(h) (8,), by small differences.

    Local mm per pixel is the root of the area factor det(H) / w^3.
    """
    flat = homography.ravel()[:8]
    steps = 1e-6 * np.maximum(np.abs(flat), 1e-9)
    slope = np.empty(8)
    for k in range(8):
        high, low = flat.copy(), flat.copy()
        high[k] += steps[k]
        low[k] -= steps[k]
        slope[k] = (_log_scale(high, point) - _log_scale(low, point)) / (2 * steps[k])
    return slope


def _log_scale(flat: FloatArray, point: FloatArray) -> float:
    homography = np.append(flat, 1.0).reshape(3, 3)
    w = homography[2] @ np.append(point, 1.0)
    return float(0.5 * np.log(abs(np.linalg.det(homography))) - 1.5 * np.log(abs(w)))


def _mm_per_pixel(homography: FloatArray, pixels: FloatArray) -> float:
    return float(np.exp(_log_scale(homography.ravel()[:8], pixels.mean(axis=0))))
