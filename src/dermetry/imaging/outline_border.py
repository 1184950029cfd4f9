"""The border around a center: one radius per direction, chosen jointly.

The directions form a closed chain. Each direction has a cost for every radius; neighbors
may differ a little at a price. The chain's marginal probabilities give the border and, as
their quantiles, the tightest and widest plausible outlines.
"""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def step_matrix(*, radii: FloatArray, step_sd: float) -> FloatArray:
    """Give the weight of going from one radius to another between neighboring directions.

    ``radii`` (R,) and ``step_sd`` share a unit. Result (R, R), rows sum to one; heavier
    tails than a Gaussian so that one notch in a border costs a bounded price.
    """
    gap = (radii[:, None] - radii[None, :]) / step_sd
    weight = np.exp(-0.5 * gap**2) + 1e-4 * np.exp(-np.abs(gap) / 8)
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


def border_marginals(*, cost: FloatArray, step: FloatArray) -> FloatArray:
    """Give the probability of every radius in every direction of a closed chain.

    ``cost`` (A, R) in nats, ``step`` (R, R). Loopy in one place only: each pass goes round
    one and a half times, so the start has been forgotten where it is read.
    """
    weight = np.exp(-(cost - cost.min(axis=1, keepdims=True))) + 1e-12
    forward = _sweep(weight, step)
    backward = _sweep(weight[::-1], step)[::-1]
    marginal = forward * weight * backward
    return np.asarray(marginal / marginal.sum(axis=1, keepdims=True))


def _sweep(weight: FloatArray, step: FloatArray) -> FloatArray:
    """Carry belief round the chain; row i holds what arrives at direction i."""
    count = len(weight)
    arriving = np.empty_like(weight)
    belief = np.full(weight.shape[1], 1.0 / weight.shape[1])
    for turn in range(count // 2, 2 * count):
        index = turn % count
        arriving[index] = belief
        belief = step.T @ (belief * weight[index])
        belief /= belief.sum()
    return arriving


def marginal_quantile(*, marginal: FloatArray, radii: FloatArray, share: float) -> FloatArray:
    """Give the radius below which ``share`` of the probability lies, per direction (A,)."""
    cumulative = np.cumsum(marginal, axis=1)
    middle = cumulative - 0.5 * marginal
    return np.array([np.interp(share, row, radii) for row in middle])
