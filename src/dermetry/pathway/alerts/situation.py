"""What a condition looks at: the case as known on a day, with the numbers of the rules."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathway.alerts.book import AlertBook
from dermetry.pathway.alerts.values import Held
from dermetry.record.case import Case
from dermetry.record.days import say_day
from dermetry.record.visit import Visit

PATIENT = "patient"  # the subject of an alert about no single lesion


@dataclass(frozen=True)
class Situation:
    """A case as of a day, the alert rules in force, and all rules beside them."""

    case: Case
    on: date
    book: AlertBook
    rules: RuleSet

    @property
    def last_visit(self) -> Visit | None:
        """Give the last visit by now."""
        return self.case.visits[-1] if self.case.visits else None

    @property
    def last_signed(self) -> Visit | None:
        """Give the last visit that is signed."""
        return next((each for each in reversed(self.case.visits) if each.signature), None)


Condition = Callable[[Situation], Iterator[Held]]


def day_text(day: date) -> str:
    """Write a date as the ward reads it."""
    return say_day(on=day)
