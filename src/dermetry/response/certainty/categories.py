"""The probability of each response of the targets, the measured sums being the center.

Baseline, nadir and this visit are taken as independent; where the nadir is the baseline, it
is the same sum and moves with it. Rule certainty.probability.
"""

from dataclasses import dataclass

from dermetry.response.certainty.limits import Limits
from dermetry.response.certainty.normal import at_least, below, expect
from dermetry.response.certainty.size_error import SumError
from dermetry.response.policy import Policy
from dermetry.response.target import is_cleared
from dermetry.response.values import Category

Chances = dict[Category, float]
WIDE = (-4, -1, 1, 4)  # standard deviations around a limit where an integral is cut


@dataclass(frozen=True)
class Compared:
    """What the sum of one visit is compared with."""

    now: SumError
    baseline: SumError
    nadir: SumError
    has_responded: bool  # a response was reached before, and the policy keeps it
    cleared: float  # probability that every target is gone, or a node of normal size


def target_chances(*, compared: Compared, limits: Limits) -> Chances:
    """Give the probability of CR, PR, SD and PD for a complete sum; they add up to 1."""
    now, baseline, nadir = compared.now, compared.baseline, compared.nadir
    is_same = nadir is baseline

    def shares(total: float) -> tuple[float, float]:
        grown = progressed(total, nadir, limits)
        needed = limits.lowest_baseline(total)
        shrunk = at_least(limit=needed, mean=baseline.total, sd=baseline.sd)
        return grown, shrunk if is_same else (1 - grown) * shrunk

    grown, shrunk = expect(of=shares, mean=now.total, sd=now.sd, edges=edges(compared, limits))
    rest = max(0.0, 1 - grown - shrunk)
    if compared.has_responded:
        shrunk, rest = shrunk + rest, 0.0
    there = 1 - compared.cleared
    return {
        "CR": compared.cleared, "PR": shrunk * there, "SD": rest * there, "PD": grown * there
    }  # fmt: skip


def partial_chances(*, compared: Compared, limits: Limits) -> Chances:
    """Give the probability of PD and NE for a sum with gaps, which can prove nothing else."""
    now, nadir = compared.now, compared.nadir
    (grown,) = expect(
        of=lambda total: (progressed(total, nadir, limits),),
        mean=now.total,
        sd=now.sd,
        edges=edges(compared, limits),
    )
    return {"PD": grown, "NE": 1 - grown}


def progressed(total: float, nadir: SumError, limits: Limits) -> float:
    """Give the probability that a sum is progression over an uncertain nadir."""
    if nadir.sd == 0:
        is_more = total > nadir.total
        return is_more * at_least(limit=limits.progression_from(nadir.total), mean=total, sd=0)
    return below(limit=limits.highest_nadir(total), mean=nadir.total, sd=nadir.sd)


def edges(compared: Compared, limits: Limits) -> list[float]:
    """Give the sums around which one category gives way to another."""
    begins = limits.progression_from(compared.nadir.total)
    ends = limits.response_to(compared.baseline.total)
    wide_pd, wide_pr = limits.growth * compared.nadir.sd, limits.remains * compared.baseline.sd
    around_pd = [begins + step * wide_pd for step in WIDE]
    return [begins, ends, *around_pd, *(ends + step * wide_pr for step in WIDE)]


def cleared_chance(*, now: SumError, policy: Policy) -> float:
    """Give the probability that all targets are gone and all nodes of normal size.

    Errors that nodes of one photograph share are left out of account here.
    """
    chance = 1.0
    for each in now.leaves:
        if each.leaf.is_node and each.leaf.raw_mm is not None and each.sd_mm > 0:
            limit, axis_mm = float(policy.node_normal_mm), float(each.leaf.raw_mm)
            chance *= below(limit=limit, mean=axis_mm, sd=each.sd_mm)
        else:
            chance *= is_cleared(each.leaf, policy)
    return chance
