"""Disease called after a complete response; rules recurrence.*."""

from dermetry.response.sequence import ids
from dermetry.response.sequence.course import Course
from dermetry.response.sequence.kinds import CR, NE, NED, NON, PD, PR, SD
from dermetry.response.sequence.reading import Reading

STILL_THERE = (PR, SD, NON)


def settle_recurrence(course: Course, reading: Reading) -> None:
    """Read disease called after a CR as the choice disease_after_cr says."""
    if reading.plan.disease_after_cr == "cr_was_pr":
        change_cr_to_pr(course)
    cr_on = 0
    for place, (day, kind) in enumerate(zip(course.days, course.kinds, strict=True)):
        if kind == CR:
            cr_on = cr_on or day
        elif cr_on and kind in STILL_THERE:
            if reading.plan.disease_after_cr == "as_called":
                course.changes.append((ids.RECURRENCE_AS_CALLED, day, kind, cr_on))
            else:
                course.kinds[place] = PD
                course.changes.append((ids.RECURRENCE_PROGRESSION, day, kind, cr_on))
                return


def change_cr_to_pr(course: Course) -> None:
    """Turn every CR that leads straight into a PR into a PR, NE in between aside."""
    following, following_on = NE, 0
    for place in reversed(range(len(course.kinds))):
        kind, day = course.kinds[place], course.days[place]
        if kind == CR and following == PR:
            course.kinds[place] = PR
            course.changes.append((ids.RECURRENCE_CR_WAS_PR, day, CR, following_on))
        if kind not in (NE, NED):
            following, following_on = course.kinds[place], day
