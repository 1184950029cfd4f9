"""Dates and words of one patient that contradict each other or are not known."""

from collections.abc import Sequence
from datetime import date

from dermetry.errors import MarksInvalid
from dermetry.response.sequence.reading import Reading
from dermetry.response.sequence.values import SubjectDates, VisitResponse

NO_DATES = (None, None, None, None)


class SequenceInvalid(MarksInvalid):
    """Visits or dates of one patient contradict each other or use an unknown word."""


def check_dates(dates: SubjectDates, visits: Sequence[VisitResponse]) -> None:
    """Refuse dates that contradict each other."""
    start = dates.reference_on
    later = (dates.new_treatment_on, dates.death_on, dates.cutoff_on, dates.last_contact_on)
    if later == NO_DATES:
        return
    names = ("new_treatment_on", "death_on", "cutoff_on", "last_contact_on")
    for name, day in zip(names, later, strict=True):
        if day is not None and day < start:
            raise SequenceInvalid(
                f"{name} {day} lies before the reference date {start}",
                next_step=f"correct {name} or reference_on",
            )
    if dates.death_on is not None:
        check_death(dates.death_on, visits)


def check_death(death_on: date, visits: Sequence[VisitResponse]) -> None:
    """Refuse a visit after the day of death."""
    after = [visit.visited_on for visit in visits if visit.visited_on > death_on]
    if after:
        raise SequenceInvalid(
            f"the visit of {min(after)} lies after the death on {death_on}",
            next_step="correct death_on or the date of the visit",
        )


def unknown_word(word: str, reading: Reading) -> SequenceInvalid:
    """Build the error for a word that the criteria do not know."""
    is_classic = reading.is_immune and word == "PD"
    return SequenceInvalid(
        f"{word!r} is no response of this policy",
        why="iRECIST tells unconfirmed from confirmed progression" if is_classic else "",
        next_step=f"use one of {', '.join(reading.kinds)}",
    )
