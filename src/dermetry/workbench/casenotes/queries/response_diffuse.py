"""The exploratory channel: plaques, diffuse disease, counts, and the sum of all lesions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dermetry.knowledge.codes import load_skin_zones
from dermetry.knowledge.rule_set import RuleSet
from dermetry.record.case import Case
from dermetry.report.words import in_words, say_number, say_with_interval
from dermetry.response.diffuse import follow_diffuse
from dermetry.response.diffuse_values import DiffuseCourse, DiffusePoint, Tallied
from dermetry.workbench.casenotes.queries.calls import Why, whys

MM2_IN_CM2 = Decimal(100)


@dataclass(frozen=True)
class Tally:
    """One measure at a visit; no text means that nothing was recorded."""

    text: str
    missing: str  # which lesions lack a value that they had before


@dataclass(frozen=True)
class DiffuseRow:
    """One visit in the exploratory channel."""

    visited_on: date
    evaluator: str
    area: Tally
    regions: tuple[Tally, ...]
    count: Tally
    total: Tally
    sentence: str
    total_sentence: str
    reasons: tuple[Why, ...]


@dataclass(frozen=True)
class DiffusePart:
    """All visits, the newest first."""

    rows: tuple[DiffuseRow, ...]
    has_diffuse: bool  # some lesion is a plaque, diffuse, or a group
    is_unverified: bool


def diffuse_part(*, case: Case, rules: RuleSet) -> DiffusePart:
    """Follow area, share of the region, count and the sum of all lesions; no call rests on it."""
    courses = follow_diffuse(case=case, rules=rules)
    rows = [row_of(each, point) for each in courses for point in each.points]
    return DiffusePart(
        rows=tuple(sorted(rows, key=lambda row: row.visited_on, reverse=True)),
        has_diffuse=any(each.has_diffuse_disease for each in courses),
        is_unverified=any(each.is_unverified for each in courses),
    )


def row_of(course: DiffuseCourse, point: DiffusePoint) -> DiffuseRow:
    """Give one visit."""
    return DiffuseRow(
        visited_on=point.visited_on,
        evaluator=course.evaluator,
        area=tally_of(point.area, area_words(point.area)),
        regions=tuple(tally_of(each, region_words(each)) for each in point.regions),
        count=tally_of(point.count, count_words(point.count)),
        total=tally_of(point.all_lesions_sum, sum_words(point.all_lesions_sum)),
        sentence=in_words(point.sentence),
        total_sentence=in_words(point.sum_trend.reason.sentence),
        reasons=whys(each.reason for each in (*point.trends, point.sum_trend)),
    )


def tally_of(tally: Tallied, text: str) -> Tally:
    """Give one measure with what it lacks."""
    return Tally(text if tally.value is not None else "", missing_words(tally.missing))


def missing_words(missing: Iterable[tuple[str, str]]) -> str:
    """Name the lesions without a value; the sentence of the trend says why."""
    return ", ".join(name for name, _ in missing)


def area_words(tally: Tallied) -> str:
    """Say an area in cm²."""
    if tally.value is None:
        return ""
    bounds = tally.interval_95
    interval = (bounds[0] / MM2_IN_CM2, bounds[1] / MM2_IN_CM2) if bounds else None
    return say_with_interval(tally.value / MM2_IN_CM2, interval, "cm²")


def region_words(tally: Tallied) -> str:
    """Say what share of a region is diseased."""
    if tally.value is None:
        return ""
    known = load_skin_zones()
    zone = known[tally.zone].words if tally.zone in known else tally.zone or "region not recorded"
    return f"{say_number(tally.value)} % of {zone}"


def count_words(tally: Tallied) -> str:
    """Say how many skin lesions there are."""
    return f"{tally.value:f}" if tally.value is not None else ""


def sum_words(tally: Tallied) -> str:
    """Say the sum of all measured lesions."""
    return say_with_interval(tally.value, tally.interval_95) if tally.value is not None else ""
