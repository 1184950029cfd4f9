"""How the alert rules did over many cases, so that a site can tune them."""

from collections.abc import Iterable
from datetime import date
from statistics import median

from dermetry.pathway.alerts.life import BY_PEOPLE, life_of
from dermetry.pathway.alerts.values import RuleStatistics
from dermetry.record.alert import Alert, AlertEvent, AlertEventKind
from dermetry.record.case import Case


def alert_statistics(cases: Iterable[Case]) -> tuple[RuleStatistics, ...]:
    """Give per rule what fired over some cases and what came of it, by rule id."""
    return statistics_of(alert for case in cases for alert in case.alerts)


def statistics_of(alerts: Iterable[Alert]) -> tuple[RuleStatistics, ...]:
    """Give per rule what fired and what came of it, by rule id."""
    by_rule: dict[str, list[Alert]] = {}
    for alert in alerts:
        by_rule.setdefault(alert.rule_id, []).append(alert)
    return tuple(count(rule_id, by_rule[rule_id]) for rule_id in sorted(by_rule))


def count(rule_id: str, alerts: list[Alert]) -> RuleStatistics:
    """Count what came of the alerts of one rule."""
    closed = [event for alert in alerts if (event := last(alert, "done"))]
    lives = [life_of(events=alert.events) for alert in alerts]
    return RuleStatistics(
        rule_id=rule_id,
        fired=len(alerts),
        open_now=sum(life.holds and life.answer == "open" for life in lives),
        acknowledged=having(alerts, "acknowledged"),
        assigned=having(alerts, "assigned"),
        suppressed=having(alerts, "suppressed"),
        done=len(closed),
        useful=sum(each.was_useful is True for each in closed),
        not_useful=sum(each.was_useful is False for each in closed),
        usefulness_not_said=sum(each.was_useful is None for each in closed),
        ended_by_facts=sum(is_ended_by_facts(alert) for alert in alerts),
        ended_unanswered=sum(
            not life.holds and first_day(alert, BY_PEOPLE) is None
            for alert, life in zip(alerts, lives, strict=True)
        ),
        reopened=sum(each.kind == "reopened" for alert in alerts for each in alert.events),
        median_days_to_answer=median_days(alerts, BY_PEOPLE),
        median_days_to_action=median_days(alerts, ("done", "ended")),
    )


def having(alerts: list[Alert], kind: AlertEventKind) -> int:
    """Count the alerts to which something happened at least once."""
    return sum(any(each.kind == kind for each in alert.events) for alert in alerts)


def is_ended_by_facts(alert: Alert) -> bool:
    """Tell whether the facts ended an alert before a person closed it, the last time it stood."""
    closed = None
    for event in alert.events:
        is_back = event.kind == "restored" and closed == "ended"
        if event.kind in ("fired", "reopened") or is_back:
            closed = None
        elif event.kind in ("done", "ended") and closed is None:
            closed = event.kind
    return closed == "ended"


def last(alert: Alert, kind: AlertEventKind) -> AlertEvent | None:
    """Give the last event of a kind."""
    return next((each for each in reversed(alert.events) if each.kind == kind), None)


def first_day(alert: Alert, kinds: Iterable[str]) -> date | None:
    """Give the day of the first event of some kinds."""
    return next((each.happened_on for each in alert.events if each.kind in tuple(kinds)), None)


def median_days(alerts: list[Alert], kinds: Iterable[str]) -> float | None:
    """Give the median days from firing to the first of some kinds; None where none came."""
    days = [
        (day - alert.events[0].happened_on).days
        for alert in alerts
        if (day := first_day(alert, kinds)) is not None
    ]
    return float(median(days)) if days else None
