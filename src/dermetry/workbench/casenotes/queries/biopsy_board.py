"""All open biopsies of a site by stage: who waits for what, and what is late."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import Biopsy
from dermetry.workbench.casenotes.queries.biopsy_cards import STAGES, BiopsyCard, biopsy_card
from dermetry.workbench.casenotes.queries.rules import rules_in_force

WAITS = {
    "suggested": "wait for an order",
    "ordered": "wait to be taken",
    "taken": "wait for the lab to have them",
    "at_lab": "wait for the report",
    "reported": "wait for a decision",
}


@dataclass(frozen=True)
class Column:
    """The biopsies of one stage."""

    key: str
    label: str
    waits: str
    cards: tuple[BiopsyCard, ...]
    late: int


@dataclass(frozen=True)
class Board:
    """The board of a site."""

    columns: tuple[Column, ...]
    total: int
    late: int
    is_late_only: bool


def biopsy_board(*, actor: Actor, today: date, is_late_only: bool = False) -> Board:
    """Give the open biopsies of the actor's site by stage."""
    cards = list(open_biopsies(actor=actor, today=today))
    late = [each for each in cards if each.is_late]
    shown = late if is_late_only else cards
    columns = tuple(column_of(key, label, shown) for key, label in STAGES if key in WAITS)
    return Board(columns, len(cards), len(late), is_late_only)


def open_biopsies(*, actor: Actor, today: date) -> Iterator[BiopsyCard]:
    """Give every biopsy of the actor's site that waits for a step, in no order."""
    rules = rules_in_force(actor=actor)
    rows = scope.rows(actor=actor, model=Biopsy).filter(
        acted_on__isnull=True, cancelled_on__isnull=True, patient__merged_into__isnull=True
    )
    for row in rows.select_related("patient", "lesion", "specimen"):
        yield biopsy_card(actor=actor, row=row, today=today, rules=rules)


def column_of(key: str, label: str, cards: Iterable[BiopsyCard]) -> Column:
    """Give one stage; what is late longest stands first."""
    found = sorted((each for each in cards if each.stage == key), key=in_order)
    return Column(key, label, WAITS[key], tuple(found), sum(each.is_late for each in found))


def in_order(card: BiopsyCard) -> tuple[bool, date, int]:
    """Put what is late first, then what becomes late first."""
    return not card.is_late, card.late_from or date.max, card.biopsy_pk
