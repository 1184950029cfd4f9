"""Showing a blurred photograph: one tap, one entry in the audit log."""

from datetime import datetime

from django.db import transaction

from dermetry.workbench.accounts.actor import Actor, NotPermitted
from dermetry.workbench.casenotes import audit, scope
from dermetry.workbench.casenotes.models import Consent, Patient, Photograph


class ConsentMissing(NotPermitted):
    """The patient has not agreed to the use a role stands for."""


def reveal_photograph(
    *, actor: Actor, at: datetime, photograph_pk: int, is_logged: bool = True
) -> bool:
    """Note that an actor looks at a photograph clear; tells whether the role needed it.

    ``is_logged`` False: it was noted in this session already.  Raises NotHere, NotPermitted,
    ConsentMissing.
    """
    actor.check("see_photographs")
    with transaction.atomic():
        row = scope.get(actor=actor, model=Photograph, pk=photograph_pk)
        if actor.sees_clear_photographs:
            return False
        check_consent(actor, row.patient)
        if is_logged:
            audit.record(
                actor=actor,
                at=at,
                action="photograph.revealed",
                patient_pk=row.patient_id,
                target=row.photograph_id,
            )
    return True


def check_consent(actor: Actor, patient: Patient) -> None:
    """Refuse a researcher where the patient has not given consent to research; care needs none."""
    if actor.role != "researcher":
        return
    last = Consent.objects.filter(patient=patient, use="research")
    row = last.order_by("answered_on", "position", "pk").last()
    if row is None or row.answer != "given":
        said = (
            f"the answer of {row.answered_on:%-d %b %Y} is: {row.answer}" if row else "nobody asked"
        )
        raise ConsentMissing(
            "This photograph is not shown for research",
            why=f"that takes the patient's consent to research: {said}",
            next_step="ask the clinic that treats the patient",
        )
