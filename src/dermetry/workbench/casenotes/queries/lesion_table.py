"""What each visit found of a lesion, with the source of every number; and its growth chart."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from dermetry.pathway.overview import CaseOverview, LesionOverview, SizePoint
from dermetry.record.case import Case
from dermetry.record.finding import Finding, Measured
from dermetry.record.lesion import Lesion
from dermetry.record.visit import Visit
from dermetry.report.appearances import appearance_facts
from dermetry.report.cells import findings_of, is_unconfirmed, used_of, used_words
from dermetry.report.figures.values import GrowthPoint, GrowthValues, PointState
from dermetry.report.values import Fact, SeriesPoint
from dermetry.report.words import (
    describe_finding,
    half_width,
    main_diameter,
    say_number,
    say_with_interval,
    spread_words,
)
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.models import Outline
from dermetry.workbench.casenotes.queries.lesion_strip import Rows, outline_page
from dermetry.workbench.casenotes.queries.links import link
from dermetry.workbench.casenotes.queries.patient_timeline import bar_of
from dermetry.workbench.casenotes.queries.visit_outlines import border_words

STATES: Final[dict[str, PointState]] = {
    "measured": "measured",
    "absent": "gone",
    "too_small": "too_small",
}


@dataclass(frozen=True)
class SourceLink:
    """A photograph a number came from, with the outline it was measured on."""

    label: str
    url: str
    border: str  # where the border came from, in words


@dataclass(frozen=True)
class Row:
    """One finding of one visit, or that there is none."""

    visit_pk: int
    visited_on: date
    visit_url: str
    evaluator: str
    is_measured: bool
    is_proposed: bool
    text: str  # without a size: what was found, or that nothing was recorded
    detail: str
    longest: str
    plus_minus: str
    interval: str
    across: str
    area: str
    spread: str  # share of the region and number of lesions, as stated
    method: str
    scale_source: str
    used: str
    sources: tuple[SourceLink, ...]
    looks: tuple[Fact, ...]
    treatments: tuple[str, ...]
    confirmed_by: str

    @property
    def first_source(self) -> str:
        """Give the page the size leads to; empty where it was typed."""
        return self.sources[0].url if self.sources else ""


def table_rows(
    actor: Actor, case: Case, lesion: Lesion, overview: CaseOverview, rows: Rows
) -> Iterator[Row]:
    """Give a row for every finding of the lesion, oldest first; silence has its tile, no row."""
    sources = sources_of(actor, lesion, rows)
    for visit in case.visits:
        for finding in findings_of(visit, lesion.lesion_id):
            yield row_of(actor, case, visit, lesion, finding, overview, rows, sources)


def sources_of(actor: Actor, lesion: Lesion, rows: Rows) -> dict[str, SourceLink]:
    """Give, by photograph, the page with the outline of this lesion and where that came from."""
    if not link(actor, "photograph", 0):
        return {}
    keys = {row.pk: name for name, row in rows.photographs.items()}
    found = Outline.objects.filter(
        lesion__lesion_id=lesion.lesion_id, photograph_id__in=keys
    ).values_list("photograph_id", "pk", "source", "is_confirmed")
    return {
        keys[photograph]: SourceLink(
            "photograph",
            outline_page(photograph, pk),
            border_words(source=source, is_confirmed=is_confirmed),
        )
        for photograph, pk, source, is_confirmed in found
    }


def row_of(
    actor: Actor,
    case: Case,
    visit: Visit,
    lesion: Lesion,
    finding: Finding,
    overview: CaseOverview,
    rows: Rows,
    sources: dict[str, SourceLink],
) -> Row:
    """Put one finding into a row."""
    text, detail = describe_finding(finding, lesion)
    size = finding if isinstance(finding, Measured) else None
    value = main_diameter(size, lesion) if size else None
    interval = size.interval_95_mm if size and value is not None else None
    calls = tuple(e for e in overview.overall.calls if e.evaluator == finding.evaluator)
    used = used_of(calls, visit.visited_on, lesion.lesion_id)
    return Row(
        visit_pk=rows.visits[visit.visited_on],
        visited_on=visit.visited_on,
        visit_url=link(actor, "visit_review", rows.visits[visit.visited_on]),
        evaluator=finding.evaluator,
        is_measured=value is not None,
        is_proposed=is_unconfirmed(finding, lesion),
        text=text,
        detail=detail,
        longest=say_number(value) if value is not None else "",
        plus_minus=say_number(half_width(value, interval)) if value and interval else "",
        interval=f"{say_number(interval[0])} to {say_number(interval[1])}" if interval else "",
        across=say_number(size.perpendicular_mm) if size and size.perpendicular_mm else "",
        area=say_number(size.area_mm2) if size and size.area_mm2 else "",
        spread=spread_words(finding),
        method=size.method if size else "",
        scale_source=(size.scale_source or "") if size else "",
        used=used_words(used),
        sources=tuple(source_links(size, sources)),
        looks=looks_of(visit, lesion),
        treatments=treatments_on(case, visit.visited_on),
        confirmed_by=finding.confirmed_by or "",
    )


def source_links(size: Measured | None, sources: dict[str, SourceLink]) -> Iterator[SourceLink]:
    """Give the photographs a size came from, numbered where there are several."""
    found = [sources[each] for each in (size.photograph_ids if size else ()) if each in sources]
    if len(found) == 1:
        yield from found
        return
    for number, each in enumerate(found, 1):
        yield replace(each, label=f"photograph {number}")


def looks_of(visit: Visit, lesion: Lesion) -> tuple[Fact, ...]:
    """Give how the lesion looked and felt; empty where nobody described it."""
    found = next((e for e in visit.appearances if e.lesion_id == lesion.lesion_id), None)
    return appearance_facts(appearance=found) if found else ()


def treatments_on(case: Case, on: date) -> tuple[str, ...]:
    """Give the treatments in force on a day."""
    return tuple(
        f"{each.name}, line {each.line}" if each.line else each.name
        for each in case.treatments
        if each.started_on <= on and (each.ended_on is None or each.ended_on >= on)
    )


def growth_values(
    case: Case, shown: LesionOverview, table: tuple[Row, ...], today: date
) -> GrowthValues:
    """Give what the growth chart draws; a point leads to its photograph, else to its visit."""
    pages = {each.visited_on: each.first_source or each.visit_url for each in table}
    axis = "short axis" if shown.lesion.organ == "lymph_node" else "longest diameter"
    return GrowthValues(
        title=f"{shown.lesion.lesion_id}: {axis} in mm",
        points=tuple(growth_point(each, pages.get(each.visited_on, "")) for each in shown.points),
        treatments=tuple(bar_of(each) for each in case.treatments),
        today=today,
    )


def growth_point(point: SizePoint, href: str) -> GrowthPoint:
    """Give one visit; only a confirmed size has a place on the scale."""
    is_drawn = point.mm is not None and point.is_confirmed
    low, high = point.interval_95_mm or (None, None)
    words = say_with_interval(point.mm, point.interval_95_mm) if point.mm is not None else ""
    return GrowthPoint(
        point=SeriesPoint(
            on=point.visited_on,
            value=float(point.mm) if point.mm is not None and is_drawn else None,
            low=float(low) if low is not None and is_drawn else None,
            high=float(high) if high is not None and is_drawn else None,
            label=say_number(point.mm) if point.mm is not None and is_drawn else "",
        ),
        state=STATES.get(point.status, "not_measured") if point.is_confirmed else "not_measured",
        href=href,
        words=words if is_drawn else f"proposed, not confirmed: {words}" if words else "",
    )
