"""One visit with what its certainty is worked out from."""

from dataclasses import dataclass
from datetime import date
from sys import float_info

from dermetry.response.certainty.categories import (
    Chances,
    Compared,
    cleared_chance,
    partial_chances,
    target_chances,
)
from dermetry.response.certainty.course import Real
from dermetry.response.certainty.false_calls import FalseCalls
from dermetry.response.certainty.hinge import Hinge
from dermetry.response.certainty.limits import read_limits
from dermetry.response.certainty.size_error import LeafError, SumError
from dermetry.response.explain import join
from dermetry.response.ids import TARGET_PD, TARGET_PR
from dermetry.response.judged import Judged
from dermetry.response.names import PROGRESSION, name_category
from dermetry.response.overall import combine
from dermetry.response.policy import Policy
from dermetry.response.target import Verdict
from dermetry.response.values import Category


@dataclass(frozen=True)
class Seen:
    """One judged visit, the sums with their errors up to it, and the chances over all of them."""

    judged: Judged
    timeline: tuple[Judged, ...]  # from baseline to this visit
    sums: tuple[SumError | None, ...]  # the same visits
    real: Real | None
    by_chance: FalseCalls | None
    is_latest: bool
    hinges: tuple[Hinge, ...] = ()  # single sizes, outside of the sum, that the call hangs on
    leans_on: tuple[date, ...] = ()  # earlier visits whose calls this one stands or falls with

    @property
    def policy(self) -> Policy:
        """Give the policy of the call."""
        return self.judged.moment.facts.policy

    @property
    def is_progression(self) -> bool:
        """Tell whether the targets have progressed."""
        return self.judged.target is not None and self.judged.target.category == "PD"

    @property
    def now(self) -> SumError | None:
        """Give the sum of this visit."""
        return self.sums[-1]

    @property
    def assumed(self) -> tuple[LeafError, ...]:
        """Give the sizes up to this visit whose error was assumed."""
        sums = (each for each in self.sums if each is not None)
        return tuple(leaf for each in sums for leaf in each.leaves if leaf.assumption)

    @property
    def nadir(self) -> SumError | None:
        """Give the sum that was the nadir before this visit."""
        days = [each.visit.visited_on for each in self.timeline]
        nadir_on = self.judged.before.nadir_on
        return None if nadir_on is None else self.sums[days.index(nadir_on)]


def name_unknown(*, seen: Seen) -> str:
    """Say why no probability can be given; empty where one can."""
    if seen.policy.unit != "mm":
        return "the criteria judge products of two diameters, of which no error is stated"
    target = seen.judged.target
    if target is None:
        return ""
    if seen.now is None or seen.judged.before.baseline is None or seen.nadir is None:
        return "there is no sum that could be compared"
    if seen.judged.before.block is not None:
        return "while a progression is open, iRECIST asks whether it is confirmed, not how large"
    days = zip(seen.timeline, seen.sums, strict=True)
    silent = [
        f"{', '.join(each.silent)} on {judged.visit.visited_on}"
        for judged, each in days
        if each is not None and each.silent
    ]
    if silent:
        return f"no error is stated, and none is usual, for {'; '.join(silent)}"
    if is_weighed(seen=seen) and seen.real is None and has_errors(seen):
        return "the assumptions on disease in force do not allow a change as large as measured"
    return ""


def name_lean(*, seen: Seen) -> str:
    """Say what the call rests on whose error is in no number here; empty where there is none."""
    parts = []
    if seen.hinges:
        named = join(each.say() for each in seen.hinges)
        parts.append(f"it rests on a size at a limit, whose error is in no number here: {named}")
    if seen.leans_on:
        days = join(str(day) for day in seen.leans_on)
        parts.append(
            f"it rests on the progression called on {days}, and is as certain as the call there"
        )
    return "; ".join(parts)


def chances_of_targets(*, seen: Seen) -> Chances:
    """Give the probability of each response of the targets, in the words of RECIST 1.1."""
    judged, now, baseline, nadir = seen.judged, seen.now, seen.sums[0], seen.nadir
    if judged.target is None or now is None or baseline is None or nadir is None:
        return {}
    if now.sd == baseline.sd == nadir.sd == 0:
        return {judged.target.category: 1.0}
    compared = Compared(
        now=now,
        baseline=baseline,
        nadir=nadir,
        has_responded=seen.policy.continued_pr and judged.before.has_responded,
        cleared=cleared_chance(now=now, policy=seen.policy),
    )
    limits = read_limits(policy=seen.policy)
    if now.is_complete:
        return target_chances(compared=compared, limits=limits)
    if not seen.policy.partial_sum_pd:
        return {"NE": 1.0}
    return partial_chances(compared=compared, limits=limits)


def overall_of(*, seen: Seen, category: Category) -> Category | None:
    """Give the overall call if the targets were of this category, in the words of the criteria.

    A progression that iRECIST calls by another word today keeps that word.
    """
    judged = seen.judged
    overall = combine(
        target=Verdict(category, "", ""),
        non_target=judged.non_target,
        new=judged.new,
        recurrence=judged.recurrence,
        policy=seen.policy,
    )
    if overall is None:
        return None
    return name_called(overall.category, judged.category, seen.policy)


def name_called(category: Category, called: Category | None, policy: Policy) -> Category:
    """Give the word of the criteria; of two words for progression the one that was called."""
    named = name_category(category, policy)
    return called if called in PROGRESSION and named in PROGRESSION and called else named


def rests_on_sum(*, seen: Seen) -> bool:
    """Tell whether another response of the targets would make another overall call.

    A progression that iRECIST has confirmed stands, whatever the targets do.
    """
    if seen.judged.target is None or seen.judged.before.confirmed is not None:
        return False
    outcomes = {overall_of(seen=seen, category=each) for each in ("PR", "SD", "PD")}
    return len(outcomes) > 1


def by_chance(*, seen: Seen) -> float | None:
    """Give how often unchanged disease would have been called so by this visit."""
    if seen.by_chance is None:
        return None
    return seen.by_chance.progression if seen.is_progression else seen.by_chance.response


def is_weighed(*, seen: Seen) -> bool:
    """Tell whether the call is a progression or response by a complete sum of this visit."""
    target, now = seen.judged.target, seen.now
    if target is None or now is None or not now.is_complete or not rests_on_sum(seen=seen):
        return False
    return target.rule_id in (TARGET_PD, TARGET_PR)


def has_errors(seen: Seen) -> bool:
    """Tell whether any size so far has an error."""
    return any(each is not None and each.sd > 0 for each in seen.sums)


def error_chance(*, seen: Seen) -> float | None:
    """Give the chance that the true sums would not have given this progression or response.

    None where the sum has gaps, and for a response that only goes on from an earlier visit.
    """
    if not is_weighed(seen=seen):
        return None
    if not has_errors(seen):
        return 0.0  # all sizes so far are exact
    if seen.real is None:
        return None
    is_real = seen.real.progression if seen.is_progression else seen.real.response
    return max(1 - is_real, float_info.epsilon)  # sizes with errors leave some doubt
