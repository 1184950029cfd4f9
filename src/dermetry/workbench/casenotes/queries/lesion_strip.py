"""One lesion visit by visit: its patch at equal scale, or words that say why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse

from dermetry.imaging.values import Point
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion
from dermetry.record.visit import Visit
from dermetry.report.cells import findings_of, lesion_cell
from dermetry.report.crop_plan import CropPlan, plan_crops
from dermetry.response.values import VisitCall
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.cuttings import (
    MARGIN,
    SIDE_MOST_MM,
    Cutting,
    OutlineDamaged,
    cutting_of,
)
from dermetry.workbench.casenotes.models import Outline, Patient, Photograph
from dermetry.workbench.casenotes.queries.links import link

SIDE_PX: Final = 480
BARS_MM: Final = (100, 50, 20, 10, 5, 2, 1)
BAR_AT: Final = (0.06, 0.93)  # where the scale bar starts, in shares of the patch


@dataclass(frozen=True)
class Patch:
    """A square of a photograph around the lesion; every length in pixels of the patch."""

    photograph_pk: int
    outline_pk: int
    src: str
    url: str  # the photograph's page with this outline
    side_px: int
    points: str  # of the border, for an SVG
    axis: str  # of the longest diameter; empty: none
    is_confirmed: bool
    is_to_scale: bool
    bar_path: str  # empty without a scale
    bar_text: str
    problem: str  # why there is nothing to see; empty: there is
    is_blurred: bool


@dataclass(frozen=True)
class Tile:
    """One visit of the strip."""

    visit_pk: int
    visited_on: date
    visit_url: str
    text: str
    detail: str
    kind: str  # "proposed", "missing", or empty
    gap: str  # why there is no patch, or none to scale; empty: there is one
    patch: Patch | None


@dataclass(frozen=True)
class Strip:
    """The visits of one lesion, oldest first."""

    tiles: tuple[Tile, ...]
    side_mm: int | None  # width of every patch; None: no photograph has a scale

    @property
    def seen(self) -> tuple[Tile, ...]:
        """Give the visits with a patch."""
        return tuple(each for each in self.tiles if each.patch)


@dataclass(frozen=True)
class Rows:
    """The rows behind a case: photographs by their id, keys of outlines and visits."""

    photographs: dict[str, Photograph]
    outlines: dict[str, int]
    visits: dict[date, int]
    revealed: frozenset[int]


def read_rows(*, patient: Patient, revealed: frozenset[int]) -> Rows:
    """Fetch the rows of a patient's photographs, outlines and visits."""
    photographs = patient.photographs.filter(state="analysed").defer("analysis")
    outlines = Outline.objects.filter(patient=patient)
    return Rows(
        photographs={row.photograph_id: row for row in photographs},
        outlines=dict(outlines.values_list("outline_id", "pk")),
        visits=dict(patient.visits.values_list("visited_on", "pk")),
        revealed=revealed,
    )


def lesion_strip(
    *, actor: Actor, case: Case, lesion: Lesion, calls: tuple[VisitCall, ...], rows: Rows
) -> Strip:
    """Give every visit since the lesion was first seen, at one scale."""
    plans = {
        each.visited_on: each
        for found in plan_crops(case).values()
        for each in found
        if each.lesion_id == lesion.lesion_id
    }
    side_mm = next((round(each.side_mm) for each in plans.values() if each.side_mm), None)
    tiles = []
    for visit in case.visits:
        plan = plans.get(visit.visited_on)
        if plan is None and is_before(visit, lesion):
            continue
        cell = lesion_cell(lesion=lesion, visit=visit, case=case, calls=calls)
        pk = rows.visits[visit.visited_on]
        tiles.append(
            Tile(
                visit_pk=pk,
                visited_on=visit.visited_on,
                visit_url=link(actor, "visit_review", pk),
                text=cell.text,
                detail=cell.detail,
                kind=cell.kind,
                gap=why_none(visit, plan),
                patch=patch_of(actor, plan, lesion, rows) if plan else None,
            )
        )
    return Strip(tuple(tiles), side_mm)


def is_before(visit: Visit, lesion: Lesion) -> bool:
    """Tell whether a visit lies before the lesion was first seen and says nothing of it."""
    if findings_of(visit, lesion.lesion_id):
        return False
    return lesion.first_seen_on is not None and visit.visited_on < lesion.first_seen_on


def why_none(visit: Visit, plan: CropPlan | None) -> str:
    """Say why a visit has no patch."""
    if plan is not None:
        return "" if plan.side_mm else "Not to scale: no scale in the photograph"
    return "Photographed, not outlined" if visit.photographs else "Not photographed"


def patch_of(actor: Actor, plan: CropPlan, lesion: Lesion, rows: Rows) -> Patch | None:
    """Give the patch of one visit; None where the role sees no photographs."""
    row = rows.photographs[plan.photograph.photograph_id]
    outline_pk = rows.outlines[plan.outline.outline_id]
    address = link(actor, "photograph_crop", row.pk, outline_pk)
    if not address:
        return None
    polygon = plan.outline.polygon
    side_mm = None if plan.side_mm is None else min(round(plan.side_mm), SIDE_MOST_MM)
    try:
        cutting = cutting_of(
            polygon=polygon, scale=row.details.get("scale"), side_mm=side_mm, side_px=SIDE_PX
        )
        drawn = cutting.place(polygon)
        problem = "" if row.stored_as else "The file of this photograph is not kept here"
    except OutlineDamaged as error:
        cutting, drawn, problem = None, (), error.what
    bar = bar_of(cutting)
    query = f"?px={SIDE_PX}" + (f"&mm={side_mm}" if side_mm else "")
    return Patch(
        photograph_pk=row.pk,
        outline_pk=outline_pk,
        src=f"{address}{query}",
        url=outline_page(row.pk, outline_pk),
        side_px=SIDE_PX,
        points=points_text(drawn),
        axis=axis_text(cutting, plan),
        is_confirmed=plan.is_confirmed,
        is_to_scale=cutting is not None and cutting.is_to_scale,
        bar_path=bar[0],
        bar_text=bar[1],
        problem=problem,
        is_blurred=not actor.sees_clear_photographs and row.pk not in rows.revealed,
    )


def outline_page(photograph_pk: int, outline_pk: int) -> str:
    """Give the page of a photograph with one outline marked."""
    return f"{reverse('photograph', args=[photograph_pk])}?outline={outline_pk}"


def points_text(points: tuple[Point, ...]) -> str:
    """Write points as an SVG does."""
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def axis_text(cutting: Cutting | None, plan: CropPlan) -> str:
    """Write the longest diameter as an SVG does; empty where there is none."""
    axis = plan.outline.longest_axis_px
    return points_text(cutting.place(axis)) if cutting and axis else ""


def bar_of(cutting: Cutting | None) -> tuple[str, str]:
    """Give the scale bar and its text; both empty without a scale."""
    if cutting is None or not cutting.is_to_scale:
        return "", ""
    length = bar_mm(cutting.side / MARGIN)
    x, y = (share * cutting.side_px for share in BAR_AT)
    return f"M{x:.1f} {y:.1f}h{length * cutting.px_per_mm:.1f}", f"{length} mm"


def bar_mm(side_mm: float) -> int:
    """Give a round length of about a third of a side."""
    return next((each for each in BARS_MM if each <= side_mm / 2), BARS_MM[-1])


def visits_of(tiles: tuple[Tile, ...]) -> Iterator[tuple[str, str]]:
    """Give the visits that can be compared, as choices of a form."""
    for each in tiles:
        yield str(each.visit_pk), f"{each.visited_on.day} {each.visited_on:%b %Y}: {each.text}"
