"""What one finding gives to each measure of the exploratory channel, and how it is written."""

from collections.abc import Iterable
from decimal import Decimal

from dermetry.record.finding import Absent, Measured
from dermetry.record.lesion import Lesion
from dermetry.response.diffuse_tally import Entry, Tally, write_tally
from dermetry.response.diffuse_values import LesionSpread, Tallied
from dermetry.response.explain import in_order
from dermetry.response.facts import PRESENCE
from dermetry.response.interval import sum_interval
from dermetry.response.sums import Leaf, sum_sizes


def area_entry(leaf: Leaf) -> Entry:
    """Give the outlined area of a diffuse lesion."""
    finding = leaf.finding
    if isinstance(finding, Absent):
        return entry(leaf, Decimal(0))
    if isinstance(finding, Measured) and leaf.used is not None:
        return entry(leaf, finding.area_mm2, "no area is recorded")
    return entry(leaf, None)


def share_entry(leaf: Leaf) -> Entry:
    """Give the share of its region that a diffuse lesion covers."""
    if isinstance(leaf.finding, Absent):
        return entry(leaf, Decimal(0))
    share = leaf.finding.percent_of_region if isinstance(leaf.finding, PRESENCE) else None
    return entry(leaf, share, "no share of the region is stated")


def count_entry(leaf: Leaf, *, is_one: bool) -> Entry:
    """Give how many lesions a lesion or a group is; ``is_one``: one where no count is stated."""
    if isinstance(leaf.finding, Absent):
        return entry(leaf, Decimal(0))
    if not isinstance(leaf.finding, PRESENCE):
        return entry(leaf, None)
    stated = leaf.finding.lesion_count
    if stated is None and is_one:
        stated = 1
    return entry(leaf, None if stated is None else Decimal(stated), "no count is stated")


def size_entry(leaf: Leaf) -> Entry:
    """Give the diameter with which a lesion enters the sum of all."""
    return entry(leaf, leaf.used)


def entry(leaf: Leaf, value: Decimal | None, why: str = "") -> Entry:
    """Give the entry of a leaf, with why there is no value."""
    return Entry(leaf.lesion_id, value, leaf.note or why, is_family=bool(leaf.stands_for))


def write_lesion(leaf: Leaf, lesion: Lesion) -> LesionSpread:
    """Write down what a visit says of one diffuse lesion or group."""
    finding = leaf.finding if isinstance(leaf.finding, PRESENCE) else None
    size = finding if isinstance(finding, Measured) else None
    return LesionSpread(
        lesion_id=leaf.lesion_id,
        zone=lesion.zone,
        raw_status=leaf.raw_status,
        area_mm2=size.area_mm2 if size else None,
        area_interval_95_mm2=size.area_interval_95_mm2 if size else None,
        percent_of_region=finding.percent_of_region if finding else None,
        lesion_count=finding.lesion_count if finding else None,
        is_gone=isinstance(leaf.finding, Absent),
        note=leaf.note,
    )


def write_area(tally: Tally, sheets: Iterable[Leaf]) -> Tallied:
    """Write the areas down with the widest interval of their sum. Rule diffuse.area."""
    sizes = [
        leaf.finding
        for leaf in sheets
        if isinstance(leaf.finding, Measured) and tally.values.get(leaf.lesion_id)
    ]
    bounds = [each.area_interval_95_mm2 for each in sizes if each.area_interval_95_mm2]
    silent = [each.lesion_id for each in sizes if each.area_interval_95_mm2 is None]
    names = ", ".join(in_order(silent))
    note = f"no uncertainty of the area is stated for {names}" if silent else ""
    if not bounds or silent:
        return write_tally(tally=tally, note=note)
    low, high = (sum(ends, Decimal(0)) for ends in zip(*bounds, strict=True))
    return write_tally(tally=tally, interval_95=(low, high))


def write_sum(tally: Tally, leaves: Iterable[Leaf]) -> Tallied:
    """Write the sum of all lesions down with its interval. Rule recist_1_1.sum.interval."""
    own = (leaf for leaf in leaves if leaf.lesion_id in tally.values)
    interval = sum_interval(sizes=sum_sizes(leaves=own))
    return write_tally(tally=tally, interval_95=interval.bounds_mm, note=interval.note)
