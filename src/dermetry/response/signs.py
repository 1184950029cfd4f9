"""What a visit shows that may open, confirm or end a progression by iRECIST."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dermetry.record.finding import Measured, Progressed
from dermetry.response.explain import count_order, in_order
from dermetry.response.facts import measurable_from_mm, organ_of, size_mm
from dermetry.response.new_lesions import NewLesions
from dermetry.response.recurrence import find_back
from dermetry.response.sums import Leaf, Moment, SizeSum, collect_leaves, sum_sizes
from dermetry.response.target import Verdict


@dataclass(frozen=True)
class Signs:
    """The signs of one visit, category by category, before anything is confirmed."""

    moment: Moment
    sizes: SizeSum
    target: Verdict | None
    non_target: Verdict | None
    is_target_worse: bool  # over the nadir, or back after a complete response
    is_target_back: bool
    worse_ids: frozenset[str]  # non-targets stated as progressed, or back
    grown_ids: frozenset[str]  # stated as grown further
    unstated_ids: frozenset[str]  # progressed, and not stated whether further
    new: NewLesions
    new_ids: frozenset[str]  # new lesions that count, without masses and fragments
    new_targets: tuple[str, ...]  # those with a sum of their own
    new_sizes: SizeSum
    sizes_mm: Mapping[str, Decimal]  # non-targets and new lesions outside of sums
    dated_on: date | None  # the earliest day that progression seen now is dated to


def read_signs(
    *,
    moment: Moment,
    sizes: SizeSum,
    others: tuple[Leaf, ...],
    target: Verdict | None,
    non_target: Verdict | None,
    new: NewLesions,
    has_recurrence: bool,
) -> Signs:
    """Read the signs of one visit from its judged parts."""
    new_ids = frozenset(new.counting_ids) & moment.cast.root_ids
    new_targets = list_new_targets(moment, new_ids)
    new_sizes = sum_sizes(leaves=collect_leaves(moment=moment, root_ids=new_targets))
    stated = {
        leaf.lesion_id: leaf.finding.has_grown_further
        for leaf in others
        if non_target and non_target.category == "PD" and isinstance(leaf.finding, Progressed)
    }
    back = find_back(leaves=others, moment=moment)
    is_target_back = bool(find_back(leaves=sizes.leaves, moment=moment))
    is_target_worse = is_target_back or (target is not None and target.category == "PD")
    is_worse_today = is_target_worse or bool(stated) or has_recurrence
    days = [moment.visited_on] if is_worse_today else []
    days += [new.dated_on] if new.dated_on else []
    return Signs(
        moment=moment,
        sizes=sizes,
        target=target,
        non_target=non_target,
        is_target_worse=is_target_worse,
        is_target_back=is_target_back,
        worse_ids=frozenset(stated) | frozenset(back),
        grown_ids=frozenset(key for key, grown in stated.items() if grown),
        unstated_ids=frozenset(key for key, grown in stated.items() if grown is None),
        new=new,
        new_ids=new_ids,
        new_targets=new_targets,
        new_sizes=new_sizes,
        sizes_mm=sizes_outside(moment, others, new_ids - frozenset(new_targets)),
        dated_on=min(days, default=None),
    )


def list_new_targets(moment: Moment, new_ids: frozenset[str]) -> tuple[str, ...]:
    """Give the new lesions with a sum of their own: the earlier ones first, then the largest.

    Only a lesion that is measurable at the first visit at which it counts is taken.
    Source: rule irecist.new.list.
    """
    listed = list(moment.history.new_targets)
    fresh = [each for each in new_ids if each not in moment.history.counted]
    sized = [(size, each) for each in fresh if (size := new_size(moment, each)) is not None]
    for _, lesion_id in sorted(sized, key=lambda each: (-each[0], count_order(each[1]))):
        if has_room(moment, listed, lesion_id):
            listed.append(lesion_id)
    return tuple(listed)


def new_size(moment: Moment, lesion_id: str) -> Decimal | None:
    """Give the size of a new lesion that is large enough to be a target of its own."""
    lesion, finding = moment.facts.lesions[lesion_id], moment.usable(lesion_id)
    policy = moment.facts.policy
    size = size_mm(finding, lesion) if isinstance(finding, Measured) else None
    limit = measurable_from_mm(lesion, policy)
    is_measurable = lesion.non_measurable is None and size is not None and size >= limit
    return size if is_measurable else None


def has_room(moment: Moment, listed: Iterable[str], lesion_id: str) -> bool:
    """Tell whether the limits of the list of new targets allow one more."""
    policy, lesions = moment.facts.policy, moment.facts.lesions
    organs = [organ_of(lesions[each], policy) for each in listed]
    total, per_organ = policy.new_targets_total, policy.new_targets_per_organ
    same = organs.count(organ_of(lesions[lesion_id], policy))
    return (total is None or len(organs) < total) and (per_organ is None or same < per_organ)


def sizes_outside(
    moment: Moment, others: tuple[Leaf, ...], new_ids: frozenset[str]
) -> dict[str, Decimal]:
    """Give the measured diameters of non-targets and of new lesions without a sum."""
    sizes = {leaf.lesion_id: leaf.raw_mm for leaf in others if leaf.raw_mm is not None}
    for lesion_id in in_order(new_ids):
        finding = moment.usable(lesion_id)
        if isinstance(finding, Measured):
            size = size_mm(finding, moment.facts.lesions[lesion_id])
            if size is not None:
                sizes[lesion_id] = size
    return sizes
