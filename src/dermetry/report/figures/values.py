"""What the figures show, as plain values; every number a person reads stands here as text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from dermetry.record.value import Laterality
from dermetry.report.values import ChartLine, SeriesPoint

Trend = Literal[
    "growing", "shrinking", "stable", "gone", "new", "maybe_new", "measured", "not_measured"
]
TreatmentKind = Literal["systemic", "radiation", "surgery", "local", "supportive", "other"]
PointState = Literal["measured", "gone", "too_small", "not_measured"]


@dataclass(frozen=True)
class ZoneMark:
    """One lesion on the body map; dashed until a clinician has confirmed it."""

    zone: str | None
    laterality: Laterality | None
    lesion_id: str
    trend: Trend
    is_confirmed: bool
    href: str = ""
    label: str = ""  # size and date in words: "nodule, 23.4 ± 0.6 mm, 12 Jan 2026"


@dataclass(frozen=True)
class VisitPoint:
    """One visit of the timeline: the sum (a gap when it has no value), its call, its link."""

    point: SeriesPoint
    href: str = ""
    is_confirmed: bool = True  # False: the call is a proposal nobody has confirmed
    words: str = ""  # "34.8 ± 0.9 mm": the sum as a person reads it


@dataclass(frozen=True)
class TreatmentBar:
    """One treatment; ``end_on`` None is either ongoing or an end nobody recorded."""

    name: str
    kind: TreatmentKind
    start_on: date
    end_on: date | None = None
    is_ongoing: bool = False
    line: int | None = None
    href: str = ""


@dataclass(frozen=True)
class SymptomScore:
    """A symptom on one day, 0 to 10; None was asked for and not answered."""

    on: date
    score: int | None


@dataclass(frozen=True)
class SymptomTrack:
    """One symptom over time."""

    name: str
    scores: tuple[SymptomScore, ...]


@dataclass(frozen=True)
class TimelineEvent:
    """Something on one day: a biopsy, the photographs of a day, imaging of other sites."""

    on: date
    label: str  # "ER+ PR−", "6", "CT: SD"
    words: str  # the whole sentence, for the title and the table
    href: str = ""


@dataclass(frozen=True)
class TimelineValues:
    """The course of one patient on one axis of dates."""

    title: str
    today: date
    visits: tuple[VisitPoint, ...] = ()
    levels: tuple[ChartLine, ...] = ()
    progression_label: str = ""
    sum_name: str = "Sum of diameters"
    unit: str = "mm"
    treatments: tuple[TreatmentBar, ...] = ()
    symptoms: tuple[SymptomTrack, ...] = ()
    biopsies: tuple[TimelineEvent, ...] = ()
    photographs: tuple[TimelineEvent, ...] = ()
    imaging: tuple[TimelineEvent, ...] = ()


@dataclass(frozen=True)
class GrowthPoint:
    """One lesion at one visit; only a measured point has a place on the scale."""

    point: SeriesPoint
    state: PointState
    href: str = ""
    words: str = ""


@dataclass(frozen=True)
class GrowthValues:
    """The main diameter of one lesion over time."""

    title: str
    points: tuple[GrowthPoint, ...]
    levels: tuple[ChartLine, ...] = ()
    treatments: tuple[TreatmentBar, ...] = ()
    today: date | None = None


@dataclass(frozen=True)
class FigureTable:
    """The same facts as a figure, as a table for those who do not see it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class ZonePicker:
    """A choice of places: one (a select, with its side) or several (check boxes)."""

    name: str
    label: str = "Place on the body"
    chosen: frozenset[str] = frozenset()
    takes_many: bool = False
    side_select_id: str = ""  # the select of the side that a tap on the figure sets too
    help: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
