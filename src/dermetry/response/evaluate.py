"""The response call of every visit, for every evaluator, by the criteria of the policy."""

from datetime import date

from dermetry.record.case import Case
from dermetry.response.conditionals import add_conditionals, find_proposals
from dermetry.response.facts import Facts, Trusted, gather_facts
from dermetry.response.policy import Policy, PolicyInvalid
from dermetry.response.targets import suggest_roles
from dermetry.response.timeline import judge_timeline
from dermetry.response.values import RoleSuggestion, VisitCall
from dermetry.response.visit_call import call_before_baseline, write_call


def evaluate_case(
    *, case: Case, policy: Policy, suggestions: tuple[RoleSuggestion, ...] | None = None
) -> tuple[VisitCall, ...]:
    """Judge every visit of a case, ordered by date, then by evaluator.

    The criteria of the policy decide: RECIST 1.1, iRECIST or WHO. A policy for single lesions
    is refused with ``PolicyInvalid``: it gives no call of a patient.
    Only confirmed findings of confirmed lesions enter; what proposals would change stands
    in ``conditionals``. ``suggestions`` give undecided lesions a provisional role (None: no
    roles are suggested); those of ``suggest_roles`` are made anew for each "if confirmed".
    The plan of the case overrides the limits of the policy. A case without visits has no calls.
    Source: rules/recist_1_1.toml, irecist.toml and who.toml.
    """
    if policy.criteria == "lesion":
        raise PolicyInvalid(
            f"the policy {policy.preset!r} judges single lesions, never a patient",
            next_step="use it for the calls of lesions, and recist11 for those of the patient",
        )
    baseline_on = case.baseline_on
    if baseline_on is None or not case.visits:
        return ()
    settled = policy.for_plan(case.plan)
    calls = [
        call
        for evaluator in find_evaluators(case)
        for call in evaluate_one(case, settled, evaluator, baseline_on, suggestions)
    ]
    return tuple(sorted(calls, key=lambda call: (call.visited_on, call.evaluator)))


def find_evaluators(case: Case) -> tuple[str, ...]:
    """Give everybody who has a finding in the case; the empty name is one evaluator."""
    names = {finding.evaluator for visit in case.visits for finding in visit.findings}
    return tuple(sorted(names or {""}))


def evaluate_one(
    case: Case,
    policy: Policy,
    evaluator: str,
    baseline_on: date,
    suggestions: tuple[RoleSuggestion, ...] | None,
) -> list[VisitCall]:
    """Judge every visit as one evaluator saw it; rule overall.evaluators."""
    given = suggestions or ()
    is_own = suggestions is not None and suggestions == suggest_roles(case=case, policy=policy)

    def gather(trusted: Trusted) -> Facts:
        what_if = confirm(case, evaluator, trusted) if trusted and is_own else None
        return gather_facts(
            case=case,
            policy=policy,
            evaluator=evaluator,
            baseline_on=baseline_on,
            suggestions=suggest_roles(case=what_if, policy=policy) if what_if else given,
            trusted=trusted,
        )

    facts = gather(frozenset())
    proposals = find_proposals(facts=facts, gather=gather)
    early = [
        call_before_baseline(
            visit=visit, evaluator=evaluator, baseline_on=baseline_on, policy=policy
        )
        for visit in case.visits
        if visit.visited_on < baseline_on
    ]
    return early + [
        add_conditionals(call=write_call(judged=judged), judged=judged, proposals=proposals)
        for judged in judge_timeline(facts=facts)
    ]


def confirm(case: Case, evaluator: str, trusted: Trusted) -> Case:
    """Give the case as if one evaluator's named proposals were confirmed, laws unchecked."""
    trusted_ids = {lesion_id for _, lesion_id in trusted}
    lesions = tuple(
        each.model_copy(update={"is_confirmed": each.is_confirmed or each.lesion_id in trusted_ids})
        for each in case.lesions
    )
    visits = tuple(
        visit.model_copy(
            update={
                "findings": tuple(
                    each.model_copy(update={"is_confirmed": True})
                    if each.evaluator == evaluator and (visit.visited_on, each.lesion_id) in trusted
                    else each
                    for each in visit.findings
                )
            }
        )
        for visit in case.visits
    )
    return case.model_copy(update={"lesions": lesions, "visits": visits})
