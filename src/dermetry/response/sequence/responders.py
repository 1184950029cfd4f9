"""First response and clinical benefit: the first visits that qualify."""

from dermetry.response.sequence.confirm import CONFIRMED, seek_confirmation
from dermetry.response.sequence.course import Course
from dermetry.response.sequence.kinds import NON, PR
from dermetry.response.sequence.reading import Reading


def first_response(course: Course, reading: Reading, *, is_confirmed: bool) -> int:
    """Give the place of the first CR or PR (where asked: one that is confirmed), or -1."""
    for place, kind in enumerate(course.kinds):
        if kind > PR:
            continue
        if not is_confirmed:
            return place
        if seek_confirmation(course.days, course.kinds, place, reading).code == CONFIRMED:
            return place
    return -1


def first_benefit(course: Course, reading: Reading, *, is_confirmed: bool) -> int:
    """Give the place of the first response, or of the first visit without progression late
    enough to be a benefit, whichever comes first, or -1.
    """
    since = course.start + benefit_days(reading)
    response = first_response(course, reading, is_confirmed=is_confirmed)
    lasting = [
        place
        for place, kind in enumerate(course.kinds)
        if kind <= NON and course.days[place] >= since
    ]
    return min([*lasting[:1], *([response] if response >= 0 else [])], default=-1)


def benefit_days(reading: Reading) -> int:
    """Give the days that disease without progression must last to be a benefit."""
    own = reading.plan.clinical_benefit_days
    return reading.window_days if own is None else own
