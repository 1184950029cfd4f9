"""One border fitted around a center: prior ellipse, color evidence and smoothness together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.outline_border import border_marginals, marginal_quantile, step_matrix
from dermetry.imaging.outline_crop import Crop, Spokes, sample_spokes
from dermetry.imaging.outline_evidence import ColorModel, contrast, fit_color, level_light

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Prior:
    """What is believed before looking: an ellipse and how far the border may leave it."""

    center: tuple[float, float]  # photograph px
    semi_axes: tuple[float, float]
    radius_mean: float
    radius_sd: float
    radius_min: float
    radius_max: float
    side_limit: float | None = None  # the box may be left by this factor; None: no box


@dataclass(frozen=True)
class BorderFit:
    """A fitted border: radii per spoke in units of the prior's ellipse, and its evidence."""

    prior: Prior
    angles: FloatArray  # (A,)
    radii: FloatArray  # (A,) median
    inner: FloatArray  # (A,)
    outer: FloatArray  # (A,)
    contrast: float  # lesion against the skin around it
    evidence: FloatArray  # (A, S) log likelihood ratio, lesion over skin
    likeness: FloatArray  # (A, S) 0 like skin, 1 like the lesion
    leveled: FloatArray  # (A, S, 3) density with the light leveled
    sample_radii: FloatArray  # (S,)
    is_inside: NDArray[np.bool_]  # (A, S) within the photograph

    def points(self, radii: FloatArray) -> FloatArray:
        """Give (A, 2) photograph px of radii per spoke."""
        (x, y), (a, b) = self.prior.center, self.prior.semi_axes
        return np.column_stack(
            [x + a * np.cos(self.angles) * radii, y + b * np.sin(self.angles) * radii]
        )


@dataclass(frozen=True)
class _Round:
    """Where the rounds of fitting ended."""

    marginal: FloatArray  # (A, R)
    border: FloatArray  # (A,)
    evidence: FloatArray  # (A, S)
    likeness: FloatArray  # (A, S)
    contrast: float


def fit_border(*, crop: Crop, prior: Prior, settings: Mapping[str, Any]) -> BorderFit:
    """Fit the border around a prior ellipse by rounds of color models and chained radii."""
    step = float(settings["step"])
    spokes = sample_spokes(
        crop=crop,
        center=prior.center,
        semi_axes=prior.semi_axes,
        count=int(settings["spokes"]),
        radii=np.arange(step / 2, float(settings["reach"]), step),
    )
    choice = (spokes.radii >= prior.radius_min) & (spokes.radii <= prior.radius_max)
    leveled, skin = _skin_model(spokes, settings)
    last = _run_rounds(spokes, leveled, skin, prior, choice, settings)
    border, inner, outer = _place_border(last, spokes.radii, choice, settings)
    return BorderFit(
        prior=prior,
        angles=spokes.angles,
        radii=border,
        inner=inner,
        outer=outer,
        contrast=last.contrast,
        evidence=last.evidence,
        likeness=last.likeness,
        leveled=leveled,
        sample_radii=spokes.radii,
        is_inside=spokes.is_inside,
    )


def _run_rounds(
    spokes: Spokes,
    leveled: FloatArray,
    skin: ColorModel,
    prior: Prior,
    choice: NDArray[np.bool_],
    settings: Mapping[str, Any],
) -> _Round:
    """Alternate between the lesion's color inside the border and the border in that color."""
    radii = spokes.radii[choice]
    fixed = _prior_cost(prior, spokes.angles, radii)
    steps = step_matrix(radii=radii, step_sd=float(settings["step_sd"]))
    border = np.full(len(spokes.angles), float(settings["core_to"]))
    for _ in range(int(settings["rounds"])):
        lesion = _lesion_model(leveled, spokes, border, settings)
        evidence = _evidence(leveled, lesion, skin, spokes, settings)
        likeness = _likeness(leveled, lesion, skin)
        strength = contrast(lesion=lesion, skin=skin)
        color = _color_cost(evidence, likeness, strength, spokes.radii, settings)
        marginal = border_marginals(cost=fixed + color[:, choice], step=steps)
        border = marginal_quantile(marginal=marginal, radii=radii, share=0.5)
    return _Round(marginal, border, evidence, likeness, strength)


def _place_border(
    last: _Round, radii: FloatArray, choice: NDArray[np.bool_], settings: Mapping[str, Any]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give (border, inner, outer): a crisp border at half level and with a narrower range."""
    tail, chosen = float(settings["quantile"]), radii[choice]
    inner = marginal_quantile(marginal=last.marginal, radii=chosen, share=tail)
    outer = marginal_quantile(marginal=last.marginal, radii=chosen, share=1 - tail)
    crisp = _crispness(last.contrast, settings)
    shift = half_level_shift(
        likeness=last.likeness,
        border=last.border,
        radii=radii,
        reach=float(settings["half_level_reach"]),
    )
    border = last.border + crisp * shift
    keep = 1 - crisp * float(settings["crisp_narrowing"])
    return border, border - keep * (last.border - inner), border + keep * (outer - last.border)


def _skin_model(spokes: Spokes, settings: Mapping[str, Any]) -> tuple[FloatArray, ColorModel]:
    """Give densities with the light leveled, and the color of the skin ring."""
    x = spokes.radii * np.cos(spokes.angles)[:, None]
    y = spokes.radii * np.sin(spokes.angles)[:, None]
    ring = (np.maximum(np.abs(x), np.abs(y)) > float(settings["ring_from"])) & spokes.is_inside
    if ring.sum() < 200:
        ring = np.broadcast_to(spokes.radii > 0.95, x.shape) & spokes.is_inside
    if ring.sum() < 50:
        ring = np.broadcast_to(spokes.radii > 0.95, x.shape)
    leveled = level_light(values=spokes.values, x=x, y=y, skin=ring * spokes.radii)
    weights = np.broadcast_to(spokes.radii, ring.shape)[ring]
    skin = fit_color(
        values=leveled[ring][::2], weights=weights[::2], tail=float(settings["tail"]), floor=2e-4
    )
    return leveled, skin


def _lesion_model(
    leveled: FloatArray, spokes: Spokes, border: FloatArray, settings: Mapping[str, Any]
) -> ColorModel:
    """Fit the lesion's color inside the present border."""
    with np.errstate(over="ignore"):
        inside = 1 / (1 + np.exp((spokes.radii - border[:, None]) / 0.04))
    weights = inside * spokes.radii * spokes.is_inside
    use = weights > 0.05
    if use.sum() < 20:
        weights = np.broadcast_to(spokes.radii, inside.shape) * inside
        use = weights > 0.01
    return fit_color(
        values=leveled[use][::2],
        weights=weights[use][::2],
        tail=float(settings["tail"]),
        floor=5e-4,
        widening=float(settings["lesion_widening"]),
    )


def _evidence(
    leveled: FloatArray,
    lesion: ColorModel,
    skin: ColorModel,
    spokes: Spokes,
    settings: Mapping[str, Any],
) -> FloatArray:
    """Give the limited log likelihood ratio per sample; nothing outside the photograph."""
    limit = float(settings["evidence_limit"])
    ratio = lesion.log_likelihood(leveled) - skin.log_likelihood(leveled)
    return np.asarray(np.clip(ratio, -limit, limit) * spokes.is_inside)


def _likeness(leveled: FloatArray, lesion: ColorModel, skin: ColorModel) -> FloatArray:
    """Give each sample's place between skin (0) and lesion (1) along the best direction."""
    step = lesion.mean - skin.mean
    direction = np.linalg.solve(lesion.covariance + skin.covariance, step)
    place = (leveled - skin.mean) @ direction / max(float(step @ direction), 1e-9)
    return np.asarray(
        cv2.GaussianBlur(np.clip(place, -1, 2).astype(np.float32), (0, 0), 1.5), dtype=np.float64
    )


def _color_cost(
    evidence: FloatArray,
    likeness: FloatArray,
    strength: float,
    radii: FloatArray,
    settings: Mapping[str, Any],
) -> FloatArray:
    """Give the cost of every radius: evidence left outside or taken in, and no edge there."""
    step = float(settings["step"])
    trust = min(3.0, (strength / 2) ** float(settings["contrast_power"]))
    gathered = np.cumsum(evidence * radii, axis=1) * step
    slope = -np.gradient(likeness, axis=1) / step
    edge = np.clip(0.1 * slope, 0, 1) * min(2.0, strength)
    return np.asarray(
        -float(settings["evidence_gain"]) * trust * gathered - float(settings["edge_gain"]) * edge
    )


def _prior_cost(prior: Prior, angles: FloatArray, radii: FloatArray) -> FloatArray:
    """Give the cost of leaving the prior ellipse and, where there is one, the box."""
    cost = np.broadcast_to(
        0.5 * ((radii - prior.radius_mean) / prior.radius_sd) ** 2, (len(angles), len(radii))
    )
    if prior.side_limit is None:
        return np.asarray(cost)
    reach = np.maximum(np.abs(np.cos(angles)), np.abs(np.sin(angles)))[:, None] * radii
    return np.asarray(cost + 8.0 * (reach > prior.side_limit))


def half_level_shift(
    *, likeness: FloatArray, border: FloatArray, radii: FloatArray, reach: float
) -> FloatArray:
    """Give how far each radius must move to the half-way level between lesion and skin.

    A blurred or soft border runs where the color is half-way; color models alone put it
    where skin ends, a little too far out. ``reach`` is the greatest move, as a share of the
    radius. Neighboring spokes move alike (circular running mean); spokes without a clear
    step do not move.
    """
    rows = np.arange(len(border))[:, None]
    step = radii[1] - radii[0]
    factors = np.linspace(1 - 2 * reach, 1 + 2 * reach, 41)
    index = np.clip((border[:, None] * factors - radii[0]) / step, 0, len(radii) - 1.001)
    low = index.astype(int)
    level = likeness[rows, low] + (likeness[rows, low + 1] - likeness[rows, low]) * (index - low)
    inside, outside = level[:, :8].mean(axis=1), level[:, -8:].mean(axis=1)
    drop = inside - outside
    above = level > ((inside + outside) / 2)[:, None]
    crossing = 1 - 2 * reach + 4 * reach * above.mean(axis=1)
    move = np.clip(crossing - 1, -reach, reach) * np.clip(2 * drop - 0.2, 0, 1)
    smooth = np.convolve(np.tile(move, 3), np.ones(9) / 9, mode="same")[len(move) : 2 * len(move)]
    return np.asarray(border * smooth)


def _crispness(strength: float, settings: Mapping[str, Any]) -> float:
    """Give 0 for a diffuse border, left where skin ends as people draw it, to 1 for a crisp one."""
    low, high = settings["half_level_contrast"]
    return float(np.clip((strength - low) / (high - low), 0.0, 1.0))
