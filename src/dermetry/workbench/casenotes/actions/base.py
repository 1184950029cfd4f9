"""What every write shares: the transaction, the version check, the laws, the summary, the audit.

    with change(actor=actor, at=at, permission="edit_visit", patient_pk=pk) as unit:
        row = scope.get(actor=actor, model=Visit, pk=visit_pk, lock=True)
        check_version(row, version)
        ...
        unit.log("visit.vitals_recorded", target=..., details=...)

Leaving the block reads the whole case again (so that a broken law rolls everything back, in
words), renews the alerts and the worklist's summary and writes the audit entries.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from dermetry.record.case import Case
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.accounts.roles import Permission
from dermetry.workbench.casenotes import alert_rows, audit, scope, summary
from dermetry.workbench.casenotes.models import Patient, Visit
from dermetry.workbench.casenotes.models.base import EditedRow
from dermetry.workbench.casenotes.refusals import (
    RecordConflict,
    RecordMerged,
    RecordNotLawful,
    VisitSigned,
    read_lawful,
)
from dermetry.workbench.clock import day_of

__all__ = ["RecordConflict", "RecordMerged", "RecordNotLawful", "Unit", "VisitSigned", "change",
           "check_open", "check_version", "finish", "read_lawful"]  # fmt: skip


@dataclass
class Unit:
    """One write in progress."""

    actor: Actor
    at: datetime
    patient: Patient
    entries: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    case: Case | None = None  # after the block: the case as it stands now

    def log(self, action: str, *, target: str = "", details: dict[str, Any] | None = None) -> None:
        """Note what was done, for the audit log; every unit needs at least one."""
        self.entries.append((action, target, details or {}))


@contextmanager
def change(
    *,
    actor: Actor,
    at: datetime,
    permission: Permission | None,
    patient_pk: int,
    may_be_merged: bool = False,
) -> Iterator[Unit]:
    """Change one patient's record: all of it, lawful and audited, or nothing.

    ``permission`` None is for the program itself (jobs).  ``may_be_merged`` is for merging alone,
    which judges both its records itself.  Raises NotPermitted, NotHere, RecordMerged,
    RecordNotLawful.
    """
    if permission is not None:
        actor.check(permission)
    with transaction.atomic():
        patient = scope.get(actor=actor, model=Patient, pk=patient_pk, lock=True)
        if patient.merged_into_id is not None and not may_be_merged:
            raise RecordMerged(patient)
        unit = Unit(actor=actor, at=at, patient=patient)
        yield unit
        finish(unit)


def finish(unit: Unit) -> None:
    """Check the laws, renew alerts and summary, write the audit entries."""
    if not unit.entries:
        raise audit.AuditOutOfPlace("a change without an audit entry")
    unit.patient.refresh_from_db()
    case = read_lawful(unit.patient)
    on = day_of(unit.at)
    renewed = alert_rows.renew(patient=unit.patient, case=case, on=on)
    unit.case = renewed.case
    summary.renew(patient=unit.patient, case=renewed.case, renewed=renewed)
    for action, target, details in unit.entries:
        audit.record(
            actor=unit.actor,
            at=unit.at,
            action=action,
            patient_pk=unit.patient.pk,
            target=target,
            details=details,
        )
    alert_rows.note(renewed=renewed, patient=unit.patient, at=unit.at)


def check_version(row: EditedRow, version: int | None, theirs: Any = None) -> None:
    """Raise RecordConflict when a row is no longer the one the person opened; else count it up."""
    if version is not None and row.version != version:
        raise RecordConflict(
            "Somebody else saved a change here while you were working",
            theirs=theirs,
            version=row.version,
        )
    row.version += 1


def check_open(visit: Visit) -> None:
    """Raise VisitSigned when a visit is locked."""
    if visit.signed_on is not None:
        raise VisitSigned(
            f"The visit of {visit.visited_on:%-d %b %Y} is signed and cannot be changed",
            why="what was signed stays as it was signed",
            next_step="write an addendum to correct or add something",
        )
