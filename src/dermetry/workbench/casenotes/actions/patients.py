"""Registering a patient and taking over a whole case."""

from datetime import datetime

from django.db import IntegrityError, transaction

from dermetry.errors import MarksInvalid
from dermetry.record.case import Case
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.base import Unit, finish
from dermetry.workbench.casenotes.models import Patient


class IdentifierTaken(MarksInvalid):
    """Another patient of the site has this identifier."""


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
        raise IdentifierTaken(
            f"{case.patient.patient_id} is already registered at this site",
            why="an identifier belongs to one patient",
            next_step="open that patient, or give this one another identifier",
        ) from error
