"""The outlines page: one photograph at a time, what is on it, and which lesions still lack one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dermetry.imaging.values import Scale, ScaleAbsent
from dermetry.pathway.results import PhotographResult
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.derive import grown_into_others
from dermetry.workbench.casenotes.models import Finding, Lesion, Photograph, Visit
from dermetry.workbench.casenotes.queries.visit_outlines import (
    Crop,
    OutlineLine,
    SizeLine,
    cut_out,
    outline_lines,
    place_words,
    places_of,
    size_of_finding,
)
from dermetry.workbench.casenotes.visit_results import result_of, results_before


@dataclass(frozen=True)
class Thumb:
    """One photograph in the strip."""

    photograph_pk: int
    name: str
    place: str
    accepted: int
    proposed: int
    state: str
    is_current: bool


@dataclass(frozen=True)
class ToDraw:
    """A followed lesion without an outline at this visit."""

    lesion_id: str
    place: str
    last_on: date | None
    last_size: SizeLine
    last_status: str  # "gone", "too small" ...; empty when measured
    crop: Crop | None


@dataclass(frozen=True)
class Sheet:
    """The photograph in the editor."""

    photograph_pk: int
    photograph_id: str
    file_name: str
    width_px: int
    height_px: int
    version: int
    state: dict[str, Any]  # for the editor: docs/reference/outline-editor.md
    outlines: tuple[OutlineLine, ...]  # accepted by a person
    proposed: tuple[OutlineLine, ...]
    problem: str  # why nothing on it can be measured; empty: it can
    advice: str
    is_kept: bool  # its bytes are in the store


@dataclass(frozen=True)
class OutlinesPage:
    """Everything the page shows."""

    visit_pk: int
    visited_on: date
    is_locked: bool
    thumbs: tuple[Thumb, ...]
    waiting: int
    sheet: Sheet | None
    to_draw: tuple[ToDraw, ...]
    lesions: tuple[tuple[str, str], ...]  # id and label, for forms
    left: int  # proposed borders nobody answered yet, in the whole visit


def outlines_page(*, actor: Actor, visit_pk: int, photograph_pk: int | None = None) -> OutlinesPage:
    """Give the outlines of a visit with one photograph open; raises NotHere."""
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    rows = visit.photographs.exclude(state__in=("erased", "unreadable"))
    photographs = list(rows.order_by("position", "pk"))
    analysed = [row for row in photographs if row.state == "analysed"]
    results = {row.pk: result_of(row=row) for row in analysed}
    lines = outline_lines(visit=visit, results=results.values())
    current = choose(analysed, lines, photograph_pk)
    lesions = followed_lesions(visit)
    return OutlinesPage(
        visit_pk=visit.pk,
        visited_on=visit.visited_on,
        is_locked=visit.signed_on is not None,
        thumbs=tuple(thumb_of(row, lines, current) for row in photographs),
        waiting=len(photographs) - len(analysed),
        sheet=sheet_of(current, results[current.pk], lines, lesions) if current else None,
        to_draw=to_draw(visit, lesions, lines),
        lesions=tuple((row.lesion_id, label_of(row)) for row in lesions),
        left=sum(not each.is_confirmed for each in lines),
    )


def editor_state(*, actor: Actor, photograph_pk: int) -> dict[str, Any]:
    """Give what the editor is told of one photograph; raises NotHere."""
    row = scope.get(actor=actor, model=Photograph, pk=photograph_pk)
    result = result_of(row=row)
    lines = outline_lines(visit=row.visit, results=(result,))
    return state_of(row, result, lines, followed_lesions(row.visit))


def visit_of_photograph(*, actor: Actor, photograph_pk: int) -> int:
    """Give the visit a photograph belongs to; raises NotHere."""
    return int(scope.get(actor=actor, model=Photograph, pk=photograph_pk).visit_id)


def choose(
    rows: Sequence[Photograph], lines: Sequence[OutlineLine], wanted: int | None
) -> Photograph | None:
    """Give the photograph asked for, else the first with something to answer, else the first."""
    by_pk = {row.pk: row for row in rows}
    if wanted in by_pk:
        return by_pk[wanted]
    open_pks = [each.photograph_pk for each in lines if not each.is_confirmed]
    return next((by_pk[pk] for pk in open_pks if pk in by_pk), rows[0] if rows else None)


def followed_lesions(visit: Visit) -> list[Lesion]:
    """Give the skin lesions that can be outlined: confirmed, and not grown into others."""
    case = mapping.read_case(patient=visit.patient)
    over = grown_into_others(case, visit.visited_on)
    rows = visit.patient.lesions.filter(organ="skin", is_confirmed=True)
    return list(rows.exclude(lesion_id__in=over).order_by("position", "pk"))


def label_of(row: Lesion) -> str:
    """Name a lesion in a list."""
    return f"{row.lesion_id}, {place_words(row)}"


def thumb_of(row: Photograph, lines: Sequence[OutlineLine], current: Photograph | None) -> Thumb:
    """Give one photograph of the strip."""
    mine = [each for each in lines if each.photograph_pk == row.pk]
    parts = (row.view, row.laterality, row.zone, row.cleansing and f"{row.cleansing} cleansing")
    return Thumb(
        photograph_pk=row.pk,
        name=row.file_name,
        place=", ".join(str(part).replace("_", " ") for part in parts if part),
        accepted=sum(each.is_confirmed for each in mine),
        proposed=sum(not each.is_confirmed for each in mine),
        state=row.state,
        is_current=current is not None and current.pk == row.pk,
    )


def sheet_of(
    row: Photograph,
    result: PhotographResult,
    lines: Sequence[OutlineLine],
    lesions: Sequence[Lesion],
) -> Sheet:
    """Give the open photograph."""
    mine = [each for each in lines if each.photograph_pk == row.pk]
    blocking = next((each for each in result.issues if each.is_blocking), None)
    found = result.scale
    missing = found if isinstance(found, ScaleAbsent) else None
    return Sheet(
        photograph_pk=row.pk,
        photograph_id=row.photograph_id,
        file_name=row.file_name,
        width_px=result.width_px,
        height_px=result.height_px,
        version=row.version,
        state=state_of(row, result, lines, lesions),
        outlines=tuple(each for each in mine if each.is_confirmed),
        proposed=tuple(each for each in mine if not each.is_confirmed),
        problem=blocking.message if blocking else missing.reason if missing else "",
        advice=blocking.advice if blocking else missing.advice if missing else "",
        is_kept=bool(row.stored_as),
    )


def state_of(
    row: Photograph,
    result: PhotographResult,
    lines: Sequence[OutlineLine],
    lesions: Sequence[Lesion],
) -> dict[str, Any]:
    """Give the editor's state: what is drawn, which lesions there are, how large a pixel is."""
    found = result.scale
    is_known = isinstance(found, Scale)
    return {
        "version": row.version,
        "outlines": [editor_outline(each) for each in lines if each.photograph_pk == row.pk],
        "lesions": [{"lesion_id": each.lesion_id, "label": label_of(each)} for each in lesions],
        "homography": found.homography.ravel().tolist() if is_known else None,
        "mm_per_pixel": None,
        "scale_reason": "" if is_known else found.reason,
        "reference_px": [list(point) for point in found.reference_px] if is_known else [],
    }


def editor_outline(line: OutlineLine) -> dict[str, Any]:
    """Give one outline to the editor, with the size that was measured of it."""
    return {
        "outline_id": line.outline_id,
        "lesion_id": line.lesion_id or None,
        "polygon": [list(point) for point in line.polygon],
        "source": line.source,
        "is_confirmed": line.is_confirmed,
        "label": line.name,
        "measured": line.size.text if line.size.longest else "",
    }


def to_draw(
    visit: Visit, lesions: Sequence[Lesion], lines: Sequence[OutlineLine]
) -> tuple[ToDraw, ...]:
    """Give the lesions without an outline, with how each looked last; not what ended today."""
    found = visit.findings.filter(is_confirmed=True, status__in=ENDED)
    answered = {each.lesion_pk for each in lines} | set(found.values_list("lesion_id", flat=True))
    missing = [row for row in lesions if row.pk not in answered]
    if not missing:
        return ()
    pks = dict(visit.patient.photographs.values_list("photograph_id", "pk"))
    places = places_of(results=results_before(visit=visit), photograph_pks=pks)
    last = last_findings(visit)
    return tuple(
        draw_line(row, last.get(row.pk), cut_out(places.get(row.lesion_id))[0]) for row in missing
    )


def draw_line(row: Lesion, last: Finding | None, crop: Crop | None) -> ToDraw:
    """Give one lesion to draw."""
    return ToDraw(
        lesion_id=row.lesion_id,
        place=place_words(row),
        last_on=last.visit.visited_on if last else None,
        last_size=size_of_finding(last.details) if last else SizeLine(),
        last_status=STATUS_WORDS.get(last.status, "") if last else "",
        crop=crop,
    )


ENDED = ("absent", "merged_into", "split_into", "treated_locally")
STATUS_WORDS = {
    "absent": "gone",
    "too_small": "too small to measure",
    "not_done": "not photographed",
    "not_evaluable": "not evaluable",
    "treated_locally": "treated locally",
    "present": "there, not measured",
    "progressed": "clearly larger",
}


def last_findings(visit: Visit) -> Mapping[int, Finding]:
    """Give the last confirmed finding of each lesion before a visit, by the lesion's key."""
    rows = Finding.objects.filter(
        visit__patient_id=visit.patient_id,
        visit__visited_on__lt=visit.visited_on,
        is_confirmed=True,
    ).select_related("visit")
    return {row.lesion_id: row for row in rows.order_by("visit__visited_on", "pk")}
