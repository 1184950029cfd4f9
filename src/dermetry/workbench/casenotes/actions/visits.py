"""Starting a visit, saying who the patient is, and remembering where the flow was left."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import ProtectedError

from dermetry.errors import MarksInvalid
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.actions.base import Unit, change, check_open
from dermetry.workbench.casenotes.models import Visit


class VisitDateInvalid(MarksInvalid):
    """A visit cannot be on the date that was given."""


@dataclass(frozen=True)
class Started:
    """The visit that was started, or the one that was there already."""

    visit_pk: int
    visited_on: date
    is_new: bool
    is_signed: bool


def start_visit(
    *, actor: Actor, at: datetime, patient_pk: int, visited_on: date, today: date
) -> Started:
    """Start a visit, or open the one of that date; raises VisitDateInvalid, NotHere."""
    if visited_on > today:
        raise VisitDateInvalid(
            f"{visited_on:%-d %b %Y} lies in the future",
            why="a visit is written down on its day or afterwards",
            next_step="enter the day on which the patient is seen",
        )
    actor.check("edit_visit")
    there = scope.rows(actor=actor, model=Visit).filter(
        patient_id=patient_pk, visited_on=visited_on
    )
    found = there.first()
    if found is None:
        with change(actor=actor, at=at, permission="edit_visit", patient_pk=patient_pk) as unit:
            found = there.first()  # again, now that the patient is locked
            if found is None:
                return make_visit(unit, visited_on)
            unit.log("visit.opened", target=visited_on.isoformat())
    return Started(found.pk, found.visited_on, is_new=False, is_signed=bool(found.signed_on))


def make_visit(unit: Unit, visited_on: date) -> Started:
    """Make the row."""
    row = Visit.objects.create(
        patient=unit.patient, visited_on=visited_on, started_by=unit.actor.name
    )
    unit.log("visit.started", target=visited_on.isoformat())
    return Started(row.pk, visited_on, is_new=True, is_signed=False)


def confirm_identity(*, actor: Actor, at: datetime, visit_pk: int) -> None:
    """Note who made sure that this is the patient, and when; raises VisitSigned, NotHere."""
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    with change(actor=actor, at=at, permission="edit_visit", patient_pk=visit.patient_id) as unit:
        visit = scope.get(actor=actor, model=Visit, pk=visit_pk, lock=True)
        check_open(visit)
        visit.identity_checked_by, visit.identity_checked_at = actor.name, at
        visit.save(update_fields=["identity_checked_by", "identity_checked_at"])
        unit.log("visit.identity_confirmed", target=visit.visited_on.isoformat())


def deny_identity(*, actor: Actor, at: datetime, visit_pk: int) -> bool:
    """Note that this is not the patient; tells whether the visit held anything.

    A visit that holds nothing is taken away again; one that holds something stays, no longer
    confirmed, so that its photographs can be moved.  Raises VisitSigned, NotHere.
    """
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    with change(actor=actor, at=at, permission="edit_visit", patient_pk=visit.patient_id) as unit:
        visit = scope.get(actor=actor, model=Visit, pk=visit_pk, lock=True)
        check_open(visit)
        is_empty = not visit.details and not visit.next_due_on and take_away(visit)
        if not is_empty:
            visit.identity_checked_by, visit.identity_checked_at = "", None
            visit.save(update_fields=["identity_checked_by", "identity_checked_at"])
        unit.log(
            "visit.identity_denied",
            target=visit.visited_on.isoformat(),
            details={"visit_removed": is_empty},
        )
    return not is_empty


def take_away(visit: Visit) -> bool:
    """Delete a visit on which nothing hangs; tells whether it could be."""
    pk = visit.pk
    try:
        visit.delete()
    except ProtectedError:
        visit.pk = pk
        return False
    return True


def remember_step(*, actor: Actor, visit_pk: int, step: str) -> None:
    """Keep where the flow was left: a bookmark, not a part of the record, so without audit."""
    if actor.can("edit_visit"):
        rows = scope.rows(actor=actor, model=Visit).filter(pk=visit_pk, signed_on__isnull=True)
        rows.exclude(step=step).update(step=step)
