"""Which appointment a patient has: set at one visit, and kept until it is met or replaced."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Seen:
    """What one visit says of the next."""

    visited_on: date
    is_signed: bool
    due_on: date | None
    reason: str


def next_visit(*, seen: Iterable[Seen], died_on: date | None = None) -> tuple[date | None, str]:
    """Give the day of the next visit and why; without a day, the reason the last visit gave.

    An unplanned visit before the appointment leaves it standing; a visit on its day meets it
    once it is signed, a later one at once. A newer visit that sets a date replaces it; a death
    ends them all.
    """
    visits = sorted(seen, key=lambda each: each.visited_on)
    if not visits or died_on:
        return None, ""
    last = visits[-1]
    booked = next((each for each in reversed(visits) if each.due_on), last)
    due_on = booked.due_on
    is_ahead = due_on is not None and (
        due_on > last.visited_on or (due_on == last.visited_on and not last.is_signed)
    )
    return (due_on, booked.reason) if is_ahead else (None, last.reason if booked is last else "")
