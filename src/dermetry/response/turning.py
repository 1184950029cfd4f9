"""The sums at which the response of the targets would be another one."""

from decimal import Decimal

from dermetry.response.explain import in_unit, join, name_missing
from dermetry.response.judged import Judged
from dermetry.response.names import name_category
from dermetry.response.policy import Policy
from dermetry.response.products import Reach, find_reaches
from dermetry.response.target import progression_begins
from dermetry.response.values import Category, TurningPoint


def find_turning_points(*, judged: Judged) -> tuple[TurningPoint, ...]:
    """Find what would change the response of the targets, other things being equal.

    For a complete sum: where progression begins and partial response ends, exactly. For a sum
    with gaps: what the missing lesions would have to measure for progression. Where the growth
    of any one lesion is progression (WHO), that of the lesion that lacks least.
    """
    policy, before, total = judged.moment.facts.policy, judged.before, judged.sizes.total
    if judged.target is None or before.baseline is None or before.nadir is None or total is None:
        return ()
    if judged.immune and judged.immune.confirmed:
        return ()
    if policy.pd_scope == "any_lesion":
        return lesion_points(judged, total)
    begins = progression_begins(before.nadir, policy)
    ends = (100 - policy.pr_percent) * before.baseline / 100
    if not judged.sizes.is_complete:
        return gap_points(judged, begins, total)
    points = [*confirmation_points(judged, total)]
    if judged.target.category in ("CR", "PR", "SD"):
        points.append(point(policy, "PD", begins, "from a sum of {} on, {} more than now", total))
    if judged.target.category == "SD" and ends < total:
        points.append(point(policy, "PR", ends, "at a sum of {} or less, {} less than now", total))
    if judged.target.category == "PD" and total >= begins:
        points.append(point(policy, "PD", begins, "down to a sum of {}, {} less than now", total))
    return tuple(points)


def lesion_points(judged: Judged, total: Decimal) -> tuple[TurningPoint, ...]:
    """Give the nearest growth of one lesion that is progression, and where response begins."""
    policy, target = judged.moment.facts.policy, judged.target
    if target is None or target.category not in ("CR", "PR", "SD"):
        return ()
    points = []
    reaches = find_reaches(sizes=judged.sizes, moment=judged.moment)
    if reaches:
        nearest = min(reaches, key=lambda each: each.begins - each.now)
        named = name_category("PD", policy)
        sentence = f"Targets {named} {words_of_reach(nearest, policy)}."
        points.append(TurningPoint(category=named, lesion_ids=nearest.names, sentence=sentence))
    baseline = judged.before.baseline or Decimal(0)
    ends = (100 - policy.pr_percent) * baseline / 100
    if target.category == "SD" and judged.sizes.is_complete and ends < total:
        points.append(point(policy, "PR", ends, "at a sum of {} or less, {} less than now", total))
    return tuple(points)


def words_of_reach(reach: Reach, policy: Policy) -> str:
    """Say from which size of a lesion on it is progression."""
    names = join(reach.names)
    if reach.begins == 0:
        return f"if {names} comes back, in any size"
    more = in_unit(reach.begins - reach.now, policy.unit)
    begins = in_unit(reach.begins, policy.unit)
    return f"from {begins} of {names} on, {more} more than now: no lesion lacks less"


def point(
    policy: Policy, category: Category, limit: Decimal, text: str, total: Decimal
) -> TurningPoint:
    """Write one turning point down, in the unit and the words of the policy."""
    named = name_category(category, policy)
    distance = in_unit(abs(limit - total), policy.unit)
    words = text.format(in_unit(limit, policy.unit), distance)
    is_mm = policy.unit == "mm"
    return TurningPoint(
        category=named,
        sum_mm=limit if is_mm else None,
        sum_mm2=None if is_mm else limit,
        sentence=f"Targets {named} {words}.",
    )


def confirmation_points(judged: Judged, total: Decimal) -> list[TurningPoint]:
    """Give the sum that would confirm a progression of the targets, now or later (iRECIST)."""
    policy, immune = judged.moment.facts.policy, judged.immune
    if immune is None or policy.icpd_mm is None:
        return []
    now, later = judged.before.block, immune.block
    if now is not None and now.targets_mm is not None:
        text = "from a sum of {} on, {} more than now"
        return [point(policy, "iCPD", now.targets_mm + policy.icpd_mm, text, total)]
    if later is not None and later.targets_mm is not None:
        text = "at a later visit from a sum of {} on, {} more than now"
        found = point(policy, "iCPD", later.targets_mm + policy.icpd_mm, text, total)
        return [found.model_copy(update={"is_later": True})]
    return []


def gap_points(judged: Judged, begins: Decimal, total: Decimal) -> tuple[TurningPoint, ...]:
    """Say what the missing lesions would have to measure for progression."""
    policy = judged.moment.facts.policy
    if judged.target is None or judged.target.category != "NE" or begins <= total:
        return ()
    named = name_category("PD", policy)
    is_mm = policy.unit == "mm"
    missing = name_missing(judged.sizes.missing)
    sentence = (
        f"Targets {named} if what is missing comes to {in_unit(begins - total, policy.unit)} or "
        f"more: {missing}."
    )
    limit = begins if is_mm else None
    return (
        TurningPoint(
            category=named,
            sum_mm=limit,
            sum_mm2=None if is_mm else begins,
            sentence=sentence,
        ),
    )
