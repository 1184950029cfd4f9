"""Decisions about who is who, kept with what stood before, so that each can be undone exactly."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import count
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, ProtectedError, QuerySet

from dermetry.errors import MarksInvalid
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.actions.base import Unit, change, check_open
from dermetry.workbench.casenotes.actions.detaching import forget_proposals
from dermetry.workbench.casenotes.derive import is_used, renew_visit
from dermetry.workbench.casenotes.edited_proposals import is_edited
from dermetry.workbench.casenotes.models import Finding, Lesion, MatchChange, Outline, Visit
from dermetry.workbench.casenotes.models import StatedFinding as Stated
from dermetry.workbench.casenotes.renaming import rename_in_values

Kept = dict[str, dict[str, Any]]  # by "table:key of the row"
NAMING = ("lesion_id", "is_confirmed", "confirmed_by")  # of an outline; its border is not undone
NOT_KEPT = ("id", "version")
# Lesions first: what refers to one is brought back after it.
TABLES: dict[str, tuple[type[Model], Callable[[Visit], "QuerySet[Any]"]]] = {
    "lesion": (Lesion, lambda visit: Lesion.objects.filter(patient_id=visit.patient_id)),
    "outline": (Outline, lambda visit: Outline.objects.filter(photograph__visit=visit)),
    "stated": (Stated, lambda visit: Stated.objects.filter(visit=visit)),
    "finding": (Finding, lambda visit: Finding.objects.filter(visit=visit, is_derived=False)),
}


class DecidedSince(MarksInvalid):
    """What a decision changed has been changed again, so that it cannot simply be undone."""


@contextmanager
def deciding(unit: Unit, visit: Visit, today: date) -> Iterator[list[str]]:
    """Keep what a decision changes; put what was decided, in words, into the list given.

    Leaving the block derives the visit again.
    """
    before = take_snapshot(visit)
    said: list[str] = []
    yield said
    changes = differences(before, take_snapshot(visit))
    if changes:
        MatchChange.objects.create(
            visit=visit,
            said="; ".join(said)[:300],
            before=changes,
            made_by=unit.actor.name,
            made_at=unit.at,
        )
    renew_visit(visit=visit, today=today)


def take_snapshot(visit: Visit) -> Kept:
    """Give the rows a decision can change, as plain fields."""
    kept = {
        f"{table}:{row['id']}": {
            name: row[name] for name in (NAMING if table == "outline" else row)
        }
        for table, (_, rows) in TABLES.items()
        for row in rows(visit).values()
    }
    for fields in kept.values():
        for name in NOT_KEPT:
            fields.pop(name, None)
    plain: Kept = json.loads(json.dumps(kept, cls=DjangoJSONEncoder))
    return plain


def differences(before: Kept, after: Kept) -> dict[str, dict[str, Any]]:
    """Give the rows that differ, as they were and as they are; None: not there."""
    return {
        key: {"before": before.get(key), "after": after.get(key)}
        for key in {**before, **after}
        if before.get(key) != after.get(key)
    }


def undo_match(*, actor: Actor, at: datetime, today: date, visit_pk: int, change_pk: int) -> str:
    """Put back what stood before a decision; gives what was undone, in words.

    Raises DecidedSince, VisitSigned, NotHere.
    """
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    with change(actor=actor, at=at, permission="confirm", patient_pk=visit.patient_id) as unit:
        visit = scope.get(actor=actor, model=Visit, pk=visit_pk, lock=True)
        check_open(visit)
        made = visit.match_changes.filter(pk=change_pk, undone_at__isnull=True).first()
        if made is None:
            raise DecidedSince("This decision is undone already", next_step="look at the list")
        put_back(visit, made)
        made.undone_at = at
        made.save(update_fields=["undone_at"])
        renew_visit(visit=visit, today=today)
        unit.log("match.undone", target=visit.visited_on.isoformat(), details={"said": made.said})
    return made.said


def put_back(visit: Visit, made: MatchChange) -> None:
    """Bring every row a decision changed back to what it was."""
    now = take_snapshot(visit)
    for key, kept in made.before.items():
        if now.get(key) != kept["after"]:
            raise refused(made, "what it changed was changed again after it")
    visit.findings.filter(is_derived=True).delete()  # derived again in a moment
    forget_named(visit, made)
    for table in TABLES:
        for key, kept in made.before.items():
            if key.startswith(f"{table}:") and kept["before"] is not None:
                restore(table, int(key.split(":")[1]), kept["before"])
    propose_again(visit, made)
    remove_made(made)


def propose_again(visit: Visit, made: MatchChange) -> None:
    """Note which outlines stood for a lesion that is only proposed again, so that it stays it."""
    named = {
        int(key.split(":")[1]): kept["after"]["lesion_id"]
        for key, kept in made.before.items()
        if key.startswith("outline:") and kept["after"]
    }
    outlines = Outline.objects.filter(pk__in=named, lesion=None)
    proposed = Lesion.objects.filter(pk__in=named.values(), is_confirmed=False).in_bulk()
    again = [
        {"answer": "new", "outline_id": row.outline_id, "lesion_id": lesion.lesion_id}
        for row in outlines
        if (lesion := proposed.get(named[row.pk]))
    ]
    if again:
        visit.refresh_from_db(fields=["details"])  # a name given back has changed them
        held = visit.details.get("proposals", ())
        visit.details = {**visit.details, "proposals": [*held, *again]}
        visit.save(update_fields=["details"])


def forget_named(visit: Visit, made: MatchChange) -> None:
    """Take back what open visits derived of lesions that go or lose their names with an undo.

    So it is with proposed lesions that got their names since.  It is all derived again in a
    moment.
    """
    lesions = {
        int(key.split(":")[1]): kept
        for key, kept in made.before.items()
        if key.startswith("lesion:") and name_in(kept["before"]) != name_in(kept["after"])
    }
    gone = {pk: name_in(kept["after"]) for pk, kept in lesions.items() if kept["after"]}
    wanted = [name_in(kept["before"]) for kept in lesions.values() if kept["before"]]
    there = visit.patient.lesions.filter(lesion_id__in=wanted).exclude(pk__in=lesions)
    in_the_way = [row for row in there if not row.is_confirmed and not is_edited(row)]
    gone |= {row.pk: row.lesion_id for row in in_the_way}
    forget_proposals(visit, set(gone.values()), set())
    Finding.objects.filter(
        lesion__in=list(gone),
        is_derived=True,
        visit__signed_on__isnull=True,
        visit__visited_on__gte=visit.visited_on,
    ).delete()
    for row in in_the_way:
        if not is_used(row):
            row.delete()


def name_in(fields: dict[str, Any] | None) -> str:
    """Give the name in the fields of a lesion; empty where there was none."""
    return fields["lesion_id"] if fields else ""


def free_name(patient_pk: int, pk: int, wanted: str) -> str:
    """Give a lesion its former name, or the next free number where another one has it now."""
    others = Lesion.objects.filter(patient_id=patient_pk).exclude(pk=pk)
    taken = set(others.values_list("lesion_id", flat=True))
    stem, _, _ = wanted.rpartition("-")
    numbers = (f"{stem}-{number}" for number in count(1))
    return wanted if wanted not in taken else next(e for e in numbers if e not in taken)


def restore(table: str, pk: int, fields: dict[str, Any]) -> None:
    """Write fields back into a row, making it again where it is gone."""
    model, _ = TABLES[table]
    row = model._default_manager.filter(pk=pk).first() or model(pk=pk)
    was_called = row.lesion_id if isinstance(row, Lesion) else ""
    for name, value in fields.items():
        setattr(row, name, model._meta.get_field(name).to_python(value))
    is_proposed = table == "lesion" and not fields["is_confirmed"]
    if is_proposed:
        row.lesion_id = free_name(row.patient_id, pk, row.lesion_id)
    if was_called:
        rename_in_values(row.patient, was_called, row.lesion_id)
    if hasattr(row, "version") and not is_proposed:  # counted up, it would pass for edited
        row.version += 1
    row.save()


def remove_made(made: MatchChange) -> None:
    """Take away the rows a decision had made."""
    for table in reversed(TABLES):
        for key, kept in made.before.items():
            if key.startswith(f"{table}:") and kept["before"] is None:
                model, _ = TABLES[table]
                try:
                    model._default_manager.filter(pk=int(key.split(":")[1])).delete()
                except ProtectedError as error:
                    raise refused(made, "something else was recorded of the lesion") from error


def refused(made: MatchChange, why: str) -> DecidedSince:
    """Say that a decision cannot be undone as it is."""
    return DecidedSince(
        f'"{made.said}" cannot be undone',
        why=why,
        next_step="undo the later decision first, or decide again",
    )
