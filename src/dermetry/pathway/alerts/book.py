"""The alert rules in force, read from the rule file ``alerts``: texts, owners, numbers."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dermetry.errors import KnowledgeInvalid
from dermetry.knowledge.files import take_text
from dermetry.knowledge.rule_set import RuleSet
from dermetry.knowledge.rules import Rule, RuleFile
from dermetry.pathway.alerts.values import FiredAlert, Held

FILE = "alerts"
URGENCIES = ("urgent", "soon", "routine")
KINDS = ("alert", "task")
WITH_ITS_STEP = "step"  # in place of a threshold: the alert is due when the step was
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AlertRule:
    """One alert rule: what it says and asks for, who owns it, and by when."""

    rule: Rule
    kind: Any
    urgency: Any
    owner: str
    due_days: int | None  # None: due with the step of a biopsy that is late
    statement: str
    advice: str
    rules_version: str

    def fire(self, held: Held) -> FiredAlert:
        """Write down what a condition found in the words of the rule."""
        parts = (self.rule.rule_id, held.subject, held.occasion)
        return FiredAlert(
            key=":".join(part for part in parts if part),
            rule_id=self.rule.rule_id,
            rules_version=self.rules_version,
            kind=self.kind,
            title=self.rule.title,
            statement=self.statement.format_map({"subject": held.subject, **held.words}),
            advice=self.advice,
            facts=held.facts,
            missing=held.missing,
            lesion_ids=held.lesion_ids,
            urgency=self.urgency,
            owner=self.owner,
            since=held.since,
            due_days=self.due_days,
            due_on=due_on(since=held.since, due_days=self.due_days),
            cites=self.rule.cites,
            status=self.rule.status,
        )


@dataclass(frozen=True)
class AlertBook:
    """All alert rules by their short key ("tissue.none"), and the numbers they use."""

    file: RuleFile
    by_key: Mapping[str, AlertRule]

    def number(self, key: str) -> Decimal:
        """Give a threshold."""
        return self.file.threshold(key)

    def days(self, key: str) -> timedelta:
        """Give a threshold counted in days or weeks as a span of time."""
        unit = self.file.thresholds[key].unit.split()[0]
        whole = int(self.file.threshold(key))
        return timedelta(weeks=whole) if unit == "weeks" else timedelta(days=whole)

    def months_after(self, day: date, key: str) -> date:
        """Give the day a threshold counted in months later."""
        return months_after(day, int(self.file.threshold(key)))

    def words(self, group: str) -> tuple[str, ...]:
        """Give the words by which a look is known."""
        for row in self.file.table("words"):
            if row["group"] == group:
                return tuple(row["words"])
        raise KnowledgeInvalid(f"rules/{FILE}.toml has no words {group!r}")


def due_days_of(file: RuleFile, due: str) -> int | None:
    """Give the days that a rule leaves; None where it is due with the step that is late."""
    return None if due == WITH_ITS_STEP else int(file.threshold(due))


def due_on(*, since: date, due_days: int | None) -> date:
    """Give the day something is due: a late step was due the day before it began to be late.

    So the board of biopsies and the alert name one day.
    """
    return since - ONE_DAY if due_days is None else since + timedelta(days=due_days)


def months_after(day: date, months: int) -> date:
    """Give the same day some months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def read_book(*, rules: RuleSet) -> AlertBook:
    """Read the alert rules in force; raises ``KnowledgeInvalid`` naming what is wrong."""
    file = rules.file(FILE)
    by_key = {row["rule"]: read_alert(file, row) for row in file.table("alerts")}
    unsaid = sorted(set(file.rules) - {f"{FILE}.{key}" for key in by_key})
    if unsaid:
        raise KnowledgeInvalid(f"rules/{FILE}.toml says of {unsaid[0]} neither owner nor words")
    return AlertBook(file, by_key)


def read_alert(file: RuleFile, row: Mapping[str, Any]) -> AlertRule:
    """Read one row of the table of alerts."""
    name = f"rules/{FILE}.toml, alert {row['rule']}"
    for key, allowed in (("urgency", URGENCIES), ("kind", KINDS)):
        if row.get(key) not in allowed:
            raise KnowledgeInvalid(f"{name}: {key!r} must be one of {', '.join(allowed)}")
    for key in ("identity", "new_facts", "ends"):
        take_text(row, key, name)
    return AlertRule(
        rule=file.rule(f"{FILE}.{row['rule']}"),
        kind=row["kind"],
        urgency=row["urgency"],
        owner=take_text(row, "owner", name),
        due_days=due_days_of(file, take_text(row, "due", name)),
        statement=take_text(row, "statement", name),
        advice=take_text(row, "advice", name),
        rules_version=file.version_text,
    )
