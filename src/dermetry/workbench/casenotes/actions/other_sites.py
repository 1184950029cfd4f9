"""Lesions of other organs, and what imaging reports say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from dermetry.errors import MarksInvalid
from dermetry.record.casefile import describe
from dermetry.record.imaging_study import ImagingStudy as RecordedStudy
from dermetry.record.lesion import Lesion as RecordedLesion
from dermetry.report.background import MODALITIES
from dermetry.report.words import say_date
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.actions.base import (
    RecordConflict,
    RecordNotLawful,
    Unit,
    VisitSigned,
    change,
    check_version,
)
from dermetry.workbench.casenotes.actions.match_history import deciding
from dermetry.workbench.casenotes.actions.naming import keep_lesion, lesion_ids, state
from dermetry.workbench.casenotes.actions.visits import VisitDateInvalid, make_visit
from dermetry.workbench.casenotes.models import ImagingStudy, Lesion, StatedFinding, Visit
from dermetry.workbench.casenotes.sites import (
    ORGANS,
    STUDY_LETTERS,
    mark_of_statements,
    next_id,
)


class ReadingIncomplete(MarksInvalid):
    """What an imaging report says of a lesion lacks its diameter or its reason."""


@dataclass(frozen=True)
class StudyGiven:
    """An imaging study as it was typed, or the id of one that is kept already."""

    study_id: str  # empty: a new one
    modality: str
    done_on: date | None
    region: str
    report: str
    question: str = ""
    finding: str = ""
    organs: tuple[str, ...] = ()

    def answers(self) -> dict[str, Any]:
        """Give what was asked and found, as far as anything is stated."""
        given = {"question": self.question, "finding": self.finding, "organs": self.organs}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True)
class Reading:
    """What a report says of one lesion."""

    lesion_pk: int
    status: str
    mm: Decimal | None
    reason: str
    has_grown_further: bool | None = None  # since an earlier progression (iRECIST)


def add_lesion(
    *, actor: Actor, at: datetime, patient_pk: int, organ: str, fields: Mapping[str, Any]
) -> str:
    """Add a lesion of another organ, confirmed by the actor; gives its id.

    ``fields`` are those of the record's ``Lesion``.  Raises RecordNotLawful, LesionNameTaken.
    """
    with change(actor=actor, at=at, permission="confirm", patient_pk=patient_pk) as unit:
        lesion_id = fields.get("lesion_id") or next_id(
            letters=ORGANS[organ][1], taken=lesion_ids(unit.patient)
        )
        values = {name: value for name, value in fields.items() if value not in (None, "")}
        own = {"organ": organ, "is_confirmed": True, "confirmed_by": actor.name}
        try:
            made = RecordedLesion.model_validate({**values, **own, "lesion_id": lesion_id})
        except ValidationError as error:
            raise unlawful(error) from error
        row = keep_lesion(unit, made)
        unit.log("lesion.added", target=row.lesion_id, details={"organ": organ})
    return row.lesion_id


def record_report(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    patient_pk: int,
    study: StudyGiven,
    visit_pk: int | None,
    readings: Sequence[Reading],
    seen: str | None = None,
) -> str:
    """Record an imaging study and what it says of lesions at a visit; gives the study's id.

    ``visit_pk`` None starts a visit on the day of the study.  ``seen`` is the mark of what was
    stated when the person opened the page.  Raises RecordConflict, ReadingIncomplete,
    VisitSigned, VisitDateInvalid, RecordNotLawful, NotHere.
    """
    with change(actor=actor, at=at, permission="confirm", patient_pk=patient_pk) as unit:
        kept = keep_study(unit, study, today)
        if not readings:
            unit.log("imaging.recorded", target=kept.study_id)
            return kept.study_id
        visit = find_visit(unit, visit_pk, kept.done_on)
        lesions = {
            each.lesion_pk: scope.get(
                actor=actor, model=Lesion, pk=each.lesion_pk, patient_id=patient_pk
            )
            for each in readings
        }
        check_seen(unit, visit, tuple(lesions.values()), seen)
        named = name_study(kept)
        with deciding(unit, visit, today) as told:
            for each in readings:
                lesion = lesions[each.lesion_pk]
                state(unit, visit, lesion, fields_of(each, lesion, named))
                told.append(f"{lesion.lesion_id} by {kept.study_id}")
        unit.log(
            "imaging.recorded",
            target=kept.study_id,
            details={
                "visit": visit.visited_on,
                "lesions": {lesions[e.lesion_pk].lesion_id: e.status for e in readings},
            },
        )
    return kept.study_id


def keep_study(unit: Unit, study: StudyGiven, today: date) -> ImagingStudy:
    """Find the study, or write a new one."""
    studies = ImagingStudy.objects.filter(patient=unit.patient)
    if study.study_id:
        found = studies.filter(study_id=study.study_id).first()
        if found is None:
            raise scope.NotHere(f"There is no study {study.study_id}", next_step="choose another")
        if study.answers():
            write_study(found, study.answers(), today)
        return found
    taken = studies.values_list("study_id", flat=True)
    letters = STUDY_LETTERS[study.modality]
    row = ImagingStudy(
        patient=unit.patient,
        position=studies.count(),
        study_id=next_id(letters=letters, taken=taken, joint="-"),
    )
    words = {"region": study.region, "report": study.report}
    given = {"modality": study.modality, "done_on": study.done_on, **words, **study.answers()}
    write_study(row, given, today)
    return row


def change_study(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    patient_pk: int,
    study_id: str,
    fields: Mapping[str, Any],
    version: int | None = None,
) -> None:
    """Change what is recorded of an imaging study.

    ``fields`` are those of the record's ``ImagingStudy`` without its id.  Raises RecordConflict,
    VisitDateInvalid, RecordNotLawful, NotHere.
    """
    with change(actor=actor, at=at, permission="confirm", patient_pk=patient_pk) as unit:
        rows = ImagingStudy.objects.select_for_update()
        row = rows.filter(patient=unit.patient, study_id=study_id).first()
        if row is None:
            raise scope.NotHere(f"There is no study {study_id}", next_step="choose another")
        check_version(row, version, theirs=mapping.values_of(row))
        write_study(row, fields, today)
        unit.log("imaging.changed", target=study_id)


def write_study(row: ImagingStudy, fields: Mapping[str, Any], today: date) -> None:
    """Write fields of the record's ``ImagingStudy`` over a row; what is not among them stays."""
    held = mapping.values_of(row) if row.pk else {}
    given = {**held, **fields, "study_id": row.study_id}
    if given.get("done_on") is None or given["done_on"] > today:
        raise VisitDateInvalid(
            "The day of the study is missing or lies in the future",
            next_step="enter the day on which the images were taken",
        )
    try:
        value = RecordedStudy.model_validate(given)
    except ValidationError as error:
        raise unlawful(error) from error
    for name, new in mapping.fields_of(ImagingStudy, value).items():
        setattr(row, name, new)
    row.save()


def find_visit(unit: Unit, visit_pk: int | None, done_on: date) -> Visit:
    """Give the visit the findings belong to, started on the day of the study where none is."""
    if visit_pk is None:
        there = Visit.objects.filter(patient=unit.patient, visited_on=done_on).first()
        visit_pk = there.pk if there else make_visit(unit, done_on).visit_pk
    visit = scope.get(
        actor=unit.actor, model=Visit, pk=visit_pk, lock=True, patient_id=unit.patient.pk
    )
    if visit.signed_on is not None:
        raise VisitSigned(
            f"The visit of {say_date(visit.visited_on)} is signed and cannot be changed",
            why="what was signed stays as it was signed",
            next_step="start a visit on the day of the study, or write an addendum to that visit",
        )
    return visit


def check_seen(unit: Unit, visit: Visit, lesions: Sequence[Lesion], seen: str | None) -> None:
    """Raise RecordConflict where one of these lesions was stated meanwhile at this visit."""
    now = mark_of_statements(patient=unit.patient)
    if seen is None or seen == now:
        return
    there = StatedFinding.objects.filter(visit=visit, lesion__in=lesions).select_related("lesion")
    if there:
        theirs = {row.lesion.lesion_id: {**row.details, "by": row.stated_by} for row in there}
        raise RecordConflict(
            "Somebody else recorded something of these lesions while you were typing",
            theirs=theirs,
        )


def name_study(study: ImagingStudy) -> str:
    """Name a study as the findings do: CT of 3 May 2026 (CT-4)."""
    return f"{MODALITIES[study.modality]} of {say_date(study.done_on)} ({study.study_id})"


def fields_of(reading: Reading, lesion: Lesion, named: str) -> dict[str, Any]:
    """Give a reading as the fields of a ``FindingMark`` that names its study."""
    if reading.status == "measured":
        if reading.mm is None:
            raise incomplete(lesion, "the diameter in mm")
        size = "short_axis_mm" if lesion.organ == "lymph_node" else "longest_diameter_mm"
        return {"status": "measured", size: reading.mm, "method": named}
    if reading.status in ("progressed", "not_evaluable", "not_done") and not reading.reason:
        raise incomplete(lesion, "the reason, in words")
    if reading.status in ("absent", "too_small"):
        return {"status": reading.status, "method": named}
    words = f"{named}: {reading.reason}" if reading.reason else named
    more = (
        {}
        if reading.has_grown_further is None
        else {"has_grown_further": reading.has_grown_further}
    )
    return {"status": reading.status, "reason": words, "method": named, **more}


def incomplete(lesion: Lesion, what: str) -> ReadingIncomplete:
    """Say what is missing of a reading."""
    return ReadingIncomplete(f"{lesion.lesion_id}: {what} is missing", next_step="fill it in")


def unlawful(error: ValidationError) -> RecordNotLawful:
    """Put a value that cannot be into words."""
    return RecordNotLawful(
        f"This cannot be saved: {describe(error)}",
        next_step="correct what is named; nothing you typed is lost",
    )
