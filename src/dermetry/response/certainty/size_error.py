"""The error of one sum: from the stated, or the usual, errors of the sizes in it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from dermetry.record.finding import Measured, UncertaintyMm
from dermetry.response.certainty.settings import Settings
from dermetry.response.interval import own_variance, share_photograph, stated_uncertainty
from dermetry.response.judged import Judged
from dermetry.response.sums import Leaf


@dataclass(frozen=True)
class LeafError:
    """The error of one size; one standard deviation in millimeters, its shared parts apart."""

    leaf: Leaf
    variance: Decimal | None  # own and shared together; None: not stated, and none is usual
    shared: UncertaintyMm | None  # whose scale and tilt other sizes of the photograph share
    assumption: str = ""  # what was assumed where nothing was stated

    @property
    def sd_mm(self) -> float:
        """Give one standard deviation, 0 where none is known."""
        return float((self.variance or Decimal(0)).sqrt())


@dataclass(frozen=True)
class SumError:
    """One sum with one standard deviation of its error, in millimeters."""

    total: float
    sd: float
    is_complete: bool
    is_whole: bool  # all sizes are whole millimeters: they were rounded so
    leaves: tuple[LeafError, ...]
    silent: tuple[str, ...]  # sizes of which no error is known: the sd is then too small

    @property
    def measured_count(self) -> int:
        """Give how many sizes of the sum were measured."""
        return sum(isinstance(each.leaf.finding, Measured) for each in self.leaves)


def sum_error(*, judged: Judged, settings: Settings) -> SumError | None:
    """Give the sum of a visit with its error; None without a value.

    Parts shared within a photograph (scale and tilt) add up, as in rule sum.interval.
    """
    used = [leaf for leaf in judged.sizes.leaves if leaf.used is not None]
    if judged.sizes.total is None:
        return None
    errors = tuple(leaf_error(leaf, settings) for leaf in used)
    values = [each.used for each in used if isinstance(each.finding, Measured)]
    return SumError(
        total=float(judged.sizes.total),
        sd=float(total_variance(errors).sqrt()),
        is_complete=judged.sizes.is_complete,
        is_whole=all(each is not None and each == each.to_integral_value() for each in values),
        leaves=errors,
        silent=tuple(name_size(each.leaf) for each in errors if each.variance is None),
    )


def leaf_error(leaf: Leaf, settings: Settings) -> LeafError:
    """Give the error of one size: stated, usual for its method, none, or not known."""
    if not isinstance(leaf.finding, Measured) or leaf.used is None:
        return LeafError(leaf, Decimal(0), None)  # gone, or a default: counted as it stands
    stated = stated_uncertainty(leaf)
    if stated is not None:
        return LeafError(leaf, own_variance(stated), stated)
    percent = settings.assumed_percent.get(first_word(leaf.finding.method))
    if percent is None:
        return LeafError(leaf, None, None)
    sd = percent * leaf.used / 100
    text = f"for {name_size(leaf)} an error of {percent.normalize():f} % is assumed"
    return LeafError(leaf, sd * sd, None, text)


def first_word(method: str) -> str:
    """Give the first word of a method, in lower case: "caliper, typed in" is caliper."""
    return next(iter(re.findall(r"[^\W\d_]+", method.casefold())), "")


def name_size(leaf: Leaf) -> str:
    """Name a size with the way it was measured."""
    method = leaf.finding.method if isinstance(leaf.finding, Measured) else leaf.note
    return f"{leaf.lesion_id} ({method})"


def total_variance(errors: tuple[LeafError, ...]) -> Decimal:
    """Add up the variances; shared parts of one photograph add as they are, not squared."""
    variance = sum((each.variance or Decimal(0) for each in errors), Decimal(0))
    for first, second in combinations(errors, 2):
        one, other = first.shared, second.shared
        if one and other and share_photograph(first.leaf, second.leaf):
            variance += 2 * (one.scale * other.scale + one.tilt * other.tilt)
    return variance
