"""The worklist and the search: who needs what, why, and who owns it.

Both read narrow, indexed ranges of ``Summary`` and ``SearchWord``; their cost does not grow with
the number of patients (bench/workbench_pages.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import Patient, SearchWord, Summary, Task
from dermetry.workbench.casenotes.queries.banner import age_in_years
from dermetry.workbench.casenotes.summary import fold

Filter = Literal["all", "due", "overdue", "alerts", "unsigned", "confirm", "mine"]
FILTERS: tuple[tuple[Filter, str], ...] = (
    ("all", "All"),
    ("alerts", "Alerts and tasks"),
    ("overdue", "Overdue"),
    ("due", "Due today"),
    ("unsigned", "Unsigned"),
    ("confirm", "To confirm"),
    ("mine", "Mine"),
)
PAGE_ROWS = 50
COUNT_LIMIT = 99  # a count beyond this is shown as "99+": nobody counts further, nor does SQL
DUE_SOON_DAYS = 7
HIGHEST = "\U0010ffff"


@dataclass(frozen=True)
class Reason:
    """Why a patient stands in the worklist."""

    level: Literal["danger", "warn", "plain"]
    text: str
    icon: str = ""


@dataclass(frozen=True)
class WorklistRow:
    """One patient as parts/worklist_table.html shows it."""

    patient_pk: int
    reasons: tuple[Reason, ...]
    name: str | None
    url: str
    born_on: date | None
    age_years: int | None
    identifier: str
    call: str
    call_is_proposed: bool
    due_text: str
    due_on: date | None
    owner: str
    last_visit_on: date | None
    urgency: Literal["urgent", "late", ""]
    action_label: str
    action_url: str


@dataclass(frozen=True)
class Tab:
    """One filter with how many patients it holds ("99+" where there are more)."""

    key: str
    label: str
    url: str
    count: str


@dataclass(frozen=True)
class Worklist:
    """One page of the worklist."""

    rows: tuple[WorklistRow, ...]
    tabs: tuple[Tab, ...]
    current: str
    query: str
    next_url: str
    previous_url: str
    first: int


def worklist(
    *, actor: Actor, today: date, only: str = "all", query: str = "", start: int = 0
) -> Worklist:
    """Give the patients of the actor's site who need something, or who match a search."""
    only = only if only in dict(FILTERS) else "all"
    start = max(0, min(start, 100 * PAGE_ROWS))
    found = searched(actor, query) if query else in_order(filtered(actor, only, today), only)
    rows = list(joined(found)[start : start + PAGE_ROWS + 1])
    here = reverse("today")
    return Worklist(
        rows=tuple(to_rows(actor, rows[:PAGE_ROWS], today)),
        tabs=() if query else tuple(tabs(actor, today)),
        current=only,
        query=query,
        next_url=f"{here}?only={only}&start={start + PAGE_ROWS}" if len(rows) > PAGE_ROWS else "",
        previous_url=f"{here}?only={only}&start={max(0, start - PAGE_ROWS)}" if start else "",
        first=start + 1,
    )


def filtered(actor: Actor, only: str, today: date) -> "QuerySet[Summary]":
    """Give the summaries a filter keeps."""
    listed = scope.rows(actor=actor, model=Summary).filter(is_listed=True)
    conditions = {
        "alerts": Q(open_tasks__gt=0),
        "overdue": Q(next_due_on__lt=today),
        "due": Q(next_due_on=today),
        "unsigned": Q(unsigned_visit_on__isnull=False),
        "confirm": Q(to_confirm__gt=0),
    }
    if only == "mine":
        return listed.filter(Q(patient__owner_id=actor.user_id))
    if only == "all":
        soon = today + timedelta(days=DUE_SOON_DAYS)
        return listed.filter(
            Q(open_tasks__gt=0)
            | Q(next_due_on__lte=soon)
            | Q(unsigned_visit_on__isnull=False)
            | Q(to_confirm__gt=0)
        )
    return listed.filter(conditions[only])


def in_order(rows: "QuerySet[Summary]", only: str) -> "QuerySet[Summary]":
    """Order by what presses most."""
    due = F("next_due_on").asc(nulls_last=True)
    if only in ("due", "overdue"):
        return rows.order_by(due, "patient_id")
    if only == "unsigned":
        return rows.order_by("unsigned_visit_on", "patient_id")
    return rows.order_by("-urgent_tasks", "-open_tasks", due, "patient_id")


def joined(rows: "QuerySet[Summary]") -> "QuerySet[Summary]":
    """Fetch the patient and the owner with the summary."""
    return rows.select_related("patient", "patient__owner", "unsigned_visit")


def searched(actor: Actor, query: str) -> "QuerySet[Summary]":
    """Give the patients every word of the search belongs to, each by the word's beginning."""
    listed = scope.rows(actor=actor, model=Summary).filter(is_listed=True)
    words = [fold(word) for word in query.replace(",", " ").split() if fold(word)][:5]
    if not words:
        return listed.none()
    for word in words:
        matching = SearchWord.objects.filter(
            site_id=actor.site_id, word__gte=word, word__lt=word + HIGHEST
        )
        if not actor.sees_identity:
            matching = matching.filter(word=fold(word), patient__patient_id__iexact=word)
        listed = listed.filter(patient_id__in=matching.values("patient_id"))
    return listed.order_by("patient_id")


def tabs(actor: Actor, today: date) -> Iterable[Tab]:
    """Give the filters with their counts, none counted beyond the limit."""
    for key, label in FILTERS:
        rows = filtered(actor, key, today).order_by().values("pk")[: COUNT_LIMIT + 1]
        count = len(rows)
        text = f"{COUNT_LIMIT}+" if count > COUNT_LIMIT else str(count)
        yield Tab(key, label, f"{reverse('today')}?only={key}", text)


def to_rows(actor: Actor, summaries: list[Summary], today: date) -> Iterable[WorklistRow]:
    """Give the rows to show, with the open tasks of these patients fetched at once."""
    tasks: dict[int, list[Task]] = {}
    keys = [each.patient_id for each in summaries]
    open_tasks = scope.rows(actor=actor, model=Task).filter(
        patient_id__in=keys, closed_at__isnull=True
    )
    for task in open_tasks.select_related("owner").order_by("due_on", "pk"):
        tasks.setdefault(task.patient_id, []).append(task)
    return [to_row(actor, each, tasks.get(each.patient_id, []), today) for each in summaries]


def to_row(actor: Actor, summary: Summary, tasks: list[Task], today: date) -> WorklistRow:
    """Give one patient's row."""
    patient = summary.patient
    hidden = not actor.sees_identity
    reasons = reasons_of(summary, tasks, today)
    url = reverse("patient", args=[patient.pk])
    levels = [each.level for each in reasons]
    label, action_url = next_step(actor, summary, url)
    return WorklistRow(
        patient_pk=patient.pk,
        reasons=reasons,
        name=patient.patient_id if hidden else patient.name,
        url=url,
        born_on=None if hidden else patient.born_on,
        age_years=age_in_years(patient.born_on, today),
        identifier=patient.patient_id,
        call=summary.skin_category or summary.overall_category,
        call_is_proposed=summary.to_confirm > 0,
        due_text=due_text(summary.next_due_on, today),
        due_on=summary.next_due_on,
        owner=owner_of(patient, tasks),
        last_visit_on=summary.last_visit_on,
        urgency="urgent" if "danger" in levels else "late" if "warn" in levels else "",
        action_label=label,
        action_url=action_url,
    )


def owner_of(patient: Patient, tasks: list[Task]) -> str:
    """Give who owns what is to be done: the first task's owner, else the patient's."""
    owners = [str(each.owner) for each in tasks if each.owner]
    return owners[0] if owners else str(patient.owner or "")


def next_step(actor: Actor, summary: Summary, url: str) -> tuple[str, str]:
    """Give the button of a row: go on with the open visit, or open the patient."""
    visit = summary.unsigned_visit
    if visit is None:
        return "Open", url
    if actor.can("edit_visit"):
        return "Continue", reverse("visit", args=[visit.pk])
    return "Look", reverse("visit_review", args=[visit.pk])


def reasons_of(summary: Summary, tasks: list[Task], today: date) -> tuple[Reason, ...]:
    """Give every reason, worst first."""
    found = [task_reason(each, today) for each in tasks]
    if summary.details.get("problem"):
        found.append(Reason("danger", "the response cannot be worked out: open the patient"))
    if summary.next_due_on and summary.next_due_on < today:
        days = (today - summary.next_due_on).days
        found.append(Reason("warn", f"visit overdue by {days} day{'s' if days > 1 else ''}"))
    elif summary.next_due_on == today:
        why = f": {summary.next_reason}" if summary.next_reason else ""
        found.append(Reason("plain", f"visit due today{why}", "calendar-check"))
    if summary.unsigned_visit_on:
        found.append(unsigned_reason(summary, today))
    if summary.to_confirm:
        found.append(Reason("plain", f"{summary.to_confirm} to confirm", "circle-help"))
    if summary.next_due_on and summary.next_due_on > today:
        days = (summary.next_due_on - today).days
        if days <= DUE_SOON_DAYS:
            found.append(Reason("plain", f"visit in {days} day{'s' if days > 1 else ''}"))
    rank = {"danger": 0, "warn": 1, "plain": 2}
    return tuple(sorted(found, key=lambda each: rank[each.level]))


def task_reason(task: Task, today: date) -> Reason:
    """Give the reason a task makes."""
    is_late = task.due_on is not None and task.due_on < today
    level = "danger" if task.urgency == "urgent" else "warn" if is_late else "plain"
    return Reason(level, task.reason, "triangle-alert" if task.kind == "alert" else "clipboard-list")


def unsigned_reason(summary: Summary, today: date) -> Reason:
    """Give the reason an open visit makes; it presses once its day has passed."""
    on = summary.unsigned_visit_on
    is_old = on is not None and on < today
    step = summary.unsigned_visit.step if summary.unsigned_visit else ""
    at = f", left at {step}" if step else ""
    return Reason("warn" if is_old else "plain", f"visit of {on:%-d %b} not signed{at}", "pencil")


def due_text(due_on: date | None, today: date) -> str:
    """Give when the next visit is due, in words."""
    if due_on is None:
        return "no date set"
    days = (due_on - today).days
    if days == 0:
        return "today"
    if days < 0:
        return f"{-days} day{'s' if days < -1 else ''} ago"
    return f"in {days} day{'s' if days > 1 else ''}"
