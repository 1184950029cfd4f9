"""The page of one photograph: the picture, what is drawn on it, and everything known of it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from dermetry.errors import DermetryError
from dermetry.report.words import say_date
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.file_names import hides_file_names, shown_name
from dermetry.workbench.casenotes.models import Patient, Photograph
from dermetry.workbench.casenotes.queries.banner import PatientBanner, patient_banner
from dermetry.workbench.casenotes.queries.links import PageLink, link, patient_pages
from dermetry.workbench.casenotes.queries.photograph_marks import (
    DrawnOutline,
    ScaleMarks,
    drawn_outlines,
    scale_marks,
)
from dermetry.workbench.casenotes.queries.visit_outlines import OutlineLine, outline_lines
from dermetry.workbench.casenotes.visit_results import result_of

VIEWS = {"overview": "overview", "close_up": "close-up", "dermoscopic": "dermoscopic"}
HASH_SHOWN = 12


@dataclass(frozen=True)
class Issue:
    """What is wrong with a photograph, and what to do."""

    message: str
    advice: str
    is_blocking: bool


@dataclass(frozen=True)
class PhotographPage:
    """What the page of a photograph shows."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    photograph_pk: int
    version: int
    photograph_id: str
    file_name: str
    sha256_start: str
    src: str
    width_px: int
    height_px: int
    is_blurred: bool
    problem: str  # why there is nothing to see; empty: there is
    problem_advice: str
    state: str
    visited_on: date
    visit_pk: int
    visit_url: str
    outlines_url: str
    is_signed: bool
    must_stay: bool  # the visit is signed, and the reader may not sign
    place: str
    taken_on: date | None
    added_by: str
    added_at: datetime
    scale: str
    scale_advice: str
    has_scale: bool
    issues: tuple[Issue, ...]
    notes: tuple[str, ...]
    marks: ScaleMarks
    outlines: tuple[DrawnOutline, ...]
    sizes_problem: str
    before: PageLink | None
    after: PageLink | None
    of_visit: tuple[PageLink, ...]
    move_url: str
    can_reassign: bool
    lesions: tuple[tuple[int, str], ...]  # to re-assign an outline to

    @property
    def named(self) -> tuple[DrawnOutline, ...]:
        """Give the outlines that are no mere candidates."""
        return tuple(each for each in self.outlines if not each.is_candidate)

    @property
    def painted(self) -> tuple[DrawnOutline, ...]:
        """Give the outlines in the order they are drawn: the marked one on top."""
        return tuple(sorted(self.outlines, key=lambda each: each.is_selected))

    @property
    def letter_px(self) -> int:
        """Give the height of letters over the photograph, so that they can be read when shrunk."""
        return max(self.width_px, self.height_px) // 42

    @property
    def lesion_names(self) -> str:
        """Name the lesions on the photograph."""
        return ", ".join(sorted({each.label for each in self.named if each.lesion_pk}))


@hides_file_names
def photograph_page(
    *,
    actor: Actor,
    photograph_pk: int,
    outline_pk: int | None,
    today: date,
    revealed: frozenset[int] = frozenset(),
) -> PhotographPage:
    """Give the page of a photograph of the actor's site; raises NotHere, NotPermitted."""
    actor.check("see_photographs")
    row = scope.get(actor=actor, model=Photograph, pk=photograph_pk)
    details, visit = row.details, row.visit
    lines, sizes_problem = measured_lines(row)
    before, after = neighbors(actor, row.patient, row)
    problem, advice = problem_of(row)
    scale = details.get("scale") or {}
    outlines = row.outlines.select_related("lesion").order_by("position", "pk")
    can_reassign = actor.can("confirm") and visit.signed_on is None and row.state == "analysed"
    return PhotographPage(
        banner=patient_banner(actor=actor, patient_pk=row.patient_id, today=today),
        pages=patient_pages(actor=actor, patient_pk=row.patient_id),
        photograph_pk=row.pk,
        version=row.version,
        photograph_id=row.photograph_id,
        file_name=shown_name(actor=actor, row=row),
        sha256_start=row.sha256[:HASH_SHOWN],
        src=link(actor, "photograph_file", row.pk),
        width_px=details.get("width_px") or 4,
        height_px=details.get("height_px") or 3,
        is_blurred=not actor.sees_clear_photographs and row.pk not in revealed,
        problem=problem,
        problem_advice=advice,
        state=row.state,
        visited_on=visit.visited_on,
        visit_pk=visit.pk,
        visit_url=link(actor, "visit_review", visit.pk),
        outlines_url=outlines_url(actor, row),
        is_signed=visit.signed_on is not None,
        must_stay=visit.signed_on is not None and not actor.can("sign"),
        place=place_of(row),
        taken_on=taken_on(details),
        added_by=row.added_by,
        added_at=row.added_at,
        scale=scale_words(scale),
        scale_advice=scale.get("advice", ""),
        has_scale=scale.get("kind") == "found",
        issues=tuple(
            Issue(each["message"], each.get("advice", ""), each["is_blocking"])
            for each in details.get("issues", ())
        ),
        notes=tuple(details.get("notes", ())),
        marks=scale_marks(details=details),
        outlines=drawn_outlines(actor=actor, rows=outlines, lines=lines, selected=outline_pk),
        sizes_problem=sizes_problem,
        before=before,
        after=after,
        of_visit=tuple(
            page_link(actor, each) for each in visit.photographs.order_by("position", "pk")
        ),
        move_url=link(actor, "photograph_move", row.pk),
        can_reassign=can_reassign,
        lesions=lesion_choices(row.patient) if can_reassign else (),
    )


def measured_lines(row: Photograph) -> tuple[dict[str, OutlineLine], str]:
    """Give the outlines with their sizes, or why they cannot be measured."""
    if row.state != "analysed":
        return {}, ""
    try:
        lines = outline_lines(visit=row.visit, results=(result_of(row=row),))
    except DermetryError as error:
        return {}, str(error)
    return {each.outline_id: each for each in lines if each.photograph_pk == row.pk}, ""


def problem_of(row: Photograph) -> tuple[str, str]:
    """Say why there is nothing to see, and what to do."""
    if row.state == "erased":
        return "This photograph was erased on purpose", row.reason
    if row.state == "unreadable":
        return f"This file cannot be opened: {row.reason}", "It is kept as it is."
    if not row.stored_as:
        said = "The file of this photograph is not kept here: its record came without it"
        return said, "Import the case again together with its photographs."
    return "", ""


def outlines_url(actor: Actor, row: Photograph) -> str:
    """Give where its outlines are edited; empty where nobody may."""
    address = link(actor, "visit_outlines", row.visit_id)
    is_open = row.visit.signed_on is None and row.state == "analysed"
    return f"{address}?photograph={row.pk}" if address and is_open else ""


def place_of(row: Photograph) -> str:
    """Say view, zone, side and cleansing."""
    zone = (row.zone or "").replace("_", " ")
    cleansing = f"{row.cleansing} cleansing" if row.cleansing else ""
    side = row.laterality if row.laterality and not zone.startswith(row.laterality) else ""
    parts = (VIEWS.get(row.view or "", ""), " ".join(p for p in (side, zone) if p), cleansing)
    return ", ".join(part for part in parts if part)


def taken_on(details: dict[str, str]) -> date | None:
    """Give the camera's date, if it wrote one."""
    found = details.get("taken_on")
    return date.fromisoformat(found) if found else None


def scale_words(scale: dict[str, object]) -> str:
    """Say the scale with its uncertainty, or that there is none."""
    if scale.get("kind") != "found":
        return str(scale.get("reason", "")) or "no scale found"
    half = 100 * 1.96 * float(str(scale.get("relative_sd", 0)))
    tilt = scale.get("tilt_deg")
    tilted = f", tilted by {float(str(tilt)):.0f}°" if tilt is not None else ""
    return (
        f"{float(str(scale['mm_per_pixel'])):.3f} mm per pixel ± {half:.1f} % "
        f"({scale['source']}{tilted})"
    )


def neighbors(
    actor: Actor, patient: Patient, row: Photograph
) -> tuple[PageLink | None, PageLink | None]:
    """Give the photographs before and after this one, over all visits."""
    rows = list(
        patient.photographs.select_related("visit")
        .defer("analysis", "details")
        .order_by("visit__visited_on", "position", "pk")
    )
    at = next(number for number, each in enumerate(rows) if each.pk == row.pk)
    before = page_link(actor, rows[at - 1]) if at else None
    after = page_link(actor, rows[at + 1]) if at + 1 < len(rows) else None
    return before, after


def page_link(actor: Actor, row: Photograph) -> PageLink:
    """Give the link to a photograph's page."""
    words = f"{say_date(row.visit.visited_on)}, {place_of(row) or shown_name(actor=actor, row=row)}"
    return PageLink(str(row.pk), words, reverse("photograph", args=[row.pk]))


def lesion_choices(patient: Patient) -> tuple[tuple[int, str], ...]:
    """Give the confirmed skin lesions an outline can be."""
    rows = patient.lesions.filter(organ="skin", is_confirmed=True).order_by("position", "pk")
    return tuple(
        (row.pk, f"{row.lesion_id}, {row.zone.replace('_', ' ')}" if row.zone else row.lesion_id)
        for row in rows
    )
