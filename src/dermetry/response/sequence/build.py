"""Building the course of one evaluator: which visits count, up to which day."""

from collections.abc import Sequence
from datetime import date

from dermetry.response.sequence import ids
from dermetry.response.sequence.checks import check_dates
from dermetry.response.sequence.course import Course
from dermetry.response.sequence.kinds import CR, ND, PD
from dermetry.response.sequence.reading import Reading
from dermetry.response.sequence.recurrence import settle_recurrence
from dermetry.response.sequence.rows import Row, list_rows, set_aside, settle_same_date
from dermetry.response.sequence.values import SetAside, SubjectDates, VisitResponse


def build_course(
    visits: Sequence[VisitResponse],
    dates: SubjectDates,
    reading: Reading,
    *,
    past_treatment: bool = False,
) -> Course:
    """Order the visits of one evaluator and keep those that count.

    ``past_treatment`` keeps the visits after a new anticancer treatment.
    Raises ``SequenceInvalid`` for an unknown word, two responses on one day where the policy
    wants an error, or a progression dated back to a day that cannot be.
    """
    check_dates(dates, visits)
    start = dates.reference_on.toordinal()
    is_over = dates.death_on is not None or dates.new_treatment_on is not None
    course = Course(start=start, window=start + reading.window_days, goes_on=not is_over)
    last = last_day(dates, reading, past_treatment=past_treatment)
    kept: list[Row] = []
    for row in list_rows(visits, dates, reading):
        day, kind, visit = row
        if not start <= day <= last or kind == ND:
            course.aside.append(set_aside(visit, day, kind, dates, start))
        elif kept and kept[-1][0] == day:
            course.aside.append(settle_same_date(kept, row, reading))
        else:
            kept.append(row)
    course.days = [row[0] for row in kept]
    course.kinds = [row[1] for row in kept]
    cut(course, kept)
    if CR in course.kinds:
        settle_recurrence(course, reading)
        cut(course, kept)
        course.changes = [each for each in course.changes if each[1] <= course.days[-1]]
    return course


def last_day(dates: SubjectDates, reading: Reading, *, past_treatment: bool) -> int:
    """Give the last day number on which a visit counts."""
    last = dates.cutoff_on.toordinal() if dates.cutoff_on else date.max.toordinal()
    if dates.new_treatment_on is None or past_treatment:
        return last
    day = dates.new_treatment_on.toordinal()
    return min(last, day if reading.plan.new_treatment_day_counts else day - 1)


def cut(course: Course, kept: list[Row]) -> None:
    """End the course with its first progression; the visits after it are named."""
    if PD not in course.kinds:
        return
    end = course.kinds.index(PD) + 1
    course.aside += [
        SetAside(row[2].visited_on, row[2].category, ids.VISITS_AFTER_PROGRESSION)
        for row in kept[end : len(course.kinds)]
    ]
    del course.days[end:], course.kinds[end:]
    course.progressed = True
