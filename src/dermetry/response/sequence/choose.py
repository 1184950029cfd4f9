"""Choosing the best response among the counted visits; rules best.order, best.immune_order."""

from typing import Final, NamedTuple

from dermetry.response.sequence.confirm import CONFIRMED, seek_confirmation
from dermetry.response.sequence.course import Course
from dermetry.response.sequence.kinds import KINDS, NE, NON, PD, PR, SD, UPD
from dermetry.response.sequence.reading import Reading


class Chosen(NamedTuple):
    """The best kind, the visit that qualifies first, and the visit that confirmed it."""

    kind: int  # KINDS: there was no visit
    place: int
    partner: int  # -1: none


SETTLED: Final = (SD, NON)  # must have lasted
NOTHING: Final = Chosen(KINDS, -1, -1)


def choose_unconfirmed(course: Course) -> Chosen:
    """Choose the best response, taking every CR and PR as it was called."""
    best, place = KINDS, -1
    window, tail = course.window, open_tail(course)
    for at, kind in enumerate(course.kinds):
        if kind < best:
            if kind in SETTLED and course.days[at] < window:
                kind = NE
            elif kind == UPD and at < tail:
                continue
            if kind < best:
                best, place = kind, at
    return dated(Chosen(best, place, -1), course)


def choose_confirmed(course: Course, reading: Reading) -> Chosen:
    """Choose the best response, taking only confirmed CR and PR as such."""
    best, place, partner = NOTHING
    days, window, tail = course.days, course.window, open_tail(course)
    for at, kind in enumerate(course.kinds):
        if kind >= best or (kind == UPD and at < tail):
            continue
        confirming = -1
        if kind <= PR:
            code, confirming = seek_confirmation(days, course.kinds, at, reading)
            if code != CONFIRMED:
                kind, confirming = SD, -1
        if kind in SETTLED and days[at] < window:
            kind = NE
        if kind < best:
            best, place, partner = kind, at, confirming
    return dated(Chosen(best, place, partner), course)


def open_tail(course: Course) -> int:
    """Give the place from which nothing but iUPD and NE was called until the end."""
    place = len(course.kinds)
    if UPD not in course.kinds:
        return place
    while place and course.kinds[place - 1] >= UPD:
        place -= 1
    return place


def dated(chosen: Chosen, course: Course) -> Chosen:
    """Date a confirmed progression of iRECIST to the first iUPD of its stretch."""
    if chosen.kind != PD or UPD not in course.kinds:
        return chosen
    start = first_of_stretch(course, chosen.place)
    return chosen if start == chosen.place else Chosen(PD, start, chosen.place)


def first_of_stretch(course: Course, place: int) -> int:
    """Give the first iUPD of the unbroken stretch of iUPD and NE that ends at ``place``."""
    first, at = place, place - 1
    while at >= 0 and course.kinds[at] >= UPD:
        if course.kinds[at] == UPD:
            first = at
        at -= 1
    return first
