"""The photographs of one visit, what each says of its scale and quality, and what is missing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from dermetry.pathway.required_views import RequiredView, required_views
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.models import Photograph, Visit
from dermetry.workbench.casenotes.queries.capture_lines import AdviceLine, capture_lines
from dermetry.workbench.casenotes.queries.findings import followed_lesions
from dermetry.workbench.casenotes.queries.rules import rules_in_force
from dermetry.workbench.casenotes.queries.visit import NOT_LOOKED_AT

INTERVAL_95 = 1.96  # standard deviations to either side
Stage = Literal["waiting", "failed", "unreadable", "analysed"]
Point = tuple[float, float]


@dataclass(frozen=True)
class ScaleLine:
    """How large a pixel is, or why nobody knows."""

    is_found: bool
    source: str = ""
    method: str = ""
    mm_per_pixel: str = ""
    plus_minus_percent: str = ""  # half of the 95 % interval
    tilt_deg: str = ""  # empty: not known
    reference_px: tuple[Point, ...] = ()
    notes: tuple[str, ...] = ()
    reason: str = ""
    advice: str = ""


@dataclass(frozen=True)
class IssueLine:
    """One quality issue and what to do about it."""

    is_blocking: bool
    message: str
    advice: str


@dataclass(frozen=True)
class PhotographLine:
    """One photograph of a visit."""

    pk: int
    visit_pk: int
    photograph_id: str
    file_name: str
    stage: Stage
    reason: str
    version: int
    view: str
    zone: str
    laterality: str
    cleansing: str
    width_px: int
    height_px: int
    taken_on: date | None
    is_of_another_day: bool  # the camera's date is not the visit's
    added_by: str
    added_at: datetime
    scale: ScaleLine | None  # None: not analysed
    issues: tuple[IssueLine, ...]
    notes: tuple[str, ...]
    ruler: dict[str, Any] | None
    is_locked: bool


@dataclass(frozen=True)
class Wanted:
    """One view of one place that the visit should have."""

    view: str
    zone: str
    laterality: str
    lesion_ids: tuple[str, ...]
    taken: int
    wanted: int
    last_pk: int | None  # the last photograph of an earlier visit
    last_on: date | None
    is_same_view: bool

    @property
    def key(self) -> str:
        """Give the place as one word, for the form."""
        return "|".join((self.view, self.zone, self.laterality))


@dataclass(frozen=True)
class VisitPhotographs:
    """What the photographs page shows."""

    visit_pk: int
    visited_on: date
    is_locked: bool
    photographs: tuple[PhotographLine, ...]
    wanted: tuple[Wanted, ...]
    advice: tuple[AdviceLine, ...] = ()  # for difficult places


def photographs_of_visit(*, actor: Actor, visit_pk: int) -> VisitPhotographs:
    """Give the photographs of a visit and the views it should have; raises NotHere."""
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    lines = lines_of(visit)
    case = mapping.read_case(patient=visit.patient)
    views = required_views(case=case, visited_on=visit.visited_on)
    return VisitPhotographs(
        visit_pk=visit.pk,
        visited_on=visit.visited_on,
        is_locked=visit.signed_on is not None,
        photographs=lines,
        wanted=tuple(wanted_views(visit, views, lines)),
        advice=capture_lines(
            lesions=followed_lesions(case, visit.visited_on), rules=rules_in_force(actor=actor)
        ),
    )


def visit_lines(*, actor: Actor, visit_pk: int) -> tuple[PhotographLine, ...]:
    """Give the photographs of a visit; raises NotHere."""
    return lines_of(scope.get(actor=actor, model=Visit, pk=visit_pk))


def photograph_line(*, actor: Actor, photograph_pk: int) -> PhotographLine:
    """Give one photograph; raises NotHere."""
    return line_of(scope.get(actor=actor, model=Photograph, pk=photograph_pk))


def waiting_photographs(*, before: datetime) -> tuple[int, ...]:
    """Give the photographs of every site that wait to be analysed since before an instant."""
    rows = Photograph.objects.filter(NOT_LOOKED_AT, added_at__lt=before).exclude(stored_as="")
    rows = rows.filter(visit__signed_on__isnull=True)
    return tuple(rows.order_by("added_at").values_list("pk", flat=True)[:500])


def lines_of(visit: Visit) -> tuple[PhotographLine, ...]:
    """Give a visit's photographs in the order they came; erased ones are not shown."""
    rows = visit.photographs.exclude(state="erased").defer("analysis").select_related("visit")
    return tuple(line_of(row) for row in rows.order_by("position", "pk"))


def line_of(row: Photograph) -> PhotographLine:
    """Give one photograph's line."""
    known = row.details
    taken_on = date.fromisoformat(known["taken_on"]) if known.get("taken_on") else None
    return PhotographLine(
        pk=row.pk,
        visit_pk=row.visit_id,
        photograph_id=row.photograph_id,
        file_name=row.file_name,
        stage=stage_of(row),
        reason=row.reason,
        version=row.version,
        view=row.view or "",
        zone=row.zone or "",
        laterality=row.laterality or "",
        cleansing=row.cleansing or "",
        width_px=known.get("width_px", 0),
        height_px=known.get("height_px", 0),
        taken_on=taken_on,
        is_of_another_day=taken_on is not None and taken_on != row.visit.visited_on,
        added_by=row.added_by,
        added_at=row.added_at,
        scale=scale_line(known["scale"]) if known.get("scale") else None,
        issues=tuple(
            IssueLine(each["is_blocking"], each["message"], each.get("advice", ""))
            for each in known.get("issues", ())
        ),
        notes=tuple(known.get("notes", ())),
        ruler=row.ruler,
        is_locked=row.visit.signed_on is not None,
    )


def stage_of(row: Photograph) -> Stage:
    """Tell a photograph that waits from one whose analysis was given up."""
    if row.state == "waiting":
        return "failed" if row.reason else "waiting"
    return "unreadable" if row.state == "unreadable" else "analysed"


def scale_line(scale: dict[str, Any]) -> ScaleLine:
    """Put a scale into words and numbers."""
    if scale["kind"] == "missing":
        return ScaleLine(is_found=False, reason=scale["reason"], advice=scale.get("advice", ""))
    tilt = scale.get("tilt_deg")
    return ScaleLine(
        is_found=True,
        source=scale["source"],
        method=scale["method"],
        mm_per_pixel=f"{scale['mm_per_pixel']:#.3g}",
        plus_minus_percent=f"{100 * INTERVAL_95 * scale['relative_sd']:.2g}",
        tilt_deg="" if tilt is None else f"{tilt:.0f}",
        reference_px=tuple((x, y) for x, y in scale.get("reference_px", ())),
        notes=tuple(scale.get("notes", ())),
    )


def wanted_views(
    visit: Visit, views: Iterable[RequiredView], lines: Sequence[PhotographLine]
) -> Iterable[Wanted]:
    """Give each place's overview and close-ups, with the last photograph beside them."""
    places: dict[tuple[str, str, str], list[RequiredView]] = {}
    for view in views:
        place = (view.view, view.zone or "", view.laterality or "")
        places.setdefault(place, []).append(view)
    asked = [view.last.photograph_id for view in views if view.last]
    rows = Photograph.objects.filter(patient_id=visit.patient_id, photograph_id__in=asked)
    pks = dict(rows.values_list("photograph_id", "pk"))
    taken = [(line.view, line.zone, line.laterality) for line in lines if is_usable(line)]
    for place, members in places.items():
        lasts = [each.last for each in members if each.last]
        last = max(lasts, key=lambda each: (each.is_same_view, each.visited_on), default=None)
        yield Wanted(
            *place,
            lesion_ids=tuple(dict.fromkeys(e for view in members for e in view.lesion_ids)),
            taken=taken.count(place),
            wanted=len(members),
            last_pk=pks.get(last.photograph_id) if last else None,
            last_on=last.visited_on if last else None,
            is_same_view=last.is_same_view if last else False,
        )


def is_usable(line: PhotographLine) -> bool:
    """Tell whether a photograph counts as taken: one that cannot be read does not."""
    return line.stage != "unreadable"
