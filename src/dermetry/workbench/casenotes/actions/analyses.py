"""What an analysis found, kept: the program is the actor, and nothing a person said is changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from dermetry.pathway.recording import record_photograph
from dermetry.pathway.results import PhotographResult
from dermetry.pathway.stored_result import dump_result
from dermetry.record.photograph import Photograph as RecordedPhotograph
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import audit, mapping
from dermetry.workbench.casenotes.actions.base import RecordMerged, Unit, change
from dermetry.workbench.casenotes.actions.outline_rows import free_ids, next_position
from dermetry.workbench.casenotes.derive import renew_visit
from dermetry.workbench.casenotes.models import Outline, Photograph
from dermetry.workbench.casenotes.photograph_marks import Marked, read_marks


@dataclass(frozen=True)
class ToAnalyse:
    """One photograph, and everything its analysis depends on."""

    photograph_pk: int
    patient_pk: int
    site_id: int
    photograph_id: str
    file_name: str
    stored_as: str
    visited_on: date
    marked: Marked


def read_to_analyse(*, photograph_pk: int) -> ToAnalyse | None:
    """Give what an analysis needs; None where there is nothing to do (signed, erased, no bytes)."""
    rows = Photograph.objects.filter(pk=photograph_pk, visit__signed_on__isnull=True)
    row = rows.exclude(state="erased").select_related("visit", "patient").first()
    return to_analyse(row) if row and row.stored_as else None


def to_analyse(row: Photograph) -> ToAnalyse:
    """Give what the analysis of a row depends on."""
    return ToAnalyse(
        photograph_pk=row.pk,
        patient_pk=row.patient_id,
        site_id=row.patient.site_id,
        photograph_id=row.photograph_id,
        file_name=row.file_name,
        stored_as=row.stored_as,
        visited_on=row.visit.visited_on,
        marked=read_marks(photograph=row),
    )


def keep_result(
    *, asked: ToAnalyse, result: PhotographResult, engine: str, at: datetime, today: date
) -> bool:
    """Keep a result; False where the marks have changed meanwhile, so that it no longer holds.

    Twice the same result leaves the same rows: candidates come with the first one only; those of
    an imported photograph came with it, answered or not.  What follows for the visit is derived
    again; raises MarksInvalid kinds where that contradicts itself.
    """

    def keep(unit: Unit, row: Photograph) -> None:
        photo = record_photograph(
            result=result,
            confirmed_by=None,
            confirmers=asked.marked.confirmers,
            cleansing=row.cleansing,
        )
        is_first = row.state != "analysed"
        row.details = mapping.fields_of(Photograph, photo, ("outlines",))["details"]
        row.analysis = dump_result(result=result, engine=engine)
        row.analysed_with, row.state, row.reason = engine, "analysed", ""
        row.save()
        if is_first:
            add_candidates(row, photo)
        renew_visit(visit=row.visit, today=today)
        unit.log(
            "photograph.analysed",
            target=row.photograph_id,
            details={
                "scale": getattr(photo.scale, "method", "missing"),
                "issues": [issue.code for issue in photo.issues],
                "engine": engine,
            },
        )

    return write(asked=asked, at=at, do=keep)


def add_candidates(row: Photograph, photo: RecordedPhotograph) -> None:
    """Add the areas the program noticed; a person answers each."""
    after = next_position(row)
    found = [each for each in photo.outlines if each.source == "candidate"]
    for number, (each, outline_id) in enumerate(zip(found, free_ids(row, "c"), strict=False)):
        fields = mapping.fields_of(Outline, each, ("lesion_id",)) | {"outline_id": outline_id}
        Outline.objects.create(
            photograph=row, patient_id=row.patient_id, position=after + number, **fields
        )


def keep_unreadable(*, asked: ToAnalyse, reason: str, at: datetime) -> bool:
    """Note that a file cannot be opened, and why; the file is kept."""

    def keep(unit: Unit, row: Photograph) -> None:
        if row.state != "analysed":  # what was once read keeps what was found in it
            row.state = "unreadable"
        row.reason = reason
        row.save(update_fields=["state", "reason"])
        unit.log("photograph.unreadable", target=row.photograph_id)

    return write(asked=asked, at=at, do=keep)


def keep_failure(*, photograph_pk: int, reason: str, at: datetime) -> None:
    """Note that an analysis was given up; the photograph stays, and can be tried again.

    Kept even where the record of the patient does not hold together: that may be the reason.
    """
    with transaction.atomic():
        asked = read_to_analyse(photograph_pk=photograph_pk)
        if asked is None:
            return
        Photograph.objects.filter(pk=photograph_pk).update(reason=reason)
        audit.record(
            actor=program(asked),
            at=at,
            action="photograph.not_analysed",
            patient_pk=asked.patient_pk,
            target=asked.photograph_id,
        )


def program(asked: ToAnalyse) -> Actor:
    """Give the program itself as actor, at the photograph's site."""
    return Actor(user_id=None, name="dermetry", role="nurse", site_id=asked.site_id)


def write(*, asked: ToAnalyse, at: datetime, do: Callable[[Unit, Photograph], None]) -> bool:
    """Write as the program, unless the visit was signed or the marks changed meanwhile."""
    try:
        with change(
            actor=program(asked), at=at, permission=None, patient_pk=asked.patient_pk
        ) as unit:
            row = Photograph.objects.select_for_update(of=("self",)).get(pk=asked.photograph_pk)
            if row.visit.signed_on is not None or to_analyse(row) != asked:
                unit.log("photograph.analysis_overtaken", target=row.photograph_id)
                return False
            do(unit, row)
    except RecordMerged:  # meanwhile: the photograph stands in the kept record now
        return False
    return True
