"""The 95 % interval of a sum, from the stated uncertainties of the values in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import combinations

from dermetry.record.finding import Absent, Measured, UncertaintyMm
from dermetry.response import ids
from dermetry.response.explain import TENTH, in_mm, join
from dermetry.response.policy import Policy
from dermetry.response.sums import Leaf, SizeSum
from dermetry.response.values import VisitCall

SDS_95 = Decimal("1.96")  # two-sided 95 % of a normal distribution: statistics, not medicine


@dataclass(frozen=True)
class SumInterval:
    """The interval of a sum in millimeters, and which values stand outside of it."""

    bounds_mm: tuple[Decimal, Decimal] | None  # None: no value states an uncertainty
    note: str


def sum_interval(*, sizes: SizeSum) -> SumInterval:
    """Give the 95 % interval of the sum; rule sum.interval.

    With s, t, o, r the scale, tilt, outline and repeat parts (one standard deviation each),
    var = sum(s^2 + t^2 + o^2 + r^2) + 2 * sum over pairs in one photograph (s1 s2 + t1 t2).
    """
    used = [leaf for leaf in sizes.leaves if leaf.used is not None]
    stated = [(leaf, part) for leaf in used if (part := stated_uncertainty(leaf)) is not None]
    note = name_silent([leaf for leaf in used if is_silent(leaf)])
    if not stated or sizes.total is None:
        return SumInterval(None, note)
    variance = sum((own_variance(part) for _, part in stated), Decimal(0))
    for (leaf_1, part_1), (leaf_2, part_2) in combinations(stated, 2):
        if share_photograph(leaf_1, leaf_2):
            variance += 2 * (part_1.scale * part_2.scale + part_1.tilt * part_2.tilt)
    half = SDS_95 * variance.sqrt()
    low = max(Decimal(0), sizes.total - half).quantize(TENTH, rounding=ROUND_HALF_EVEN)
    high = (sizes.total + half).quantize(TENTH, rounding=ROUND_HALF_EVEN)
    return SumInterval((low, high), note)


def is_beyond_error(*, now: VisitCall, before: VisitCall | None) -> bool:
    """Tell whether a sum changed by more than the 95 % intervals of both sums together.

    The visits have their own photographs, so the variances add up. Where a sum, its interval or
    the uncertainty of one value in it is missing, nothing can be told: False.
    """
    if before is None or now.sum_mm is None or before.sum_mm is None:
        return False
    bounds = now.sum_interval_95_mm, before.sum_interval_95_mm
    if bounds[0] is None or bounds[1] is None or now.sum_interval_note or before.sum_interval_note:
        return False
    # the upper halves: a lower bound may have been cut off at zero
    halves = bounds[0][1] - now.sum_mm, bounds[1][1] - before.sum_mm
    return abs(now.sum_mm - before.sum_mm) > (halves[0] ** 2 + halves[1] ** 2).sqrt()


def stated_uncertainty(leaf: Leaf) -> UncertaintyMm | None:
    """Give the uncertainty stated with a measured value."""
    return leaf.finding.uncertainty_mm if isinstance(leaf.finding, Measured) else None


def own_variance(part: UncertaintyMm) -> Decimal:
    """Give the variance of one value; what the parts leave unexplained counts as its own."""
    squares = (each * each for each in (part.scale, part.tilt, part.outline, part.repeat))
    return max(sum(squares, Decimal(0)), part.combined * part.combined)


def share_photograph(leaf_1: Leaf, leaf_2: Leaf) -> bool:
    """Tell whether two values were taken from a common photograph."""
    photographs = [
        set(leaf.finding.photograph_ids) if isinstance(leaf.finding, Measured) else set()
        for leaf in (leaf_1, leaf_2)
    ]
    return bool(photographs[0] & photographs[1])


def is_silent(leaf: Leaf) -> bool:
    """Tell whether a value enters the sum without any stated uncertainty."""
    return stated_uncertainty(leaf) is None and not isinstance(leaf.finding, Absent)


def name_silent(leaves: Iterable[Leaf]) -> str:
    """Name the values without stated uncertainty, and say what that means."""
    named = [f"{leaf.lesion_id} ({how_made(leaf)})" for leaf in leaves]
    if not named:
        return ""
    return (
        f"no uncertainty is stated for {join(named)}: nothing of it is in the interval, "
        "which is therefore too narrow"
    )


def how_made(leaf: Leaf) -> str:
    """Say how a value came about."""
    return leaf.finding.method if isinstance(leaf.finding, Measured) else leaf.note


def flag_uncertain(
    *,
    interval: SumInterval,
    category: str | None,
    pd_limit_mm: Decimal | None,
    pr_limit_mm: Decimal | None,
) -> list[ids.Remark]:
    """Flag a target response whose limit lies inside the interval of the sum."""
    if interval.bounds_mm is None:
        return []
    low, high = interval.bounds_mm
    span = f"the sum may lie anywhere from {in_mm(low)} to {in_mm(high)}"
    flags: list[ids.Remark] = []
    if pd_limit_mm is not None and category in ("PD", "SD", "PR") and low < pd_limit_mm <= high:
        begin = in_mm(pd_limit_mm)
        text = f"within measurement error: {span}, and by the sum progression begins at {begin}"
        flags.append((ids.SUM_INTERVAL, text))
    if pr_limit_mm is not None and category in ("SD", "PR") and low <= pr_limit_mm < high:
        end = in_mm(pr_limit_mm)
        text = f"within measurement error: {span}, and by the sum partial response ends at {end}"
        flags.append((ids.SUM_INTERVAL, text))
    return flags


def limits_mm(
    *,
    total_mm: Decimal,
    baseline_mm: Decimal | None,
    nadir_mm: Decimal | None,
    policy: Policy,
) -> tuple[Decimal | None, Decimal | None]:
    """Give the sums at which progression begins and partial response ends, for flags only.

    To 0.1 mm, or exactly where that would put the limit on the other side of the sum.
    """
    pd_limit = pr_limit = None
    if nadir_mm is not None:
        relative = (100 + policy.pd_percent) * nadir_mm / 100
        pd_limit = to_read(max(relative, nadir_mm + (policy.pd_mm or Decimal(0))), total_mm)
    if baseline_mm is not None:
        pr_limit = to_read((100 - policy.pr_percent) * baseline_mm / 100, total_mm)
    return pd_limit, pr_limit


def to_read(limit_mm: Decimal, total_mm: Decimal) -> Decimal:
    """Round a limit to 0.1 mm where it stays on its side of the sum."""
    rounded = limit_mm.quantize(TENTH)
    is_same_side = (total_mm >= rounded, total_mm <= rounded) == (
        total_mm >= limit_mm,
        total_mm <= limit_mm,
    )
    return rounded if is_same_side else limit_mm
