"""Take over a whole patient at once: the case, the bytes of its photographs, open tasks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from django.db import transaction

from dermetry.record.case import Case
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import store
from dermetry.workbench.casenotes.actions.base import change
from dermetry.workbench.casenotes.actions.patients import register_case
from dermetry.workbench.casenotes.models import Photograph, Task, Visit


class Bytes(Protocol):
    """Something that holds the bytes of a photograph."""

    def read_bytes(self) -> bytes:
        """Give them."""


@dataclass(frozen=True)
class OpenTask:
    """A task to open with the patient."""

    kind: str
    reason: str
    urgency: str
    due_on: date | None
    owner_user_id: int | None


def load_patient(
    *,
    actor: Actor,
    at: datetime,
    case: Case,
    photographs: Mapping[str, Bytes],
    folder: Path,
    tasks: Iterable[OpenTask] = (),
    open_step: str | None = None,
    owner_user_id: int | None = None,
    said: str = "case.imported",
) -> int:
    """Register a case with its photographs' bytes (by sha256); gives the patient's key.

    The bytes are stored before any row names them.  Raises IdentifierTaken, PhotographNotStored.
    """
    kept = {
        sha256: (store.write(folder=folder, data=data), len(data))
        for sha256, data in ((key, each.read_bytes()) for key, each in photographs.items())
    }
    with transaction.atomic():
        patient_pk = register_case(
            actor=actor, at=at, case=case, owner_user_id=owner_user_id, said=said
        )
        with change(actor=actor, at=at, permission="exchange", patient_pk=patient_pk) as unit:
            for row in Photograph.objects.filter(patient_id=patient_pk):
                if row.sha256 in kept:
                    row.stored_as, row.size_bytes = kept[row.sha256]
                    row.save()
            for task in tasks:
                open_task(patient_pk, actor, at, task)
            if open_step:
                last = Visit.objects.filter(patient_id=patient_pk).latest("visited_on")
                last.step = open_step
                last.save()
            unit.log("photographs.imported", details={"kept": len(kept)})
    return patient_pk


def open_task(patient_pk: int, actor: Actor, at: datetime, task: OpenTask) -> None:
    """Open one task."""
    Task.objects.create(
        patient_id=patient_pk,
        site_id=actor.site_id,
        kind=task.kind,
        reason=task.reason,
        urgency=task.urgency,
        owner_id=task.owner_user_id,
        due_on=task.due_on,
        opened_at=at,
    )
