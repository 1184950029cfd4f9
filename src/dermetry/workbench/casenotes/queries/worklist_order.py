"""Who stands in the worklist, and in which order, at a cost that does not grow with the site.

The list is a row of parts (urgent; overdue; ...).  Each part is one range of one index of
``Summary``, read from where the page before ended.  A patient who belongs to several parts
stands in the first; what a part reads and does not show is left out here, not in SQL, so that
each read stays one plain range.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import Alert, Summary, Task
from dermetry.workbench.casenotes.queries.cursors import Cursor, Found, Page

DUE_SOON_DAYS: Final = 7
READ_MORE: Final = 20  # rows read beyond a page, for those that another part has shown
COLUMNS: Final = (
    "patient_id", "is_listed", "urgent_tasks", "open_tasks", "next_due_on", "unsigned_visit_on",
    "to_confirm", "owner_id", "tasks_due_on",
)  # fmt: skip
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Part:
    """One range of one index: what it holds, and by which column it is ordered."""

    name: str  # parts of the same name hold the same patients
    column: str
    where: Mapping[str, Any]
    holds: Callable[[Row], bool]
    is_descending: bool = False
    table: type[Summary | Task | Alert] = Summary
    more: Mapping[str, Any] = field(default_factory=dict)  # what is read besides the columns

    @property
    def order(self) -> tuple[str, str]:
        """Give the order of the index."""
        return (f"-{self.column}" if self.is_descending else self.column, "patient_id")

    def rows(self, actor: Actor) -> Any:
        """Give its rows in their order."""
        rows = scope.rows(actor=actor, model=self.table)
        return rows.filter(**self.where).order_by(*self.order)


def parts_of(*, actor: Actor, only: str, today: date) -> tuple[Part, ...]:
    """Give the parts of a filter, the most pressing first."""
    soon = today + timedelta(days=DUE_SOON_DAYS)
    urgent = above("urgent_tasks")
    yesterday = today - timedelta(days=1)
    overdue = dated("overdue", "next_due_on", date.min, yesterday)
    late = dated("late tasks", "tasks_due_on", date.min, yesterday)
    tasks, confirm = above("open_tasks"), above("to_confirm")
    unsigned = dated("unsigned", "unsigned_visit_on", date.min, date.max)
    parts = {
        "alerts": (urgent, tasks),
        "overdue": (overdue, late),
        "due": (dated("due", "next_due_on", today, today),),
        "unsigned": (unsigned,),
        "confirm": (confirm,),
    }
    if only == "mine":
        return mine(actor)
    due = dated("due soon", "next_due_on", today, soon)
    return parts.get(only, (urgent, overdue, late, tasks, unsigned, confirm, due))


def above(column: str) -> Part:
    """Give those of whom there is at least one, the most first."""
    return Part(
        column, column, {f"{column}__gt": 0}, lambda row: row[column] > 0, is_descending=True
    )


def dated(name: str, column: str, first: date, last: date) -> Part:
    """Give those whose day lies between two, both included, the earliest first."""

    def holds(row: Row) -> bool:
        return row[column] is not None and first <= row[column] <= last

    return Part(name, column, {f"{column}__gte": first, f"{column}__lte": last}, holds)


def mine(actor: Actor) -> tuple[Part, ...]:
    """Give who waits for this person: by a task, an alert handed on, or one of the person's role.

    Then those whom the person looks after, by due day.
    """
    own = {"owner_id": actor.user_id}
    tasks = {**own, "closed_at__isnull": True}
    handed = {"waits_for_id": actor.user_id}
    of_role = {"waits_at_id": actor.site_id, "owner": actor.role}  # nobody has taken it
    here = OuterRef("patient_id")
    holds = {
        "has_my_task": Exists(Task.objects.filter(**tasks, site_id=actor.site_id, patient_id=here)),
        "has_my_alert": Exists(Alert.objects.filter(**handed, patient_id=here)),
        "has_my_roles_alert": Exists(Alert.objects.filter(**of_role, patient_id=here)),
    }
    return (
        held("my tasks", "has_my_task", Task, tasks, {}),
        held("my alerts", "has_my_alert", Alert, handed, flags(holds, "has_my_task")),
        held(
            "alerts of my role",
            "has_my_roles_alert",
            Alert,
            of_role,
            flags(holds, "has_my_task", "has_my_alert"),
        ),
        Part(
            "my dated patients",
            "next_due_on",
            {**own, "next_due_on__gte": date.min},
            lambda row: row["next_due_on"] is not None,
            more=holds,
        ),
        Part(
            "my undated patients",
            "patient_id",
            {**own, "next_due_on__isnull": True},
            lambda row: True,
            more=holds,
        ),
    )


def held(
    name: str,
    flag: str,
    table: type[Task | Alert],
    where: Mapping[str, Any],
    more: Mapping[str, Any],
) -> Part:
    """Give those of whom a table has a row for this person; later parts read the flag."""
    return Part(name, "patient_id", where, lambda row: row[flag], table=table, more=more)


def flags(holds: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Give some of the flags: those of earlier parts."""
    return {name: holds[name] for name in names}


def find(*, actor: Actor, only: str, today: date, after: Cursor | None, size: int) -> Page:
    """Give up to ``size`` patients of a filter, from where the page before ended."""
    parts = parts_of(actor=actor, only=only, today=today)
    found: dict[int, Found] = {}
    for number in range(after.part if after else 0, len(parts)):
        start = after if after and after.part == number else None
        for row in rows_of(actor, parts[number], number, start, size + READ_MORE):
            if is_shown_before(row, parts[:number]) or row["patient_id"] in found:
                continue
            if len(found) == size:
                return Page(tuple(found.values()), [*found.values()][-1].cursor)
            found[row["patient_id"]] = Found(
                row["patient_id"], cursor_at(parts[number], number, row)
            )
    return Page(tuple(found.values()))


def is_shown_before(row: Row, parts: Sequence[Part]) -> bool:
    """Tell whether a patient stands in an earlier part, or in another record by now."""
    return not row.get("is_listed", True) or any(each.holds(row) for each in parts)


def count(*, actor: Actor, filters: Iterable[str], today: date, most: int) -> dict[str, int]:
    """Count the patients of each filter, no further than ``most``; only indexes are read.

    A record that was merged away holds nothing that any part asks for.
    """
    read: dict[str, set[int]] = {}
    counts = {}
    for only in filters:
        found: set[int] = set()
        for part in parts_of(actor=actor, only=only, today=today):
            if len(found) < most:
                if part.name not in read:
                    keys = part.rows(actor).values_list("patient_id", flat=True)
                    read[part.name] = set(
                        (keys if part.table is Summary else keys.distinct())[:most]
                    )
                found |= read[part.name]
        counts[only] = min(len(found), most)
    return counts


def count_stale(*, actor: Actor, today: date, most: int) -> int:
    """Count the patients whose alerts are of an earlier day, no further than ``most``."""
    rows = scope.rows(actor=actor, model=Summary)
    stale = rows.filter(is_listed=True, alerts_renewed_on__lt=today)
    return len(stale.values_list("pk", flat=True)[:most])


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
    rows = part.rows(actor)
    if start is not None:
        value = value_of(part, start)
        if value is None:
            return []
        edge, beyond = ("lte", "lt") if part.is_descending else ("gte", "gt")
        rows = rows.filter(
            Q(**{f"{part.column}__{edge}": value}),
            Q(**{f"{part.column}__{beyond}": value}) | Q(patient_id__gt=start.pk),
        )
    columns = COLUMNS if part.table is Summary else ("patient_id",)
    return list(rows.values(*columns, **part.more)[:size])


def value_of(part: Part, start: Cursor) -> date | int | None:
    """Give a cursor's value as the column holds it; None where somebody changed the address."""
    if part.column.endswith("_on"):
        try:
            return date.fromisoformat(str(start.value))
        except ValueError:
            return None
    return start.value if isinstance(start.value, int) and abs(start.value) < 2**31 else None
