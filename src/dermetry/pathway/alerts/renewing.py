"""Bringing the alerts of a record up to what the facts say on a day.

An alert is never taken away and never fires twice: it is fired once per key, ended when the
facts no longer hold, and reopened when they hold again, when a suppression has run out, or when
it says something else than what people answered (those words are kept). What a
person closed stays closed as long as its facts stand unbroken; a new fact has a key of its own.
A break that the record no longer shows (a decision taken back) is no break: the answer stands.
"""

from datetime import date

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathway.alerts.as_of import days_of
from dermetry.pathway.alerts.book import due_on
from dermetry.pathway.alerts.life import BY_PEOPLE, answers_of, last_event_on, life_of
from dermetry.pathway.alerts.raising import check_rules, raise_alerts
from dermetry.pathway.alerts.situation import day_text
from dermetry.pathway.alerts.values import PROGRAM, Checked, FiredAlert
from dermetry.record.alert import Alert, AlertEvent, AlertEventKind
from dermetry.record.case import Case

GONE = "The facts it rested on no longer hold."
BACK = "The facts hold again."
TAKEN_BACK = "What had ended it was taken back: it stands as it had been answered."
OTHER_WORDS = "It says something else now than what was answered."
TEXT_MOST = 2000  # characters that a text of the record holds


def renew_alerts(*, case: Case, on: date, rules: RuleSet) -> tuple[Alert, ...]:
    """Give the alerts of a case as they must stand on a day: fired, ended, reopened.

    Calling it twice gives the same. The alerts keep their order, new ones follow by urgency.
    An alert of a rule that could not be checked, and one with an event after ``on``, stays as
    it is. Raises ``KnowledgeInvalid`` where the rule file is broken.
    """
    checked = check_rules(case=case, on=on, rules=rules)
    unbroken = unbroken_keys(case=case, checked=checked, on=on, rules=rules)
    return merge_alerts(alerts=case.alerts, checked=checked, on=on, unbroken=unbroken)


def unbroken_keys(*, case: Case, checked: Checked, on: date, rules: RuleSet) -> frozenset[str]:
    """Name ended alerts that people had answered and whose break the record shows no longer.

    Their facts hold on the day they ended, and on every day of the record from then to ``on``.
    """
    raised = {each.key for each in checked.raised}
    waiting = [e for e in case.alerts if e.key in raised and was_answered(e)]
    since = {each.key: ended_on(each) for each in waiting}
    days = sorted({*since.values(), *(d for d in days_of(case) if d < on)})
    held = {
        day: {each.key for each in raise_alerts(case=case, on=day, rules=rules)}
        for day in days
        if since and min(since.values()) <= day < on
    }
    return frozenset(
        key for key, day in since.items() if all(key in held[d] for d in held if d >= day)
    )


def was_answered(alert: Alert) -> bool:
    """Tell whether an alert has ended after people had answered it."""
    is_ended = not life_of(events=alert.events).holds
    return is_ended and bool(answers_of(alert.events))


def ended_on(alert: Alert) -> date:
    """Give the day on which an alert ended last."""
    return next(each.happened_on for each in reversed(alert.events) if each.kind == "ended")


def merge_alerts(
    *,
    alerts: tuple[Alert, ...],
    checked: Checked,
    on: date,
    unbroken: frozenset[str] = frozenset(),
) -> tuple[Alert, ...]:
    """Merge what the rules say on a day into the alerts of the record.

    ``unbroken`` names ended alerts that stand again as they had been answered.
    """
    raised = {each.key: each for each in checked.raised}
    failed = {each.rule_id for each in checked.not_checked}
    kept = tuple(
        each
        if each.rule_id in failed or last_event_on(each) > on
        else renewed(each, raised, on, each.key in unbroken)
        for each in alerts
    )
    known = {each.key for each in alerts}
    return kept + tuple(fire(each, on) for each in checked.raised if each.key not in known)


def renewed(
    alert: Alert, raised: dict[str, FiredAlert], on: date, is_unbroken: bool = False
) -> Alert:
    """Give one alert of the record as it must stand on a day."""
    life, found = life_of(events=alert.events), raised.get(alert.key)
    if found is None:
        if not life.holds:
            return alert
        return with_event(alert, "ended", on, successor(alert, raised) or GONE)
    if not life.holds and is_unbroken:
        alert = with_event(alert, "restored", on, TAKEN_BACK)
        life = life_of(events=alert.events)
    if not life.holds:
        return reopened(alert, found, on, BACK)
    if life.is_run_out(on) and life.until_on:
        text = f"It was put off until {day_text(life.until_on)}, and the facts still hold."
        return reopened(alert, found, on, text)
    if life.answer == "done":
        return alert
    if answers_of(alert.events) and says_other(alert, found):
        return reopened(alert, found, on, OTHER_WORDS)
    return refreshed(alert, found)


def says_other(alert: Alert, found: FiredAlert) -> bool:
    """Tell whether the words differ; the same about fewer lesions is nothing new to answer."""
    is_less = set(found.lesion_ids) < set(alert.lesion_ids)
    return alert.statement != cut(found.statement) and not is_less


def reopened(alert: Alert, found: FiredAlert, on: date, text: str) -> Alert:
    """Open an alert again with the words of today; other words that people answered are kept."""
    is_answered = any(each.kind in BY_PEOPLE for each in alert.events)
    earlier = alert.statement if is_answered and alert.statement != cut(found.statement) else ""
    return refreshed(with_event(alert, "reopened", on, text, earlier_statement=earlier), found)


def successor(alert: Alert, raised: dict[str, FiredAlert]) -> str:
    """Say which alert about the same subject takes this one's place; else nothing."""
    subject = alert.key.split(":")[:2]
    for key in raised:
        if key.split(":")[:2] == subject:
            return f"A newer fact stands in its place: {key}."
    return ""


def with_event(
    alert: Alert, kind: AlertEventKind, on: date, text: str, *, earlier_statement: str = ""
) -> Alert:
    """Add what the program did."""
    event = AlertEvent(
        kind=kind, happened_on=on, by=PROGRAM, text=text, earlier_statement=earlier_statement
    )
    return alert.model_copy(update={"events": (*alert.events, event)})


def fire(found: FiredAlert, on: date) -> Alert:
    """Make an alert of the record from what the facts say."""
    event = AlertEvent(kind="fired", happened_on=on, by=PROGRAM)
    return Alert(
        key=found.key,
        rule_id=found.rule_id,
        rules_version=found.rules_version,
        statement=cut(found.statement),
        facts=facts_of(found),
        lesion_ids=found.lesion_ids,
        urgency=found.urgency,
        owner=found.owner,
        due_on=due_day(found, on),
        events=(event,),
    )


def refreshed(alert: Alert, found: FiredAlert) -> Alert:
    """Give a standing alert with the facts, words and due day of today; its owner stays."""
    return alert.model_copy(
        update={
            "rules_version": found.rules_version,
            "statement": cut(found.statement),
            "facts": facts_of(found),
            "lesion_ids": found.lesion_ids,
            "urgency": found.urgency,
            "due_on": due_day(found, life_of(events=alert.events).opened_on),
        }
    )


def due_day(found: FiredAlert, opened_on: date) -> date:
    """Give the day an alert is due: counted from when somebody could first see it.

    A step that is late keeps the day on which it was due, whenever it was seen.
    """
    if found.due_days is None:
        return found.due_on
    return due_on(since=max(found.since, opened_on), due_days=found.due_days)


def facts_of(found: FiredAlert) -> tuple[str, ...]:
    """Give the facts, and what nobody stated, as the record keeps them."""
    told = (*found.facts, *(f"Not stated: {each}." for each in found.missing))
    return tuple(cut(each) for each in told)


def cut(text: str) -> str:
    """Shorten a text that the record could not hold; what it quotes stands where it came from."""
    text = text.strip()
    return text if len(text) <= TEXT_MOST else f"{text[: TEXT_MOST - 1].rstrip()}…"
