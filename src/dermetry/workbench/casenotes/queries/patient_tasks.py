"""Alerts and tasks of a patient, of the rules and of people, in one list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from django.db.models import Q

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.models import Alert, Patient, RuleSignature, Summary, Task
from dermetry.workbench.casenotes.queries.links import link
from dermetry.workbench.casenotes.queries.worklist_reasons import is_seen

Level = Literal["danger", "warn", "plain"]
RANK: Final[Mapping[str, int]] = {"danger": 0, "warn": 1, "plain": 2}


@dataclass(frozen=True)
class TaskLine:
    """One task or alert, of a person or of the rules: both stand in one list."""

    task_pk: int  # of a person's own; 0 for one of the rules
    is_alert: bool
    level: Level
    reason: str
    owner: str
    due_on: date | None
    is_late: bool
    close_url: str
    alert_pk: int = 0  # of the rules; 0 for a person's own
    version: int = 0
    urgency: str = "routine"
    state: str = "open"
    lesion_ids: tuple[str, ...] = ()
    is_seen: bool = False  # acknowledged, and not this person's to see to
    acknowledge_url: str = ""  # where one tap says that somebody has seen it

    @property
    def is_waiting(self) -> bool:
        """Tell whether it needs a person."""
        return self.state in ("open", "acknowledged")

    @property
    def is_open(self) -> bool:
        """Tell whether it waits for somebody to see it, or for the person it was handed to."""
        return self.is_waiting and not self.is_seen

    @property
    def is_routine(self) -> bool:
        """Tell whether it can wait its turn."""
        return self.level == "plain" and self.urgency == "routine"


@dataclass(frozen=True)
class TodoPanel:
    """Alerts and tasks of a patient, and how far the rules could be asked."""

    lines: tuple[TaskLine, ...]
    renewed_on: date | None  # None: the rules in force were never asked about this patient
    is_old: bool  # of an earlier day
    problem: str  # why no rule could be asked
    not_checked: tuple[str, ...]  # rules that could not be asked
    has_own_rules: bool = False  # the site has signed, or withdrawn, numbers of its own

    @property
    def not_asked(self) -> str:
        """Say why the rules in force were never asked, and when they are."""
        when = "they are asked when this record is next saved, or by the worker before that"
        if self.has_own_rules:
            return f"The rules of the site have changed since the alerts were worked out: {when}."
        return f"The rules have not been asked about this patient yet: {when}."

    @property
    def pressing(self) -> tuple[TaskLine, ...]:
        """Give what nobody has seen and does not wait its turn."""
        return tuple(each for each in self.lines if each.is_open and not each.is_routine)

    @property
    def can_wait(self) -> tuple[TaskLine, ...]:
        """Give what nobody has seen and can wait its turn."""
        return tuple(each for each in self.lines if each.is_open and each.is_routine)

    @property
    def acknowledged(self) -> tuple[TaskLine, ...]:
        """Give what somebody has seen and nobody has closed."""
        return tuple(each for each in self.lines if each.is_seen)

    @property
    def acknowledged_urgent(self) -> int:
        """Count what of it is urgent."""
        return sum(each.urgency == "urgent" for each in self.acknowledged)

    @property
    def acknowledged_late(self) -> int:
        """Count what of it is past its day."""
        return sum(each.is_late for each in self.acknowledged)

    @property
    def put_off(self) -> tuple[TaskLine, ...]:
        """Give what somebody put off."""
        return tuple(each for each in self.lines if not each.is_waiting)

    @property
    def is_shown(self) -> bool:
        """Tell whether there is anything to say."""
        return bool(self.lines or self.problem or self.not_checked or self.is_old)


def todo_panel(*, actor: Actor, patient: Patient, today: date) -> TodoPanel:
    """Give what waits for a person, as the rows say it: no rule is asked here."""
    summary = Summary.objects.filter(patient=patient).first()
    day = summary.alerts_renewed_on if summary else date.min
    details = summary.details if summary else {}
    return TodoPanel(
        lines=task_lines(actor=actor, patient=patient, today=today),
        renewed_on=None if day == date.min else day,
        is_old=day < today and patient.merged_into_id is None,
        problem=details.get("alerts_problem", ""),
        not_checked=tuple(details.get("not_checked", ())),
        has_own_rules=day == date.min
        and RuleSignature.objects.filter(site_id=patient.site_id).exists(),
    )


def task_lines(*, actor: Actor, patient: Patient, today: date) -> tuple[TaskLine, ...]:
    """Give the tasks and alerts that wait, and the alerts that were put off: worst first."""
    rows = Task.objects.filter(patient=patient, closed_at__isnull=True).select_related("owner")
    lines = [task_line(actor, each, today) for each in rows]
    alerts = Alert.objects.filter(Q(is_waiting=True) | Q(state="suppressed"), patient=patient)
    lines += [alert_line(actor, each, today) for each in alerts]
    return tuple(sorted(lines, key=in_order))


def in_order(line: TaskLine) -> tuple[int, bool, int, date]:
    """Order lines: by how they press, alerts before tasks, then by their day."""
    urgency = ("urgent", "soon", "routine").index(line.urgency)
    return RANK[line.level], not line.is_alert, urgency, line.due_on or date.max


def task_line(actor: Actor, task: Task, today: date) -> TaskLine:
    """Give one task or alert that a person made."""
    is_late = task.due_on is not None and task.due_on < today
    is_urgent = task.kind == "alert" or task.urgency == "urgent"
    return TaskLine(
        task_pk=task.pk,
        is_alert=task.kind == "alert",
        level="danger" if is_urgent else "warn" if is_late else "plain",
        reason=task.reason,
        owner=str(task.owner) if task.owner else "",
        due_on=task.due_on,
        is_late=is_late,
        close_url=link(actor, "task_close", task.pk),
        urgency=task.urgency,
    )


def alert_line(actor: Actor, row: Alert, today: date) -> TaskLine:
    """Give one alert or task of the rules, as its row says it; no rule is asked."""
    is_late = row.is_waiting and row.due_on is not None and row.due_on < today
    return TaskLine(
        task_pk=0,
        is_alert=row.kind == "alert",
        level="danger" if row.urgency == "urgent" else "warn" if is_late else "plain",
        reason=row.details["statement"],
        owner=row.owner,
        due_on=row.due_on,
        is_late=is_late,
        close_url=link(actor, "alert", row.pk),
        alert_pk=row.pk,
        version=row.version,
        urgency=row.urgency,
        state=row.state,
        lesion_ids=tuple(row.details.get("lesion_ids", ())),
        is_seen=is_seen(row, actor.user_id),
        acknowledge_url=link(actor, "alert_answer", row.pk) if row.state == "open" else "",
    )
