"""How an alert stands after its events: whether the facts hold, and what people answered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from dermetry.pathway.alerts.values import State
from dermetry.record.alert import Alert, AlertEvent

Answer = Literal["open", "acknowledged", "suppressed", "done"]
ANSWERS: dict[str, Answer] = {
    "fired": "open",
    "reopened": "open",
    "acknowledged": "acknowledged",
    "suppressed": "suppressed",
    "done": "done",
}
BY_PEOPLE = ("acknowledged", "assigned", "suppressed", "done")


@dataclass(frozen=True)
class Life:
    """Where an alert is: two things that are kept apart, and since when it is open."""

    holds: bool  # the facts do, as far as the program has looked
    answer: Answer
    until_on: date | None
    opened_on: date  # fired, or stood again for the last time

    def state(self, on: date) -> State:
        """Give the state on a day; a suppression that has run out is open again."""
        if not self.holds:
            return "ended"
        return "open" if self.is_run_out(on) else self.answer

    def is_run_out(self, on: date) -> bool:
        """Tell whether an alert was put off until a day that has come."""
        return self.answer == "suppressed" and self.until_on is not None and self.until_on <= on


def life_of(*, events: Sequence[AlertEvent]) -> Life:
    """Give where an alert is after its events."""
    life = before = Life(True, "open", None, events[0].happened_on)
    for event in events:
        if event.kind == "ended":
            before, life = life, Life(False, "open", None, life.opened_on)
        elif event.kind == "restored":
            life = replace(before if life.answer == "open" else life, holds=True)
        elif event.kind in ("fired", "reopened"):
            life = Life(True, "open", None, event.happened_on)
        elif event.kind in ANSWERS:
            life = Life(life.holds, ANSWERS[event.kind], event.until_on, life.opened_on)
    return life


def last_event_on(alert: Alert) -> date:
    """Give the day of the last thing that happened to an alert."""
    return max(each.happened_on for each in alert.events)


def answers_of(events: Sequence[AlertEvent]) -> list[AlertEvent]:
    """Give what people did about an alert since it last stood."""
    start = max(n for n, each in enumerate(events) if each.kind in ("fired", "reopened"))
    return [each for each in events[start:] if each.kind in BY_PEOPLE]
