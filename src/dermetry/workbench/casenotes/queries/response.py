"""The response page: every call in full, what follows from them, and what else could be said."""

from dataclasses import dataclass
from datetime import date

from dermetry.pathway.compartments import respond_by_compartment
from dermetry.pathway.discordance import find_discordances
from dermetry.pathway.overview import compartment_calls
from dermetry.record.case import Case
from dermetry.report.tables import sum_notes
from dermetry.response.names import policy_name
from dermetry.response.policy import list_presets
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.file_names import hides_file_names
from dermetry.workbench.casenotes.models import Patient
from dermetry.workbench.casenotes.queries.banner import PatientBanner, banner_of
from dermetry.workbench.casenotes.queries.links import PageLink, link, patient_pages
from dermetry.workbench.casenotes.queries.patient_calls import CallCard, cards_of_parts
from dermetry.workbench.casenotes.queries.response_best import BestPart, best_part
from dermetry.workbench.casenotes.queries.response_certainty import certainty_part
from dermetry.workbench.casenotes.queries.response_diffuse import DiffusePart, diffuse_part
from dermetry.workbench.casenotes.queries.response_lesions import LesionPart, lesion_part
from dermetry.workbench.casenotes.queries.response_policies import (
    Comparison,
    classic_and_immune,
    compare_with,
)
from dermetry.workbench.casenotes.queries.response_visits import (
    VisitRow,
    override_words,
    unsigned_words,
    visit_rows,
)
from dermetry.workbench.casenotes.queries.response_words import LESIONS
from dermetry.workbench.casenotes.queries.rules import rules_in_force
from dermetry.workbench.casenotes.refusals import read_lawful


@dataclass(frozen=True)
class PolicyChoice:
    """One policy that can be looked at."""

    key: str
    name: str
    is_plan: bool
    is_chosen: bool


@dataclass(frozen=True)
class ResponsePage:
    """What the response page shows; the calls are always those of the plan's policy."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    plan_url: str
    policy: str  # name of the plan's policy
    rules_version: str
    cards: tuple[CallCard, ...]
    latest: tuple[VisitRow, ...]  # of the latest visit, one per evaluator, with their certainty
    certainty_problem: str
    visits: tuple[VisitRow, ...]
    sum_notes: tuple[str, ...]  # what the stars beside sums point to
    best: BestPart
    notes: tuple[str, ...]  # what best response rests on
    own: str  # which clinician's own calls it does not use; empty: there are none
    beside: Comparison  # RECIST 1.1 and iRECIST
    choices: tuple[PolicyChoice, ...]
    chosen: str  # key of the policy that is looked at; empty: none
    comparison: Comparison | None
    lesions: LesionPart
    diffuse: DiffusePart

    @property
    def is_lesions(self) -> bool:
        """Tell whether the chosen policy judges single lesions."""
        return self.chosen == LESIONS


@hides_file_names
def response_page(*, actor: Actor, patient_pk: int, policy: str, today: date) -> ResponsePage:
    """Give the response page of a patient of the actor's site; nothing is written.

    ``policy`` is the key of a policy to look at beside the plan's, or empty. Raises NotHere for
    an unknown patient or policy, RecordNotLawful where the record contradicts itself.
    """
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    if policy and policy not in list_presets():
        raise unknown_policy(policy)
    case = read_lawful(row)
    return page_of(actor, row, case, policy, today)


def unknown_policy(policy: str) -> scope.NotHere:
    """Say that a policy does not exist, and which do."""
    return scope.NotHere(
        f"There is no response policy “{policy[:40]}”",
        why="the address of this page names it, and it is not one of those in use",
        next_step=f"go back and choose one of: {', '.join(map(name_of, list_presets()))}",
    )


def name_of(preset: str) -> str:
    """Name a policy as people do."""
    return policy_name(preset=preset)


def page_of(actor: Actor, row: Patient, case: Case, policy: str, today: date) -> ResponsePage:
    """Put the page together from one case."""
    rules = rules_in_force(actor=actor)
    found = respond_by_compartment(case=case)
    overall, best = found["overall"], best_part(case=case, preset=case.plan.preset)
    certainty = certainty_part(case=case, responded=overall, rules=rules)
    visits = visit_rows(
        found=found, case=case, addresses=visit_addresses(actor, row), certainty=certainty
    )
    calls = overall.calls if overall else ()
    apart = find_discordances(responded=found)
    parts = [compartment_calls(name, found[name]) for name in ("skin", "other", "overall")]
    is_other = policy not in ("", LESIONS, case.plan.preset)
    return ResponsePage(
        banner=banner_of(actor=actor, row=row, case=case, today=today),
        pages=patient_pages(actor=actor, patient_pk=row.pk),
        plan_url=link(actor, "patient_plan", row.pk),
        policy=name_of(case.plan.preset),
        rules_version=calls[-1].rules_version if calls else "",
        cards=cards_of_parts(parts=parts, case=case, apart=apart),
        latest=tuple(each for each in visits if each.visited_on == visits[0].visited_on),
        certainty_problem=certainty.problem,
        visits=visits,
        sum_notes=sum_notes(calls=calls),
        best=best,
        notes=tuple(filter(None, [unsigned_words(visits)])),
        own=override_words(visits),
        beside=classic_and_immune(case=case),
        choices=choices_of(case.plan.preset, policy),
        chosen=policy,
        comparison=compare_with(case=case, preset=policy, best=best) if is_other else None,
        lesions=lesion_part(case=case, addresses=lesion_addresses(actor, row)),
        diffuse=diffuse_part(case=case, rules=rules),
    )


def choices_of(plan: str, chosen: str) -> tuple[PolicyChoice, ...]:
    """Give every policy that can be looked at."""
    return tuple(
        PolicyChoice(key, name_of(key), key == plan, key == (chosen or plan))
        for key in list_presets()
    )


def visit_addresses(actor: Actor, row: Patient) -> dict[date, str]:
    """Give where each visit is reviewed."""
    return {
        on: link(actor, "visit_review", pk) for pk, on in row.visits.values_list("pk", "visited_on")
    }


def lesion_addresses(actor: Actor, row: Patient) -> dict[str, str]:
    """Give the page of each lesion."""
    return {
        name: link(actor, "lesion", pk) for pk, name in row.lesions.values_list("pk", "lesion_id")
    }
