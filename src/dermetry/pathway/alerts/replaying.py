"""The alerts of a case worked out again from its facts and from what people answered."""

from dataclasses import dataclass
from datetime import date

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathway.alerts.as_of import as_of, days_of
from dermetry.pathway.alerts.raising import check_rules
from dermetry.pathway.alerts.renewing import merge_alerts
from dermetry.pathway.alerts.values import PROGRAM, Checked
from dermetry.record.alert import Alert, AlertEvent
from dermetry.record.case import Case


@dataclass(frozen=True)
class Difference:
    """One alert that the record has otherwise than a replay gives it."""

    key: str
    recorded: tuple[str, ...]  # "fired 2026-03-01", in order; empty: not in the record
    replayed: tuple[str, ...]


def replay_alerts(*, case: Case, until: date, rules: RuleSet) -> tuple[Alert, ...]:
    """Give the alerts as a record kept every day up to ``until`` would hold them.

    Every day that can change an alert is walked: those of facts, those ahead that the rules
    name, those of people's answers and those until which they put an alert off. On each day
    the program looks, people answer, and the program looks again.
    """
    events = [event for alert in case.alerts for event in alert.events]
    known = [*days_of(case), until, *(each.happened_on for each in events)]
    known += [each.until_on for each in events if each.until_on]
    waiting = sorted({day for day in known if day <= until})
    alerts: tuple[Alert, ...] = ()
    while waiting:
        day = waiting.pop(0)
        checked, alerts = looked(case, alerts, day, rules)
        answers = answered(alerts, case.alerts, day)
        if answers != alerts:
            checked, alerts = looked(case, answers, day, rules)
        following = waiting[0] if waiting else day
        ahead = {each.since for each in checked.ahead if day < each.since < following}
        waiting = sorted({*waiting, *ahead})
    return alerts


def looked(
    case: Case, alerts: tuple[Alert, ...], day: date, rules: RuleSet
) -> tuple[Checked, tuple[Alert, ...]]:
    """Let the program look on a day: give what it says, and the alerts after it."""
    held = case.model_copy(update={"alerts": alerts})
    checked = check_rules(case=held, on=day, rules=rules)
    return checked, merge_alerts(alerts=alerts, checked=checked, on=day)


def answered(
    alerts: tuple[Alert, ...], recorded: tuple[Alert, ...], day: date
) -> tuple[Alert, ...]:
    """Add what people did to the alerts on a day, where it is not there yet."""
    answers = {
        each.key: [e for e in each.events if e.happened_on == day and e.by != PROGRAM]
        for each in recorded
    }
    return tuple(with_answers(each, answers.get(each.key, [])) for each in alerts)


def with_answers(alert: Alert, answers: list[AlertEvent]) -> Alert:
    """Add answers that an alert does not hold yet; the last new owner owns it."""
    new = tuple(each for each in answers if each not in alert.events)
    owner = next((each.text for each in reversed(new) if each.kind == "assigned"), alert.owner)
    return alert.model_copy(update={"events": (*alert.events, *new), "owner": owner})


def replay_differences(*, case: Case, until: date, rules: RuleSet) -> tuple[Difference, ...]:
    """Name the alerts whose life in the record is not what its facts and answers give.

    A difference is no defect by itself: facts entered later than their day, and a night on
    which nothing was renewed, leave one.
    """
    recorded = {each.key: lines(each) for each in as_of(case=case, on=until).alerts}
    replayed = {
        each.key: lines(each) for each in replay_alerts(case=case, until=until, rules=rules)
    }
    return tuple(
        Difference(key, recorded.get(key, ()), replayed.get(key, ()))
        for key in sorted(recorded.keys() | replayed.keys())
        if recorded.get(key, ()) != replayed.get(key, ())
    )


def lines(alert: Alert) -> tuple[str, ...]:
    """Give the life of an alert as one line a step."""
    return tuple(f"{each.kind} {each.happened_on}" for each in alert.events)
