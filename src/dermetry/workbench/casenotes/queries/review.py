"""Everything a signer reads of a visit, on one page; all of it worked out by the library."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dermetry.errors import DermetryError
from dermetry.imaging.values import Picture
from dermetry.pathway import attention
from dermetry.pathway.changes import changes_since
from dermetry.pathway.required_views import RequiredView, required_views
from dermetry.pathway.respond import Responded, respond
from dermetry.pathway.values import Assessed, Attention
from dermetry.record.case import Case
from dermetry.record.visit import Visit as RecordedVisit
from dermetry.report.appearances import appearance_facts
from dermetry.report.background import zone_words
from dermetry.report.lists import attention_line
from dermetry.report.moment import case_at
from dermetry.report.signing import build_signed, categories_of
from dermetry.report.values import Fact, Signed, Table
from dermetry.report.visit.measurements import measurements_table
from dermetry.report.wellbeing import (
    not_asked_words,
    not_recorded_words,
    observations_table,
    symptoms_table,
)
from dermetry.report.words import in_words, organ_words, say_date
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.accounts.models import Membership
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.actions.signing import open_requests
from dermetry.workbench.casenotes.file_names import hides_file_names
from dermetry.workbench.casenotes.models import Photograph, Visit
from dermetry.workbench.casenotes.queries.calls import CallView, calls_side_by_side
from dermetry.workbench.casenotes.queries.findings import LesionCard, cards_of, followed_lesions
from dermetry.workbench.casenotes.queries.questions import AskedLine, asked_lines
from dermetry.workbench.casenotes.reviewed import calls_of, review_mark

STEP_OF = {  # where each kind of attention is answered
    "to_confirm": "matching",
    "candidate": "outlines",
    "unreadable": "photographs",
    "not_measured": "scale",
}
OTHER_SITES = "other_sites"  # not a step: a page of the patient


@dataclass(frozen=True)
class Pending:
    """One thing that is open, in words, and the step at which it is answered."""

    text: str
    step: str  # empty: nothing to be done, only to be known
    level: str  # danger | warn | plain


@dataclass(frozen=True)
class Request:
    """The open task that asks a physician to sign."""

    owner: str
    opened_at: datetime


@dataclass(frozen=True)
class Signer:
    """A physician who can be asked to sign."""

    user_id: int
    name: str
    is_suggested: bool = False


@dataclass(frozen=True)
class Described:
    """How one lesion looked, as facts."""

    lesion_id: str
    place: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Review:
    """The whole page."""

    visit_pk: int
    visited_on: date
    mark: str  # of all that is read here: what a signature speaks of
    is_signed: bool
    calls: tuple[CallView, ...]
    measurements: Table | None
    changes: tuple[str, ...]
    pending: tuple[Pending, ...]
    waiting: tuple[str, ...]  # file names nobody has analysed
    is_identified: bool  # somebody confirmed at this visit that this is the patient
    described: tuple[Described, ...]
    observations: Table | None
    not_recorded: str
    symptoms: Table | None
    not_asked: str
    notes: tuple[str, ...]
    regions_examined: tuple[str, ...]
    regions_not_examined: tuple[str, ...]
    regions_refused: tuple[str, ...]
    asked: tuple[AskedLine, ...]  # impossible or doubtful entries of the record
    next_due_on: date | None
    next_reason: str
    signed: Signed
    request: Request | None
    signers: tuple[Signer, ...]
    categories: tuple[tuple[str, str], ...]  # that a signer may choose instead

    @property
    def is_proposed(self) -> bool:
        """Tell whether the calls are proposals: nobody has signed the visit."""
        return not self.is_signed


@hides_file_names
def review_of(*, actor: Actor, visit_pk: int, today: date) -> Review:
    """Give everything a signer reads of a visit; raises NotHere."""
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    case = mapping.read_case(patient=visit.patient)
    calls = calls_of(case=case, visited_on=visit.visited_on)
    recorded = next(each for each in case.visits if each.visited_on == visit.visited_on)
    cards = cards_of(visit=visit, case=case)
    return Review(
        visit_pk=visit.pk,
        visited_on=visit.visited_on,
        mark=review_mark(visit=visit, case=case, calls=calls.calls),
        is_signed=visit.signed_on is not None,
        calls=calls_side_by_side(case=case, visited_on=visit.visited_on),
        measurements=None if calls.problem else measure(case, recorded),
        changes=tuple(
            in_words(each.sentence)
            for each in changes_since(case=case, visited_on=visit.visited_on)
        ),
        pending=tuple(dict.fromkeys(pending_of(visit, recorded, case, cards))),
        waiting=tuple(
            Photograph.objects.filter(visit=visit, state="waiting").values_list(
                "file_name", flat=True
            )
        ),
        is_identified=visit.identity_checked_at is not None,
        described=tuple(describe(recorded, cards)),
        observations=observations_table(case=case, visit=recorded),
        not_recorded=not_recorded_words(visit=recorded),
        symptoms=symptoms_table(case=case, visit=recorded),
        not_asked=not_asked_words(visit=recorded),
        notes=recorded.notes,
        regions_examined=zone_names(recorded.regions_examined),
        regions_not_examined=zone_names(recorded.regions_not_examined),
        regions_refused=zone_names(recorded.regions_refused),
        asked=asked_lines(actor=actor, patient=visit.patient, case=case, today=today),
        next_due_on=recorded.next_due_on,
        next_reason=recorded.next_reason or "",
        signed=build_signed(visit=recorded, calls=calls.calls),
        request=find_request(visit),
        signers=tuple(list_signers(actor, visit)),
        categories=categories_of(preset=case.plan.preset),
    )


def measure(case: Case, recorded: RecordedVisit) -> Table | None:
    """Ask for the table of sizes, as the case stood at this visit."""
    until = case_at(assessed=assess(case, respond(case=case)), visited_on=recorded.visited_on)
    return measurements_table(assessed=until, visit=recorded)


def assess(case: Case, responded: Responded) -> Assessed:
    """Give the case as reports take it; no photograph is opened here."""
    return Assessed(
        case=case,
        calls=responded.calls,
        role_suggestions=responded.suggestions,
        growth={},
        attention=(),
        open_picture=no_picture,
    )


class PhotographNotOpened(DermetryError):
    """A defect: words and numbers alone were to be worked out, and a photograph was opened."""


def no_picture(photograph_id: str) -> Picture:
    """Refuse to open a photograph: the review shows words and numbers."""
    raise PhotographNotOpened(f"{photograph_id} was asked for by a page that shows no photograph")


def pending_of(
    visit: Visit, recorded: RecordedVisit, case: Case, cards: tuple[LesionCard, ...]
) -> Iterator[Pending]:
    """Give what is open, the gravest first."""
    yield from photographs_pending(visit)
    if visit.identity_checked_at is None and (not visit.signed_on or visit.photographs.exists()):
        yield identity_pending(visit)
    only_here = case.model_copy(update={"visits": (recorded,)})
    for each in attention.of_case(only_here, advice=attention.ON_PAGES):
        said = in_words(attention_line(undated(each)))
        yield Pending(said, STEP_OF.get(each.kind, ""), level_of(each))
    yield from other_organs_pending(recorded, case)
    for card in cards:
        if card.standing.still_copied and card.standing.copied_on:
            day = say_date(card.standing.copied_on)
            said = f"{card.lesion_id}: its description of {day} is not confirmed for this visit"
            yield Pending(f"{said}, and is not part of it", "findings", "plain")
    if not visit.signed_on:
        for view in required_views(case=case, visited_on=visit.visited_on):
            if not view.taken_ids:
                yield Pending(f"Not photographed: {view_words(view)}", "photographs", "plain")
        if recorded.next_due_on is None:
            yield Pending("No date is set for the next visit", "vitals", "plain")


def other_organs_pending(recorded: RecordedVisit, case: Case) -> Iterator[Pending]:
    """Name the followed lesions of other organs that nothing is recorded of at this visit."""
    found = {each.lesion_id for each in recorded.findings}
    for each in followed_lesions(case, recorded.visited_on):
        if each.organ != "skin" and each.lesion_id not in found:
            said = f"{each.lesion_id} ({organ_words(each)}): nothing is recorded at this visit"
            yield Pending(said, OTHER_SITES, "plain")


def identity_pending(visit: Visit) -> Pending:
    """Say that nobody compared name and birth date, or that it is not recorded."""
    if visit.signed_on:
        return Pending("No check of the patient's identity is recorded", "", "plain")
    return Pending("Nobody has confirmed yet that this is the patient", "identity", "warn")


def undated(each: Attention) -> Attention:
    """Leave out the day: everything on this page is of one visit."""
    return Attention(None, each.file_name, each.lesion_id, each.kind, each.message, each.advice)


def level_of(each: Attention) -> str:
    """Tell how grave a thing is by its kind."""
    return {"unreadable": "danger", "note": "plain"}.get(each.kind, "warn")


def photographs_pending(visit: Visit) -> Iterator[Pending]:
    """Say which photographs nobody has analysed."""
    for row in visit.photographs.filter(state="waiting").order_by("position", "pk"):
        if row.reason:
            said = f"{row.file_name} could not be analysed: {row.reason}"
            yield Pending(said, "scale", "danger")
        else:
            yield Pending(f"{row.file_name} has not been analysed yet", "scale", "warn")


def zone_names(zones: Sequence[str]) -> tuple[str, ...]:
    """Name zones in words."""
    return tuple(zone_words(each) for each in zones)


def view_words(view: RequiredView) -> str:
    """Name a required view: "close-up of L2 (chest wall, left)"."""
    named = (*zone_names((view.zone,) if view.zone else ()), view.laterality or "")
    place = ", ".join(part for part in named if part)
    if view.view == "overview":
        return f"overview of {place}" if place else "overview, place not recorded"
    return f"close-up of {', '.join(view.lesion_ids)}" + (f" ({place})" if place else "")


def describe(recorded: RecordedVisit, cards: tuple[LesionCard, ...]) -> Iterator[Described]:
    """Give how each followed lesion looked; what was not described says so."""
    said = {each.lesion_id: each for each in recorded.appearances}
    for card in cards:
        facts = appearance_facts(appearance=said.get(card.lesion_id))
        yield Described(card.lesion_id, card.place, facts)


def find_request(visit: Visit) -> Request | None:
    """Give the open task that asks for the signature."""
    row = open_requests(visit).select_related("owner").first()
    return Request(str(row.owner), row.opened_at) if row else None


def list_signers(actor: Actor, visit: Visit) -> Iterator[Signer]:
    """Give the physicians of the actor's site; the patient's own, or who signed last, stands out.

    A signature holds a name alone: one that several physicians bear suggests nobody.
    """
    rows = Membership.objects.filter(
        site_id=actor.site_id, role="physician", is_active=True, user__is_active=True
    ).select_related("user")
    known = {row.user_id: str(row.user) for row in rows.order_by("user__full_name")}
    suggested = visit.patient.owner_id
    if suggested not in known:
        signed = visit.patient.visits.filter(signed_on__isnull=False).order_by("-visited_on")
        last = (signed.values_list("details", flat=True).first() or {}).get("signature")
        named = [pk for pk, name in known.items() if last and name == last["signed_by"]]
        suggested = named[0] if len(named) == 1 else None
    for pk, name in known.items():
        yield Signer(pk, name, pk == suggested)
