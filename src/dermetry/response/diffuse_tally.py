"""Adding up what one visit says of the lesions, in one measure; a gap is never a 0."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dermetry.response.diffuse_values import Measure, Tallied
from dermetry.response.explain import in_order


@dataclass(frozen=True)
class Entry:
    """The value of one lesion in one measure at one visit."""

    lesion_id: str
    value: Decimal | None  # None: no value
    why: str  # there is no value
    is_family: bool = False  # has grown out of other lesions


@dataclass(frozen=True)
class Tally:
    """The entries of one visit in one measure, and what of them was never recorded."""

    measure: Measure
    zone: str
    visited_on: date
    values: Mapping[str, Decimal]
    missing: Mapping[str, str]  # recorded before, no value now: why
    waiting: frozenset[str]  # there, and never recorded up to now
    there: frozenset[str]  # all lesions of the visit, also those outside of the measure
    families: frozenset[str]  # masses and fragments among the lesions

    @property
    def total(self) -> Decimal | None:
        """Give the sum of what has a value; None without a single one."""
        return sum(self.values.values(), Decimal(0)) if self.values else None

    @property
    def is_complete(self) -> bool:
        """Tell whether no lesion recorded before lacks a value."""
        return bool(self.values) and not self.missing


def tally_entries(
    *,
    measure: Measure,
    zone: str,
    visited_on: date,
    entries: Iterable[Entry],
    there: frozenset[str],
    recorded: frozenset[str],
) -> Tally:
    """Add up the entries of one visit; ``recorded`` had a value at an earlier visit.

    ``there`` names all lesions of the visit, also those that this measure does not ask.
    """
    given = tuple(entries)
    without = {each.lesion_id: each.why for each in given if each.value is None}
    return Tally(
        measure=measure,
        zone=zone,
        visited_on=visited_on,
        values={each.lesion_id: each.value for each in given if each.value is not None},
        missing={key: why for key, why in without.items() if key in recorded},
        waiting=frozenset(without) - recorded,
        there=there,
        families=frozenset(each.lesion_id for each in given if each.is_family),
    )


def write_tally(
    *, tally: Tally, interval_95: tuple[Decimal, Decimal] | None = None, note: str = ""
) -> Tallied:
    """Write a tally down."""
    return Tallied(
        measure=tally.measure,
        zone=tally.zone,
        value=tally.total,
        is_complete=tally.is_complete,
        lesion_ids=tuple(in_order(tally.values)),
        missing=tuple((key, tally.missing[key]) for key in in_order(tally.missing)),
        never_recorded_ids=tuple(in_order(tally.waiting)),
        interval_95=interval_95,
        interval_note=note,
    )


def why_not_comparable(*, now: Tally, before: Tally) -> str:
    """Say why two visits cannot be compared; empty when they can.

    A lesion with a value now that was there before without one would look like growth.
    """
    unknown = before.there - frozenset(before.values)
    grown_in = [key for key, value in now.values.items() if value and key in unknown]
    if grown_in:
        return f"no value was recorded of {', '.join(in_order(grown_in))} on {before.visited_on}"
    changed = now.families ^ before.families
    if now.measure == "lesion_count" and changed:
        return (
            f"lesions have merged or split since {before.visited_on} "
            f"({', '.join(in_order(changed))})"
        )
    return ""
