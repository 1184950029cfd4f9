"""Writing the judgement of one lesion down as a ``LesionCall``."""

from datetime import date
from decimal import Decimal

from dermetry.response import ids
from dermetry.response.explain import change_percent, give_reason, in_mm, limits_of
from dermetry.response.lesion_judge import Course
from dermetry.response.lesion_sizes import LesionSize
from dermetry.response.lesion_values import GivenTreatment, LesionCall, SizeClass
from dermetry.response.policy import Policy
from dermetry.response.target import Verdict
from dermetry.response.values import Reason


def write_lesion_call(
    course: Course,
    size: LesionSize,
    past: tuple[GivenTreatment, ...],
    verdict: Verdict | None,
    waiting: tuple[str, Reason] | None,
) -> LesionCall:
    """Write the call of one lesion down with its numbers and reasons."""
    policy, reference = course.facts.policy, course.reference
    reasons = [waiting[1]] if waiting else []
    if verdict:
        reasons.append(give_reason(policy, verdict.rule_id, verdict.sentence))
    if reference is not None and size.visited_on == reference.visited_on:
        reasons += class_reasons(course, reference)
    if len(past) > 1:
        sentence = f"{course.lesion_id} was treated {len(past)} times, last {past[-1].given_on}."
        reasons.append(give_reason(policy, ids.LESION_REPEATED, sentence))
    compared = size.size if verdict and verdict.category != "NE" else None
    smallest, smallest_on = course.smallest or (None, None)
    unit = policy.unit
    return LesionCall(
        lesion_id=course.lesion_id,
        evaluator=course.facts.evaluator,
        visited_on=size.visited_on,
        category=verdict.category if verdict else None,
        statement=waiting[0] if waiting else verdict.category if verdict else "",
        treatments=past,
        days_since_first_treatment=(size.visited_on - past[0].given_on).days if past else None,
        days_since_last_treatment=(size.visited_on - past[-1].given_on).days if past else None,
        is_too_early=bool(waiting and waiting[1].rule_id == ids.LESION_TOO_EARLY),
        is_growth_open=bool(waiting and waiting[1].rule_id == ids.LESION_GROWTH_WAITS),
        progression_on=date_progression(course, size, verdict),
        is_merged=size.is_merged,
        size_class=class_of(reference, policy),
        reference_on=reference.visited_on if reference else None,
        smallest_on=smallest_on,
        change_from_reference_percent=change_of(compared, reference, policy),
        reasons=tuple(reasons),
        is_unverified=any(each.rule_id in policy.unverified_rules for each in reasons),
        preset=policy.preset,
        rules_version=policy.rules_version,
        **{
            f"size_{unit}": size.size,
            f"reference_{unit}": reference.size if reference else None,
            f"smallest_{unit}": smallest,
        },
    )


def date_progression(course: Course, size: LesionSize, verdict: Verdict | None) -> date | None:
    """Give the day of a progression; one that had to be seen again began at its first sighting."""
    if verdict is None or verdict.category != "PD":
        return None
    return course.grown_on or size.visited_on


def change_of(size: Decimal | None, reference: LesionSize | None, policy: Policy) -> Decimal | None:
    """Give the change from the size before, for reading only."""
    if size is None or reference is None or reference.size is None:
        return None
    return change_percent(size, reference.size, limits_of(policy))


def class_reasons(course: Course, reference: LesionSize) -> list[Reason]:
    """Say in which size class a lesion is."""
    policy = course.facts.policy
    found = class_of(reference, policy)
    if found is None or policy.size_class_mm is None or reference.size_mm is None:
        return []
    word = "up to" if found == "up_to_limit" else "above"
    sentence = (
        f"{course.lesion_id} with {in_mm(reference.size_mm)} is in the class {word} "
        f"{in_mm(policy.size_class_mm)}."
    )
    return [give_reason(policy, ids.LESION_SIZE_CLASS, sentence)]


def class_of(reference: LesionSize | None, policy: Policy) -> SizeClass | None:
    """Give the size class of a lesion by its diameter before. Rule lesion_ect.size_class."""
    if reference is None or reference.size_mm is None or policy.size_class_mm is None:
        return None
    return "up_to_limit" if reference.size_mm <= policy.size_class_mm else "above_limit"
