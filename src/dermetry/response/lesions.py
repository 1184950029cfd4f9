"""The response of single lesions to skin-directed treatment, apart from the patient's call."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from dermetry.record.case import Case
from dermetry.response.evaluate import find_evaluators
from dermetry.response.facts import Facts, gather_facts
from dermetry.response.lesion_judge import (
    Course,
    judge_lesion,
    why_growth_waits,
    why_waiting,
)
from dermetry.response.lesion_sizes import LesionSize, follow_sizes, list_treatments
from dermetry.response.lesion_values import GivenTreatment, LesionCall
from dermetry.response.lesion_write import write_lesion_call
from dermetry.response.policy import Policy, PolicyInvalid


def judge_lesions(*, case: Case, policy: Policy) -> tuple[LesionCall, ...]:
    """Judge every confirmed lesion at every visit, by visit, evaluator and lesion.

    A treated lesion is compared with its last size before the first treatment, an untreated
    one with its size at baseline, or its first one where it came later. Sizes in the measure
    of the policy, exact; equality counts. Raises ``PolicyInvalid`` for a policy of patients.
    Source: rules/lesion_ect.toml, which is unverified.
    """
    if policy.criteria != "lesion":
        raise PolicyInvalid(
            f"the policy {policy.preset!r} judges patients, not single lesions",
            next_step="use lesion-ect for the calls of lesions",
        )
    baseline_on = case.baseline_on
    if baseline_on is None or not any(each.visited_on == baseline_on for each in case.visits):
        return ()
    calls = [
        call
        for evaluator in find_evaluators(case)
        for call in judge_evaluator(
            gather_facts(
                case=case,
                policy=policy,
                evaluator=evaluator,
                baseline_on=baseline_on,
                suggestions=(),
            )
        )
    ]
    return tuple(sorted(calls, key=lambda call: (call.visited_on, call.evaluator)))


def judge_evaluator(facts: Facts) -> Iterable[LesionCall]:
    """Judge every lesion as one evaluator saw it."""
    for lesion_id, sizes in follow_sizes(facts=facts).items():
        treatments = list_treatments(facts=facts, lesion_id=lesion_id)
        reference = find_reference(facts, lesion_id, treatments, sizes)
        course = Course(facts, lesion_id, treatments, reference, start_from(reference))
        for size in sizes:
            call = judge_size(course, size)
            yield call
            course = remember(course, call, size)


def remember(course: Course, call: LesionCall, size: LesionSize) -> Course:
    """Give what the next visit is compared with."""
    if call.is_growth_open:
        return replace(course, grown_on=call.visited_on)
    if call.category in (None, "NE"):
        return course
    smallest, responded = course.smallest, course.has_responded
    if smallest and size.size is not None and size.size < smallest[0]:
        smallest = (size.size, size.visited_on)
    if call.is_treated and call.category in ("CR", "PR"):
        responded = True
    # Growth that has gone is forgotten; growth that has stayed is progression, and keeps its day.
    grown_on = course.grown_on if call.category == "PD" else None
    return replace(course, smallest=smallest, has_responded=responded, grown_on=grown_on)


def start_from(reference: LesionSize | None) -> tuple[Decimal, date] | None:
    """Give the size before as the first smallest one."""
    if reference is None or reference.size is None:
        return None
    return reference.size, reference.visited_on


def find_reference(
    facts: Facts,
    lesion_id: str,
    treatments: tuple[GivenTreatment, ...],
    sizes: list[LesionSize],
) -> LesionSize | None:
    """Find the size that a lesion is compared with. Rule lesion_ect.reference."""
    sized = [each for each in sizes if each.size is not None and not each.is_gone]
    if treatments:
        before = [each for each in sized if each.visited_on <= treatments[0].given_on]
        return before[-1] if before else None
    later = [each for each in sized if each.visited_on >= facts.baseline_on]
    first = later[0] if later else None
    is_at_baseline = first is not None and first.visited_on == facts.baseline_on
    return first if is_at_baseline or not facts.is_known_at_baseline(lesion_id) else None


def judge_size(course: Course, size: LesionSize) -> LesionCall:
    """Judge one lesion at one visit and write its call down."""
    past = tuple(each for each in course.treatments if each.given_on < size.visited_on)
    waiting = why_waiting(course, size, past)
    verdict = None if waiting else judge_lesion(course, size, past)
    if verdict and (waiting := why_growth_waits(course, verdict, past)):
        verdict = None
    return write_lesion_call(course, size, past, verdict, waiting)
