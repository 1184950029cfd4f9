"""The response of the target lesions at one visit."""

from dataclasses import dataclass
from decimal import Decimal

from dermetry.response import ids
from dermetry.response.explain import (
    against_baseline,
    against_nadir,
    barely_missed,
    in_mm,
    in_unit,
    name_missing,
)
from dermetry.response.history import History
from dermetry.response.names import name_category
from dermetry.response.policy import Policy
from dermetry.response.sums import Leaf, SizeSum
from dermetry.response.values import Category

HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Verdict:
    """A partial response category with the rule and the sentence it rests on."""

    category: Category
    rule_id: str
    sentence: str


def judge_targets(*, sizes: SizeSum, history: History, policy: Policy) -> Verdict:
    """Judge the target lesions: CR, PD, PR and SD in this order, NE without a full sum."""
    total, baseline, nadir = sizes.total, history.baseline, history.nadir
    if baseline is None or nadir is None:
        return Verdict("NE", ids.BASELINE_SUM, "The baseline sum is not complete.")
    if total is None or not sizes.is_complete:
        return judge_partial(sizes, nadir, history, policy)
    over_nadir = against_nadir(total, nadir, history.nadir_on, policy)
    if all(is_cleared(leaf, policy) for leaf in sizes.leaves):
        return Verdict("CR", ids.TARGET_CR, cleared_sentence(sizes, total, policy))
    if is_progression(total=total, nadir=nadir, policy=policy):
        needs = progression_needs(nadir, policy)
        return Verdict("PD", ids.TARGET_PD, f"The sum of {in_mm(total)} is {over_nadir} ({needs}).")
    return judge_below_progression(total, baseline, over_nadir, history, policy)


def judge_below_progression(
    total: Decimal, baseline: Decimal, over_nadir: str, history: History, policy: Policy
) -> Verdict:
    """Tell partial response from stable disease once progression is ruled out."""
    place = f"The sum of {in_mm(total)} is {against_baseline(total, baseline, policy)}"
    if is_partial_response(total=total, baseline=baseline, policy=policy):
        word = name_category("PR", policy)
        needs = f"{word} needs {policy.pr_percent.normalize():f} % or more below it"
        return Verdict("PR", ids.TARGET_PR, f"{place} ({needs}).")
    if policy.continued_pr and history.has_responded:
        why = f"{place}, but a response was reached before and progression is not met"
        said = f"{why}; the sum is {over_nadir}{near_limits(total, history, policy)}."
        return Verdict("PR", ids.TARGET_PR_CONTINUED, said)
    both = (
        f"{place}, which is also the nadir"
        if history.nadir == baseline
        else f"{place} and {over_nadir}"
    )
    neither = f"neither {name_category('PR', policy)} nor {name_category('PD', policy)} is met"
    near = near_limits(total, history, policy)
    return Verdict("SD", ids.TARGET_SD, f"{both}: {neither}{near}.")


def near_limits(total: Decimal, history: History, policy: Policy) -> str:
    """Name the limits that a sum misses by less than one decimal of a percent shows."""
    named, is_by_sum = [], policy.pd_scope == "sum"
    if is_by_sum and history.nadir and barely_missed(total, history.nadir, policy)[0]:
        begins = in_unit(progression_begins(history.nadir, policy), policy.unit)
        named.append(f"{name_category('PD', policy)} from {begins}")
    if history.baseline and barely_missed(total, history.baseline, policy)[1]:
        ends = in_unit((HUNDRED - policy.pr_percent) * history.baseline / HUNDRED, policy.unit)
        named.append(f"{name_category('PR', policy)} at {ends} or less")
    return f" ({'; '.join(named)})" if named else ""


def progression_begins(nadir: Decimal, policy: Policy) -> Decimal:
    """Give the smallest sum that is progression over a nadir, exactly; 0 for any size."""
    if nadir == 0 and policy.nadir_zero_any_size:
        return nadir
    return max((HUNDRED + policy.pd_percent) * nadir / HUNDRED, nadir + (policy.pd_mm or 0))


def judge_partial(sizes: SizeSum, nadir: Decimal, history: History, policy: Policy) -> Verdict:
    """Judge a sum with gaps: progression if already certain, else not evaluable."""
    missing, total = name_missing(sizes.missing), sizes.total
    if total is None:
        return Verdict("NE", ids.TARGET_NE, f"No target has a value: {missing}.")
    if policy.partial_sum_pd and is_progression(total=total, nadir=nadir, policy=policy):
        place = f"Without {missing}, the partial sum of {in_mm(total)} is already"
        over = against_nadir(total, nadir, history.nadir_on, policy)
        needs = progression_needs(nadir, policy)
        return Verdict("PD", ids.TARGET_PD_PARTIAL, f"{place} {over} ({needs}).")
    sentence = f"The sum is not complete ({in_mm(total)} without {missing})."
    return Verdict("NE", ids.TARGET_NE, sentence)


def is_progression(*, total: Decimal, nadir: Decimal, policy: Policy) -> bool:
    """Tell whether a sum is progression over the nadir; exact, equality counts.

    Cross-multiplied, so that no quotient is ever rounded. Source: rule target.pd.
    """
    if nadir == 0 and policy.nadir_zero_any_size:
        return total > 0
    is_relative = HUNDRED * total >= (HUNDRED + policy.pd_percent) * nadir
    if policy.pd_mm is None:
        return is_relative and total > nadir
    return is_relative and total - nadir >= policy.pd_mm


def is_partial_response(*, total: Decimal, baseline: Decimal, policy: Policy) -> bool:
    """Tell whether a sum is a partial response; exact, equality counts. Rule target.pr."""
    return HUNDRED * total <= (HUNDRED - policy.pr_percent) * baseline


def is_cleared(leaf: Leaf, policy: Policy) -> bool:
    """Tell whether a target with a value is gone, or a lymph node of normal size."""
    if leaf.used is None or leaf.used == 0:
        return leaf.used is not None
    axis_mm = leaf.raw_mm if leaf.raw_mm is not None else policy.too_small_mm
    return leaf.is_node and axis_mm is not None and axis_mm < policy.node_normal_mm


def cleared_sentence(sizes: SizeSum, total: Decimal, policy: Policy) -> str:
    """Say that all targets are gone, and what the nodes still measure."""
    if total == 0:
        return f"All target lesions are gone (sum {in_unit(total, policy.unit)})."
    limit = in_mm(policy.node_normal_mm)
    others = any(not leaf.is_node for leaf in sizes.leaves)
    start = "All other targets are gone and every" if others else "Every"
    return f"{start} target lymph node is below {limit} (sum {in_unit(total, policy.unit)})."


def progression_needs(nadir: Decimal, policy: Policy) -> str:
    """Say what progression needs over this nadir."""
    word = name_category("PD", policy)
    limit = "" if policy.pd_mm is None else in_mm(policy.pd_mm)
    if nadir == 0:
        needed = "any size" if policy.nadir_zero_any_size or not limit else limit
        return f"{word} over a nadir of 0 needs {needed}"
    needed = f"{word} needs {policy.pd_percent.normalize():f} %"
    return f"{needed} and {limit}" if limit else needed
