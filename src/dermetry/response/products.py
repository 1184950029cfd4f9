"""The response of measurable lesions by the WHO criteria: sums of products, in two variants."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dermetry.response import ids
from dermetry.response.explain import against_baseline, compare, in_unit, join, name_missing
from dermetry.response.history import Group, GroupsOfDay
from dermetry.response.sums import Leaf, Moment, SizeSum
from dermetry.response.target import (
    HUNDRED,
    Verdict,
    cleared_sentence,
    is_cleared,
    is_partial_response,
    is_progression,
    judge_partial,
    near_limits,
    progression_needs,
)


@dataclass(frozen=True)
class Grown:
    """One lesion, or lesions that have merged or split, with progression of their own."""

    names: tuple[str, ...]
    now: Decimal
    smallest: Decimal
    smallest_on: date


@dataclass(frozen=True)
class Reach:
    """One lesion, or some that belong together, and the size at which it is progression."""

    names: tuple[str, ...]
    now: Decimal
    begins: Decimal


def judge_products(*, sizes: SizeSum, moment: Moment) -> Verdict:
    """Judge the measurable lesions: CR, PD, PR and no change in this order, NE with gaps.

    ``policy.pd_scope`` says whose growth counts: that of the sum over its smallest value, or
    that of any one lesion over its own. Source: rules/who.toml.
    """
    policy, history = moment.facts.policy, moment.history
    total, baseline, nadir = sizes.total, history.baseline, history.nadir
    is_full = sizes.is_complete and baseline is not None and total is not None
    if is_full and total is not None and all(is_cleared(leaf, policy) for leaf in sizes.leaves):
        return Verdict("CR", ids.WHO_CR, cleared_sentence(sizes, total, policy))
    grown = find_grown(sizes, moment) if policy.pd_scope == "any_lesion" else []
    if grown:
        return Verdict("PD", ids.WHO_PD_ANY, grown_sentence(grown, moment))
    if baseline is None or nadir is None:
        return Verdict("NE", ids.BASELINE_SUM, "The baseline sum is not complete.")
    if total is None or not sizes.is_complete:
        return judge_gaps(sizes, nadir, moment)
    place = f"The sum of {in_unit(total, policy.unit)} is"
    if policy.pd_scope == "sum" and is_progression(total=total, nadir=nadir, policy=policy):
        over = compare(total, nadir, policy)
        needs = progression_needs(nadir, policy)
        smallest = f"the smallest of {in_unit(nadir, policy.unit)} ({history.nadir_on})"
        return Verdict("PD", ids.WHO_PD_SUM, f"{place} {over} {smallest} ({needs}).")
    place = f"{place} {against_baseline(total, baseline, policy)}"
    if is_partial_response(total=total, baseline=baseline, policy=policy):
        needs = f"PR needs {policy.pr_percent.normalize():f} % or more below it"
        return Verdict("PR", ids.WHO_PR, f"{place} ({needs}).")
    near = near_limits(total, history, policy)
    return Verdict("SD", ids.WHO_NC, f"{place}: neither PR nor PD is met{near}.")


def judge_gaps(sizes: SizeSum, nadir: Decimal, moment: Moment) -> Verdict:
    """Judge a sum with gaps; the growth of one lesion was looked at before."""
    policy = moment.facts.policy
    if policy.pd_scope == "sum":
        partial = judge_partial(sizes, nadir, moment.history, policy)
        rule_id = ids.WHO_PD_PARTIAL if partial.category == "PD" else ids.WHO_NE
        return Verdict(partial.category, rule_id, partial.sentence)
    sentence = f"Not every lesion has a value: {name_missing(sizes.missing)}."
    return Verdict("NE", ids.WHO_NE, sentence)


def find_grown(sizes: SizeSum, moment: Moment) -> list[Grown]:
    """Find the lesions that have progressed over their own smallest product so far."""
    policy, found = moment.facts.policy, []
    for group, leaves in comparable(group_leaves(sizes.leaves), moment.history.course):
        before = smallest_of(group, moment.history.course)
        now = sum((leaf.used for leaf in leaves if leaf.used is not None), Decimal(0))
        is_whole = all(leaf.used is not None for leaf in leaves)
        is_normal = is_whole and all(is_cleared(leaf, policy) for leaf in leaves)
        if before is None or is_normal or not (is_whole or policy.partial_sum_pd):
            continue
        if is_progression(total=now, nadir=before[0], policy=policy):
            found.append(Grown(tuple(leaf.lesion_id for leaf in leaves), now, *before))
    return found


def find_reaches(*, sizes: SizeSum, moment: Moment) -> list[Reach]:
    """Find from which size on each lesion would be progression by itself, exactly.

    A lesion without a value now, or before, has none, nor has a lymph node of normal size, which
    first has to be normal no more; over a smallest of 0 any size is progression.
    """
    policy, found = moment.facts.policy, []
    for group, leaves in comparable(group_leaves(sizes.leaves), moment.history.course):
        before = smallest_of(group, moment.history.course)
        values = [leaf.used for leaf in leaves if leaf.used is not None]
        is_normal = any(leaf.used for leaf in leaves) and all(
            is_cleared(leaf, policy) for leaf in leaves
        )
        if before is None or len(values) < len(leaves) or is_normal:
            continue
        begins = (HUNDRED + policy.pd_percent) * before[0] / HUNDRED
        names = tuple(leaf.lesion_id for leaf in leaves)
        found.append(Reach(names, sum(values, Decimal(0)), begins))
    return found


def grown_sentence(grown: list[Grown], moment: Moment) -> str:
    """Say which lesions have progressed, each with its numbers."""
    policy = moment.facts.policy
    parts = [
        f"{join(each.names)} with {in_unit(each.now, policy.unit)} is "
        f"{compare(each.now, each.smallest, policy)} its smallest of "
        f"{in_unit(each.smallest, policy.unit)} ({each.smallest_on})"
        for each in grown
    ]
    needs = progression_needs(grown[0].smallest, policy)
    return f"{'; '.join(parts)} ({needs} of any one lesion)."


def group_leaves(leaves: tuple[Leaf, ...]) -> list[tuple[Group, tuple[Leaf, ...]]]:
    """Group the sizes of a visit by the baseline lesions that they stand for together."""
    groups: list[tuple[Group, tuple[Leaf, ...]]] = []
    for leaf in leaves:
        roots = frozenset(leaf.stands_for or (leaf.lesion_id,))
        touching = [each for each in groups if each[0] & roots]
        groups = [each for each in groups if not each[0] & roots]
        joined = frozenset[str]().union(roots, *(each[0] for each in touching))
        groups.append((joined, (*(one for each in touching for one in each[1]), leaf)))
    return groups


def comparable(
    groups: list[tuple[Group, tuple[Leaf, ...]]], course: tuple[GroupsOfDay, ...]
) -> list[tuple[Group, tuple[Leaf, ...]]]:
    """Add to the groups those that were one at an earlier visit and are apart again now."""
    joined: dict[Group, tuple[Leaf, ...]] = {}
    for _, values in course:
        for earlier in values:
            touching = [each for each in groups if each[0] & earlier]
            if len(touching) > 1:
                together = frozenset[str]().union(*(each[0] for each in touching))
                joined[together] = tuple(leaf for each in touching for leaf in each[1])
    return [*groups, *joined.items()]


def smallest_of(group: Group, course: tuple[GroupsOfDay, ...]) -> tuple[Decimal, date] | None:
    """Give the smallest earlier value of exactly these lesions together, and its day."""
    found = []
    for day, values in course:
        parts = [each for each in values if each & group]
        if parts and frozenset[str]().union(*parts) == group:
            found.append((sum((values[each] for each in parts), Decimal(0)), day))
    return min(found, default=None)


def remember_course(*, sizes: SizeSum, moment: Moment) -> tuple[GroupsOfDay, ...]:
    """Give the values of all lesions up to and including this visit; gaps are left out."""
    if moment.facts.policy.pd_scope == "sum":
        return ()
    values = {
        group: sum((leaf.used for leaf in leaves if leaf.used is not None), Decimal(0))
        for group, leaves in group_leaves(sizes.leaves)
        if all(leaf.used is not None for leaf in leaves)
    }
    return (*moment.history.course, (moment.visited_on, values))
