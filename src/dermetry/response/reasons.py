"""The reasons of a call: each sentence with its numbers, its rule and its sources."""

from dermetry.response import ids
from dermetry.response.explain import give_reason, in_mm, join, name_missing
from dermetry.response.interval import SumInterval
from dermetry.response.judge import Judged
from dermetry.response.policy import Policy
from dermetry.response.sums import Leaf, Moment, is_fragment
from dermetry.response.values import Reason


def list_reasons(*, judged: Judged, interval: SumInterval) -> list[Reason]:
    """List the reasons: the whole, its parts, nadir, values that need a word, interval."""
    policy = judged.moment.facts.policy
    spoken_of = (leaf for leaf in judged.diameters.leaves if needs_word(leaf))
    reasons = [value_reason(leaf, judged.moment) for leaf in spoken_of]
    reasons += interval_reasons(interval, policy)
    if judged.is_baseline:
        return [baseline_reason(judged), *reasons, *evaluator_reasons(judged)]
    verdicts = (judged.target, judged.non_target, *judged.new.verdicts, judged.recurrence)
    parts = [each for each in (judged.overall, *verdicts) if each is not None]
    spoken = [give_reason(policy, each.rule_id, each.sentence) for each in parts]
    before = judged.moment.history.progressed_on
    if before is not None:
        sentence = f"Progression was called before, dated {before}; this visit is judged anew."
        reasons.append(give_reason(policy, ids.OVERALL_AFTER_PROGRESSION, sentence))
    return [*spoken, *nadir_reasons(judged), *reasons, *evaluator_reasons(judged)]


def nadir_reasons(judged: Judged) -> list[Reason]:
    """Say which earlier sum the targets were compared with."""
    before, policy = judged.moment.history, judged.moment.facts.policy
    if judged.target is None or before.nadir_mm is None:
        return []
    is_baseline = before.nadir_on == judged.moment.facts.baseline_on
    what = "the baseline sum" if is_baseline else "the smallest complete sum before this visit"
    sentence = f"Nadir {in_mm(before.nadir_mm)} of {before.nadir_on}: {what}."
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
    return leaf.rule_id == ids.VALUE_TOO_SMALL or bool(leaf.stands_for)


def value_reason(leaf: Leaf, moment: Moment) -> Reason:
    """Say how a default, a mass or a fragment enters the sum."""
    policy = moment.facts.policy
    value = in_mm(leaf.used_mm) if leaf.used_mm is not None else f"no value ({leaf.note})"
    if not leaf.stands_for:
        return give_reason(policy, leaf.rule_id, f"{leaf.lesion_id} enters with {value}.")
    sentence = f"{leaf.lesion_id} enters with {value} for {join(leaf.stands_for)}."
    rule_id = ids.VALUE_SPLIT if is_fragment(moment, leaf.lesion_id) else ids.VALUE_MERGED
    return give_reason(policy, rule_id, sentence)


def baseline_reason(judged: Judged) -> Reason:
    """Say what the baseline sum is made of, or why it is not complete."""
    policy, diameters = judged.moment.facts.policy, judged.diameters
    if not diameters.leaves:
        return give_reason(policy, ids.BASELINE_SUM, "No target lesion is confirmed at baseline.")
    parts = join(
        f"{leaf.lesion_id} {in_mm(leaf.used_mm)}"
        for leaf in diameters.leaves
        if leaf.used_mm is not None
    )
    if diameters.is_complete and diameters.total_mm is not None:
        sentence = f"Baseline sum {in_mm(diameters.total_mm)}: {parts}."
    else:
        missing = name_missing(diameters.missing)
        sentence = f"The baseline sum is not complete, so targets cannot be judged: {missing}."
    return give_reason(policy, ids.BASELINE_SUM, sentence)
