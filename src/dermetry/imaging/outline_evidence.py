"""What color says at each sample: more like the lesion's core or like the skin around it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class ColorModel:
    """A heavy-tailed (Student t) distribution of optical density."""

    mean: FloatArray  # (3,)
    covariance: FloatArray  # (3, 3)
    tail: float  # degrees of freedom

    def log_likelihood(self, values: FloatArray) -> FloatArray:
        """Give the log density of values (..., 3), up to a constant shared by all models."""
        root = np.linalg.cholesky(self.covariance)
        white = (values - self.mean) @ np.linalg.inv(root).T
        distance = np.einsum("...i,...i->...", white, white)
        spread = np.log(np.diag(root)).sum()
        return np.asarray(-spread - 0.5 * (self.tail + 3) * np.log1p(distance / self.tail))


def fit_color(
    *, values: FloatArray, weights: FloatArray, tail: float, floor: float, widening: float = 1.0
) -> ColorModel:
    """Fit a heavy-tailed color model to samples (N, 3) by three rounds of reweighting."""
    mean = np.median(values, axis=0)
    spread = 1.48 * np.median(np.abs(values - mean), axis=0)
    covariance = np.diag(spread**2 + floor)
    for _ in range(3):
        white = (values - mean) @ np.linalg.inv(np.linalg.cholesky(covariance)).T
        trust = weights * 7 / (4 + (white**2).sum(axis=1))
        mean = trust @ values / trust.sum()
        off = values - mean
        covariance = (off * trust[:, None]).T @ off / weights.sum() + floor * np.eye(3)
    return ColorModel(mean=mean, covariance=covariance * widening, tail=tail)


def contrast(*, lesion: ColorModel, skin: ColorModel) -> float:
    """Give the distance between two colors in units of their joint spread."""
    step = lesion.mean - skin.mean
    return float(np.sqrt(step @ np.linalg.solve(lesion.covariance + skin.covariance, step)))


def level_light(
    *, values: FloatArray, x: FloatArray, y: FloatArray, skin: FloatArray
) -> FloatArray:
    """Take a plane of light out of densities (A, R, 3), fitted to the skin samples.

    ``skin`` (A, R) holds weights, zero off the skin. The plane's slopes are held back a
    little, and outlying skin (hair, a neighbor lesion) counts less.
    """
    base = np.stack([np.ones_like(x), x, y], axis=-1).reshape(-1, 3)
    flat, start = values.reshape(-1, 3), skin.ravel()
    use = np.flatnonzero(start > 0)[::2]
    base_use, flat_use, weight = base[use], flat[use], start[use].astype(float)
    for _ in range(3):
        hold = np.diag([1e-6, 0.02, 0.02]) * weight.sum()
        normal = (base_use * weight[:, None]).T
        plane = np.linalg.solve(normal @ base_use + hold, normal @ flat_use)
        miss = np.sqrt(((flat_use - base_use @ plane) ** 2).sum(axis=1))
        typical = float(np.median(miss)) + 1e-3
        weight = start[use] / (1 + (miss / (1.5 * typical)) ** 2)
    return np.asarray((flat - base @ plane).reshape(values.shape))
