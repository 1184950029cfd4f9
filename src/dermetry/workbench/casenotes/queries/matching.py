"""Who is who: one card for each outline and each followed lesion, with what is proposed and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dermetry.pathway.results import PhotographResult
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import Visit
from dermetry.workbench.casenotes.queries.match_cards import lesion_cards, outline_cards
from dermetry.workbench.casenotes.queries.match_values import Card, Known
from dermetry.workbench.casenotes.queries.match_words import say
from dermetry.workbench.casenotes.queries.outlines import (
    followed_lesions,
    label_of,
    last_findings,
)
from dermetry.workbench.casenotes.queries.visit_outlines import (
    OutlineLine,
    Place,
    outline_lines,
    places_of,
)
from dermetry.workbench.casenotes.visit_results import result_of, results_before
from dermetry.workbench.casenotes.who_is_who import baseline_on


@dataclass(frozen=True)
class Made:
    """One decision in the history."""

    pk: int
    said: str
    made_by: str
    made_at: datetime
    undone_at: datetime | None


@dataclass(frozen=True)
class MatchingPage:
    """Everything the page shows."""

    visit_pk: int
    visited_on: date
    is_locked: bool
    is_baseline: bool
    cards: tuple[Card, ...]
    clear: tuple[Card, ...]
    lesions: tuple[tuple[int, str], ...]  # key and label
    outlines: tuple[OutlineLine, ...]
    history: tuple[Made, ...]
    unanswered: int  # proposed areas of the outlines step
    remarks: tuple[str, ...]

    @property
    def next_key(self) -> str:
        """Name the first card that waits for a person."""
        return next((card.key for card in self.cards if card.state != "confirmed"), "")

    @property
    def left(self) -> int:
        """Count the cards that wait for a person."""
        return sum(card.state != "confirmed" for card in self.cards)


def matching_page(*, actor: Actor, visit_pk: int) -> MatchingPage:
    """Give the who-is-who page of a visit; raises NotHere."""
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    known = read_known(visit)
    cards = (*outline_cards(known), *lesion_cards(known))
    made = visit.match_changes.order_by("-pk")
    remarks = visit.details.get("remarks", ())
    return MatchingPage(
        visit_pk=visit.pk,
        visited_on=visit.visited_on,
        is_locked=visit.signed_on is not None,
        is_baseline=known.is_baseline,
        cards=cards,
        clear=tuple(card for card in cards if card.is_clear),
        lesions=tuple((row.pk, label_of(row)) for row in known.lesions),
        outlines=tuple(each for each in known.lines if not each.is_candidate),
        history=tuple(
            Made(row.pk, row.said, row.made_by, row.made_at, row.undone_at) for row in made
        ),
        unanswered=sum(each.is_candidate for each in known.lines),
        remarks=tuple(
            f"{say(each['message'], known.names)}: {each.get('advice', '')}"
            for each in remarks
            if each["kind"] == "to_confirm"
        ),
    )


def read_known(visit: Visit) -> Known:
    """Read everything the cards are made from, once."""
    rows = list(visit.photographs.filter(state="analysed").order_by("position", "pk"))
    results = {row.pk: result_of(row=row) for row in rows}
    lines = outline_lines(visit=visit, results=results.values())
    pks = dict(visit.patient.photographs.values_list("photograph_id", "pk"))
    first_on = baseline_on(visit.patient)
    names = {each.outline_id: each.name.lower() for each in lines}
    names |= {row.photograph_id: row.file_name for row in visit.patient.photographs.all()}
    return Known(
        visit=visit,
        lines=lines,
        lesions=tuple(followed_lesions(visit)),
        proposals=tuple(visit.details.get("proposals", ())),
        places_now=places_now(visit, results, lines),
        places_before=places_of(results=results_before(visit=visit), photograph_pks=pks),
        last=last_findings(visit),
        stated={row.lesion_id: row for row in visit.stated.all()},
        imported={row.lesion_id: row for row in visit.findings.filter(is_derived=False)},
        is_baseline=first_on is None or visit.visited_on <= first_on,
        names=names,
    )


def places_now(
    visit: Visit, results: Mapping[int, PhotographResult], lines: Iterable[OutlineLine]
) -> dict[int, Place]:
    """Give where each outline of the visit lies."""
    found = {each.outline_id: (pk, r, each) for pk, r in results.items() for each in r.outlined}
    return {
        line.pk: Place(*found[line.outline_id], visit.visited_on, line.name)
        for line in lines
        if line.outline_id in found
    }
