"""What confirms an open progression by iRECIST, sign by sign."""

from collections.abc import Callable
from decimal import Decimal

from dermetry.record.finding import Progressed
from dermetry.response import ids
from dermetry.response.block import Block
from dermetry.response.explain import in_mm, in_order, join
from dermetry.response.signs import Signs
from dermetry.response.target import Verdict


def find_confirmations(*, block: Block, signs: Signs) -> list[Verdict]:
    """Find every sign that confirms the open progression; an empty list confirms nothing."""
    checks: tuple[Callable[[Block, Signs], list[Verdict]], ...] = (
        by_targets,
        by_non_targets,
        by_new_lesions,
    )
    return [verdict for check in checks for verdict in check(block, signs)]


def by_targets(block: Block, signs: Signs) -> list[Verdict]:
    """Find growth of the sum, or targets that have come to progress only now."""
    total, policy = signs.sizes.total, signs.moment.facts.policy
    if not block.has_targets:
        return other_category("the targets", signs.is_target_worse)
    is_counted = signs.sizes.is_complete or policy.partial_sum_pd
    is_clear = signs.target is not None and signs.target.category == "CR"
    if total is None or block.targets_mm is None or is_clear or not is_counted:
        return []
    return grown_sum(total, block.targets_mm, "the targets", ids.ICPD_TARGET, signs)


def grown_sum(
    now: Decimal, before: Decimal, what: str, rule_id: str, signs: Signs
) -> list[Verdict]:
    """Find growth of a sum by the limit that confirms; exact, equality counts."""
    limit = signs.moment.facts.policy.icpd_mm
    if limit is None or now - before < limit:
        return []
    sentence = (
        f"The sum of {what} of {in_mm(now)} is {in_mm(now - before)} above the "
        f"{in_mm(before)} of the unconfirmed progression (iCPD needs {in_mm(limit)})."
    )
    return [Verdict("iCPD", rule_id, sentence)]


def other_category(what: str, is_worse: bool) -> list[Verdict]:
    """Find progression in a category that had none."""
    if not is_worse:
        return []
    sentence = f"Progression is now also shown by {what}, which had not progressed before."
    return [Verdict("iCPD", ids.ICPD_OTHER_CATEGORY, sentence)]


def by_non_targets(block: Block, signs: Signs) -> list[Verdict]:
    """Find further growth of the non-targets: stated, measured, or of another lesion."""
    if not block.non_target_ids:
        return other_category(f"non-targets ({names(signs.worse_ids)})", bool(signs.worse_ids))
    if not signs.worse_ids:
        return []
    news = signs.moment.cast.roots("new")
    measured = grown_sizes(block, signs, lambda lesion_id: lesion_id not in news)
    grown = signs.grown_ids | (signs.worse_ids - block.non_target_ids) | measured
    if not grown:
        return []
    sentence = f"The non-targets have grown further: {names(grown)}."
    return [Verdict("iCPD", ids.ICPD_NON_TARGET, sentence)]


def by_new_lesions(block: Block, signs: Signs) -> list[Verdict]:
    """Find growth of the new lesions, or more of them."""
    if not block.new_ids:
        return other_category(f"new lesions ({names(signs.new_ids)})", bool(signs.new_ids))
    found: list[Verdict] = []
    if more := signs.new_ids - block.new_ids:
        found.append(Verdict("iCPD", ids.ICPD_MORE_NEW, f"More new lesions: {names(more)}."))
    total = signs.new_sizes.total
    is_counted = signs.new_sizes.is_complete or signs.moment.facts.policy.partial_sum_pd
    is_same_list = is_counted and set(signs.new_targets) <= block.new_ids
    if total is not None and block.new_mm is not None and is_same_list:
        what = "the new lesions"
        found += grown_sum(total, block.new_mm, what, ids.ICPD_NEW_TARGET, signs)
    outside = signs.new_ids - frozenset(signs.new_targets)
    stated = frozenset(
        each
        for each in outside & block.new_ids
        if isinstance(signs.moment.usable(each), Progressed)
    )
    if grown := stated | grown_sizes(block, signs, lambda lesion_id: lesion_id in outside):
        sentence = f"New lesions without a sum of their own have grown: {names(grown)}."
        found.append(Verdict("iCPD", ids.ICPD_NEW_NON_TARGET, sentence))
    return found


def grown_sizes(block: Block, signs: Signs, belongs: Callable[[str], bool]) -> frozenset[str]:
    """Find lesions outside of sums that measure more than at their smallest in the block."""
    return frozenset(
        key
        for key, size in signs.sizes_mm.items()
        if belongs(key) and key in block.sizes_mm and size > block.sizes_mm[key]
    )


def names(lesion_ids: frozenset[str]) -> str:
    """Name lesions as people count them."""
    return join(in_order(lesion_ids))


def is_early(*, block: Block, signs: Signs) -> bool:
    """Tell whether a confirmation has to wait. Rule irecist.confirmed.window."""
    policy = signs.moment.facts.policy
    days = (signs.moment.visited_on - block.opened_on).days
    is_before = policy.icpd_min_days is not None and days < policy.icpd_min_days
    return policy.icpd_window == "minimum" and is_before


def flag_window(*, block: Block, signs: Signs) -> list[ids.Remark]:
    """Flag a confirmation outside of the days in which it is due."""
    policy = signs.moment.facts.policy
    days = (signs.moment.visited_on - block.opened_on).days
    least, most = policy.icpd_min_days or 0, policy.icpd_max_days
    if days >= least and (most is None or days <= most):
        return []
    text = (
        f"growth is seen {days} days after the unconfirmed progression, outside of the "
        f"{least} to {most} days in which a confirmation is due"
    )
    return [(ids.ICPD_WINDOW, text)]
