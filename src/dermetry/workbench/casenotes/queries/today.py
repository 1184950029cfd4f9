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

from dermetry.report.words import say_date
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import Alert, Patient, Summary, Task
from dermetry.workbench.casenotes.queries import cursors, patient_search, worklist_order
from dermetry.workbench.casenotes.queries.banner import age_in_years
from dermetry.workbench.casenotes.queries.links import link
from dermetry.workbench.casenotes.queries.worklist_reasons import Reason, reasons_of

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
LOOK = COUNT_LIMIT + 1


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
    call_note: str  # the clinician's own overall call, or that the call is not of the skin
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
    is_cut: bool  # the search stopped: too many match, and not all were looked at
    finds_by_identifier: bool  # a role without names finds by the whole identifier alone
    can_register: bool
    next_url: str
    previous_url: str
    to_renew: str  # how many patients' alerts are of an earlier day; empty: none
    statistics_url: str


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
    asked = {"actor": actor, "after": start, "size": PAGE_ROWS}
    found = (
        patient_search.find(query=query, **asked)
        if query
        else worklist_order.find(only=only, today=today, **asked)
    )
    here = {"q": query} if query else {"only": only}
    steps = [each for each in trail.split(",") if each][-cursors.TRAIL :]
    following = cursors.write(found.rest) if found.rest else ""
    return Worklist(
        rows=tuple(to_rows(actor, found.keys, today)),
        tabs=() if query else tuple(tabs(actor, today)),
        current=only,
        query=query,
        is_cut=found.is_cut,
        finds_by_identifier=not actor.sees_identity,
        can_register=actor.can("edit_record"),
        next_url=address(here, following, [*steps, after or "-"]) if following else "",
        previous_url=address(here, steps[-1] if steps else "-", steps[:-1]) if start else "",
        to_renew=count_text(worklist_order.count_stale(actor=actor, today=today, most=LOOK)),
        statistics_url=link(actor, "alert_statistics"),
    )


def count_text(count: int) -> str:
    """Write a count, none beyond the limit; nothing for none."""
    return "" if not count else f"{COUNT_LIMIT}+" if count > COUNT_LIMIT else str(count)


def address(here: dict[str, str], after: str, trail: list[str]) -> str:
    """Give the address of another page; "-" is the first."""
    wanted = dict(here)
    if after != "-":
        wanted |= {"after": after, "trail": ",".join(trail)}
    return f"{reverse('today')}?{urlencode(wanted)}"


def tabs(actor: Actor, today: date) -> Iterable[Tab]:
    """Give the filters with their counts, none counted beyond the limit."""
    labels = dict(FILTERS)
    counts = worklist_order.count(actor=actor, filters=labels, today=today, most=LOOK)
    for key, count in counts.items():
        url = f"{reverse('today')}?only={key}"
        yield Tab(key, labels[key], url, count_text(count) or "0")


def to_rows(actor: Actor, keys: Sequence[int], today: date) -> Iterable[WorklistRow]:
    """Give the rows to show in their order, the open tasks of these patients fetched at once."""
    tasks: dict[int, list[Task]] = {}
    of_patients = scope.rows_by_key(actor=actor, model=Task, keys=keys, column="patient_id")
    open_tasks = of_patients.filter(closed_at__isnull=True)
    for task in open_tasks.select_related("owner").order_by("due_on", "pk"):
        tasks.setdefault(task.patient_id, []).append(task)
    alerts = alerts_of(actor, keys)
    summaries = scope.rows_by_key(actor=actor, model=Summary, keys=keys)
    joined = summaries.select_related("patient", "patient__owner", "unsigned_visit")
    by_key = {each.patient_id: each for each in joined}
    return [
        to_row(actor, by_key[key], tasks.get(key, []), alerts.get(key, []), today)
        for key in keys
        if key in by_key
    ]


def alerts_of(actor: Actor, keys: Sequence[int]) -> dict[int, list[Alert]]:
    """Give the alerts of these patients that wait for a person, fetched at once."""
    found: dict[int, list[Alert]] = {}
    rows = scope.rows_by_key(actor=actor, model=Alert, keys=keys, column="patient_id")
    waiting = rows.filter(is_waiting=True).select_related("assignee")
    for alert in waiting.order_by("due_on", "pk"):
        found.setdefault(alert.patient_id, []).append(alert)
    return found


def to_row(
    actor: Actor, summary: Summary, tasks: list[Task], alerts: list[Alert], today: date
) -> WorklistRow:
    """Give one patient's row."""
    patient = summary.patient
    hidden = not actor.sees_identity
    reasons = reasons_of(summary, tasks, alerts, today, actor.user_id)
    url = reverse("patient", args=[patient.pk])
    levels = [each.level for each in reasons]
    label, action_url = next_step(actor, summary, url)
    died_on = day_of_death(summary)
    return WorklistRow(
        patient_pk=patient.pk,
        reasons=reasons,
        name=patient.patient_id if hidden else patient.name,
        url=url,
        born_on=None if hidden else patient.born_on,
        age_years=age_in_years(patient.born_on, died_on or today),
        identifier="" if hidden else patient.patient_id,  # stands in place of the name
        call=summary.skin_category or summary.overall_category,
        call_is_proposed=is_proposed(summary),
        call_note=call_note(summary),
        due_text=f"died {say_date(died_on)}" if died_on else due_text(summary.next_due_on, today),
        due_on=summary.next_due_on,
        owner=owner_of(patient, tasks, alerts),
        last_visit_on=summary.last_visit_on,
        urgency="urgent" if "danger" in levels else "late" if "warn" in levels else "",
        action_label=label,
        action_url=action_url,
    )


def day_of_death(summary: Summary) -> date | None:
    """Give the day the patient died; None: nobody recorded one."""
    stored = summary.details.get("died_on")
    return date.fromisoformat(stored) if stored else None


def is_proposed(summary: Summary) -> bool:
    """Tell whether the call rests on what nobody has confirmed, or its visit is not signed."""
    is_unsigned = bool(summary.details.get("is_unsigned")) or (
        summary.unsigned_visit_on is not None and summary.unsigned_visit_on == summary.last_visit_on
    )
    return summary.to_confirm > 0 or is_unsigned


def call_note(summary: Summary) -> str:
    """Say what a call is of where it is not of the skin, and the clinician's own overall call."""
    override, overall = summary.details.get("override", ""), summary.overall_category
    if override:
        beside = f", {overall} by the rules" if overall else ""
        return f"overall: {override} by the clinician{beside}"
    if signed := summary.details.get("signed"):
        return f"overall: signed as {signed}, {overall or 'no call'} by the rules today"
    return "overall" if overall and not summary.skin_category else ""


def owner_of(patient: Patient, tasks: list[Task], alerts: list[Alert]) -> str:
    """Give who owns what is to be done: of the first alert handed on, of a task, of the patient."""
    owners = [str(each.assignee) for each in alerts if each.assignee]
    owners += [str(each.owner) for each in tasks if each.owner]
    return owners[0] if owners else str(patient.owner or "")


def next_step(actor: Actor, summary: Summary, url: str) -> tuple[str, str]:
    """Give the button of a row: go on with the open visit, or open the patient."""
    visit = summary.unsigned_visit
    if visit is None:
        return "Open", url
    if actor.can("edit_visit"):
        return "Continue", reverse("visit", args=[visit.pk])
    return "Look", reverse("visit_review", args=[visit.pk])


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
