"""The values of the alert engine: what the facts say, and how an alert stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from dermetry.knowledge.files import Status
from dermetry.record.alert import AlertEvent, Urgency
from dermetry.record.value import Value

PROGRAM = "dermetry"  # who fires, ends and reopens
Kind = Literal["alert", "task"]
State = Literal["open", "acknowledged", "suppressed", "done", "ended"]


@dataclass(frozen=True)
class Held:
    """What a condition found: about what, since when, and on which facts it rests.

    ``subject`` and ``occasion`` make the identity of the facts; ``words`` fill the statement.
    ``missing`` names what nobody stated and what would change the answer.
    """

    subject: str
    since: date
    facts: tuple[str, ...]
    lesion_ids: tuple[str, ...] = ()
    occasion: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


class FiredAlert(Value):
    """What the facts of a case say on a day, by one rule; not yet part of the record.

    ``key`` is the rule, the subject and (where the rule has one) the occasion.
    """

    key: str
    rule_id: str
    rules_version: str
    kind: Kind
    title: str
    statement: str
    advice: str
    facts: tuple[str, ...]
    missing: tuple[str, ...]
    lesion_ids: tuple[str, ...]
    urgency: Urgency
    owner: str
    since: date
    due_days: int | None  # None: a step of a biopsy, which was due the day before ``since``
    due_on: date  # where nobody could see it before: see ``renewing.due_day``
    cites: tuple[str, ...]
    status: Status


class NotChecked(Value):
    """A rule that could not be checked, and why; what stands by it stays as it is."""

    rule_id: str
    why: str
    is_defect: bool = False


class Checked(Value):
    """All that the rules say of a case on a day.

    ``ahead`` are alerts that will fire on their ``since`` if nothing changes.
    """

    raised: tuple[FiredAlert, ...]
    ahead: tuple[FiredAlert, ...]
    not_checked: tuple[NotChecked, ...]


class StandingAlert(Value):
    """One alert of the record as a page, a report or the command line shows it on a day."""

    key: str
    rule_id: str
    rules_version: str
    kind: Kind
    title: str
    statement: str
    advice: str
    facts: tuple[str, ...]
    lesion_ids: tuple[str, ...]
    urgency: Urgency
    owner: str
    due_on: date | None
    is_overdue: bool
    state: State
    needs_a_person: bool
    fired_on: date
    answered_on: date | None  # of the last thing a person did; None: nobody has answered
    answered_by: str
    until_on: date | None  # of a suppression
    reason: str  # of a suppression
    outcome: str
    was_useful: bool | None
    cites: tuple[str, ...]
    status: Status
    events: tuple[AlertEvent, ...]


class RuleStatistics(Value):
    """How often one rule fired, and what came of it; None where there is nothing to count.

    ``fired`` counts alerts, ``reopened`` the times one stood again. ``ended_unanswered`` went
    away with the facts before any person did anything.
    """

    rule_id: str
    fired: int
    open_now: int
    acknowledged: int
    assigned: int
    suppressed: int
    done: int
    useful: int
    not_useful: int
    usefulness_not_said: int
    ended_by_facts: int
    ended_unanswered: int
    reopened: int
    median_days_to_answer: float | None
    median_days_to_action: float | None
