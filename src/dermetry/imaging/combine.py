"""Several photographs of one lesion in one visit are one measurement."""

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import NormalDist

import numpy as np

from dermetry.errors import NotMeasurable
from dermetry.imaging.outline_settings import read_settings
from dermetry.imaging.values import Measurement, Quantity, Uncertainty

_SIZES = {
    "longest_diameter_mm": ("longest diameter", "mm"),
    "perpendicular_mm": ("perpendicular", "mm"),
    "area_mm2": ("area", "mm2"),
    "perimeter_mm": ("perimeter", "mm"),
}


class NothingToCombine(NotMeasurable):
    """No photograph of the lesion gave a measurement."""


def combine(*, measurements: Sequence[Measurement]) -> Measurement:
    """Give one measurement from those of several photographs of the same lesion and visit.

    Weighted by the part of each uncertainty that is its own; causes are partly shared (the
    same card, the same skin), so more photographs never bring the uncertainty to zero.
    Scatter beyond the stated uncertainty becomes the ``repeat`` part (DerSimonian and
    Laird's between-study variance) and is named in the notes. Raises NothingToCombine.
    """
    if not measurements:
        raise NothingToCombine(
            "There is no measurement to combine",
            why="no photograph of this lesion could be measured",
            next_step="Photograph the lesion again with the card, or type a caliper value",
        )
    if len(measurements) == 1:
        return measurements[0]
    combined, notes = {}, [note for one in measurements for note in one.notes]
    for field, (name, unit) in _SIZES.items():
        quantities = [getattr(one, field) for one in measurements]
        combined[field] = _combine_quantities(quantities)
        notes += _disagreement(quantities, name, unit)
    return replace(
        _nearest(measurements, combined["longest_diameter_mm"].value),
        **combined,
        method=_method(measurements),
        photographs_used=sum(one.photographs_used for one in measurements),
        notes=tuple(dict.fromkeys(notes)),
    )


def _combine_quantities(quantities: Sequence[Quantity]) -> Quantity:
    """Give the weighted mean with its uncertainty by cause."""
    values = np.array([quantity.value for quantity in quantities])
    own = np.array([_own_variance(quantity) for quantity in quantities])
    between = _between_variance(values, own)
    weights = 1 / (own + between)
    weights /= weights.sum()
    value = float(weights @ values)
    parts = {cause: _part(quantities, weights, cause) for cause in ("scale", "tilt", "outline")}
    inherited = math.sqrt(
        sum((w * q.uncertainty.repeat) ** 2 for w, q in zip(weights, quantities, strict=True))
    )
    repeat = math.hypot(inherited, math.sqrt(between * float((weights**2).sum())))
    uncertainty = Uncertainty(**parts, repeat=repeat)
    reach = 1.959964 * uncertainty.combined
    return Quantity(value, uncertainty, (max(0.0, value - reach), value + reach))


def _part(quantities: Sequence[Quantity], weights: np.ndarray, cause: str) -> float:
    """Give one cause of the mean: its own part averages out, its shared part does not."""
    shared = _shared(cause)
    sds = weights * np.array([getattr(quantity.uncertainty, cause) for quantity in quantities])
    return math.sqrt((1 - shared) * float((sds**2).sum()) + shared * float(sds.sum()) ** 2)


def _own_variance(quantity: Quantity) -> float:
    """Give the variance that differs between photographs, never zero."""
    uncertainty = quantity.uncertainty
    own = sum(
        (1 - _shared(cause)) * getattr(uncertainty, cause) ** 2
        for cause in ("scale", "tilt", "outline")
    )
    return max(float(own) + uncertainty.repeat**2, 1e-9 * quantity.value**2, 1e-12)


def _between_variance(values: np.ndarray, own: np.ndarray) -> float:
    """Give the variance between photographs beyond their own (DerSimonian and Laird)."""
    weights = 1 / own
    excess = _scatter(values, own) - (len(values) - 1)
    scale = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, float(excess / scale))


def _scatter(values: np.ndarray, own: np.ndarray) -> float:
    """Give the weighted sum of squares around the weighted mean (chi-squared if all is well)."""
    mean = float((values / own).sum() / (1 / own).sum())
    return float(((values - mean) ** 2 / own).sum())


def _disagreement(quantities: Sequence[Quantity], name: str, unit: str) -> list[str]:
    """Say where photographs disagree by more than their uncertainties explain."""
    values = np.array([quantity.value for quantity in quantities])
    own = np.array([_own_variance(quantity) for quantity in quantities])
    if _scatter(values, own) <= _chi_squared_limit(len(values) - 1):
        return []
    return [
        f"photographs disagree in {name}: {values.min():.1f} to {values.max():.1f} {unit}, "
        "more than their stated uncertainty explains; the interval was widened"
    ]


def _chi_squared_limit(freedom: int) -> float:
    """Give the limit of chi-squared for the set chance (Wilson and Hilferty's cube)."""
    chance = float(read_settings(table="combine")["disagreement_chance"])
    if freedom == 1:
        return NormalDist().inv_cdf(1 - chance / 2) ** 2
    third = 2 / (9 * freedom)
    return freedom * (1 - third + NormalDist().inv_cdf(1 - chance) * math.sqrt(third)) ** 3


def _shared(cause: str) -> float:
    return float(read_settings(table="combine")[f"{cause}_shared"])


def _nearest(measurements: Sequence[Measurement], value_mm: float) -> Measurement:
    """Give the measurement whose axes stand for all: the one nearest to the mean."""
    return min(measurements, key=lambda one: abs(one.longest_diameter_mm.value - value_mm))


def _method(measurements: Sequence[Measurement]) -> str:
    """Name every way of measuring that went in, and how many photographs."""
    ways = "; ".join(dict.fromkeys(one.method for one in measurements))
    return f"mean of {sum(one.photographs_used for one in measurements)} photographs: {ways}"
