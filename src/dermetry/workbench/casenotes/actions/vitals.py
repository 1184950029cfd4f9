"""How the patient is at a visit: performance status, vital signs, labs, symptoms, next visit."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from dermetry.record.casefile import describe
from dermetry.record.observation import Observation
from dermetry.record.symptom import Symptom
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.actions.base import RecordNotLawful, change, check_open
from dermetry.workbench.casenotes.models import Visit
from dermetry.workbench.casenotes.sections import VITALS, check_section, write_section


def record_vitals(
    *,
    actor: Actor,
    at: datetime,
    visit_pk: int,
    observations: Sequence[Observation],
    symptoms: Sequence[Symptom],
    notes: Sequence[str],
    next_due_on: date | None,
    next_reason: str,
    clinically_stable: bool | None = None,
    seen: str | None = None,
) -> str:
    """Record everything the vitals page holds, in place of what was there; gives the new mark.

    ``clinically_stable`` is the clinician's word that iRECIST asks; None: not stated.
    ``seen`` is the section's mark as the person opened it (``sections.mark_of``).  Raises
    RecordConflict with the stored fields, RecordNotLawful, VisitSigned, NotHere.
    """
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    with change(actor=actor, at=at, permission="edit_visit", patient_pk=visit.patient_id) as unit:
        visit = scope.get(actor=actor, model=Visit, pk=visit_pk, lock=True)
        check_open(visit)
        check_next(visit, next_due_on)
        wanted = {
            "observations": plain(observations),
            "symptoms": plain(symptoms),
            "notes": [each.strip() for each in notes if each.strip()],
            "next_due_on": next_due_on,
            "next_reason": next_reason.strip() or None,
            "clinically_stable": clinically_stable,
        }
        check_section(visit, VITALS, seen, wanted)
        unit.log(
            "visit.vitals_recorded",
            target=visit.visited_on.isoformat(),
            details={
                "observations": [each.kind for each in observations],
                "symptoms": [each.kind for each in symptoms],
                "next_due_on": next_due_on,
                "clinically_stable": clinically_stable,
            },
        )
        return write_section(visit, VITALS, wanted)


def plain(values: Sequence[Observation] | Sequence[Symptom]) -> list[dict[str, Any]]:
    """Give values as they are stored."""
    return [each.model_dump(mode="json", exclude_none=True) for each in values]


def check_next(visit: Visit, next_due_on: date | None) -> None:
    """Refuse a next visit that is not after this one."""
    if next_due_on and next_due_on <= visit.visited_on:
        raise RecordNotLawful(
            f"The next visit ({next_due_on:%-d %b %Y}) is not after this one "
            f"({visit.visited_on:%-d %b %Y})",
            next_step="enter a later day, or leave it empty",
        )


def make_observation(*, fields: Mapping[str, Any], name: str) -> Observation:
    """Make a number typed for a kind; ``name`` is what the page calls it.

    Raises RecordNotLawful in words where it can only be a slip of typing or of the unit.
    """
    try:
        return Observation.model_validate(dict(fields))
    except ValidationError as error:
        said = describe(error).removeprefix("case").lstrip(":. ")
        said = said.replace(str(fields["kind"]), name, 1)
        raise RecordNotLawful(said, next_step="correct the number") from error
