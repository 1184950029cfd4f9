"""What a judged visit hands on to the next one, and the day its progression is dated to."""

from datetime import date
from decimal import Decimal

from dermetry.response.history import History
from dermetry.response.judged import Judged
from dermetry.response.names import COMPLETE
from dermetry.response.non_target import remember_smallest
from dermetry.response.products import remember_course
from dermetry.response.sums import remember_families


def remember(*, judged: Judged) -> History:
    """Give the memory to hand on to the next visit."""
    before, moment, immune = judged.moment.history, judged.moment, judged.immune
    baseline, nadir, nadir_on = remember_sums(judged)
    return History(
        became=remember_families(moment=moment),
        treated=before.treated,
        baseline=baseline,
        nadir=nadir,
        nadir_on=nadir_on,
        has_responded=remember_response(judged),
        complete_on=remember_complete(judged),
        progressed_on=earliest(before.progressed_on, date_progression(judged=judged)),
        smallest_mm=remember_smallest(moment=moment),
        course=remember_course(sizes=judged.sizes, moment=moment),
        first_seen=judged.new.first_seen,
        standing=judged.new.standing,
        proved=judged.new.proved,
        counted=before.counted | frozenset(judged.new.counting_ids),
        new_targets=immune.signs.new_targets if immune else before.new_targets,
        block=immune.block if immune else before.block,
        confirmed=immune.confirmed if immune else before.confirmed,
        confirmed_on=immune.confirmed_on if immune else before.confirmed_on,
    )


def remember_sums(judged: Judged) -> tuple[Decimal | None, Decimal | None, date | None]:
    """Give baseline sum, nadir and its day; only a complete sum becomes either."""
    before, total = judged.moment.history, judged.sizes.total
    baseline, nadir, nadir_on = before.baseline, before.nadir, before.nadir_on
    if judged.sizes.is_complete and total is not None:
        if judged.is_baseline:
            baseline = total
        if baseline is not None and (nadir is None or total < nadir):
            nadir, nadir_on = total, judged.visit.visited_on
    return baseline, nadir, nadir_on


def remember_response(judged: Judged) -> bool:
    """Tell whether the targets have responded and not progressed since."""
    if judged.target is None or judged.target.category in ("NE", "SD"):
        return judged.moment.history.has_responded
    return judged.target.category in ("CR", "PR")


def remember_complete(judged: Judged) -> date | None:
    """Give the day of the first overall complete response."""
    before = judged.moment.history.complete_on
    is_complete = judged.category in COMPLETE
    return judged.visit.visited_on if before is None and is_complete else before


def date_progression(*, judged: Judged) -> date | None:
    """Give the day progression is dated to at this visit, back-dated for proved lesions.

    By iRECIST only a confirmed progression has such a day: that of its first iUPD.
    """
    if judged.immune:
        return judged.immune.confirmed.since if judged.immune.confirmed else None
    if judged.overall is None or judged.overall.category != "PD":
        return None
    verdicts = (judged.target, judged.non_target, judged.recurrence)
    is_today = any(each is not None and each.category == "PD" for each in verdicts)
    return earliest(judged.visit.visited_on if is_today else None, judged.new.dated_on)


def earliest(first: date | None, second: date | None) -> date | None:
    """Give the earlier of two days, where there is one."""
    return min((day for day in (first, second) if day is not None), default=None)
