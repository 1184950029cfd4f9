"""How good a fitted border looks: features without size or color, and a predicted Dice.

The weights are a ridge regression of the Dice coefficient on real close-ups (one half of
the patients) and stand in ``outline.toml``; ``bench/fit_outline_weights.py`` makes them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.outline_fit import BorderFit
from dermetry.imaging.outline_tap import Trial

FloatArray = NDArray[np.float64]


def predict_dice(*, features: Mapping[str, float], weights: Mapping[str, Any]) -> float:
    """Give the expected overlap (0..1, not clipped) of a border with these features."""
    return sum(
        float(weight) * (1.0 if name == "constant" else features[name])
        for name, weight in weights.items()
    )


def describe_fit(*, fit: BorderFit) -> dict[str, float]:
    """Give what one fitted border shows on its own."""
    step = np.clip(_edge_step(fit), -0.5, 1.2)
    inside, ring, far = (_zone(fit, *span) for span in ((0.0, 0.9), (1.1, 1.4), (1.5, 2.4)))
    weight = np.broadcast_to(fit.sample_radii, inside.shape)
    colors = [_median_spread(fit.leveled, zone) for zone in (inside, ring, far)]
    return {
        "contrast_log": float(np.log1p(min(fit.contrast, 2.0))),
        "edge_mean": float(step.mean()),
        "edge_share": float((step > 0.3).mean()),
        "edge_weakest_side": float(step.reshape(8, -1).mean(axis=1).min()),
        "range_width": float(((fit.outer - fit.inner) / fit.radii).mean()),
        "evidence_inside": _mean(fit.evidence, weight * inside),
        "evidence_ring": -_mean(fit.evidence, weight * ring),
        "roughness": float(np.abs(np.diff(fit.radii, append=fit.radii[:1])).mean()),
        "share_in_photograph": float(fit.is_inside.mean()),
        "change_of_radius": float(np.abs(np.log(fit.radii)).mean()),
        "likeness_ring": _mean(fit.likeness, weight * ring),
        "ring_from_far": _distance(colors[1], colors[2]),
        "lesion_from_far": _distance(colors[0], colors[2]),
        "color_step": float(min(np.linalg.norm(colors[0][0] - colors[1][0]), 0.25)),
        "ring_unrest": float(np.log(colors[1][1] / colors[2][1]).sum()),
    }


def describe_trial(
    *, trial: Trial, trials: Sequence[Trial], tap: tuple[float, float]
) -> dict[str, float]:
    """Give what one trial shows on its own and among the other trials of the same tap."""
    prior = trial.fit.prior
    off = float(np.hypot(*((np.subtract(tap, prior.center)) / prior.semi_axes)))
    overlaps = np.array([_box_overlap(trial.box, other.box) for other in trials])
    sizes = np.array([_log_size(other.box) for other in trials])
    return describe_fit(fit=trial.fit) | {
        "tap_off_center": off,
        "tap_off_center_squared": off * off,
        "overlap_mean": float(overlaps.mean()),
        "overlap_share": float((overlaps > 0.7).mean()),
        "size_among_trials": float(np.clip(_log_size(trial.box) - sizes.mean(), -1.0, 0.7)),
    }


def _edge_step(fit: BorderFit) -> FloatArray:
    """Give how far lesion-likeness falls across the border, per spoke."""
    rows = np.arange(len(fit.radii))
    step = fit.sample_radii[1] - fit.sample_radii[0]
    last = len(fit.sample_radii) - 1
    at = [
        np.clip((fit.radii * factor - fit.sample_radii[0]) / step, 0, last).astype(int)
        for factor in (0.9, 1.1)
    ]
    return np.asarray(fit.likeness[rows, at[0]] - fit.likeness[rows, at[1]])


def _zone(fit: BorderFit, low: float, high: float) -> NDArray[np.bool_]:
    """Give the samples between two multiples of the border's radius, in the photograph."""
    ratio = fit.sample_radii / fit.radii[:, None]
    return np.asarray((ratio > low) & (ratio < high) & fit.is_inside)


def _median_spread(values: FloatArray, zone: NDArray[np.bool_]) -> tuple[FloatArray, FloatArray]:
    """Give the median color of a zone and its robust spread, per channel."""
    chosen = values[zone] if zone.sum() > 10 else values.reshape(-1, 3)
    middle = np.median(chosen, axis=0)
    return middle, 1.48 * np.median(np.abs(chosen - middle), axis=0) + 0.02


def _distance(one: tuple[FloatArray, FloatArray], two: tuple[FloatArray, FloatArray]) -> float:
    """Give the distance of two colors in units of their spreads."""
    return float(np.sqrt(((one[0] - two[0]) ** 2 / (one[1] ** 2 + two[1] ** 2)).mean()))


def _mean(values: FloatArray, weights: FloatArray) -> float:
    total = float(weights.sum())
    return float((values * weights).sum()) / total if total > 0 else 0.0


def _log_size(box: tuple[float, float, float, float]) -> float:
    return float(0.5 * np.log(max((box[2] - box[0]) * (box[3] - box[1]), 1e-9)))


def _box_overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Give intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    both = max(0.0, width) * max(0.0, height)
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return both / max(sum(areas) - both, 1e-9)
