"""The judgement of one lesion at one visit: what waits, what is called, and why."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dermetry.response import ids
from dermetry.response.explain import compare, give_reason, in_unit
from dermetry.response.facts import Facts
from dermetry.response.lesion_sizes import LesionSize
from dermetry.response.lesion_values import GivenTreatment
from dermetry.response.target import Verdict, is_partial_response, is_progression
from dermetry.response.values import Reason

REMOVAL = "surgery"  # the kind of treatment that takes a lesion out


@dataclass(frozen=True)
class Course:
    """What one lesion is compared with at a visit."""

    facts: Facts
    lesion_id: str
    treatments: tuple[GivenTreatment, ...]  # all that were ever given
    reference: LesionSize | None
    smallest: tuple[Decimal, date] | None  # since the reference, the size before included
    has_responded: bool = False  # CR or PR was called since the first treatment
    grown_on: date | None = None  # growth that waits to be seen again, at its first sighting


def why_waiting(
    course: Course, size: LesionSize, past: tuple[GivenTreatment, ...]
) -> tuple[str, Reason] | None:
    """Say why nothing is called at a visit: before treatment, the reference, or too early."""
    policy, reference = course.facts.policy, course.reference
    if reference is not None and size.visited_on == reference.visited_on:
        sentence = f"{course.lesion_id} is later compared with its size of this visit."
        return "size to compare with", give_reason(policy, ids.LESION_REFERENCE, sentence)
    is_before = course.treatments and not past
    if is_before or (reference is not None and size.visited_on < reference.visited_on):
        word = "before treatment" if is_before else "before the first size"
        sentence = f"This visit lies {word} of {course.lesion_id}."
        return word, give_reason(policy, ids.LESION_REFERENCE, sentence)
    days = (size.visited_on - past[-1].given_on).days if past else None
    least = policy.first_call_after_days
    if days is not None and least is not None and days < least:
        sentence = (
            f"{course.lesion_id} was treated {days} days ago; crust and swelling hide what is left "
            f"of it until day {least}."
        )
        return "too early to call", give_reason(policy, ids.LESION_TOO_EARLY, sentence)
    return None


def judge_lesion(course: Course, size: LesionSize, past: tuple[GivenTreatment, ...]) -> Verdict:
    """Judge one lesion: CR, PD, PR and NC in this order, NE without both sizes."""
    name, policy, unit = course.lesion_id, course.facts.policy, course.facts.policy.unit
    removed = next((each for each in past if each.kind == REMOVAL), None)
    if removed is not None:
        sentence = f"{name} was removed ({removed.name}, {removed.given_on})."
        return Verdict("NE", ids.LESION_NE, sentence)
    if course.reference is None or course.reference.size is None or course.smallest is None:
        sentence = f"{name} has no size to compare with: none before treatment, or at baseline."
        return Verdict("NE", ids.LESION_REFERENCE, sentence)
    if size.size is None:
        return Verdict("NE", ids.LESION_NE, f"{name} has no size at this visit ({size.note}).")
    if size.is_gone:
        return Verdict("CR", ids.LESION_CR, f"{name} is gone.")
    smallest, smallest_on = course.smallest
    now, place = in_unit(size.size, unit), compare(size.size, smallest, policy)
    if is_progression(total=size.size, nadir=smallest, policy=policy):
        before = f"its smallest of {in_unit(smallest, unit)} ({smallest_on})"
        needs = f"PD needs {policy.pd_percent.normalize():f} %"
        return Verdict("PD", ids.LESION_PD, f"{name} with {now} is {place} {before} ({needs}).")
    return judge_shrinkage(course, size.size, course.reference.size)


def why_growth_waits(
    course: Course, verdict: Verdict, past: tuple[GivenTreatment, ...]
) -> tuple[str, Reason] | None:
    """Say why growth is not called yet: before any response it has to be seen again.

    Only with the switch growth_before_response. Rule lesion_ect.response.growth_waits.
    """
    policy = course.facts.policy
    is_asked = policy.growth_before_response == "confirm" and bool(past)
    if not is_asked or verdict.category != "PD" or course.has_responded or course.grown_on:
        return None
    sentence = (
        f"{verdict.sentence} It was treated {past[-1].given_on} and has not responded before: "
        "look again, this may be swelling or inflammation."
    )
    reason = give_reason(policy, ids.LESION_GROWTH_WAITS, sentence)
    return "growth before a response: look again", reason


def judge_shrinkage(course: Course, size: Decimal, reference: Decimal) -> Verdict:
    """Tell partial response from no change once progression is ruled out."""
    policy, unit = course.facts.policy, course.facts.policy.unit
    place = compare(size, reference, policy)
    join = " from" if size == reference else ""
    against = f"is {place}{join} its size of {in_unit(reference, unit)} before"
    sentence = f"{course.lesion_id} with {in_unit(size, unit)} {against}"
    if is_partial_response(total=size, baseline=reference, policy=policy):
        needs = f"PR needs {policy.pr_percent.normalize():f} %"
        return Verdict("PR", ids.LESION_PR, f"{sentence} ({needs}).")
    return Verdict("NC", ids.LESION_NC, f"{sentence}: neither PR nor PD is met.")
