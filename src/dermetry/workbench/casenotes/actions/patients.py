"""Registering a patient, mending the identity, and taking over a whole case."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from pydantic import ValidationError

from dermetry.errors import MarksInvalid
from dermetry.record.case import Case
from dermetry.record.casefile import describe
from dermetry.record.patient import Patient as RecordedPatient
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.actions.base import RecordNotLawful, Unit, change, finish
from dermetry.workbench.casenotes.likeness import SimilarPatient, similar_patients
from dermetry.workbench.casenotes.models import Patient
from dermetry.workbench.casenotes.owners import works_at
from dermetry.workbench.casenotes.patient_parts import changed_fields, check_part, read_part


class IdentifierTaken(MarksInvalid):
    """Another patient of the site has this identifier."""


class SimilarPatients(MarksInvalid):
    """There are records that may be of the same person; a person has to look at them."""

    def __init__(self, found: tuple[SimilarPatient, ...]) -> None:
        super().__init__(
            "There may be a record of this person already",
            why="two records of one patient split the course in two",
            next_step="open the record below, or say that this is somebody else",
        )
        self.found = found


def register_patient(
    *,
    actor: Actor,
    at: datetime,
    fields: Mapping[str, Any],
    owner_user_id: int | None,
    is_somebody_else: bool = False,
) -> int:
    """Register a new patient of the actor's site; gives the key.

    ``fields`` are those of the record's ``Patient``.  Raises SimilarPatients unless a person
    said that it is somebody else, IdentifierTaken, RecordNotLawful.
    """
    actor.check("edit_record")
    patient = make_value(fields)
    found = similar_patients(
        actor=actor, patient_id=patient.patient_id, name=patient.name, born_on=patient.born_on
    )
    refused = found if not is_somebody_else else exact(found)
    if refused:
        raise SimilarPatients(refused)
    return register_case(
        actor=actor,
        at=at,
        case=make_case(patient),
        owner_user_id=owner_of_site(actor, owner_user_id),
        said="patient.registered",
    )


def exact(found: tuple[SimilarPatient, ...]) -> tuple[SimilarPatient, ...]:
    """Give those with the same identifier: that two people cannot share."""
    return tuple(each for each in found if each.is_same_identifier)


def make_value(fields: Mapping[str, Any]) -> RecordedPatient:
    """Make the record's patient; raises RecordNotLawful in words."""
    try:
        return RecordedPatient.model_validate(dict(fields))
    except ValidationError as error:
        raise RecordNotLawful(
            f"This cannot be saved: {describe(error).replace('case.', '')}",
            next_step="correct what is named; nothing you typed is lost",
        ) from error


def make_case(patient: RecordedPatient) -> Case:
    """Make a case that holds a patient and nothing else."""
    return Case(patient=patient)


def owner_of_site(actor: Actor, user_id: int | None) -> int | None:
    """Give the owner's key; raises RecordNotLawful for somebody who does not work here."""
    if user_id is None or works_at(user_id=user_id, site_id=actor.site_id):
        return user_id
    raise RecordNotLawful(
        "This person does not work at this site", next_step="choose somebody of the list"
    )


def edit_identity(
    *,
    actor: Actor,
    at: datetime,
    patient_pk: int,
    fields: Mapping[str, Any],
    owner_user_id: int | None,
    seen: str | None,
) -> None:
    """Change who the patient is and who looks after her or him.

    ``seen`` is the mark of the identity as it was opened.  Raises RecordConflict with the stored
    fields, IdentifierTaken, RecordNotLawful, NotHere.
    """
    with change(actor=actor, at=at, permission="edit_record", patient_pk=patient_pk) as unit:
        check_part(unit.patient, "identity", seen)
        before = read_part(unit.patient, "identity")
        patient = make_value(fields)
        check_identifier(unit, patient.patient_id)
        for name in Patient.COLUMNS:
            setattr(unit.patient, name, getattr(patient, name))
        parts = patient.model_dump(
            mode="json", include=set(mapping.PATIENT_PARTS), exclude_none=True
        )
        unit.patient.details = {**unit.patient.details, "patient": parts}
        if owner_user_id != unit.patient.owner_id:
            unit.patient.owner_id = owner_of_site(actor, owner_user_id)
        unit.patient.version += 1
        unit.patient.save()
        after = read_part(unit.patient, "identity")
        unit.log(
            "patient.identity_changed",
            target=patient.patient_id,
            details={
                "changed": changed_fields(before, after),
                "identifier_before": before["patient_id"],
            },
        )


def check_identifier(unit: Unit, patient_id: str) -> None:
    """Raise IdentifierTaken where another record of the site has the identifier."""
    rows = scope.rows(actor=unit.actor, model=Patient).filter(patient_id=patient_id)
    if rows.exclude(pk=unit.patient.pk).exists():
        raise identifier_taken(patient_id)


def identifier_taken(patient_id: str) -> IdentifierTaken:
    """Say that an identifier is in use."""
    return IdentifierTaken(
        f"{patient_id} is already registered at this site",
        why="an identifier belongs to one patient",
        next_step="open that patient, or give this one another identifier",
    )


def register_case(
    *, actor: Actor, at: datetime, case: Case, owner_user_id: int | None = None, said: str
) -> int:
    """Make a new patient of the actor's site from a case; gives the patient's key.

    ``said`` names the act in the audit log ("patient.registered", "case.imported").  Raises
    IdentifierTaken when the identifier is in use at the site.
    """
    actor.check("edit_record" if said == "patient.registered" else "exchange")
    with transaction.atomic():
        patient = make_patient(actor, at, case, owner_user_id)
        mapping.write_case(patient=patient, case=case, at=at)
        unit = Unit(actor=actor, at=at, patient=patient)
        unit.log(said, target=patient.patient_id, details={"visits": len(case.visits)})
        finish(unit)
    return patient.pk


def make_patient(actor: Actor, at: datetime, case: Case, owner_user_id: int | None) -> Patient:
    """Make the row, or say that the identifier is taken."""
    try:
        with transaction.atomic():
            return Patient.objects.create(
                site_id=actor.site_id,
                patient_id=case.patient.patient_id,
                owner_id=owner_user_id,
                created_at=at,
            )
    except IntegrityError as error:
        raise identifier_taken(case.patient.patient_id) from error
