"""The judgement of one visit: targets, non-targets, new lesions, and the three together."""

from dataclasses import replace

from dermetry.record.visit import Visit
from dermetry.response.facts import Facts
from dermetry.response.history import History
from dermetry.response.immune import Immune, judge_immune
from dermetry.response.judged import Judged
from dermetry.response.new_lesions import judge_new_lesions
from dermetry.response.non_target import flag_growth, judge_non_targets
from dermetry.response.overall import combine, judge_no_disease
from dermetry.response.products import judge_products
from dermetry.response.recurrence import flag_unsized_nodes, judge_recurrence
from dermetry.response.remember import remember
from dermetry.response.roles import Cast
from dermetry.response.signs import read_signs
from dermetry.response.sums import (
    Moment,
    SizeSum,
    collect_leaves,
    remember_treated,
    sum_sizes,
)
from dermetry.response.target import Verdict, judge_targets


def judge_visit(*, facts: Facts, cast: Cast, visit: Visit, history: History) -> Judged:
    """Judge one visit of one evaluator with the memory of the visits before it."""
    treated = remember_treated(facts=facts, visited_on=visit.visited_on, known=history.treated)
    moment = Moment(facts, cast, visit.visited_on, replace(history, treated=treated))
    sizes = sum_sizes(leaves=collect_leaves(moment=moment, root_ids=cast.roots("target")))
    others = collect_leaves(moment=moment, root_ids=cast.roots("non_target"))
    leaves = (*sizes.leaves, *others)
    judged = Judged(
        moment=moment,
        visit=visit,
        is_baseline=visit.visited_on == facts.baseline_on,
        sizes=sizes,
        non_target_leaves=others,
        target=None,
        non_target=None,
        new=judge_new_lesions(moment=moment),
        recurrence=None,
        overall=None,
        immune=None,
        lesion_flags=(
            *flag_growth(moment=moment, leaves=others),
            *flag_unsized_nodes(leaves, moment),
        ),
        before=history,
        after=moment.history,
    )
    if not judged.is_baseline:
        judged = judge_parts(judged)
    return replace(judged, after=remember(judged=judged))


def judge_parts(judged: Judged) -> Judged:
    """Judge what the lesions of a later visit show, part by part and together."""
    moment, others, policy = judged.moment, judged.non_target_leaves, judged.moment.facts.policy
    target = judge_sizes(judged.sizes, moment)
    non_target = judge_non_targets(leaves=others, policy=policy) if others else None
    recurrence = judge_recurrence(leaves=(*judged.sizes.leaves, *others), moment=moment)
    overall = combine(
        target=target,
        non_target=non_target,
        new=judged.new,
        recurrence=recurrence,
        policy=policy,
    ) or judge_no_disease(moment.facts, judged.visit)
    found = replace(
        judged, target=target, non_target=non_target, recurrence=recurrence, overall=overall
    )
    return replace(found, immune=judge_confirmation(found, overall))


def judge_sizes(sizes: SizeSum, moment: Moment) -> Verdict | None:
    """Judge the targets by the measure of the policy; None without targets."""
    policy = moment.facts.policy
    if not sizes.leaves:
        return None
    if policy.criteria == "who":
        return judge_products(sizes=sizes, moment=moment)
    return judge_targets(sizes=sizes, history=moment.history, policy=policy)


def judge_confirmation(judged: Judged, classic: Verdict) -> Immune | None:
    """Judge whether a progression is confirmed, where iRECIST asks it."""
    if judged.moment.facts.policy.criteria != "irecist":
        return None
    signs = read_signs(
        moment=judged.moment,
        sizes=judged.sizes,
        others=judged.non_target_leaves,
        target=judged.target,
        non_target=judged.non_target,
        new=judged.new,
        has_recurrence=judged.recurrence is not None,
    )
    return judge_immune(signs=signs, classic=classic, visit=judged.visit)
