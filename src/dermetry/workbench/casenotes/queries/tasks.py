"""The pages of tasks: one to be opened, one to be taken over or closed."""

from dataclasses import dataclass
from datetime import date, datetime

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import Task
from dermetry.workbench.casenotes.owners import colleagues
from dermetry.workbench.casenotes.queries.banner import PatientBanner, patient_banner


@dataclass(frozen=True)
class TaskPage:
    """One task with its patient."""

    banner: PatientBanner
    task_pk: int
    is_alert: bool
    reason: str
    urgency: str
    owner: str
    is_mine: bool
    due_on: date | None
    is_late: bool
    opened_at: datetime
    closed_at: datetime | None
    outcome: str


@dataclass(frozen=True)
class NewTask:
    """What a new task can be given to."""

    banner: PatientBanner
    people: tuple[tuple[int, str], ...]


def task_page(*, actor: Actor, task_pk: int, today: date) -> TaskPage:
    """Give a task of the actor's site; raises NotHere."""
    row = scope.get(actor=actor, model=Task, pk=task_pk)
    return TaskPage(
        banner=patient_banner(actor=actor, patient_pk=row.patient_id, today=today),
        task_pk=row.pk,
        is_alert=row.kind == "alert",
        reason=row.reason,
        urgency=row.urgency,
        owner=str(row.owner) if row.owner else "",
        is_mine=row.owner_id is not None and row.owner_id == actor.user_id,
        due_on=row.due_on,
        is_late=row.closed_at is None and row.due_on is not None and row.due_on < today,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        outcome=row.outcome,
    )


def new_task(*, actor: Actor, patient_pk: int, today: date) -> NewTask:
    """Give what a new task of a patient needs; raises NotHere."""
    return NewTask(
        banner=patient_banner(actor=actor, patient_pk=patient_pk, today=today),
        people=colleagues(site_id=actor.site_id, also=actor.user_id),
    )
