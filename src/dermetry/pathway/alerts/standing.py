"""The alerts of a record as pages, reports and the command line show them."""

from datetime import date

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathway.alerts.as_of import as_of
from dermetry.pathway.alerts.book import FILE, URGENCIES, AlertBook, AlertRule, read_book
from dermetry.pathway.alerts.life import answers_of, life_of
from dermetry.pathway.alerts.renewing import renew_alerts
from dermetry.pathway.alerts.values import StandingAlert
from dermetry.record.alert import Alert
from dermetry.record.case import Case

STATES = ("open", "acknowledged", "suppressed", "done", "ended")


def standing_alerts(*, case: Case, on: date, rules: RuleSet = SHIPPED) -> tuple[StandingAlert, ...]:
    """Give every alert of the record as it stands on a day, what needs a person first.

    Only what the record holds: call ``renew_alerts`` first, or use ``alerts_on``.
    """
    book = read_book(rules=rules)
    return tuple(sorted((show(each, on, book) for each in case.alerts), key=in_order))


def alerts_on(*, case: Case, on: date, rules: RuleSet = SHIPPED) -> tuple[StandingAlert, ...]:
    """Give the alerts as record and facts have them on a day, renewed for it.

    What happened later is left out, so that a day of the past reads as it did.
    """
    known = as_of(case=case, on=on)
    alerts = renew_alerts(case=known, on=on, rules=rules)
    return standing_alerts(case=known.model_copy(update={"alerts": alerts}), on=on, rules=rules)


def show(alert: Alert, on: date, book: AlertBook) -> StandingAlert:
    """Show one alert with its rule and its state."""
    life, rule = life_of(events=alert.events), rule_of(book, alert)
    state = life.state(on)
    answers = answers_of(alert.events)
    put_off = answers[-1] if state == "suppressed" and answers else None
    closed = next((each for each in reversed(answers) if each.kind == "done"), None)
    is_waiting = state in ("open", "acknowledged")
    return StandingAlert(
        key=alert.key,
        rule_id=alert.rule_id,
        rules_version=alert.rules_version,
        kind=rule.kind if rule else "alert",
        title=rule.rule.title if rule else alert.rule_id,
        statement=alert.statement,
        advice=rule.advice if rule else "",
        facts=alert.facts,
        lesion_ids=alert.lesion_ids,
        urgency=alert.urgency,
        owner=alert.owner,
        due_on=alert.due_on,
        is_overdue=is_waiting and alert.due_on is not None and alert.due_on < on,
        state=state,
        needs_a_person=is_waiting,
        fired_on=life.opened_on,
        answered_on=answers[-1].happened_on if answers else None,
        answered_by=answers[-1].by if answers else "",
        until_on=life.until_on if put_off else None,
        reason=put_off.text if put_off else "",
        outcome=closed.text if closed else "",
        was_useful=closed.was_useful if closed else None,
        cites=rule.rule.cites if rule else (),
        status=rule.rule.status if rule else "unverified",
        events=alert.events,
    )


def rule_of(book: AlertBook, alert: Alert) -> AlertRule | None:
    """Give the rule of an alert; None: no rule in force has that id any more."""
    return book.by_key.get(alert.rule_id.removeprefix(f"{FILE}."))


def in_order(alert: StandingAlert) -> tuple[int, int, date, str]:
    """Order alerts: what needs a person first, by urgency and due day; closed ones last."""
    state, urgency = STATES.index(alert.state), URGENCIES.index(alert.urgency)
    group = 0 if alert.needs_a_person else state
    return group, urgency, alert.due_on or date.max, alert.key
