"""Several fitted trials of one tap become one border with its plausible range."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.outline_tap import Trial, holds_tap

FloatArray = NDArray[np.float64]


def fuse_trials(
    *, trials: Sequence[Trial], likely: FloatArray, temperature: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give (border, inner, outer), each (A, 2) px, seen from the best trial's center.

    Trials count by how good they are expected to be; per direction the weighted median is
    the border, and the quartiles of the tightest and widest radii are the range, so trials
    that disagree widen it.
    """
    best = trials[int(np.argmax(likely))]
    center = best.fit.prior.center
    seen = [index for index, one in enumerate(trials) if holds_tap(fit=one.fit, tap=center)]
    weights = np.exp((likely[seen] - likely[seen].max()) / temperature)
    angles = best.fit.angles

    def radii_of(kind: str) -> FloatArray:
        return np.array(
            [
                _radii_from(trials[i].fit.points(getattr(trials[i].fit, kind)), center, angles)
                for i in seen
            ]
        )

    return tuple(  # type: ignore[return-value]
        _points(center, angles, _weighted_quantile(radii_of(kind), weights, share))
        for kind, share in (("radii", 0.5), ("inner", 0.25), ("outer", 0.75))
    )


def _radii_from(points: FloatArray, center: tuple[float, float], angles: FloatArray) -> FloatArray:
    """Give a polygon's distance from a point in each direction (star-shaped reading)."""
    off = points - np.asarray(center)
    direction = np.arctan2(off[:, 1], off[:, 0])
    return np.asarray(
        np.interp(angles, direction, np.hypot(off[:, 0], off[:, 1]), period=2 * np.pi)
    )


def _points(center: tuple[float, float], angles: FloatArray, radii: FloatArray) -> FloatArray:
    return np.column_stack([center[0] + radii * np.cos(angles), center[1] + radii * np.sin(angles)])


def _weighted_quantile(rows: FloatArray, weights: FloatArray, share: float) -> FloatArray:
    """Give the weighted quantile over rows (T, A), interpolated, per column."""
    order = np.argsort(rows, axis=0)
    ranked = np.take_along_axis(rows, order, axis=0)
    weight = weights[order]
    middle = (np.cumsum(weight, axis=0) - weight / 2) / weights.sum()
    return np.array([np.interp(share, middle[:, i], ranked[:, i]) for i in range(rows.shape[1])])
