"""Who stands in the worklist, and in which order, at a cost that does not grow with the site.

The list is a row of parts (urgent; overdue; ...).  Each part is one range of one index of
``Summary``, read from where the page before ended.  A patient who belongs to several parts
stands in the first; what a part reads and does not show is left out here, not in SQL, so that
each read stays one plain range.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import Summary, Task
from dermetry.workbench.casenotes.queries.cursors import Cursor, Found

DUE_SOON_DAYS: Final = 7
READ_MORE: Final = 20  # rows read beyond a page, for those that another part has shown
COLUMNS: Final = (
    "patient_id", "is_listed", "urgent_tasks", "open_tasks", "next_due_on", "unsigned_visit_on",
    "to_confirm", "owner_id",
)  # fmt: skip
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One range of one index: what it holds, and by which column it is ordered."""

    column: str
    where: Mapping[str, Any]
    holds: Callable[[Row], bool]
    is_descending: bool = False


def parts_of(*, actor: Actor, only: str, today: date) -> tuple[Part, ...]:
    """Give the parts of a filter, the most pressing first."""
    soon = today + timedelta(days=DUE_SOON_DAYS)
    urgent = above("urgent_tasks")
    overdue = dated("next_due_on", date.min, today - timedelta(days=1))
    tasks, confirm = above("open_tasks"), above("to_confirm")
    unsigned = dated("unsigned_visit_on", date.min, date.max)
    parts = {
        "alerts": (urgent, tasks),
        "overdue": (overdue,),
        "due": (dated("next_due_on", today, today),),
        "unsigned": (unsigned,),
        "confirm": (confirm,),
    }
    if only == "mine":
        return mine(actor)
    everything = (urgent, overdue, tasks, unsigned, confirm, dated("next_due_on", today, soon))
    return parts.get(only, everything)


def above(column: str) -> Part:
    """Give those of whom there is at least one, the most first."""
    return Part(column, {f"{column}__gt": 0}, lambda row: row[column] > 0, is_descending=True)


def dated(column: str, first: date, last: date) -> Part:
    """Give those whose day lies between two, both included, the earliest first."""

    def holds(row: Row) -> bool:
        return row[column] is not None and first <= row[column] <= last

    return Part(column, {f"{column}__gte": first, f"{column}__lte": last}, holds)


def mine(actor: Actor) -> tuple[Part, ...]:
    """Give those with a task of this person, then those this person looks after, by due day."""
    tasks = scope.rows(actor=actor, model=Task).filter(
        owner_id=actor.user_id, closed_at__isnull=True
    )
    keys = frozenset(tasks.values_list("patient_id", flat=True))
    own = {"owner_id": actor.user_id}
    return (
        Part("patient_id", {"patient_id__in": keys}, lambda row: row["patient_id"] in keys),
        Part(
            "next_due_on",
            {**own, "next_due_on__gte": date.min},
            lambda row: row["next_due_on"] is not None,
        ),
        Part("patient_id", {**own, "next_due_on__isnull": True}, lambda row: True),
    )


def find(*, actor: Actor, only: str, today: date, after: Cursor | None, size: int) -> list[Found]:
    """Give up to ``size`` patients of a filter, from where the page before ended."""
    parts = parts_of(actor=actor, only=only, today=today)
    found: list[Found] = []
    for number in range(after.part if after else 0, len(parts)):
        start = after if after and after.part == number else None
        for row in rows_of(actor, parts[number], number, start, size + READ_MORE):
            if row["is_listed"] and not any(each.holds(row) for each in parts[:number]):
                found.append(Found(row["patient_id"], cursor_at(parts[number], number, row)))
            if len(found) == size:
                return found
    return found


def count(*, actor: Actor, only: str, today: date, most: int) -> int:
    """Count the patients of a filter, no further than ``most``; only indexes are read.

    A record that was merged away holds nothing that any part asks for.
    """
    found: set[int] = set()
    for part in parts_of(actor=actor, only=only, today=today):
        rows = scope.rows(actor=actor, model=Summary).filter(**part.where)
        order = f"-{part.column}" if part.is_descending else part.column
        found.update(rows.order_by(order, "patient_id").values_list("patient_id", flat=True)[:most])
        if len(found) >= most:
            return most
    return len(found)


def cursor_at(part: Part, number: int, row: Row) -> Cursor:
    """Give the place of a row in its part."""
    value = row[part.column]
    return Cursor(number, value if isinstance(value, int) else value.isoformat(), row["patient_id"])


def rows_of(actor: Actor, part: Part, number: int, start: Cursor | None, size: int) -> Any:
    """Read a part in pieces, each one range of its index, until it ends or nobody asks on."""
    while True:
        rows = read_piece(actor, part, start, size)
        yield from rows
        if len(rows) < size:
            return
        start = cursor_at(part, number, rows[-1])


def read_piece(actor: Actor, part: Part, start: Cursor | None, size: int) -> Sequence[Row]:
    """Read one piece of a part."""
    rows = scope.rows(actor=actor, model=Summary).filter(**part.where)
    if start is not None:
        value = value_of(part, start)
        if value is None:
            return []
        edge, beyond = ("lte", "lt") if part.is_descending else ("gte", "gt")
        rows = rows.filter(
            Q(**{f"{part.column}__{edge}": value}),
            Q(**{f"{part.column}__{beyond}": value}) | Q(patient_id__gt=start.pk),
        )
    order = f"-{part.column}" if part.is_descending else part.column
    return list(rows.order_by(order, "patient_id").values(*COLUMNS)[:size])


def value_of(part: Part, start: Cursor) -> date | int | None:
    """Give a cursor's value as the column holds it; None where somebody changed the address."""
    if part.column.endswith("_on"):
        try:
            return date.fromisoformat(str(start.value))
        except ValueError:
            return None
    return start.value if isinstance(start.value, int) and abs(start.value) < 2**31 else None
