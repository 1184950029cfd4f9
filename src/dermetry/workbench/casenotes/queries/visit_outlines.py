"""The outlines of one visit as pages show them: counted, measured, cut out at equal scale."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from dermetry.imaging.values import Measurement
from dermetry.pathway import recording
from dermetry.pathway.results import OutlinedLesion, PhotographResult
from dermetry.report.words import half_width, say_number
from dermetry.workbench.casenotes.models import Lesion, Outline, Visit
from dermetry.workbench.casenotes.who_is_who import number_outlines

ROOM = 1.5  # a cutting is this many times as wide as the lesion
SIDE_LEAST_MM = 24.0
PIXEL_MIDDLE = 0.5  # a pixel's middle lies half a pixel from its corner
SOURCES = {
    "drawn": "drawn by hand",
    "tap": "as proposed, accepted",
    "box": "as proposed, accepted",
    "noticed": "noticed by the program, accepted",
}


def border_words(*, source: str, is_confirmed: bool) -> str:
    """Say where a border came from, and whether a person stands behind it."""
    if is_confirmed:
        return SOURCES.get(source, source)
    return "noticed by the program" if source == "candidate" else "proposed, not accepted yet"


@dataclass(frozen=True)
class SizeLine:
    """A size in words of the ward; empty where it was not measured."""

    longest: str = ""
    plus_minus: str = ""  # half of the 95 % interval
    across: str = ""
    area: str = ""
    not_measured: str = ""
    advice: str = ""

    @property
    def text(self) -> str:
        """Say the size in one line."""
        if not self.longest:
            return f"not measured: {self.not_measured}" if self.not_measured else "not measured"
        return f"{self.longest} ± {self.plus_minus} mm × {self.across} mm"


@dataclass(frozen=True)
class Crop:
    """A square cut out of a photograph around one outline, for an SVG."""

    photograph_pk: int
    width_px: int
    height_px: int
    view_box: str
    points: str
    is_confirmed: bool
    bar_px: float  # length of 10 mm; 0 without a scale
    bar_at: str  # the bar's path
    on: date
    alt: str


@dataclass(frozen=True)
class OutlineLine:
    """One outline of a visit."""

    pk: int
    number: int  # as the visit counts them; candidates are counted for themselves
    outline_id: str
    photograph_pk: int
    photograph_name: str
    lesion_id: str  # empty: not decided
    lesion_pk: int | None
    source: str
    is_candidate: bool
    is_confirmed: bool
    confirmed_by: str
    confidence_percent: int | None
    version: int
    size: SizeLine
    polygon: tuple[tuple[float, float], ...]

    @property
    def source_words(self) -> str:
        """Say where the border came from."""
        return border_words(source=self.source, is_confirmed=self.is_confirmed)

    @property
    def name(self) -> str:
        """Name it on the page."""
        return f"{'Area' if self.is_candidate else 'Outline'} {self.number}"


def outline_lines(*, visit: Visit, results: Iterable[PhotographResult]) -> tuple[OutlineLine, ...]:
    """Give every outline and candidate of a visit, measured."""
    measured = {each.outline_id: each for result in results for each in result.outlined}
    rows = Outline.objects.filter(photograph__visit=visit).select_related("lesion", "photograph")
    ordered = list(rows.order_by("photograph__position", "photograph_id", "position", "pk"))
    areas = [row.pk for row in ordered if row.source == "candidate"]
    numbers = number_outlines(visit=visit) | {pk: n for n, pk in enumerate(areas, 1)}
    return tuple(line_of(row, numbers, measured.get(row.outline_id)) for row in ordered)


def line_of(
    row: Outline, numbers: Mapping[int, int], measured: OutlinedLesion | None
) -> OutlineLine:
    """Give one outline's line."""
    confidence = row.details.get("confidence")
    return OutlineLine(
        pk=row.pk,
        number=numbers[row.pk],
        outline_id=row.outline_id,
        photograph_pk=row.photograph_id,
        photograph_name=row.photograph.file_name,
        lesion_id=row.lesion.lesion_id if row.lesion else "",
        lesion_pk=row.lesion.pk if row.lesion else None,
        source=row.source,
        is_candidate=row.source == "candidate",
        is_confirmed=row.is_confirmed,
        confirmed_by=row.confirmed_by or "",
        confidence_percent=None
        if confidence is None or row.source == "candidate"
        else round(100 * confidence),
        version=row.version,
        size=size_of(measured),
        polygon=tuple((x, y) for x, y in row.details["polygon"]),
    )


def size_of(measured: OutlinedLesion | None) -> SizeLine:
    """Put a measurement into numbers as the record rounds them."""
    if measured is None:
        return SizeLine()
    if measured.measurement is None:
        return SizeLine(not_measured=measured.not_measured, advice=measured.advice)
    return size_line(measured.measurement)


def size_line(found: Measurement) -> SizeLine:
    """Round a measurement as the record does."""
    longest = recording.length_mm(found.longest_diameter_mm.value)
    interval = recording.interval_mm(found.longest_diameter_mm.interval_95)
    return SizeLine(
        longest=say_number(longest),
        plus_minus=say_number(half_width(longest, interval)),
        across=say_number(recording.length_mm(found.perpendicular_mm.value)),
        area=say_number(recording.length_mm(found.area_mm2.value)),
    )


def size_of_finding(details: Mapping[str, Any]) -> SizeLine:
    """Put the size of a recorded finding into numbers."""
    size = details.get("longest_diameter_mm") or details.get("short_axis_mm")
    if size is None:
        return SizeLine()
    interval = details.get("interval_95_mm")
    bounds = (Decimal(interval[0]), Decimal(interval[1])) if interval else None
    across = details.get("perpendicular_mm")
    return SizeLine(
        longest=say_number(Decimal(size)),
        plus_minus=say_number(half_width(Decimal(size), bounds)) if bounds else "",
        across=say_number(Decimal(across)) if across else "",
    )


@dataclass(frozen=True)
class Place:
    """Where a cutting is taken: an outline on its photograph."""

    photograph_pk: int
    result: PhotographResult
    outlined: OutlinedLesion
    on: date
    label: str

    @property
    def mm_per_pixel(self) -> float | None:
        """Give the scale at the lesion, or None."""
        found = self.outlined.measurement
        return found.mm_per_pixel if found else None

    @property
    def reach_px(self) -> float:
        """Give the larger side of the outline's box."""
        xs, ys = zip(*self.outlined.outline.polygon, strict=True)
        return max(max(xs) - min(xs), max(ys) - min(ys), 1.0)


def cut_out(*places: Place | None) -> tuple[Crop | None, ...]:
    """Cut places out so that a millimeter is equally long in each, where all have a scale."""
    found = [each for each in places if each]
    scales = [each.mm_per_pixel for each in found]
    if all(scales):
        widest = max((e.reach_px * (e.mm_per_pixel or 0) for e in found), default=0.0)
        side_mm = max(ROOM * widest, SIDE_LEAST_MM)
        return tuple(e and crop_of(e, side_mm / (e.mm_per_pixel or 1)) for e in places)
    return tuple(each and crop_of(each, ROOM * each.reach_px) for each in places)


def crop_of(place: Place, side_px: float) -> Crop:
    """Cut one square out, centered on the outline."""
    xs, ys = zip(*place.outlined.outline.polygon, strict=True)
    left = (min(xs) + max(xs)) / 2 + PIXEL_MIDDLE - side_px / 2
    top = (min(ys) + max(ys)) / 2 + PIXEL_MIDDLE - side_px / 2
    bar_px = 10 / place.mm_per_pixel if place.mm_per_pixel else 0.0
    x, y = left + 0.05 * side_px, top + 0.94 * side_px
    return Crop(
        photograph_pk=place.photograph_pk,
        width_px=place.result.width_px,
        height_px=place.result.height_px,
        view_box=f"{left:.1f} {top:.1f} {side_px:.1f} {side_px:.1f}",
        points=" ".join(
            f"{x + PIXEL_MIDDLE:.1f},{y + PIXEL_MIDDLE:.1f}"
            for x, y in place.outlined.outline.polygon
        ),
        is_confirmed=place.outlined.is_confirmed,
        bar_px=round(bar_px, 1),
        bar_at=f"M{x:.1f} {y:.1f}h{bar_px:.1f}",
        on=place.on,
        alt=f"{place.label}, {place.on:%-d %b %Y}",
    )


def places_of(
    *, results: Mapping[date, Iterable[PhotographResult]], photograph_pks: Mapping[str, int]
) -> dict[str, Place]:
    """Give the last place of each named lesion, the one seen closest."""
    found: dict[str, Place] = {}
    for day in sorted(results):
        today: dict[str, Place] = {}
        for result in results[day]:
            for each in result.outlined:
                if each.lesion_id:
                    pk = photograph_pks[result.photograph_id]
                    place = Place(pk, result, each, day, each.lesion_id)
                    today[each.lesion_id] = closest(today.get(each.lesion_id), place)
        found |= today
    return found


def closest(first: Place | None, second: Place) -> Place:
    """Give the place with more pixels on the lesion."""
    return first if first and first.reach_px >= second.reach_px else second


def place_words(row: Lesion) -> str:
    """Say where a lesion lies."""
    zone = (row.zone or row.details.get("site") or "").replace("_", " ")
    side = "" if not row.laterality or zone.startswith(row.laterality) else row.laterality
    return " ".join(part for part in (side, zone) if part) or "place not recorded"
