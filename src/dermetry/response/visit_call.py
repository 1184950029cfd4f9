"""Writing one judgement down as a ``VisitCall`` with its reasons and flags."""

from datetime import date
from decimal import Decimal

from dermetry.record.visit import Visit
from dermetry.response import ids
from dermetry.response.explain import change_percent, give_reason
from dermetry.response.flags import list_flags
from dermetry.response.interval import flag_uncertain, limits_mm, sum_interval
from dermetry.response.judge import Judged, date_progression, earliest
from dermetry.response.policy import Policy
from dermetry.response.reasons import list_reasons
from dermetry.response.values import VisitCall
from dermetry.response.values_used import list_values


def write_call(*, judged: Judged) -> VisitCall:
    """Write down the judgement of one visit, proposals left out."""
    facts, before = judged.moment.facts, judged.moment.history
    total, is_complete = judged.diameters.total_mm, judged.diameters.is_complete
    baseline = judged.after.baseline_mm
    nadir, nadir_on = (
        (judged.after.nadir_mm, judged.after.nadir_on)
        if judged.is_baseline
        else (before.nadir_mm, before.nadir_on)
    )
    interval = sum_interval(diameters=judged.diameters)
    pd_limit, pr_limit = limits_mm(baseline_mm=baseline, nadir_mm=nadir, policy=facts.policy)
    target = judged.target.category if judged.target else None
    flags = list_flags(judged=judged)
    if is_complete and not judged.is_baseline:
        flags += flag_uncertain(
            interval=interval, category=target, pd_limit_mm=pd_limit, pr_limit_mm=pr_limit
        )
    remarks = tuple(dict.fromkeys(flags))
    compared = total if is_complete and not judged.is_baseline else None
    return VisitCall(
        visited_on=judged.visit.visited_on,
        evaluator=facts.evaluator,
        is_baseline=judged.is_baseline,
        category=judged.category,
        statement=judged.category or "baseline",
        target_response=target,
        non_target_response=judged.non_target.category if judged.non_target else None,
        new_lesion_ids=judged.new.counting_ids,
        sum_mm=total,
        is_sum_complete=is_complete,
        sum_interval_95_mm=interval.bounds_mm,
        sum_interval_note=interval.note,
        baseline_sum_mm=baseline,
        baseline_on=facts.baseline_on,
        nadir_mm=nadir,
        nadir_on=nadir_on,
        change_from_baseline_percent=percent(compared, baseline),
        change_from_nadir_mm=None if compared is None or nadir is None else compared - nadir,
        change_from_nadir_percent=percent(compared, nadir),
        values_used=list_values(judged=judged),
        missing_lesion_ids=tuple(leaf.lesion_id for leaf in judged.diameters.missing),
        reasons=tuple(list_reasons(judged=judged, interval=interval)),
        flags=tuple(text for _, text in remarks),
        flag_reasons=tuple(give_reason(facts.policy, rule_id, text) for rule_id, text in remarks),
        is_provisional=judged.moment.cast.is_provisional,
        progression_on=progression_date(judged),
        rules_version=facts.policy.rules_version,
    )


def percent(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Give a change for reading, where both sums are there."""
    return None if now is None or before is None else change_percent(now, before)


def progression_date(judged: Judged) -> date | None:
    """Give the day of the first progression known at this visit, back-dated after proof."""
    earlier = judged.moment.history.progressed_on
    return earliest(earliest(earlier, date_progression(judged)), judged.new.hindsight_on)


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
        rules_version=policy.rules_version,
    )
