"""Why a given answer may differ: the single changes that would reproduce it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from dermetry.exchange.alternatives import Tried
from dermetry.exchange.answers import Answer
from dermetry.exchange.same import is_same, part_of
from dermetry.pathway.respond_patients import PatientResponse
from dermetry.response.explain import in_unit
from dermetry.response.policy import Policy
from dermetry.response.values import VisitCall

NOTHING = "no single change that was tried gives this answer"
NOT_HERE = "it may rest on something that the input does not hold, such as a new lesion"
PROGRESSION = ("PD", "iUPD", "iCPD")
RESPONSES = ("PR", "CR", "iPR", "iCR")


def find_causes(
    *,
    answer: Answer,
    call: VisitCall,
    own: Sequence[VisitCall],
    patient: PatientResponse,
    tried: Tried,
) -> tuple[str, ...]:
    """Name every single change that would reproduce an answer, or say that none does.

    ``own`` are the calls of the same evaluator. Tried are: another sum to compare with, what
    the call leaves in or out, each setting, and the calls of the other evaluators.
    """
    policy = tried.settings.policy
    found = [
        *fit_other_sums(answer, call, own, policy),
        *fit_without(answer, call, own),
        *fit_settings(answer, call, tried),
        *fit_others(answer, call, patient),
    ]
    if found:
        return tuple(dict.fromkeys(found))
    is_worse = answer.given in PROGRESSION and call.category not in PROGRESSION
    return (f"{NOTHING}; {NOT_HERE}" if is_worse else NOTHING,)


def fit_other_sums(
    answer: Answer, call: VisitCall, own: Sequence[VisitCall], policy: Policy
) -> Iterator[str]:
    """Try the sum against another one than the nadir, and an incomplete one as if complete."""
    total, baseline = call.total, call.baseline_total
    if total is None or baseline is None or answer.what not in ("overall", "target"):
        return
    before = [each for each in own if each.visited_on < call.visited_on]
    for how, reference in list_references(call, before, baseline):
        target = classify(total, baseline, reference, policy)
        had_pr = any(each.target_response in RESPONSES for each in before)
        if target == "SD" and policy.continued_pr and had_pr:
            if gives(answer, call, "PR"):
                yield how
            how = f"{how}, and a response is not carried on"
        if gives(answer, call, target):
            yield how


def list_references(
    call: VisitCall, before: Sequence[VisitCall], baseline: Decimal
) -> Iterator[tuple[str, Decimal]]:
    """Give the sums that the sum of a visit may have been compared with, each in words."""
    if not call.is_sum_complete:
        missing = ", ".join(call.missing_lesion_ids)
        nadir = baseline if call.nadir is None else call.nadir
        yield f"fits when the sum is taken as complete without {missing}", nadir
        return
    counted = "fits when growth is counted from"
    yield f"{counted} the baseline, {in_unit(baseline, call.unit)}, not from the nadir", baseline
    last = before[-1].total if before else None
    if last is not None and last != baseline:
        size = in_unit(last, call.unit)
        yield f"{counted} the visit before, {size}, not from the nadir", last


def gives(answer: Answer, call: VisitCall, target: str) -> bool:
    """Tell whether a response of the targets would give the answer."""
    return is_same(answer.given, target if answer.what == "target" else with_the_rest(target, call))


def classify(total: Decimal, baseline: Decimal, reference: Decimal, policy: Policy) -> str:
    """Give the response of the targets by the numbers alone."""
    growth = total - reference
    is_enough = policy.pd_mm is None or growth >= policy.pd_mm
    if growth > 0 and is_enough and 100 * growth >= policy.pd_percent * reference:
        return "PD"
    if not total:
        return "CR"
    return "PR" if 100 * (baseline - total) >= policy.pr_percent * baseline else "SD"


def with_the_rest(target: str, call: VisitCall) -> str:
    """Give the overall response of a target response with what else the call found."""
    others = call.non_target_response
    if call.new_lesion_ids or others in PROGRESSION:
        return "PD"
    return "PR" if target == "CR" and others not in (None, "CR", "iCR") else target


def fit_without(answer: Answer, call: VisitCall, own: Sequence[VisitCall]) -> Iterator[str]:
    """Try the call without its new lesions, without its non-targets, and with an older PD."""
    if answer.what != "overall":
        return
    rest = call.target_response
    is_by_others = call.non_target_response in PROGRESSION
    if call.new_lesion_ids and rest and not is_by_others and is_same(answer.given, rest):
        yield f"fits when {', '.join(call.new_lesion_ids)} is not counted as new"
    if is_by_others and rest and not call.new_lesion_ids and is_same(answer.given, rest):
        yield "fits when the non-target lesions are not called progression"
    known = [
        each.visited_on
        for each in own
        if each.visited_on < call.visited_on and each.category in PROGRESSION
    ]
    if known and call.category not in PROGRESSION and answer.given in PROGRESSION:
        yield f"fits when the progression of {known[0]} is carried forward"


def fit_settings(answer: Answer, call: VisitCall, tried: Tried) -> Iterator[str]:
    """Name the settings that, each by itself, would give the answer."""
    for label, patient in tried.of(answer.subject):
        for each in patient.calls:
            is_it = (each.visited_on, each.evaluator) == (call.visited_on, call.evaluator)
            if is_it and is_same(answer.given, part_of(each, answer.what)):
                yield f"fits with {label}"


def fit_others(answer: Answer, call: VisitCall, patient: PatientResponse) -> Iterator[str]:
    """Name the other evaluators whose call of this visit is the answer."""
    for each in patient.calls:
        is_other = each.visited_on == call.visited_on and each.evaluator != call.evaluator
        if is_other and is_same(answer.given, part_of(each, answer.what)):
            yield f"fits the call of {each.evaluator or 'the unnamed evaluator'}"
