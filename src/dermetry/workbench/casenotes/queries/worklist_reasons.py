"""Why a patient stands in the worklist, worst first."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from dermetry.workbench.casenotes.models import Alert, Summary, Task
from dermetry.workbench.casenotes.queries.worklist_order import DUE_SOON_DAYS
from dermetry.workbench.casenotes.steps import label_of_step

REASONS_MOST: Final = 3  # alerts and tasks said in a row of the worklist
SEEN_MOST: Final = 1  # acknowledged ones that are said in words, beside urgent ones


@dataclass(frozen=True)
class Reason:
    """Why a patient stands in the worklist."""

    level: Literal["danger", "warn", "plain"]
    text: str
    icon: str = ""
    is_seen: bool = False  # somebody has acknowledged it


def reasons_of(
    summary: Summary, tasks: list[Task], alerts: list[Alert], today: date, user_id: int | None
) -> tuple[Reason, ...]:
    """Give every reason, worst first; of many alerts and tasks the worst, and how many more.

    What somebody has acknowledged stands after what nobody has seen, unless it was handed to the
    person who looks.
    """
    seen = [each for each in alerts if is_seen(each, user_id)]
    found = [task_reason(each, today) for each in tasks]
    found += [alert_reason(each, today) for each in alerts if each not in seen]
    found = few(sorted(found, key=by_level))
    found += seen_reasons(seen, today)
    if summary.details.get("alerts_problem"):
        found.append(Reason("danger", "alerts could not be checked: open the patient"))
    elif summary.details.get("not_checked"):
        found.append(Reason("warn", "some alert rules could not be checked: open the patient"))
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
    return tuple(sorted(found, key=by_level))


def by_level(reason: Reason) -> tuple[bool, int]:
    """Order reasons: what nobody has seen first, then worst first."""
    return reason.is_seen, ("danger", "warn", "plain").index(reason.level)


def few(reasons: list[Reason]) -> list[Reason]:
    """Give the first few reasons, and how many more there are; nothing urgent is left out."""
    urgent = sum(each.level == "danger" for each in reasons)
    shown = max(urgent, REASONS_MOST)
    more = len(reasons) - shown
    if more <= 1:  # a line that counts one is as long as that one
        return reasons
    return [*reasons[:shown], Reason("plain", f"{more} more alerts and tasks", "list")]


def alert_reason(alert: Alert, today: date) -> Reason:
    """Give the reason an alert of the rules makes."""
    is_late = alert.due_on is not None and alert.due_on < today
    level = "danger" if alert.urgency == "urgent" else "warn" if is_late else "plain"
    icon = "triangle-alert" if alert.kind == "alert" else "clipboard-list"
    late = f" (was due {alert.due_on:%-d %b})" if is_late else ""
    return Reason(level, f"{alert.details['statement']}{late}", icon)


def is_seen(alert: Alert, user_id: int | None) -> bool:
    """Tell whether somebody has acknowledged an alert and it is not this person's to see to."""
    is_theirs = alert.assignee_id is not None and alert.assignee_id == user_id
    return alert.state == "acknowledged" and not is_theirs


def seen_reasons(alerts: list[Alert], today: date) -> list[Reason]:
    """Give what was acknowledged: urgent ones each in words, of several others how many."""
    said = [(each, alert_reason(each, today)) for each in alerts]
    is_few = len(said) <= SEEN_MOST
    shown = [reason for each, reason in said if is_few or each.urgency == "urgent"]
    rest = [reason for each, reason in said if reason not in shown]
    found = [
        replace(each, text=f"{each.text} \N{MIDDLE DOT} acknowledged", is_seen=True)
        for each in shown
    ]
    if rest:
        late = sum(each.level == "warn" for each in rest)
        words = f"{len(rest)} acknowledged" + (f", {late} of them late" if late else "")
        found.append(Reason("warn" if late else "plain", words, "eye", is_seen=True))
    return found


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
