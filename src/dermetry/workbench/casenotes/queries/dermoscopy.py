"""The dermoscopy of a visit: one card per followed lesion of the skin."""

from dataclasses import dataclass
from datetime import date

from dermetry.knowledge.dermoscopy import load_dermoscopy
from dermetry.record.dermoscopy import Dermoscopy
from dermetry.report.words import organ_words
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.actions.dermoscopy import DERMOSCOPIES
from dermetry.workbench.casenotes.models import Lesion, Visit
from dermetry.workbench.casenotes.queries.rule_words import sources_of
from dermetry.workbench.casenotes.refusals import read_lawful
from dermetry.workbench.casenotes.sections import mark_of


@dataclass(frozen=True)
class Structure:
    """One structure to tick, with what it is."""

    key: str
    label: str
    definition: str
    context: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class DermoscopyCard:
    """One lesion: what is recorded of it at this visit, and what was seen before."""

    lesion_pk: int
    lesion_id: str
    place: str
    now: Dermoscopy | None
    before: str
    before_on: date | None


@dataclass(frozen=True)
class VisitDermoscopy:
    """The page."""

    visit_pk: int
    is_locked: bool
    mark: str
    note: str  # the caution that stands above
    structures: tuple[Structure, ...]
    cards: tuple[DermoscopyCard, ...]
    photographs: tuple[tuple[str, str], ...]  # of this visit: id and label
    others: tuple[Dermoscopy, ...]  # of lesions without a card, kept as they are


def dermoscopy_of_visit(*, actor: Actor, visit_pk: int) -> VisitDermoscopy:
    """Give the dermoscopy page of a visit; raises NotHere, RecordNotLawful."""
    row = scope.get(actor=actor, model=Visit, pk=visit_pk)
    case = read_lawful(row.patient)
    visit = next(each for each in case.visits if each.visited_on == row.visited_on)
    places = {each.lesion_id: organ_words(each) for each in case.lesions}
    now = {each.lesion_id: each for each in visit.dermoscopies}
    before = {
        each.lesion_id: (words_of(each), past.visited_on)
        for past in case.visits
        if past.visited_on < row.visited_on
        for each in past.dermoscopies
    }
    lesions = Lesion.objects.filter(patient=row.patient, organ="skin").order_by("position", "pk")
    cards = tuple(
        DermoscopyCard(
            each.pk,
            each.lesion_id,
            places[each.lesion_id],
            now.get(each.lesion_id),
            *before.get(each.lesion_id, ("", None)),
        )
        for each in lesions
    )
    known = {each.lesion_id for each in cards}
    photographs = row.photographs.exclude(state__in=("erased", "unreadable"))
    return VisitDermoscopy(
        visit_pk=row.pk,
        is_locked=row.signed_on is not None,
        mark=mark_of(row, DERMOSCOPIES),
        note=load_dermoscopy().note,
        structures=tuple(
            Structure(e.key, e.label, e.definition, e.context, sources_of(e.cites))
            for e in load_dermoscopy().by_key.values()
        ),
        cards=cards,
        photographs=tuple(
            (each.photograph_id, f"photograph {number}")
            for number, each in enumerate(photographs.order_by("position", "pk"), start=1)
        ),
        others=tuple(each for each in visit.dermoscopies if each.lesion_id not in known),
    )


def words_of(found: Dermoscopy) -> str:
    """Say what a dermoscopy showed; () is "none of note", None "not described"."""
    if found.structures is None:
        return found.note or "not described"
    known = load_dermoscopy().by_key
    names = (known[each].label if each in known else each for each in found.structures)
    return ", ".join(names) or "none of note"
