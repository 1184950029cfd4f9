"""The worklist and the search: who needs what, why, and who owns it.

Which patients, in which order, is found in ``worklist_order`` and ``patient_search`` by narrow
ranges of indexes; here they become rows that say why they are there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urlencode

from django.urls import reverse

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import Patient, Summary, Task
from dermetry.workbench.casenotes.queries import cursors, patient_search, worklist_order
from dermetry.workbench.casenotes.queries.banner import age_in_years
from dermetry.workbench.casenotes.queries.worklist_order import DUE_SOON_DAYS
from dermetry.workbench.casenotes.steps import label_of_step

FILTERS: tuple[tuple[str, str], ...] = (
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
    call_note: str  # the clinician's own call, where it stands in place of the rules'
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
    """One page of the worklist, or of what a search found."""

    rows: tuple[WorklistRow, ...]
    tabs: tuple[Tab, ...]
    current: str
    query: str
    finds_by_identifier: bool  # a role without names finds by the whole identifier alone
    can_register: bool
    next_url: str
    previous_url: str


def worklist(
    *,
    actor: Actor,
    today: date,
    only: str = "all",
    query: str = "",
    after: str = "",
    trail: str = "",
) -> Worklist:
    """Give the patients of the actor's site who need something, or who match a search.

    ``after`` is where the page begins, ``trail`` where those before it did (``cursors``).
    """
    only = only if only in dict(FILTERS) else "all"
    start = cursors.read(after)
    found = (
        patient_search.find(actor=actor, query=query, after=start, size=PAGE_ROWS + 1)
        if query
        else worklist_order.find(
            actor=actor, only=only, today=today, after=start, size=PAGE_ROWS + 1
        )
    )
    shown = found[:PAGE_ROWS]
    here = {"q": query} if query else {"only": only}
    steps = [each for each in trail.split(",") if each][-cursors.TRAIL :]
    following = cursors.write(shown[-1].cursor) if len(found) > PAGE_ROWS else ""
    return Worklist(
        rows=tuple(to_rows(actor, [each.patient_pk for each in shown], today)),
        tabs=() if query else tuple(tabs(actor, today)),
        current=only,
        query=query,
        finds_by_identifier=not actor.sees_identity,
        can_register=actor.can("edit_record"),
        next_url=address(here, following, [*steps, after or "-"]) if following else "",
        previous_url=address(here, steps[-1] if steps else "-", steps[:-1]) if start else "",
    )


def address(here: dict[str, str], after: str, trail: list[str]) -> str:
    """Give the address of another page; "-" is the first."""
    wanted = dict(here)
    if after != "-":
        wanted |= {"after": after, "trail": ",".join(trail)}
    return f"{reverse('today')}?{urlencode(wanted)}"


def tabs(actor: Actor, today: date) -> Iterable[Tab]:
    """Give the filters with their counts, none counted beyond the limit."""
    for key, label in FILTERS:
        count = worklist_order.count(actor=actor, only=key, today=today, most=COUNT_LIMIT + 1)
        text = f"{COUNT_LIMIT}+" if count > COUNT_LIMIT else str(count)
        yield Tab(key, label, f"{reverse('today')}?only={key}", text)


def to_rows(actor: Actor, keys: Sequence[int], today: date) -> Iterable[WorklistRow]:
    """Give the rows to show in their order, the open tasks of these patients fetched at once."""
    tasks: dict[int, list[Task]] = {}
    open_tasks = scope.rows(actor=actor, model=Task).filter(
        patient_id__in=keys, closed_at__isnull=True
    )
    for task in open_tasks.select_related("owner").order_by("due_on", "pk"):
        tasks.setdefault(task.patient_id, []).append(task)
    summaries = scope.rows(actor=actor, model=Summary).filter(pk__in=keys)
    joined = summaries.select_related("patient", "patient__owner", "unsigned_visit")
    by_key = {each.patient_id: each for each in joined}
    return [to_row(actor, by_key[key], tasks.get(key, []), today) for key in keys if key in by_key]


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
        call_is_proposed=is_proposed(summary),
        call_note=call_note(summary),
        due_text=due_text(summary.next_due_on, today),
        due_on=summary.next_due_on,
        owner=owner_of(patient, tasks),
        last_visit_on=summary.last_visit_on,
        urgency="urgent" if "danger" in levels else "late" if "warn" in levels else "",
        action_label=label,
        action_url=action_url,
    )


def is_proposed(summary: Summary) -> bool:
    """Tell whether the call rests on what nobody has confirmed, or its visit is not signed."""
    is_unsigned = bool(summary.details.get("is_unsigned")) or (
        summary.unsigned_visit_on is not None and summary.unsigned_visit_on == summary.last_visit_on
    )
    return summary.to_confirm > 0 or is_unsigned


def call_note(summary: Summary) -> str:
    """Say the clinician's own call beside the one that the rules give."""
    override = summary.details.get("override", "")
    return f"by the rules; the clinician's call: {override}" if override else ""


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
    return Reason(
        level, task.reason, "triangle-alert" if task.kind == "alert" else "clipboard-list"
    )


def unsigned_reason(summary: Summary, today: date) -> Reason:
    """Give the reason an open visit makes; it presses once its day has passed."""
    on = summary.unsigned_visit_on
    is_old = on is not None and on < today
    step = label_of_step(summary.unsigned_visit.step) if summary.unsigned_visit else ""
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
