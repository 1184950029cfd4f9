"""The confirmed sizes of a lesion, and whether a change is more than measurement error."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal
from typing import Literal

from dermetry.pathway.lesion_state import Seen
from dermetry.record.finding import Finding, Measured
from dermetry.record.lesion import Lesion
from dermetry.response.facts import size_mm
from dermetry.response.interval import SDS_95

Direction = Literal["growing", "shrinking", "stable", "not_known"]
TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Size:
    """The size that counts at one visit: a node's short axis, else the longest diameter."""

    visited_on: date
    mm: Decimal
    axis: Literal["longest diameter", "short axis"]
    sd_mm: Decimal | None  # one standard deviation; None: not stated
    interval_95_mm: tuple[Decimal, Decimal] | None
    method: str
    evaluator: str
    photograph_ids: tuple[str, ...]


@dataclass(frozen=True)
class SizeChange:
    """The change between two visits, with its 95 % interval where both sizes state theirs."""

    before: Size
    now: Size
    mm: Decimal
    percent: Decimal
    interval_95_mm: tuple[Decimal, Decimal] | None
    direction: Direction


def size_of(*, visited_on: date, finding: Finding, lesion: Lesion) -> Size | None:
    """Give the size that a finding states, or None where it states none."""
    if not isinstance(finding, Measured):
        return None
    value = size_mm(finding, lesion)
    if value is None:
        return None
    is_node = lesion.organ == "lymph_node"
    sd = finding.uncertainty_mm
    return Size(
        visited_on=visited_on,
        mm=value,
        axis="short axis" if is_node else "longest diameter",
        sd_mm=sd.combined if sd else None,
        interval_95_mm=finding.interval_95_mm,
        method=finding.method,
        evaluator=finding.evaluator,
        photograph_ids=finding.photograph_ids,
    )


def sizes_of(*, states: Sequence[Seen], lesion: Lesion) -> tuple[Size, ...]:
    """Give all confirmed sizes of a lesion, oldest first, every evaluator's."""
    found = (
        size_of(visited_on=state.visited_on, finding=finding, lesion=lesion)
        for state in states
        for finding in state.confirmed
    )
    return tuple(size for size in found if size is not None)


def last_change(sizes: Sequence[Size]) -> SizeChange | None:
    """Give the change between the last two sizes; None with one size or several evaluators."""
    if len(sizes) < 2 or len({size.evaluator for size in sizes}) > 1:
        return None
    return change_between(before=sizes[-2], now=sizes[-1])


def change_between(*, before: Size, now: Size) -> SizeChange:
    """Give the change from one size to a later one.

    Its variance is the sum of both variances: the visits have their own photographs. The
    lesion grows or shrinks when the 95 % interval of the change leaves out zero, is stable
    when it holds zero, and nothing is said when a size states no uncertainty.
    """
    mm = now.mm - before.mm
    percent = (100 * mm / before.mm).quantize(TENTH, rounding=ROUND_HALF_EVEN)
    if before.sd_mm is None or now.sd_mm is None:
        return SizeChange(before, now, mm, percent, None, "not_known")
    reach = SDS_95 * (before.sd_mm**2 + now.sd_mm**2).sqrt()
    low, high = mm - reach, mm + reach
    direction: Direction = "growing" if low > 0 else "shrinking" if high < 0 else "stable"
    interval = (
        low.quantize(TENTH, rounding=ROUND_FLOOR),
        high.quantize(TENTH, rounding=ROUND_CEILING),
    )
    return SizeChange(before, now, mm, percent, interval, direction)
