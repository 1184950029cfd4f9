"""What a report holds, ready to print: texts, numbers with their unit, pictures as JPEG.

Points and chart numbers are floats for drawing only; every number a person reads stands
here as text already. Renderers add no facts.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dermetry.imaging.values import Point

BadgeKey = Literal["cr", "pr", "sd", "pd", "ne", "nn", "base", "none"]
RowKind = Literal["", "missing", "proposed", "strong", "new"]


@dataclass(frozen=True)
class Fact:
    """One labeled line of text."""

    label: str
    text: str


@dataclass(frozen=True)
class Badge:
    """A response call as letters, with the key of its hue and shape, and in words."""

    letters: str
    key: BadgeKey
    meaning: str


@dataclass(frozen=True)
class Cell:
    """One table cell: the text, a second line under it, a badge before it."""

    text: str
    detail: str = ""
    badge: Badge | None = None
    kind: RowKind = ""


@dataclass(frozen=True)
class Table:
    """A table with its caption; the first cell of a row names the row."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Photo:
    """A picture to print, re-encoded without metadata, with its text alternative."""

    name: str  # unique inside the report, used as a file name by the PDF
    jpeg: bytes
    width_px: int
    height_px: int
    alt: str


@dataclass(frozen=True)
class Mark:
    """An outline in pixels of the printed picture; dashed until a person confirmed it."""

    label: str
    points: tuple[Point, ...]
    axis: tuple[Point, Point] | None
    is_confirmed: bool
    is_candidate: bool = False


@dataclass(frozen=True)
class ScaleBar:
    """A bar of a round length, true at the place named in the caption."""

    length_px: float
    label: str


@dataclass(frozen=True)
class Figure:
    """A picture with its outlines and scale bar (None: the picture has no scale)."""

    photo: Photo
    marks: tuple[Mark, ...]
    bar: ScaleBar | None


@dataclass(frozen=True)
class Tile:
    """One lesion at one visit: a crop, or words that say why there is none."""

    visited: str
    headline: str  # "23.4 ± 0.6 mm", "Not photographed", ...
    detail: str
    figure: Figure | None
    kind: RowKind = ""
    notes: str = ""  # what was noted when it was measured, in small print


@dataclass(frozen=True)
class SeriesPoint:
    """One visit of a chart; ``value`` None is a gap, with the word for it."""

    on: date
    value: float | None
    low: float | None
    high: float | None
    label: str
    badge: Badge | None = None
    is_baseline: bool = False
    is_nadir: bool = False
    progression_from: float | None = None  # the sum from which PD would start at this visit
    computed: Badge | None = None  # what the rules give, where ``badge`` was signed otherwise
    is_as_signed: bool = (
        False  # then ``badge`` is what they gave when signed, not a clinician's own
    )


@dataclass(frozen=True)
class ChartLine:
    """A level of the chart with its label, such as 30 % below baseline."""

    value: float
    label: str
    key: BadgeKey


@dataclass(frozen=True)
class Chart:
    """The sum of diameters over time, with what a reader compares it with."""

    title: str
    summary: str  # the text alternative: what the chart shows, in words
    points: tuple[SeriesPoint, ...]
    levels: tuple[ChartLine, ...] = ()
    progression_label: str = ""
    unit: str = "mm"
    width_px: int = 780  # of the drawing; a narrow one keeps its letters readable in a column
    height_px: int = 330


@dataclass(frozen=True)
class Strip:
    """One lesion across all visits."""

    lesion_id: str
    title: str
    role: str
    facts: tuple[str, ...]  # growth, family, why non-measurable
    tiles: tuple[Tile, ...]
    scale_note: str
    growth: Chart | None
    is_proposed: bool = False


@dataclass(frozen=True)
class PhotoEntry:
    """One photograph of a visit with how it was scaled and what is wrong with it."""

    title: str
    visited: str
    figure: Figure | None
    facts: tuple[Fact, ...]
    issues: tuple[str, ...]
    cannot_show: str = ""  # why there is no picture


@dataclass(frozen=True)
class ReasonLine:
    """One reason of a call with its rule and the numbers of its references."""

    sentence: str
    rule_id: str
    references: tuple[int, ...]


@dataclass(frozen=True)
class RuleLine:
    """One rule a report names, in words; ``status`` says so when it is unverified."""

    rule_id: str
    title: str
    text: str
    status: str


@dataclass(frozen=True)
class VisitReasons:
    """Why one visit's call reads as it does."""

    visited: str
    statement: str
    badge: Badge
    reasons: tuple[ReasonLine, ...]
    flags: tuple[ReasonLine, ...]  # remarks; the rule id is empty where none was named
    values: Table | None  # raw and used values


@dataclass(frozen=True)
class Reference:
    """A cited source; ``status`` says so when it was not checked in the source itself."""

    number: int
    key: str
    text: str
    status: str


@dataclass(frozen=True)
class Bottom:
    """The bottom line: the latest call and what it still depends on."""

    badge: Badge
    visited: str
    headline: str
    sentences: tuple[str, ...]
    would_change: tuple[str, ...]
    to_confirm: str
    flags: tuple[str, ...] = ()
    is_provisional: bool = False


@dataclass(frozen=True)
class Addition:
    """What was added to a visit after it was signed: who and when, and the text."""

    written: str
    text: str


@dataclass(frozen=True)
class Override:
    """A clinician's own call beside the computed one, with the reason."""

    badge: Badge
    by: str
    reason: str
    computed: Badge


@dataclass(frozen=True)
class Signed:
    """The state of a visit's signature; ``differs`` says when the call reads otherwise now."""

    is_signed: bool
    banner: str
    facts: tuple[Fact, ...]
    additions: tuple[Addition, ...] = ()
    differs: str = ""
    override: Override | None = None
