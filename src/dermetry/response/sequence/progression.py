"""The day of progression for endpoints, in classic criteria and in iRECIST."""

from dermetry.response.sequence.choose import first_of_stretch, open_tail
from dermetry.response.sequence.course import Course
from dermetry.response.sequence.kinds import UPD
from dermetry.response.sequence.reading import Reading


def find_progression(course: Course, reading: Reading) -> int:
    """Give the day number of progression, or 0 when there was none."""
    if course.progressed:
        return course.days[first_of_stretch(course, len(course.kinds) - 1)]
    if reading.is_immune and reading.plan.open_iupd_is_progression:
        return find_open_iupd(course)
    return 0


def find_open_iupd(course: Course) -> int:
    """Give the day of the first iUPD that nothing but iUPD and NE follows, or 0."""
    for place in range(open_tail(course), len(course.kinds)):
        if course.kinds[place] == UPD:
            return course.days[place]
    return 0
