"""The values of the exploratory channel: plaques, diffuse disease, counts, the sum of all."""

from datetime import date
from decimal import Decimal
from typing import Literal

from dermetry.record.value import Value
from dermetry.response.values import RawStatus, Reason

Measure = Literal["area", "percent_of_region", "lesion_count", "all_lesions_sum"]
TrendWord = Literal[
    "not_recorded", "first", "growing", "shrinking", "gone", "stable", "not_compared"
]
ChannelWord = TrendWord | Literal["mixed"]


class LesionSpread(Value):
    """What one visit says of one diffuse lesion or group; None is "not recorded"."""

    lesion_id: str
    zone: str | None = None
    raw_status: RawStatus
    area_mm2: Decimal | None = None
    area_interval_95_mm2: tuple[Decimal, Decimal] | None = None
    percent_of_region: Decimal | None = None
    lesion_count: int | None = None
    is_gone: bool = False
    note: str = ""  # why there is no size


class Tallied(Value):
    """The lesions of one visit added up in one measure, each lesion once."""

    measure: Measure
    zone: str = ""  # of a share; empty: no region is recorded, or not of one region
    value: Decimal | None = None  # mm2, percent, lesions, or mm; None: not one value
    is_complete: bool = False  # no lesion recorded before lacks a value now
    lesion_ids: tuple[str, ...] = ()  # those with a value
    missing: tuple[tuple[str, str], ...] = ()  # recorded before, without a value now; and why
    never_recorded_ids: tuple[str, ...] = ()  # there, and never recorded in this measure
    interval_95: tuple[Decimal, Decimal] | None = None
    interval_note: str = ""


class Trend(Value):
    """How one measure has changed: over the smallest, and against the first value."""

    measure: Measure
    zone: str = ""
    word: TrendWord
    first: Decimal | None = None
    first_on: date | None = None
    smallest: Decimal | None = None
    smallest_on: date | None = None
    change_from_first_percent: Decimal | None = None  # one decimal, for reading only
    new_ids: tuple[str, ...] = ()  # of a count: lesions nobody had seen at the first visit
    reason: Reason


class DiffusePoint(Value):
    """One visit in the exploratory channel."""

    visited_on: date
    is_baseline: bool = False
    lesions: tuple[LesionSpread, ...] = ()
    area: Tallied  # mm2, of the diffuse lesions
    regions: tuple[Tallied, ...] = ()  # percent, one for each region with a share
    count: Tallied  # of skin lesions
    all_lesions_sum: Tallied  # mm, of all measured lesions of all organs
    trends: tuple[Trend, ...] = ()  # area, each region, count
    word: ChannelWord
    sentence: str
    sum_trend: Trend


class DiffuseCourse(Value):
    """The exploratory channel of one evaluator, visit by visit from baseline on."""

    evaluator: str = ""
    has_diffuse_disease: bool  # some lesion is diffuse, or a group
    points: tuple[DiffusePoint, ...]
    is_exploratory: Literal[True] = True
    is_unverified: bool  # the rule file was not compared with its sources
    rules_version: str
