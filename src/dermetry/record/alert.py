"""An alert that fired, the facts it rests on, and what people did about it."""

from datetime import date
from typing import Literal

from dermetry.record.value import FilledShortText, FilledText, Identifier, ShortText, Text, Value

Urgency = Literal["routine", "soon", "urgent"]
AlertEventKind = Literal[
    "fired", "acknowledged", "assigned", "suppressed", "done", "reopened", "ended", "restored"
]


class AlertEvent(Value):
    """One step in the life of an alert.

    ``suppressed`` needs its reason in ``text`` and may end (``until_on``); ``done`` says the
    outcome in ``text`` and whether the alert was of use; ``ended`` is the program's: the facts
    no longer hold; ``restored`` too: what had ended the alert was taken back, and it stands as it
    had been answered; ``assigned`` names the new owner in ``text``. ``earlier_statement`` of a
    ``reopened`` keeps the words that people had answered, where the alert says something else now.
    """

    kind: AlertEventKind
    happened_on: date
    by: FilledShortText
    text: Text = ""
    until_on: date | None = None
    was_useful: bool | None = None
    earlier_statement: Text = ""


class Alert(Value):
    """One alert; ``key`` names rule and facts, so that the same fact never fires twice.

    ``facts`` say in words what it rests on; ``owner`` is a role or a person.
    """

    key: FilledShortText
    rule_id: FilledShortText
    rules_version: ShortText
    statement: FilledText
    facts: tuple[Text, ...] = ()
    lesion_ids: tuple[Identifier, ...] = ()
    urgency: Urgency
    owner: FilledShortText
    due_on: date | None = None
    events: tuple[AlertEvent, ...]
