"""The lesions of the patient page: the rail beside the page, and the marks on the body map."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Final, Literal

from dermetry.pathway.overview import CaseOverview, LesionOverview, SizePoint
from dermetry.record.lesion import Lesion
from dermetry.report.figures.growth import sparkline
from dermetry.report.figures.values import Trend, ZoneMark
from dermetry.report.values import SeriesPoint
from dermetry.report.words import (
    half_width,
    organ_words,
    role_words,
    say_date,
    say_number,
    say_signed,
)
from dermetry.response.explain import join
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.models import Lesion as LesionRow
from dermetry.workbench.casenotes.models import Outline, Patient
from dermetry.workbench.casenotes.queries.links import link

Direction = Literal["up", "down", "flat"]
MARKS: Final[Mapping[str, Trend]] = {
    "growing": "growing",
    "worse": "growing",
    "back": "growing",
    "shrinking": "shrinking",
    "stable": "stable",
    "new": "new",
    "maybe_new": "maybe_new",
    "gone": "gone",
    "first_measured": "measured",
    "size_not_comparable": "measured",
}  # what is not here carries no size: not measured
ENDED: Final[Mapping[str, str]] = {
    "absent": "gone",
    "merged_into": "merged into",
    "split_into": "split into",
    "treated_locally": "treated locally",
}
SILENT: Final = ("not_done", "not_evaluable")  # what ends a lesion holds through them
NOT_ON_MAP: Final = ("merged_into", "split_into")  # what they became is marked in their place
COMPARED: Final = ("growing", "shrinking", "stable", "size_not_comparable")
STATE_WORDS: Final[Mapping[str, str]] = {
    "absent": "gone",
    "too_small": "too small",
    "no_finding": "nothing recorded",
}


@dataclass(frozen=True)
class RailLesion:
    """One lesion in the rail."""

    lesion_pk: int
    lesion_id: str
    organ: str
    url: str
    place: str
    role: str
    is_proposed: bool
    is_followed: bool
    is_skin: bool
    thumbnail_url: str
    thumbnail_words: str
    value: str  # empty: never measured
    plus_minus: str
    measured_on: date | None
    axis: str  # "short axis" where it is one
    trend_words: str
    change: str  # "+3.2 mm (+12.0 %)"
    direction: Direction
    is_ulcerated: bool
    spark: str  # SVG


@dataclass(frozen=True)
class Picture:
    """The newest photograph with an outline of a lesion."""

    url: str
    taken_on: date


def rail_lesions(
    *, actor: Actor, patient: Patient, overview: CaseOverview
) -> tuple[RailLesion, ...]:
    """Give every lesion, proposed ones too, in the order of the record."""
    rows = dict(LesionRow.objects.filter(patient=patient).values_list("lesion_id", "pk"))
    pictures = newest_pictures(actor, patient)
    return tuple(
        rail_lesion(actor, each, overview, rows[each.lesion.lesion_id], pictures)
        for each in overview.lesions
    )


def newest_pictures(actor: Actor, patient: Patient) -> dict[str, Picture]:
    """Find the newest outline of each lesion, confirmed ones first, in one query."""
    found = Outline.objects.filter(
        patient=patient, lesion__isnull=False, photograph__state="analysed"
    ).order_by("photograph__visit__visited_on", "is_confirmed", "pk")
    names = ("lesion__lesion_id", "photograph_id", "pk", "photograph__visit__visited_on")
    return {
        lesion_id: Picture(link(actor, "photograph_crop", photograph_pk, pk), on)
        for lesion_id, photograph_pk, pk, on in found.values_list(*names)
    }


def rail_lesion(
    actor: Actor,
    shown: LesionOverview,
    overview: CaseOverview,
    pk: int,
    pictures: Mapping[str, Picture],
) -> RailLesion:
    """Give one lesion's card."""
    lesion, last, change = shown.lesion, shown.last, shown.change
    picture = pictures.get(lesion.lesion_id)
    interval = last.interval_95_mm if last else None
    return RailLesion(
        lesion_pk=pk,
        lesion_id=lesion.lesion_id,
        organ=lesion.organ.replace("_", " "),
        url=link(actor, "lesion", pk),
        place=organ_words(lesion),
        role=role_words(lesion, overview.overall.calls).removesuffix(", proposed"),
        is_proposed=not lesion.is_confirmed,
        is_followed=shown.is_followed,
        is_skin=lesion.organ == "skin",
        thumbnail_url=picture.url if picture else "",
        thumbnail_words=thumbnail_words(lesion, picture),
        value=say_number(last.mm) if last else "",
        plus_minus=say_number(half_width(last.mm, interval)) if last and interval else "",
        measured_on=last.visited_on if last else None,
        axis="short axis" if last and last.axis == "short axis" else "",
        trend_words=standing_words(shown, overview),
        change=change_words(change.mm, change.percent)
        if change and shown.trend.trend in COMPARED
        else "",
        direction=direction_of(shown),
        is_ulcerated=bool(shown.ulcerated) and shown.is_followed,
        spark=spark_of(pk, lesion, shown.points),
    )


def end_of(shown: LesionOverview) -> SizePoint | None:
    """Give the visit since which a lesion is gone, merged, split or treated by itself."""
    if shown.is_followed:
        return None
    told = [each for each in reversed(shown.points) if each.is_confirmed]
    ends = list(takewhile(lambda each: each.status in ENDED or each.status in SILENT, told))
    since = [each for each in ends if each.status in ENDED]
    return since[-1] if since else None


def standing_words(shown: LesionOverview, overview: CaseOverview) -> str:
    """Say how a lesion stands; one that ended says how and when, also at later visits."""
    end = end_of(shown)
    if end is None:
        return shown.trend.words
    name = shown.lesion.lesion_id
    others = [each.lesion for each in overview.lesions]
    children = [e.lesion_id for e in others if name in e.merged_from or name == e.split_from]
    words = f"{ENDED[end.status]} {join(children)}" if children else ENDED[end.status]
    since = "since " if end.status == "absent" else ""
    return f"{words} {since}{say_date(end.visited_on)}"


def thumbnail_words(lesion: Lesion, picture: Picture | None) -> str:
    """Say what the small picture shows."""
    return f"{lesion.lesion_id}, {say_date(picture.taken_on)}" if picture else ""


def change_words(mm: Decimal, percent: Decimal) -> str:
    """Say a change in millimeters and percent."""
    return f"{say_signed(mm)} mm ({say_signed(percent)} %)"


def direction_of(shown: LesionOverview) -> Direction:
    """Give the arrow; a change within measurement error has none."""
    if shown.trend.trend in ("growing", "worse", "back", "new"):
        return "up"
    end = end_of(shown)
    is_gone = end is not None and end.status == "absent"
    return "down" if is_gone or shown.trend.trend == "shrinking" else "flat"


def spark_of(pk: int, lesion: Lesion, points: tuple[SizePoint, ...]) -> str:
    """Draw the small growth line; nothing where there was never a size."""
    drawn = tuple(series_point(each) for each in points)
    sizes = [each.label for each in drawn if each.value is not None]
    if not sizes:
        return ""
    label = (
        f"{lesion.lesion_id}: {' to '.join(sizes)} mm"
        if len(sizes) < 5
        else (f"{lesion.lesion_id}: from {sizes[0]} to {sizes[-1]} mm in {len(sizes)} sizes")
    )
    return sparkline(points=drawn, uid=f"spark-{pk}", label=label)


def series_point(point: SizePoint) -> SeriesPoint:
    """Give a confirmed size as a point, all else as a gap."""
    if point.mm is None or not point.is_confirmed:
        words = STATE_WORDS.get(point.status, "not measured")
        return SeriesPoint(point.visited_on, None, None, None, words)
    low, high = point.interval_95_mm or (None, None)
    return SeriesPoint(
        on=point.visited_on,
        value=float(point.mm),
        low=float(low) if low is not None else None,
        high=float(high) if high is not None else None,
        label=say_number(point.mm),
    )


def zone_marks(*, overview: CaseOverview, lesions: Iterable[RailLesion]) -> tuple[ZoneMark, ...]:
    """Give the marks of the skin lesions on the body map."""
    cards = {each.lesion_id: each for each in lesions}
    return tuple(
        zone_mark(shown, cards[shown.lesion.lesion_id])
        for shown in overview.lesions
        if shown.lesion.organ == "skin" and ended_as(shown) not in NOT_ON_MAP
    )


def ended_as(shown: LesionOverview) -> str:
    """Give how a lesion ended; empty while it is followed."""
    end = end_of(shown)
    return end.status if end else ""


def zone_mark(shown: LesionOverview, card: RailLesion) -> ZoneMark:
    """Give one mark; a proposed lesion or an unconfirmed size is dashed."""
    lesion = shown.lesion
    is_proposal = shown.trend.trend == "proposed"
    return ZoneMark(
        zone=lesion.zone,
        laterality=lesion.laterality,
        lesion_id=lesion.lesion_id,
        trend=drawn_trend(shown),
        is_confirmed=lesion.is_confirmed and not is_proposal,
        href=card.url,
        label=mark_words(card),
    )


def drawn_trend(shown: LesionOverview) -> Trend:
    """Give the shape of a lesion on the map."""
    end = ended_as(shown)
    if end:
        return "gone" if end == "absent" else "not_measured"
    if shown.trend.trend == "proposed":
        return "measured" if shown.lesion.is_confirmed else "new"
    return MARKS.get(shown.trend.trend, "not_measured")


def mark_words(card: RailLesion) -> str:
    """Say a lesion's last size with its day, and how it ended."""
    if not card.value:
        return card.trend_words
    half = f" ± {card.plus_minus}" if card.plus_minus else ""
    size = f"{card.value}{half} mm, {say_date(card.measured_on)}"
    return size if card.is_followed else f"{card.trend_words}; last {size}"
