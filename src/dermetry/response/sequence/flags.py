"""Contradictions and set-aside visits in words: nothing is left out without saying so."""

from collections.abc import Iterable
from itertools import groupby

from dermetry.response.sequence import ids
from dermetry.response.sequence.course import Change, Course
from dermetry.response.sequence.explain import lone_icpd
from dermetry.response.sequence.kinds import PD, UPD
from dermetry.response.sequence.reading import Reading
from dermetry.response.sequence.say import count, give_reason, on
from dermetry.response.sequence.values import SetAside, SubjectDates
from dermetry.response.values import Reason

WHY_ASIDE = {
    ids.VISITS_BEFORE_REFERENCE: "before the reference date {reference}",
    ids.VISITS_DATA_CUTOFF: "after the data cut-off {cutoff}",
    ids.VISITS_NEW_TREATMENT: "a new anticancer treatment started on {treatment}",
    ids.VISITS_NOT_DONE: "nobody looked at that visit",
    ids.VISITS_SAME_DATE: "another response of the same day was used",
    ids.VISITS_BACK_DATED: "progression is dated back to that day",
    ids.VISITS_AFTER_PROGRESSION: "after progression on {progression}",
}


def list_flags(course: Course, reading: Reading) -> tuple[Reason, ...]:
    """List the contradictions that somebody should settle."""
    if not course.changes and not reading.is_immune:
        return ()
    flags = [flag_change(change, reading) for change in course.changes]
    alone = lone_icpd(course) if reading.is_immune else -1
    if alone >= 0:
        day = on(course.days[alone])
        sentence = f"iCPD was called on {day} with no iUPD right before it; check the visits."
        flags.append(give_reason(reading, ids.BEST_ICPD_ALONE, sentence))
    return tuple(flags)


def flag_treatment_day(
    aside: Iterable[SetAside], dates: SubjectDates, reading: Reading
) -> tuple[Reason, ...]:
    """Flag a progression that was set aside because a new treatment started on its day."""
    sentences = [
        f"{each.category} on {each.visited_on} is not counted because a new anticancer treatment "
        "started on that day; check which came first (choice new_treatment_day_counts)."
        for each in aside
        if each.rule_id == ids.VISITS_NEW_TREATMENT
        and each.visited_on == dates.new_treatment_on
        and reading.kinds[each.category] in (PD, UPD)
    ]
    return tuple(give_reason(reading, ids.VISITS_NEW_TREATMENT, each) for each in sentences)


def flag_change(change: Change, reading: Reading) -> Reason:
    """Say what was called after a CR and how it was read."""
    rule_id, day, kind, other = change
    names = reading.names
    if rule_id == ids.RECURRENCE_CR_WAS_PR:
        sentence = (
            f"{names[kind]} on {on(day)} leads into the PR of {on(other)} and is read as PR; "
            "check both visits."
        )
    else:
        read_as = "is read as PD" if rule_id == ids.RECURRENCE_PROGRESSION else "is left as called"
        sentence = (
            f"{names[kind]} on {on(day)} was called after the CR of {on(other)} and {read_as}; "
            "check both visits."
        )
    return give_reason(reading, rule_id, sentence)


def explain_aside(
    aside: Iterable[SetAside], course: Course, dates: SubjectDates, reading: Reading
) -> list[Reason]:
    """Say of every visit that was not counted why not, one sentence for each rule."""
    facts = {
        "reference": dates.reference_on,
        "cutoff": dates.cutoff_on,
        "treatment": dates.new_treatment_on,
        "progression": on(course.days[-1]) if course.progressed else "",
    }
    reasons = []
    for rule_id, group in groupby(sorted(aside, key=by_rule), key=by_rule):
        visits = [f"{each.category} {each.visited_on}" for each in group]
        why = WHY_ASIDE[rule_id].format(**facts)
        is_dropped = reading.drops_later and rule_id == ids.VISITS_AFTER_PROGRESSION
        word = "Left out" if is_dropped else "Not counted"
        sentence = f"{word}, {why}: {', '.join(visits)} ({count(len(visits), 'visit')})."
        reasons.append(give_reason(reading, rule_id, sentence))
    return reasons


def by_rule(each: SetAside) -> str:
    """Give the rule that set a visit aside."""
    return each.rule_id
