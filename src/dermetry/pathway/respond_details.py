"""What stands beside the calls of a patient: certainty, parts, and the exploratory channel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathway.compartments import respond_by_compartment
from dermetry.pathway.discordance import Discordance, find_discordances
from dermetry.pathway.respond import Responded, without_overridden_plan
from dermetry.pathway.response_settings import ResponseSettings
from dermetry.record.case import Case
from dermetry.response.certainty.judge import judge_certainty
from dermetry.response.certainty.values import CallCertainty
from dermetry.response.diffuse import follow_diffuse
from dermetry.response.diffuse_values import DiffuseCourse


@dataclass(frozen=True)
class PartCalls:
    """The calls of one visit and evaluator by skin alone, by other organs alone, and by all."""

    visited_on: date
    evaluator: str
    skin: str | None  # None: no lesion of the skin, or no call
    other: str | None
    overall: str | None


@dataclass(frozen=True)
class ResponseDetails:
    """What is said of one patient's calls besides the calls."""

    subject: str
    certainty: tuple[CallCertainty, ...]
    parts: tuple[PartCalls, ...]  # empty: all lesions are of the skin, or none is
    discordances: tuple[Discordance, ...]
    courses: tuple[DiffuseCourse, ...]  # exploratory


def find_details(
    *, cases: Sequence[Case], settings: ResponseSettings, rules: RuleSet = SHIPPED
) -> ResponseDetails:
    """Find certainty, parts and exploratory course of one patient, whose evaluators may have a
    case each. No call changes by any of it.
    """
    found = [find_one(case, settings, rules) for case in cases]
    return ResponseDetails(
        cases[0].patient.patient_id,
        tuple(each for one in found for each in one.certainty),
        tuple(each for one in found for each in one.parts),
        tuple(each for one in found for each in one.discordances),
        tuple(each for one in found for each in one.courses),
    )


def find_one(case: Case, settings: ResponseSettings, rules: RuleSet) -> ResponseDetails:
    """Find the details of one case."""
    case = without_overridden_plan(case, settings.switches)
    responded = respond_by_compartment(
        case=case, settings=settings.switches, preset=settings.policy.preset
    )
    overall = responded["overall"]
    certainty = () if overall is None else judge(case, overall, rules)
    has_both = responded["skin"] is not None and responded["other"] is not None
    parts = list_parts(overall, responded["skin"], responded["other"]) if has_both else ()
    return ResponseDetails(
        case.patient.patient_id,
        certainty,
        parts,
        find_discordances(responded=responded, rules=rules) if has_both else (),
        follow_diffuse(case=case, rules=rules),
    )


def judge(case: Case, overall: Responded, rules: RuleSet) -> tuple[CallCertainty, ...]:
    """Judge the certainty of the calls."""
    return judge_certainty(
        case=case,
        policy=overall.policy,
        calls=overall.calls,
        suggestions=overall.suggestions,
        rules=rules,
    )


def list_parts(
    overall: Responded | None, skin: Responded | None, other: Responded | None
) -> tuple[PartCalls, ...]:
    """Put the calls of the parts beside the overall ones, visit by visit."""
    by_key = [
        {(call.visited_on, call.evaluator): call.category for call in each.calls} if each else {}
        for each in (skin, other)
    ]
    return tuple(
        PartCalls(
            call.visited_on,
            call.evaluator,
            by_key[0].get((call.visited_on, call.evaluator)),
            by_key[1].get((call.visited_on, call.evaluator)),
            call.category,
        )
        for call in (overall.calls if overall else ())
        if call.category is not None
    )
