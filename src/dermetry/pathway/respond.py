"""From a Case to its response calls: one call of the response room, rules from knowledge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.record.case import Case
from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import Policy, load_policy
from dermetry.response.targets import suggest_roles
from dermetry.response.values import RoleSuggestion, VisitCall

NOT_ASSESSED = ("not_done", "not_evaluable")


@dataclass(frozen=True)
class Responded:
    """The calls of a case, and the roles that were suggested where nobody chose."""

    calls: tuple[VisitCall, ...]
    suggestions: tuple[RoleSuggestion, ...]
    policy: Policy
    assessed: frozenset[tuple[date, str]]  # visits with a finding that says something, by evaluator


def respond(
    *,
    case: Case,
    settings: Mapping[str, str] | None = None,
    preset: str | None = None,
    rules: RuleSet = SHIPPED,
) -> Responded:
    """Call the response of every visit of a case by a preset; None is that of the case's plan.

    ``settings`` overrides switches of the policy by name; an unknown name or value is a
    MarksInvalid error that lists the names. Derived afresh at each call, never stored.
    """
    policy = load_policy(preset=preset or case.plan.preset, overrides=settings or {}, rules=rules)
    case = without_overridden_plan(case, settings or {})
    suggestions = suggest_roles(case=case, policy=policy)
    calls = evaluate_case(case=case, policy=policy, suggestions=suggestions)
    return Responded(
        calls=calls, suggestions=suggestions, policy=policy, assessed=list_assessed(case)
    )


def list_assessed(case: Case) -> frozenset[tuple[date, str]]:
    """Give the visits and evaluators at which at least one lesion was judged."""
    return frozenset(
        (visit.visited_on, finding.evaluator)
        for visit in case.visits
        for finding in visit.findings
        if finding.status not in NOT_ASSESSED
    )


def without_overridden_plan(case: Case, settings: Mapping[str, str]) -> Case:
    """Let a setting given now win over the same setting of the case's plan."""
    plan = {name: None for name in settings if name in type(case.plan).model_fields}
    return case.model_copy(update={"plan": case.plan.model_copy(update=plan)}) if plan else case
