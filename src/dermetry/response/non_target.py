"""The response of the non-target lesions at one visit."""

from collections.abc import Iterable
from decimal import Decimal

from dermetry.record.finding import Absent, Finding, Measured, Present, Progressed, TooSmall
from dermetry.record.lesion import Lesion
from dermetry.response import ids
from dermetry.response.explain import in_mm, join, name_missing
from dermetry.response.facts import PRESENCE, is_node, size_mm
from dermetry.response.policy import Policy
from dermetry.response.sums import Leaf, Moment
from dermetry.response.target import Verdict


def judge_non_targets(*, leaves: tuple[Leaf, ...], policy: Policy) -> Verdict:
    """Judge the non-target lesions; only a stated unequivocal progression is PD."""
    progressed = [leaf for leaf in leaves if isinstance(leaf.finding, Progressed)]
    progressed = [leaf for leaf in progressed if not is_lost(leaf)]
    if progressed:
        stated = "; ".join(state_progression(leaf) for leaf in progressed)
        return Verdict("PD", ids.NON_TARGET_PD, f"Unequivocal progression was stated: {stated}.")
    missing = [leaf for leaf in leaves if is_unevaluated(leaf)]
    if missing:
        sentence = f"Not all non-target lesions were evaluated: {name_missing(missing)}."
        return Verdict("NE", ids.NON_TARGET_NE, sentence)
    there = [leaf.lesion_id for leaf in leaves if is_there(leaf, policy)]
    if there:
        sentence = f"Still there and not clearly worse: {join(there)}."
        return Verdict("NON-CR/NON-PD", ids.NON_TARGET_NON_CR_NON_PD, sentence)
    return Verdict("CR", ids.NON_TARGET_CR, say_gone(leaves, policy))


def say_gone(leaves: Iterable[Leaf], policy: Policy) -> str:
    """Say that no non-target disease is there, and which nodes are still seen below the limit."""
    nodes = [leaf for leaf in leaves if not isinstance(leaf.finding, Absent)]
    if not nodes:
        return "All non-target lesions are gone."
    limit, sizes = in_mm(policy.node_normal_mm), join([say_leaf(leaf) for leaf in nodes])
    return f"All non-target lesions are gone, or are nodes below {limit}: {sizes}."


def say_leaf(leaf: Leaf) -> str:
    """Name a lesion with its size, where one was measured."""
    if isinstance(leaf.finding, Measured) and leaf.raw_mm is not None:
        return f"{leaf.lesion_id} {in_mm(leaf.raw_mm)}"
    return f"{leaf.lesion_id} too small to measure"


def state_progression(leaf: Leaf) -> str:
    """Repeat what the evaluator stated."""
    reason = leaf.finding.reason if isinstance(leaf.finding, Progressed) else ""
    return f"{leaf.lesion_id} ({reason})" if reason else leaf.lesion_id


def is_lost(leaf: Leaf) -> bool:
    """Tell whether a finding cannot be used: treated locally, or contradicted."""
    return leaf.rule_id in (ids.VALUE_TREATED_LOCALLY, ids.VALUE_MERGED)


def is_unevaluated(leaf: Leaf) -> bool:
    """Tell whether nothing can be said of a non-target lesion at this visit."""
    known = (Absent, Measured, Present, Progressed, TooSmall)
    return is_lost(leaf) or not isinstance(leaf.finding, known)


def is_there(leaf: Leaf, policy: Policy) -> bool:
    """Tell whether a lesion is confirmed as disease that is there at this visit.

    A lymph node below the normal limit is no disease. Rule measurable.node.
    """
    if is_unevaluated(leaf) or isinstance(leaf.finding, Absent):
        return False
    if leaf.is_node and isinstance(leaf.finding, Measured | TooSmall):
        axis_mm = leaf.raw_mm if isinstance(leaf.finding, Measured) else policy.too_small_mm
        return axis_mm is None or axis_mm >= policy.node_normal_mm
    return True


def shows_disease(finding: Finding | None, lesion: Lesion, policy: Policy) -> bool | None:
    """Tell whether a finding shows disease, shows none, or (None) shows neither.

    A lymph node shows disease only by its short axis, or when progression is stated: one of
    unknown size is neither shown nor excluded. Rule measurable.node.
    """
    if isinstance(finding, Absent):
        return False
    if not is_node(lesion) or isinstance(finding, Progressed):
        return True if isinstance(finding, PRESENCE) else None
    size = policy.too_small_mm if isinstance(finding, TooSmall) else None
    size = size_mm(finding, lesion) if isinstance(finding, Measured) else size
    return None if size is None else size >= policy.node_normal_mm


def is_unsized_node(finding: Finding | None, lesion: Lesion, policy: Policy) -> bool:
    """Tell whether a lymph node is there and its size is not known."""
    is_there_somehow = is_node(lesion) and isinstance(finding, PRESENCE)
    return is_there_somehow and shows_disease(finding, lesion, policy) is None


def flag_growth(*, moment: Moment, leaves: Iterable[Leaf]) -> list[ids.Remark]:
    """Flag non-targets that measure clearly more than at their smallest; no call changes."""
    return [
        (
            ids.NON_TARGET_GROWTH,
            f"{leaf.lesion_id} (non-target) measures {in_mm(leaf.raw_mm)}, smallest so far "
            f"{in_mm(smallest)}: judge whether this is unequivocal progression",
        )
        for leaf in leaves
        if leaf.raw_mm is not None
        and (smallest := moment.history.smallest_mm.get(leaf.lesion_id)) is not None
        and has_grown(leaf.raw_mm, smallest, moment.facts.policy)
    ]


def has_grown(now: Decimal, smallest: Decimal, policy: Policy) -> bool:
    """Tell whether a non-target has grown enough to be flagged. Rule non_target.growth."""
    is_relative = 100 * now >= (100 + policy.non_target_growth_percent) * smallest
    return is_relative and now - smallest >= policy.non_target_growth_mm


def remember_smallest(*, moment: Moment) -> dict[str, Decimal]:
    """Give the smallest measured size of each lesion up to and including this visit."""
    smallest = dict(moment.history.smallest_mm)
    for lesion_id, finding in moment.facts.usable[moment.visited_on].items():
        lesion = moment.facts.lesions[lesion_id]
        size = size_mm(finding, lesion) if isinstance(finding, Measured) else None
        if size is not None:
            smallest[lesion_id] = min(size, smallest.get(lesion_id, size))
    return smallest
