"""What is recorded of a lesion beside its sizes: role, place, looks, whether it is new."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from dermetry.errors import MarksInvalid
from dermetry.record.casefile import describe
from dermetry.record.lesion import Lesion as RecordedLesion
from dermetry.record.lesion import Surroundings
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.actions.base import RecordNotLawful, change, check_version
from dermetry.workbench.casenotes.actions.naming import confirm_lesion
from dermetry.workbench.casenotes.derive import renew_visit
from dermetry.workbench.casenotes.models import Lesion, Visit

AROUND = tuple(Surroundings.model_fields)  # None: not stated, which is not "no"
EDITED = ("role", "zone", "laterality", "site", "morphology", "newness", "note", "skin_change",
          "evidence", *AROUND)  # fmt: skip
JUDGED = ("role", "newness")  # what sums and calls rest on


class ReasonMissing(MarksInvalid):
    """A change that reaches into signed visits has no reason."""


def edit_lesion(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    lesion_pk: int,
    version: int | None,
    fields: Mapping[str, Any],
    reason: str = "",
    is_confirmed: bool = False,
) -> None:
    """Change a lesion of the actor's site; ``fields`` are some of ``EDITED``, None or "" empties.

    ``is_confirmed`` lets the actor stand behind a lesion that was only proposed.  Open visits are
    derived again; signed ones keep what was signed.  Raises RecordConflict, RecordNotLawful,
    ReasonMissing, NotPermitted, NotHere.
    """
    found = scope.get(actor=actor, model=Lesion, pk=lesion_pk)
    with change(actor=actor, at=at, permission="edit_visit", patient_pk=found.patient_id) as unit:
        row = scope.get(actor=actor, model=Lesion, pk=lesion_pk, lock=True)
        before = edited_values(row)
        check_version(row, version, theirs=before)
        after = before | {name: said(fields[name]) for name in EDITED if name in fields}
        changed = {name for name in EDITED if before[name] != after[name]}
        check_reason(row, changed, reason)
        write(row, after)
        if is_confirmed and not row.is_confirmed:
            actor.check("confirm")
            confirm_lesion(unit, row)
            unit.log("lesion.confirmed", target=row.lesion_id)
        told = {name: [before[name], after[name]] for name in sorted(changed - {"note"})}
        details = {"changed": told, "note_changed": "note" in changed, "reason": reason[:300]}
        unit.log("lesion.edited", target=row.lesion_id, details=details)
        renew_open(row, today)


def edited_values(row: Lesion) -> dict[str, Any]:
    """Give what can be edited, as it is stored."""
    values = mapping.values_of(row)
    flat = {**values, **(values.get("surroundings") or {})}
    return {name: said(flat.get(name)) for name in EDITED}


def said(value: Any) -> Any:
    """Give what a field says; an empty text says nothing, a "no" does."""
    return None if value == "" else value


def check_reason(row: Lesion, changed: set[str], reason: str) -> None:
    """Ask for a reason where sums of signed visits would be computed otherwise from now on."""
    signed = row.findings.filter(visit__signed_on__isnull=False)
    if changed.intersection(JUDGED) and not reason.strip() and signed.exists():
        raise ReasonMissing(
            "Say why role or newness is changed",
            why=f"signed visits measured {row.lesion_id}; what was signed stays, what is computed "
            "of them changes",
            next_step="give the reason in a few words, then save again",
        )


def write(row: Lesion, values: Mapping[str, Any]) -> None:
    """Write values into the row; raises RecordNotLawful."""
    given = {name: value for name, value in values.items() if value is not None}
    around = {name: given.pop(name) for name in AROUND if name in given}
    kept = {name: value for name, value in mapping.values_of(row).items() if name not in EDITED}
    try:
        made = RecordedLesion.model_validate({**kept, **given, "surroundings": around})
    except ValidationError as error:
        raise RecordNotLawful(
            f"This cannot be saved: {describe(error)}",
            next_step="correct what is named; nothing you typed is lost",
        ) from error
    for name, value in mapping.fields_of(Lesion, made).items():
        setattr(row, name, value)
    row.save()


def renew_open(row: Lesion, today: date) -> None:
    """Derive the open visits again: place and role matter for who is who."""
    open_visits = Visit.objects.filter(patient_id=row.patient_id, signed_on__isnull=True)
    first = open_visits.order_by("visited_on").first()
    if first is not None:
        renew_visit(visit=first, today=today)
