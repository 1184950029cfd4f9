"""What a person may do about an alert: acknowledge, hand on, put off, close, open again."""

from datetime import date

from pydantic import ValidationError

from dermetry.errors import MarksInvalid
from dermetry.pathway.alerts.life import last_event_on, life_of
from dermetry.record.alert import Alert, AlertEvent, AlertEventKind
from dermetry.record.casefile import describe

ALLOWED: dict[str, tuple[AlertEventKind, ...]] = {
    "open": ("acknowledged", "assigned", "suppressed", "done"),
    "acknowledged": ("assigned", "suppressed", "done"),
    "suppressed": ("assigned", "done", "reopened"),
    "done": ("reopened",),
    "ended": ("done",),  # the outcome and whether it was of use can still be said
}
NEED_TEXT = {"suppressed": "why", "done": "the outcome", "assigned": "the new owner"}


class AlertNotAnswerable(MarksInvalid):
    """An alert does not allow this step, or the step lacks what it must say."""


def allowed_answers(*, alert: Alert, on: date) -> tuple[AlertEventKind, ...]:
    """Give what a person may do about an alert on a day."""
    state = life_of(events=alert.events).state(on)
    told = any(each.kind == "done" for each in alert.events[-1:])
    return () if state == "ended" and told else ALLOWED[state]


def answer_alert(*, alert: Alert, event: AlertEvent) -> Alert:
    """Add what a person did to an alert; the program's own steps are refused.

    Raises AlertNotAnswerable where the state does not allow it, a word is missing, or the day
    lies before the last event.
    """
    if event.kind not in allowed_answers(alert=alert, on=event.happened_on):
        state = life_of(events=alert.events).state(event.happened_on)
        raise AlertNotAnswerable(
            f"this alert is {state}: it cannot be {event.kind}",
            why=f"alert {alert.key}; somebody else may have answered it meanwhile",
            next_step="look at the alert again",
        )
    if event.kind in NEED_TEXT and not event.text:
        raise AlertNotAnswerable(
            f"an alert cannot be {event.kind} without a word",
            why=f"{NEED_TEXT[event.kind]} is what the next person needs to know",
            next_step=f"write {NEED_TEXT[event.kind]}",
        )
    last = last_event_on(alert)
    if event.happened_on < last or (event.until_on and event.until_on <= event.happened_on):
        raise AlertNotAnswerable(
            "the days of this step do not fit",
            why=f"the last step of the alert is of {last}; putting off needs a later day",
            next_step="correct the day",
        )
    owner = event.text if event.kind == "assigned" else alert.owner
    try:
        return Alert(**{**dict(alert), "events": (*alert.events, event), "owner": owner})
    except ValidationError as error:
        raise AlertNotAnswerable(
            "this step does not fit into the record",
            why=describe(error),
            next_step="correct what was typed",
        ) from error
