"""From the reference date to an event or a censoring, with the reason in words."""

from datetime import date
from operator import itemgetter
from typing import NamedTuple

from dermetry.response.sequence import ids
from dermetry.response.sequence.course import Course
from dermetry.response.sequence.kinds import IS_EVALUABLE
from dermetry.response.sequence.progression import find_progression
from dermetry.response.sequence.reading import Reading
from dermetry.response.sequence.values import SubjectDates

FAR = date.max.toordinal()  # later than any day that is written down


class End(NamedTuple):
    """Where a follow-up ends: the day, whether an event ended it, and the rule that says so."""

    day: int
    is_event: bool
    why: str  # "progression", "death", "new_treatment", "missed_visits", ...
    rule_id: str
    event_day: int = 0  # an event that did not count, for the words


class FollowUp(NamedTuple):
    """What the ends of one evaluator's follow-up are worked out from; 0: not happened."""

    course: Course
    start: int
    progressed: int
    died: int
    treated: int
    dates: SubjectDates
    reading: Reading


def start_follow_up(course: Course, dates: SubjectDates, reading: Reading) -> FollowUp:
    """Gather what is known at the data cut-off."""
    cutoff = dates.cutoff_on.toordinal() if dates.cutoff_on else FAR
    died = dates.death_on.toordinal() if dates.death_on else 0
    treated = dates.new_treatment_on.toordinal() if dates.new_treatment_on else 0
    return FollowUp(
        course,
        course.start,
        find_progression(course, reading) if dates.has_baseline else 0,
        died if died <= cutoff else 0,
        treated if treated <= cutoff else 0,
        dates,
        reading,
    )


def end_with_death(known: FollowUp, event_rule: str) -> End:
    """End with progression or death, whichever comes first."""
    events = [(known.progressed, "progression"), (known.died, "death")]
    return end_of(known, [each for each in events if each[0]], event_rule)


def end_with_progression(known: FollowUp, event_rule: str) -> End:
    """End with progression; a death without it censors."""
    events = [(known.progressed, "progression")] if known.progressed else []
    end = end_of(known, events, event_rule)
    if end.is_event or not known.died or end.why not in ("last_assessment", "no_assessment"):
        return end
    at_death = known.reading.plan.death_censors_progression_at == "death"
    return End(known.died if at_death else end.day, False, "death", ids.CENSOR_DEATH, known.died)


def end_of(known: FollowUp, events: list[tuple[int, str]], event_rule: str) -> End:
    """End with the first event that counts, or with the censoring that replaces it."""
    if not known.dates.has_baseline:
        return End(known.start, False, "no_baseline", ids.CENSOR_NO_BASELINE)
    day, why = min(events, key=itemgetter(0), default=(0, ""))
    if is_after_treatment(day or FAR, known):
        last = last_evaluable(known, FAR)
        return End(last, False, "new_treatment", ids.CENSOR_NEW_TREATMENT, day)
    if not day:
        return end_without_event(known)
    before = last_evaluable(known, day)
    longest = known.reading.plan.missed_visits_days
    if longest is not None and day - before > longest:
        return End(before, False, "missed_visits", ids.CENSOR_MISSED_VISITS, day)
    return End(day, True, why, event_rule)


def is_after_treatment(day: int, known: FollowUp) -> bool:
    """Tell whether a new treatment started before a day and so hides what came then."""
    plan = known.reading.plan
    if not known.treated or not plan.new_treatment_censors:
        return False
    return day > known.treated or (day == known.treated and not plan.new_treatment_day_counts)


def end_without_event(known: FollowUp) -> End:
    """Censor at the last evaluable visit, or at the start when there is none."""
    last = last_evaluable(known, FAR)
    if has_evaluable(known):
        return End(last, False, "last_assessment", ids.CENSOR_LAST_ASSESSMENT)
    return End(last, False, "no_assessment", ids.CENSOR_NO_ASSESSMENT)


def last_evaluable(known: FollowUp, before: int) -> int:
    """Give the day of the last evaluable visit before a day, or the start."""
    course = known.course
    for place in reversed(range(len(course.kinds))):
        if course.days[place] < before and IS_EVALUABLE[course.kinds[place]]:
            return course.days[place]
    return known.start


def has_evaluable(known: FollowUp) -> bool:
    """Tell whether any counted visit could be evaluated."""
    return any(IS_EVALUABLE[kind] for kind in known.course.kinds)
