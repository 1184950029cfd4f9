"""A photograph filed to the wrong patient or visit: moved, told in both records, nothing lost."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from dermetry.report.words import say_date
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.actions.base import Unit, VisitSigned, change, check_version
from dermetry.workbench.casenotes.actions.detaching import detach, redate
from dermetry.workbench.casenotes.actions.leaving_signed import (
    MoveRefused,
    check_may_leave,
    hold,
)
from dermetry.workbench.casenotes.actions.photographs import free_name
from dermetry.workbench.casenotes.actions.visits import VisitDateInvalid, make_visit
from dermetry.workbench.casenotes.derive import renew_visit
from dermetry.workbench.casenotes.models import Outline, Patient, Photograph, Visit
from dermetry.workbench.casenotes.renaming import free_outline_id, free_photograph_id, rename_result


@dataclass(frozen=True)
class Destination:
    """Where a photograph belongs: a patient, and a visit or the day of a new one."""

    patient_pk: int
    visit_pk: int | None
    visited_on: date | None = None  # of a new visit, where there is no ``visit_pk``
    is_identity_confirmed: bool = False
    with_addendum: bool = False  # out of a signed visit: the person agreed to the addendum


@dataclass(frozen=True)
class Moved:
    """What became of it."""

    photograph_pk: int
    patient_pk: int
    visit_pk: int
    is_waiting: bool  # nobody has analysed it yet
    said: str


def move_photograph(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    photograph_pk: int,
    version: int | None,
    to: Destination,
    reason: str,
) -> Moved:
    """File a photograph to the patient and visit it belongs to; both visits are derived again.

    With another patient its outlines keep their borders and lose their lesions.  Out of a signed
    visit it goes with an addendum that tells it, by those who may sign: the signature stays, and
    only what rested on the photograph is worked out again.  Into a signed one it never goes.
    Raises MoveRefused, RecordMerged, VisitSigned, VisitDateInvalid, RecordConflict,
    RecordNotLawful, NotPermitted, NotHere.
    """
    actor.check("move_photographs")
    if not reason.strip():
        raise MoveRefused("Say why it is moved", next_step="fill in the reason, in a few words")
    with transaction.atomic():
        source_pk = scope.get(actor=actor, model=Photograph, pk=photograph_pk).patient_id
        for pk in sorted({source_pk, to.patient_pk}):  # one order, so that two moves never wait
            scope.get(actor=actor, model=Patient, pk=pk, lock=True)
        with change(
            actor=actor, at=at, permission="move_photographs", patient_pk=source_pk
        ) as unit:
            row = scope.get(
                actor=actor, model=Photograph, pk=photograph_pk, lock=True, patient_id=source_pk
            )
            check_version(row, version)
            if to.patient_pk == source_pk:
                return move(unit, unit, row, to, reason.strip()[:300], today)
            with change(
                actor=actor, at=at, permission="move_photographs", patient_pk=to.patient_pk
            ) as other:
                return move(unit, other, row, to, reason.strip()[:300], today)


def move(
    unit: Unit, other: Unit, row: Photograph, to: Destination, reason: str, today: date
) -> Moved:
    """Take a photograph out of one visit and put it into another."""
    is_stranger = other is not unit
    source = row.visit
    check_may_leave(unit.actor, source, other.patient, reason, is_agreed=to.with_addendum)
    check_target(other, row, to, is_stranger=is_stranger)
    visit = find_visit(other, to, today)
    if visit.pk == source.pk:
        raise MoveRefused("The photograph is in this visit already", next_step="choose another")
    held = hold(row, other.patient) if source.signed_on is not None else None
    loose = detach(unit, row, is_stranger=is_stranger)
    put(row, other.patient, visit)
    if held:
        held.correct()
    if is_stranger:
        loose.remove_unused(unit, source)
    else:
        redate(row, source.visited_on)
    whose = f" of {other.patient.patient_id}" if is_stranger else ""
    whereto = f"the visit of {say_date(visit.visited_on)}{whose}"
    if held:
        held.tell(unit, today=today, whereto=whereto, reason=reason)
    renew_visit(visit=source, today=today)  # a signed one stays; what is proposed after it changes
    renew_visit(visit=visit, today=today)
    details = {
        "sha256": row.sha256,
        "from_patient": unit.patient.patient_id,
        "from_visit": source.visited_on,
        "to_patient": other.patient.patient_id,
        "to_visit": visit.visited_on,
        "reason": reason,
    } | (held.signed if held else {})
    told = {"lesions": loose.named, "lesions_removed": loose.removed}
    if held:
        told["findings"] = held.said
    unit.log("photograph.moved", target=row.photograph_id, details=details | told)
    if is_stranger:
        other.log("photograph.moved_here", target=row.photograph_id, details=details)
    follows = held.follows if held else loose.said(is_stranger)
    said = f"Moved to {whereto}. {follows}"
    return Moved(row.pk, other.patient.pk, visit.pk, row.state == "waiting", said.strip())


def check_target(other: Unit, row: Photograph, to: Destination, *, is_stranger: bool) -> None:
    """Refuse a patient who cannot take the photograph."""
    if is_stranger and not to.is_identity_confirmed:
        raise MoveRefused(
            "Nobody has confirmed whom the photograph shows",
            next_step="compare name, birth date and identifier, then tick the box",
        )
    same = Photograph.objects.filter(patient=other.patient, sha256=row.sha256)
    there = same.exclude(pk=row.pk).exclude(state="unreadable").select_related("visit").first()
    if there is not None and row.state != "unreadable":
        raise MoveRefused(
            f"{other.patient.patient_id} has this very photograph already, in the visit of "
            f"{say_date(there.visit.visited_on)}",
            why="a photograph stands once in a record",
            next_step="it need not be moved; remove its outlines here, so that nothing is measured",
        )


def find_visit(other: Unit, to: Destination, today: date) -> Visit:
    """Give the visit it goes to, started where there is none on that day."""
    if to.visit_pk is None:
        if to.visited_on is None or to.visited_on > today:
            raise VisitDateInvalid(
                "The day of the visit is missing or lies in the future",
                next_step="enter the day on which the photograph was taken",
            )
        there = other.patient.visits.filter(visited_on=to.visited_on).first()
        pk = there.pk if there else make_visit(other, to.visited_on).visit_pk
    else:
        pk = to.visit_pk
    visit = scope.get(actor=other.actor, model=Visit, pk=pk, lock=True, patient_id=other.patient.pk)
    if visit.signed_on is not None:
        raise VisitSigned(
            f"The visit of {say_date(visit.visited_on)} is signed and takes no photograph",
            why="what was signed stays as it was signed",
            next_step="choose another visit or start one, or write an addendum to that one",
        )
    return visit


def put(row: Photograph, patient: Patient, visit: Visit) -> None:
    """Write a photograph and its outlines into their new place, with names that are free there."""
    was = row.photograph_id, row.file_name
    is_stranger = patient.pk != row.patient_id
    row.patient, row.visit = patient, visit
    row.position = visit.photographs.count()
    row.file_name = free_name(visit, row.file_name)
    if is_stranger:
        row.photograph_id = free_photograph_id(patient, row.photograph_id)
    if was != (row.photograph_id, row.file_name):
        rename_result(row)
    row.save()
    if is_stranger:
        for outline in Outline.objects.filter(photograph=row).order_by("position", "pk"):
            outline.outline_id = free_outline_id(patient, outline.outline_id)
            outline.patient = patient
            outline.version += 1
            outline.save()
