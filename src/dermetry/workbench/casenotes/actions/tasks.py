"""Tasks and alerts of a patient: opened with a reason, taken over, closed with an outcome."""

from datetime import date, datetime
from typing import Final

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.actions.base import RecordConflict, RecordNotLawful, Unit, change
from dermetry.workbench.casenotes.actions.patients import owner_of_site
from dermetry.workbench.casenotes.models import Task

KINDS: Final = ("task", "alert")
URGENCIES: Final = ("routine", "soon", "urgent")


def add_task(
    *,
    actor: Actor,
    at: datetime,
    patient_pk: int,
    kind: str,
    reason: str,
    urgency: str,
    due_on: date | None,
    owner_user_id: int | None,
) -> int:
    """Open a task or an alert for a patient; gives its key.  Raises RecordNotLawful, NotHere."""
    if kind not in KINDS or urgency not in URGENCIES or not reason.strip():
        raise RecordNotLawful(
            "A task needs its kind, its urgency and what is to be done",
            next_step="fill in what is missing",
        )
    with change(actor=actor, at=at, permission="edit_record", patient_pk=patient_pk) as unit:
        row = Task.objects.create(
            patient=unit.patient,
            site_id=actor.site_id,
            kind=kind,
            reason=" ".join(reason.split())[:300],
            urgency=urgency,
            owner_id=owner_of_site(actor, owner_user_id),
            due_on=due_on,
            opened_at=at,
        )
        unit.log(f"{kind}.opened", target=str(row.pk), details={"urgency": urgency})
    return row.pk


def take_over(*, actor: Actor, at: datetime, task_pk: int) -> None:
    """Make the actor the owner of an open task; raises RecordConflict, NotHere."""
    found = scope.get(actor=actor, model=Task, pk=task_pk)
    with change(actor=actor, at=at, permission="edit_record", patient_pk=found.patient_id) as unit:
        row = open_row(unit, task_pk)
        before = str(row.owner) if row.owner else ""
        row.owner_id = actor.user_id
        row.save(update_fields=["owner"])
        unit.log("task.taken_over", target=str(row.pk), details={"from": before})


def close_task(*, actor: Actor, at: datetime, task_pk: int, outcome: str) -> int:
    """Close a task with its outcome; gives the patient's key.

    Raises RecordNotLawful, RecordConflict, NotHere.
    """
    words = " ".join(outcome.split())[:300]
    if not words:
        raise RecordNotLawful(
            "How did it end?", next_step="say in a few words what was done, or why it was not"
        )
    found = scope.get(actor=actor, model=Task, pk=task_pk)
    with change(actor=actor, at=at, permission="edit_record", patient_pk=found.patient_id) as unit:
        row = open_row(unit, task_pk)
        row.closed_at, row.outcome = at, words
        row.save(update_fields=["closed_at", "outcome"])
        unit.log(f"{row.kind}.closed", target=str(row.pk), details={"reason": row.reason})
    return found.patient_id


def open_row(unit: Unit, task_pk: int) -> Task:
    """Give an open task, locked; raises RecordConflict where somebody has closed it meanwhile."""
    row = scope.get(actor=unit.actor, model=Task, pk=task_pk, lock=True)
    if row.closed_at is not None:
        raise RecordConflict(
            f"Somebody else closed this meanwhile: {row.outcome}", theirs={"outcome": row.outcome}
        )
    return row
