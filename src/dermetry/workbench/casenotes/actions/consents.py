"""What the patient agreed to: answers are added, never changed."""

from datetime import date, datetime

from dermetry.record.consent import Consent as RecordedConsent
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.base import RecordNotLawful, change
from dermetry.workbench.casenotes.actions.history import made
from dermetry.workbench.casenotes.models import Consent


def record_consent(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    patient_pk: int,
    use: str,
    answer: str,
    answered_on: date,
    note: str = "",
) -> None:
    """Record one answer of the patient to one use; it holds until a later one.

    Raises RecordNotLawful, NotHere.
    """
    if answered_on > today:
        raise RecordNotLawful(
            f"{answered_on:%-d %b %Y} lies in the future",
            next_step="enter the day on which the patient answered",
        )
    with change(actor=actor, at=at, permission="edit_record", patient_pk=patient_pk) as unit:
        value = made(
            RecordedConsent,
            {
                "use": use,
                "answer": answer,
                "answered_on": answered_on,
                "recorded_by": actor.name,
                "note": note,
            },
        )
        Consent.objects.create(
            patient=unit.patient,
            position=Consent.objects.filter(patient=unit.patient).count(),
            **mapping.fields_of(Consent, value),
        )
        unit.log("consent.recorded", target=use, details={"answer": answer, "on": answered_on})
