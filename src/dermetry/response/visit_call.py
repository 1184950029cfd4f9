"""Writing one judgement down as a ``VisitCall`` with its reasons and flags."""

from datetime import date
from decimal import Decimal
from typing import Any

from dermetry.record.visit import Visit
from dermetry.response import ids
from dermetry.response.explain import change_percent, give_reason, in_order, limits_of
from dermetry.response.flags import list_flags
from dermetry.response.interval import SumInterval, flag_uncertain, limits_mm, sum_interval
from dermetry.response.judged import Judged
from dermetry.response.policy import Policy
from dermetry.response.reasons import list_reasons
from dermetry.response.remember import date_progression, earliest
from dermetry.response.turning import find_turning_points
from dermetry.response.values import ImmuneFacts, VisitCall
from dermetry.response.values_used import list_values


def write_call(*, judged: Judged) -> VisitCall:
    """Write down the judgement of one visit, proposals left out."""
    facts, policy = judged.moment.facts, judged.moment.facts.policy
    interval = find_interval(judged)
    flags = [*list_flags(judged=judged), *flag_limits(judged, interval)]
    remarks = tuple(dict.fromkeys(flags))
    return VisitCall(
        visited_on=judged.visit.visited_on,
        evaluator=facts.evaluator,
        is_baseline=judged.is_baseline,
        category=judged.category,
        statement=judged.category or "baseline",
        target_response=judged.target_category,
        non_target_response=judged.non_target_category,
        new_lesion_ids=judged.new.counting_ids,
        is_sum_complete=judged.sizes.is_complete,
        sum_interval_95_mm=interval.bounds_mm,
        sum_interval_note=interval.note,
        baseline_on=facts.baseline_on,
        **write_sums(judged),
        values_used=list_values(judged=judged),
        missing_lesion_ids=tuple(leaf.lesion_id for leaf in judged.sizes.missing),
        turning_points=find_turning_points(judged=judged),
        immune=write_immune(judged),
        reasons=tuple(list_reasons(judged=judged, interval=interval)),
        flags=tuple(text for _, text in remarks),
        flag_reasons=tuple(give_reason(policy, rule_id, text) for rule_id, text in remarks),
        is_provisional=judged.moment.cast.is_provisional,
        progression_on=progression_date(judged),
        **name_policy(policy),
    )


def name_policy(policy: Policy) -> dict[str, Any]:
    """Name what a call was judged by."""
    return {
        "rules_version": policy.rules_version,
        "preset": policy.preset,
        "criteria": policy.criteria,
    }


def write_sums(judged: Judged) -> dict[str, Any]:
    """Write down sum, baseline and nadir in the fields of their unit, and the changes."""
    policy, total = judged.moment.facts.policy, judged.sizes.total
    unit = policy.unit
    baseline = judged.after.baseline
    nadir_of = judged.after if judged.is_baseline else judged.before
    is_compared = judged.sizes.is_complete and not judged.is_baseline
    compared = total if is_compared else None
    nadir = nadir_of.nadir
    change = None if compared is None or nadir is None else compared - nadir
    return {
        f"sum_{unit}": total,
        f"baseline_sum_{unit}": baseline,
        f"nadir_{unit}": nadir,
        f"change_from_nadir_{unit}": change,
        "nadir_on": nadir_of.nadir_on,
        "change_from_baseline_percent": percent(compared, baseline, policy),
        "change_from_nadir_percent": percent(compared, nadir, policy),
    }


def find_interval(judged: Judged) -> SumInterval:
    """Give the 95 % interval of a sum of diameters; products have none."""
    if judged.moment.facts.policy.unit != "mm":
        return SumInterval(None, "")
    return sum_interval(sizes=judged.sizes)


def flag_limits(judged: Judged, interval: SumInterval) -> list[ids.Remark]:
    """Flag a response of the targets whose limit lies inside the interval of the sum."""
    policy, target, total = judged.moment.facts.policy, judged.target, judged.sizes.total
    if judged.is_baseline or not judged.sizes.is_complete or target is None or total is None:
        return []
    pd_limit, pr_limit = limits_mm(
        total_mm=total,
        baseline_mm=judged.after.baseline,
        nadir_mm=judged.before.nadir,
        policy=policy,
    )
    return flag_uncertain(
        interval=interval,
        category=target.category,
        pd_limit_mm=pd_limit,
        pr_limit_mm=pr_limit,
    )


def write_immune(judged: Judged) -> ImmuneFacts | None:
    """Write down what iRECIST adds; None by other criteria and at baseline."""
    immune = judged.immune
    if immune is None:
        return None
    open_or_confirmed = immune.block or immune.confirmed
    signs = immune.signs
    return ImmuneFacts(
        unconfirmed_on=open_or_confirmed.since if open_or_confirmed else None,
        confirmed_on=immune.confirmed_on,
        is_reset=immune.is_reset,
        new_target_ids=signs.new_targets,
        new_other_ids=tuple(in_order(signs.new_ids - set(signs.new_targets))),
        new_sum_mm=signs.new_sizes.total,
        is_new_sum_complete=signs.new_sizes.is_complete,
        clinically_stable=judged.visit.clinically_stable,
    )


def percent(now: Decimal | None, before: Decimal | None, policy: Policy) -> Decimal | None:
    """Give a change for reading, where both sums are there."""
    return None if now is None or before is None else change_percent(now, before, limits_of(policy))


def progression_date(judged: Judged) -> date | None:
    """Give the day of the first progression known at this visit, back-dated after proof."""
    earlier = judged.moment.history.progressed_on
    known = earliest(earlier, date_progression(judged=judged))
    return known if judged.immune else earliest(known, judged.new.hindsight_on)


def call_before_baseline(
    *, visit: Visit, evaluator: str, baseline_on: date, policy: Policy
) -> VisitCall:
    """Write down that a visit before the baseline is not judged."""
    sentence = f"This visit lies before the baseline of {baseline_on} and is not judged."
    return VisitCall(
        visited_on=visit.visited_on,
        evaluator=evaluator,
        category=None,
        statement="before baseline: not judged",
        baseline_on=baseline_on,
        reasons=(give_reason(policy, ids.BASELINE_BEFORE, sentence),),
        flags=("before baseline: not judged",),
        flag_reasons=(give_reason(policy, ids.BASELINE_BEFORE, "before baseline: not judged"),),
        **name_policy(policy),
    )
