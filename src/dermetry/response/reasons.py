"""The reasons of a call: each sentence with its numbers, its rule and its sources."""

from dermetry.response import ids
from dermetry.response.explain import give_reason, in_mm, in_unit, join, name_missing
from dermetry.response.interval import SumInterval
from dermetry.response.judged import Judged
from dermetry.response.policy import Policy
from dermetry.response.sums import Leaf, Moment, is_fragment
from dermetry.response.target import Verdict
from dermetry.response.values import Reason


def list_reasons(*, judged: Judged, interval: SumInterval) -> list[Reason]:
    """List the reasons: the whole, its parts, nadir, values that need a word, interval."""
    policy = judged.moment.facts.policy
    spoken_of = (leaf for leaf in judged.sizes.leaves if needs_word(leaf))
    reasons = [value_reason(leaf, judged.moment) for leaf in spoken_of]
    reasons += interval_reasons(interval, policy)
    if judged.is_baseline:
        first = [baseline_reason(judged), *measurable_reasons(judged)]
        return [*first, *reasons, *evaluator_reasons(judged)]
    parts = [each for each in list_verdicts(judged) if each is not None]
    spoken = [give_reason(policy, each.rule_id, each.sentence) for each in parts]
    before = judged.moment.history.progressed_on
    if before is not None:
        sentence = f"Progression was called before, dated {before}; this visit is judged anew."
        reasons.append(give_reason(policy, ids.OVERALL_AFTER_PROGRESSION, sentence))
    spoken += nadir_reasons(judged) + new_list_reasons(judged)
    return [*spoken, *reasons, *evaluator_reasons(judged)]


def list_verdicts(judged: Judged) -> tuple[Verdict | None, ...]:
    """List the verdicts that the call rests on; by iRECIST, what was made of them comes first."""
    others = (judged.non_target, *judged.new.verdicts, judged.recurrence)
    immune = judged.immune
    if immune is None:
        return (judged.overall, judged.target, *others)
    before = judged.moment.history
    is_first = before.block is None and before.confirmed is None
    is_said = judged.overall is None or judged.overall.sentence == immune.overall.sentence
    table = judged.overall if is_first and not is_said else None
    return (immune.overall, *immune.verdicts, table, immune.target, *others)


def measurable_reasons(judged: Judged) -> list[Reason]:
    """Say that roles were not looked at, where every measured lesion is in the sum."""
    facts, leaves = judged.moment.facts, judged.sizes.leaves
    others = [
        leaf.lesion_id
        for leaf in leaves
        if facts.lesions[leaf.lesion_id].role in ("non_target", "undecided")
    ]
    if facts.policy.target_choice != "all_measurable" or not others:
        return []
    sentence = f"All measured lesions are in the sum, also without the role target: {join(others)}."
    return [give_reason(facts.policy, ids.WHO_MEASURABLE, sentence)]


def new_list_reasons(judged: Judged) -> list[Reason]:
    """Say which new lesions are followed by a sum of their own, and what it is (iRECIST)."""
    immune, policy = judged.immune, judged.moment.facts.policy
    if immune is None or not immune.signs.new_targets:
        return []
    sizes = immune.signs.new_sizes
    total = "no value" if sizes.total is None else in_mm(sizes.total)
    gaps = f" without {name_missing(sizes.missing)}" if sizes.missing else ""
    names = join(immune.signs.new_targets)
    sentence = f"Sum of the new lesions {names}, kept apart from the targets: {total}{gaps}."
    return [give_reason(policy, ids.IRECIST_NEW_LIST, sentence)]


def nadir_reasons(judged: Judged) -> list[Reason]:
    """Say which earlier sum the targets were compared with."""
    before, policy = judged.moment.history, judged.moment.facts.policy
    if judged.target is None or before.nadir is None:
        return []
    is_baseline = before.nadir_on == judged.moment.facts.baseline_on
    what = "the baseline sum" if is_baseline else "the smallest complete sum before this visit"
    smallest = in_unit(before.nadir, policy.unit)
    sentence = f"Nadir {smallest} of {before.nadir_on}: {what}."
    return [give_reason(policy, ids.TARGET_NADIR, sentence)]


def interval_reasons(interval: SumInterval, policy: Policy) -> list[Reason]:
    """Say how certain the sum is, as far as uncertainties are stated."""
    if interval.bounds_mm is None:
        return []
    low, high = interval.bounds_mm
    note = f" ({interval.note})" if interval.note else ""
    sentence = f"95 % interval of the sum: {in_mm(low)} to {in_mm(high)}{note}."
    return [give_reason(policy, ids.SUM_INTERVAL, sentence)]


def evaluator_reasons(judged: Judged) -> list[Reason]:
    """Say whose findings the call rests on, where the evaluator has a name."""
    name, policy = judged.moment.facts.evaluator, judged.moment.facts.policy
    if not name:
        return []
    sentence = f"Judged on the findings of {name} alone."
    return [give_reason(policy, ids.OVERALL_EVALUATORS, sentence)]


def needs_word(leaf: Leaf) -> bool:
    """Tell whether the value used differs from a plain measurement."""
    return leaf.rule_id in (ids.VALUE_TOO_SMALL, ids.WHO_TOO_SMALL) or bool(leaf.stands_for)


def value_reason(leaf: Leaf, moment: Moment) -> Reason:
    """Say how a default, a mass or a fragment enters the sum."""
    policy = moment.facts.policy
    value = f"no value ({leaf.note})"
    if leaf.used is not None:
        value = in_unit(leaf.used, policy.unit)
    if not leaf.stands_for:
        return give_reason(policy, leaf.rule_id, f"{leaf.lesion_id} enters with {value}.")
    sentence = f"{leaf.lesion_id} enters with {value} for {join(leaf.stands_for)}."
    rule_id = ids.VALUE_SPLIT if is_fragment(moment, leaf.lesion_id) else ids.VALUE_MERGED
    return give_reason(policy, rule_id, sentence)


def baseline_reason(judged: Judged) -> Reason:
    """Say what the baseline sum is made of, or why it is not complete."""
    policy, sizes = judged.moment.facts.policy, judged.sizes
    if not sizes.leaves:
        return give_reason(policy, ids.BASELINE_SUM, "No target lesion is confirmed at baseline.")
    parts = join(
        f"{leaf.lesion_id} {in_unit(leaf.used, policy.unit)}"
        for leaf in sizes.leaves
        if leaf.used is not None
    )
    if sizes.is_complete and sizes.total is not None:
        sentence = f"Baseline sum {in_unit(sizes.total, policy.unit)}: {parts}."
    else:
        missing = name_missing(sizes.missing)
        sentence = f"The baseline sum is not complete, so targets cannot be judged: {missing}."
    return give_reason(policy, ids.BASELINE_SUM, sentence)
