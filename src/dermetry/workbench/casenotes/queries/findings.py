"""What the findings step shows: one card per followed lesion of the skin, and the regions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathway.lesion_state import ended_ids, states_of
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion as RecordedLesion
from dermetry.report.cells import is_unconfirmed
from dermetry.report.words import (
    describe_finding,
    in_words,
    organ_words,
    role_name,
    spread_words,
)
from dermetry.response.diffuse_course import is_sheet_of_disease
from dermetry.response.names import is_immune
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.appearances import Standing, copies_for, standing_of
from dermetry.workbench.casenotes.models import Appearance, Lesion, StatedFinding, Visit
from dermetry.workbench.casenotes.queries.mimics import NONE, LookAlikes, look_alikes
from dermetry.workbench.casenotes.queries.rules import rules_in_force
from dermetry.workbench.casenotes.queries.skin_regions import SkinRegion, skin_regions
from dermetry.workbench.casenotes.sections import REGIONS, mark_of, read_section


@dataclass(frozen=True)
class FindingLine:
    """What was found of a lesion at one visit, in words of the ward."""

    headline: str
    detail: str
    status: str
    on: date
    is_confirmed: bool
    confirmed_by: str
    evidence: tuple[str, ...]
    is_from_outline: bool = False  # a size that an outline gave, with its area


@dataclass(frozen=True)
class Statement:
    """What a person stated at this visit, with the version to send back."""

    fields: Mapping[str, Any]
    stated_by: str
    version: int


@dataclass(frozen=True)
class LesionCard:
    """One followed lesion."""

    pk: int
    lesion_id: str
    place: str
    role: str
    is_non_target: bool
    standing: Standing
    now: FindingLine | None  # None: nothing is recorded of it at this visit
    before: FindingLine | None  # the last confirmed one
    stated: Statement | None
    alike: LookAlikes = NONE  # what else it can be
    is_immune: bool = False  # the plan's policy asks whether it has grown further
    is_spread: bool = False  # a plaque, diffuse disease or a group: its share and count are asked


@dataclass(frozen=True)
class Regions:
    """Which zones were looked at."""

    examined: tuple[str, ...]
    not_examined: tuple[str, ...]
    last_examined: tuple[str, ...]
    last_on: date | None
    mark: str
    refused: tuple[str, ...] = ()  # what the patient did not want looked at
    last_refused: tuple[str, ...] = ()
    checklist: tuple[SkinRegion, ...] = ()


@dataclass(frozen=True)
class VisitFindings:
    """The whole step."""

    visit_pk: int
    patient_pk: int
    visited_on: date
    is_locked: bool
    cards: tuple[LesionCard, ...]
    proposed: tuple[str, ...]  # lesions that wait at who is who
    elsewhere: tuple[str, ...]  # lesions of other organs, by name and place
    regions: Regions
    dressings: tuple[str, ...]  # as written for this patient before


def findings_of_visit(*, actor: Actor, visit_pk: int) -> VisitFindings:
    """Give the cards and regions of a visit; raises NotHere."""
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    case, rules = mapping.read_case(patient=visit.patient), rules_in_force(actor=actor)
    followed = followed_lesions(case, visit.visited_on)
    said = (each.dressing for past in reversed(case.visits) for each in past.appearances)
    return VisitFindings(
        visit_pk=visit.pk,
        patient_pk=visit.patient_id,
        visited_on=visit.visited_on,
        is_locked=visit.signed_on is not None,
        cards=tuple(with_rules(each, case, rules) for each in cards_of(visit=visit, case=case)),
        proposed=tuple(e.lesion_id for e in followed if e.organ == "skin" and not e.is_confirmed),
        elsewhere=tuple(f"{e.lesion_id} ({organ_words(e)})" for e in followed if e.organ != "skin"),
        regions=regions_of(visit, case, rules),
        dressings=tuple(dict.fromkeys(each for each in said if each)),
    )


def card_of_lesion(*, actor: Actor, visit_pk: int, lesion_pk: int) -> LesionCard:
    """Give one card; raises NotHere."""
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    row = scope.get(actor=actor, model=Lesion, pk=lesion_pk, patient_id=visit.patient_id)
    case = mapping.read_case(patient=visit.patient)
    lesion = next(each for each in case.lesions if each.lesion_id == row.lesion_id)
    card = make_cards(visit, case, (lesion,))[0]
    return with_rules(card, case, rules_in_force(actor=actor))


def with_rules(card: LesionCard, case: Case, rules: RuleSet) -> LesionCard:
    """Give a card with what else the lesion can be, and whether it is a plaque or a group."""
    values = card.standing.values
    found = look_alikes(lesion_id=card.lesion_id, values=values, case=case, rules=rules)
    return replace(card, alike=found, is_spread=is_spread(case, card.lesion_id, rules))


def cards_of(*, visit: Visit, case: Case) -> tuple[LesionCard, ...]:
    """Give the cards of the confirmed lesions of the skin that are followed at a visit."""
    followed = followed_lesions(case, visit.visited_on)
    return make_cards(
        visit, case, tuple(e for e in followed if e.organ == "skin" and e.is_confirmed)
    )


def followed_lesions(case: Case, visited_on: date) -> tuple[RecordedLesion, ...]:
    """Give the lesions known by a visit that had not ended before it, or were found again."""
    ended = ended_ids(case=case, before=visited_on)
    found = {
        each.lesion_id
        for visit in case.visits
        if visit.visited_on == visited_on
        for each in (*visit.findings, *visit.appearances)
    }
    return tuple(
        each
        for each in case.lesions
        if each.lesion_id in found
        or (
            each.lesion_id not in ended
            and (each.first_seen_on is None or each.first_seen_on <= visited_on)
        )
    )


def make_cards(
    visit: Visit, case: Case, lesions: tuple[RecordedLesion, ...]
) -> tuple[LesionCard, ...]:
    """Give cards for some lesions."""
    pks = dict(visit.patient.lesions.values_list("lesion_id", "pk"))
    rows = {row.lesion_id: row for row in Appearance.objects.filter(visit=visit)}
    stated = {row.lesion_id: row for row in StatedFinding.objects.filter(visit=visit)}
    copies = copies_for(case=case, visited_on=visit.visited_on)
    return tuple(
        LesionCard(
            pk=pks[each.lesion_id],
            lesion_id=each.lesion_id,
            place=organ_words(each),
            role=role_name(each),
            is_non_target=each.role in ("non_target", "new"),
            standing=standing_of(
                row=rows.get(pks[each.lesion_id]),
                lesion_id=each.lesion_id,
                copy=copies.of(each.lesion_id),
            ),
            now=finding_now(case, each, visit.visited_on),
            before=finding_before(case, each, visit.visited_on),
            stated=statement_of(stated.get(pks[each.lesion_id])),
            is_immune=is_immune(preset=case.plan.preset),
        )
        for each in lesions
    )


def is_spread(case: Case, lesion_id: str, rules: RuleSet) -> bool:
    """Tell whether a lesion is a plaque, diffuse disease or a group, also by what was stated."""
    lesion = case.lesion(lesion_id)
    if lesion and is_sheet_of_disease(lesion=lesion, rules=rules.file("diffuse")):
        return True
    found = (each for visit in case.visits for each in visit.findings)
    return any(each.lesion_id == lesion_id and spread_words(each) for each in found)


def finding_now(case: Case, lesion: RecordedLesion, on: date) -> FindingLine | None:
    """Give what is recorded of a lesion at a visit, of the first evaluator."""
    for visit in case.visits:
        for each in visit.findings:
            if visit.visited_on == on and each.lesion_id == lesion.lesion_id:
                return line_of(each, lesion, on)
    return None


def finding_before(case: Case, lesion: RecordedLesion, on: date) -> FindingLine | None:
    """Give the last confirmed finding of a lesion before a visit."""
    for state in reversed(states_of(case=case, lesion=lesion)):
        if state.visited_on < on and state.finding:
            return line_of(state.finding, lesion, state.visited_on)
    return None


def line_of(finding: Any, lesion: RecordedLesion, on: date) -> FindingLine:
    """Put a finding into words."""
    headline, detail = describe_finding(finding, lesion)
    return FindingLine(
        headline=headline,
        detail=detail,
        status=finding.status,
        on=on,
        is_confirmed=not is_unconfirmed(finding, lesion),
        confirmed_by=finding.confirmed_by or "",
        evidence=tuple(in_words(each) for each in finding.evidence),
        is_from_outline=getattr(finding, "uncertainty_mm", None) is not None,
    )


def statement_of(row: StatedFinding | None) -> Statement | None:
    """Give what a person stated."""
    return Statement(dict(row.details), row.stated_by, row.version) if row else None


def regions_of(visit: Visit, case: Case, rules: RuleSet) -> Regions:
    """Give the regions, with those looked at on the visit before."""
    stored = read_section(visit, REGIONS)
    earlier = [e for e in case.visits if e.visited_on < visit.visited_on and e.regions_examined]
    return Regions(
        examined=tuple(stored["regions_examined"]),
        not_examined=tuple(stored["regions_not_examined"]),
        last_examined=earlier[-1].regions_examined if earlier else (),
        last_on=earlier[-1].visited_on if earlier else None,
        mark=mark_of(visit, REGIONS),
        refused=tuple(stored["regions_refused"]),
        last_refused=earlier[-1].regions_refused if earlier else (),
        checklist=skin_regions(case=case, on=visit.visited_on, rules=rules),
    )
