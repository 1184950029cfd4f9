"""What the vitals step shows: what is recorded of the patient, and what was recorded last."""

from dataclasses import dataclass
from datetime import date

from dermetry.record.case import Case
from dermetry.record.observation import Observation
from dermetry.record.symptom import Symptom
from dermetry.record.visit import Visit as RecordedVisit
from dermetry.report.wellbeing import say_observation
from dermetry.response.names import is_immune
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.models import Visit
from dermetry.workbench.casenotes.sections import VITALS, mark_of


@dataclass(frozen=True)
class Before:
    """What was recorded last, before this visit."""

    words: str
    on: date


@dataclass(frozen=True)
class VisitVitals:
    """The whole step."""

    visit_pk: int
    visited_on: date
    is_locked: bool
    mark: str
    observations: dict[str, Observation]  # one per kind: the one the page shows
    others: tuple[Observation, ...]  # more of a kind, of other days; they stay as they are
    before: dict[str, Before]  # by kind
    symptoms: dict[str, Symptom]
    symptoms_before: dict[str, Before]
    notes: tuple[str, ...]
    next_due_on: date | None
    next_reason: str
    is_immune: bool  # the plan's policy asks whether the patient is clinically stable
    clinically_stable: bool | None


def vitals_of(*, actor: Actor, visit_pk: int) -> VisitVitals:
    """Give the vitals of a visit; raises NotHere."""
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    case = mapping.read_case(patient=visit.patient)
    recorded = next(each for each in case.visits if each.visited_on == visit.visited_on)
    shown = pick_shown(recorded)
    return VisitVitals(
        visit_pk=visit.pk,
        visited_on=visit.visited_on,
        is_locked=visit.signed_on is not None,
        mark=mark_of(visit, VITALS),
        observations=shown,
        others=tuple(each for each in recorded.observations if shown[each.kind] is not each),
        before=observed_before(case, visit.visited_on),
        symptoms={each.kind: each for each in recorded.symptoms},
        symptoms_before=scored_before(case, visit.visited_on),
        notes=recorded.notes,
        next_due_on=recorded.next_due_on,
        next_reason=recorded.next_reason or "",
        is_immune=is_immune(preset=case.plan.preset),
        clinically_stable=recorded.clinically_stable,
    )


def pick_shown(recorded: RecordedVisit) -> dict[str, Observation]:
    """Give one observation per kind: that of the visit's day, else the latest."""
    ordered = sorted(recorded.observations, key=lambda each: each.observed_on or date.max)
    return {each.kind: each for each in ordered}


def observed_before(case: Case, visited_on: date) -> dict[str, Before]:
    """Give the last value of each kind from earlier visits."""
    found: dict[str, Before] = {}
    for visit in case.visits:
        for each in visit.observations if visit.visited_on < visited_on else ():
            found[each.kind] = Before(say_observation(each), each.observed_on or visit.visited_on)
    return found


def scored_before(case: Case, visited_on: date) -> dict[str, Before]:
    """Give the last score of each symptom from earlier visits."""
    return {
        each.kind: Before(f"{each.score_0_10} of 10", visit.visited_on)
        for visit in case.visits
        if visit.visited_on < visited_on
        for each in visit.symptoms
    }
