"""The reasons of a best response: what was counted, what decided, what was not confirmed."""

from dermetry.response.sequence import ids
from dermetry.response.sequence.choose import Chosen, first_of_stretch, open_tail
from dermetry.response.sequence.confirm import (
    CONFIRMED,
    LOST,
    NOT_YET,
    PR_AFTER_CR,
    TOO_LATE,
    TOO_MANY_NE,
    TOO_MANY_SD,
    Verdict,
    seek_confirmation,
)
from dermetry.response.sequence.course import Course
from dermetry.response.sequence.kinds import CR, KINDS, NE, NON, PD, PR, SD, UPD
from dermetry.response.sequence.reading import Reading
from dermetry.response.sequence.say import count, give_reason, on
from dermetry.response.values import Reason


def explain_unconfirmed(course: Course, chosen: Chosen, reading: Reading) -> tuple[Reason, ...]:
    """Say why this is the best response when every response counts as called."""
    if chosen.kind == KINDS:
        return (no_visit(reading),)
    reasons = [order_reason(course, chosen, reading), *window_reasons(course, chosen, reading)]
    if reading.confirm_days is None:
        sentence = "No confirmation is asked for; every response counts as called."
        reasons.append(give_reason(reading, ids.CONFIRM_OFF, sentence))
    return tuple(reasons)


def explain_confirmed(course: Course, chosen: Chosen, reading: Reading) -> tuple[Reason, ...]:
    """Say why this is the best response when a response must be confirmed."""
    if chosen.kind == KINDS:
        return (no_visit(reading),)
    reasons = [order_reason(course, chosen, reading)]
    if chosen.kind <= PR:
        reasons.append(confirmed_reason(course, chosen, reading))
    if chosen.kind > CR:
        reasons += unconfirmed_reasons(course, chosen, reading)
    return (*reasons, *window_reasons(course, chosen, reading))


def no_visit(reading: Reading) -> Reason:
    """Say that there was nothing to judge."""
    sentence = f"No visit counts, so there is no best response: {reading.missing_word}."
    return give_reason(reading, ids.BEST_MISSING, sentence)


def order_reason(course: Course, chosen: Chosen, reading: Reading) -> Reason:
    """Name the counted visits and the one that qualifies first."""
    if not course.listing:
        course.listing = list_visits(course, reading)
    what = f"{reading.names[chosen.kind]}, first on {on(course.days[chosen.place])}"
    sentence = f"Best of {course.listing}: {what}."
    if not reading.is_immune:
        return give_reason(reading, ids.BEST_ORDER, sentence)
    if chosen.kind == PD and chosen.partner >= 0:
        sentence = f"{sentence} The iCPD of {on(course.days[chosen.partner])} confirmed it."
        return give_reason(reading, ids.BEST_ICPD_DATE, sentence)
    return give_reason(reading, ids.BEST_IMMUNE_ORDER, sentence)


def list_visits(course: Course, reading: Reading) -> str:
    """List the counted visits with their responses, and what was called where it differs."""
    names = reading.names
    visits = [
        f"{names[kind]} {on(day)}" for day, kind in zip(course.days, course.kinds, strict=True)
    ]
    for rule_id, day, kind, _ in course.changes:
        if rule_id != ids.RECURRENCE_AS_CALLED:
            visits[course.days.index(day)] += f", called {names[kind]}"
    return f"{count(len(visits), 'counted visit')} ({'; '.join(visits)})"


def window_reasons(course: Course, chosen: Chosen, reading: Reading) -> list[Reason]:
    """Say how the day from which SD counts bears on the result."""
    if chosen.kind < SD or not reading.window_days:
        return []
    since = f"SD counts from {on(course.window)}, day {reading.window_days}"
    if chosen.kind in (SD, NON):
        day = course.days[chosen.place]
        called = reading.names[course.kinds[chosen.place]]
        sentence = f"{since}: the {called} of {on(day)} is day {day - course.start}."
        return [give_reason(reading, ids.BEST_SD_WINDOW, sentence)]
    early = [  # had one been late enough, it would be the best
        f"{reading.names[kind]} {on(day)} (day {day - course.start})"
        for day, kind in zip(course.days, course.kinds, strict=True)
        if kind in (SD, NON)
    ]
    if not early:
        return []
    sentence = f"{since}: too early, so not counted as stable: {', '.join(early)}."
    return [give_reason(reading, ids.BEST_SD_WINDOW, sentence)]


def confirmed_reason(course: Course, chosen: Chosen, reading: Reading) -> Reason:
    """Name the visit that confirmed the response."""
    first, second = course.days[chosen.place], course.days[chosen.partner]
    names, kinds = reading.names, course.kinds
    ne_count = kinds[chosen.place : chosen.partner].count(NE)
    between = f" with {ne_count} NE in between ({reading.max_ne} allowed)" if ne_count else ""
    sentence = (
        f"The {names[chosen.kind]} of {on(first)} is confirmed by the "
        f"{names[kinds[chosen.partner]]} of {on(second)}, {count(second - first, 'day')} later "
        f"(at least {reading.confirm_days}){between}."
    )
    return give_reason(reading, confirm_rule(chosen.kind), sentence)


def confirm_rule(kind: int) -> str:
    """Give the rule that confirms a kind of response."""
    return ids.CONFIRM_COMPLETE if kind == CR else ids.CONFIRM_PARTIAL


def unconfirmed_reasons(course: Course, chosen: Chosen, reading: Reading) -> list[Reason]:
    """Say of every better response why it is not confirmed, and what it counts as."""
    reasons: list[Reason] = []
    for place, kind in enumerate(course.kinds):
        if kind > PR or kind >= chosen.kind:
            continue
        verdict = seek_confirmation(course.days, course.kinds, place, reading)
        if verdict.code == CONFIRMED:
            continue
        why = why_not(course, place, verdict, reading)
        name, day = reading.names[kind], course.days[place]
        sentence = f"The {name} of {on(day)} is not confirmed: {why}."
        reasons.append(give_reason(reading, confirm_rule(kind), sentence))
        if verdict.code == NOT_YET and is_open(course, place, reading):
            reasons.append(open_reason(course, place, reading))
    if reasons and chosen.kind > PR:
        reasons.append(fallback_reason(course, chosen, reading))
    return reasons


def why_not(course: Course, place: int, verdict: Verdict, reading: Reading) -> str:
    """Say in words what kept a response from being confirmed."""
    names = reading.names
    wanted = names[CR] if course.kinds[place] == CR else f"{names[CR]} or {names[PR]}"
    if verdict.code == NOT_YET:
        return f"no later visit with {wanted} at least {count(reading.confirm_days or 0, 'day')} on"
    day = course.days[verdict.place]
    called = f"{names[course.kinds[verdict.place]]} on {on(day)}"
    gap = day - course.days[place]
    return {
        TOO_LATE: f"the first visit that could, {called}, came {count(gap, 'day')} later "
        f"(at most {reading.confirm_max_days})",
        TOO_MANY_NE: f"more than {reading.max_ne} NE came first, the last of them on {on(day)}",
        TOO_MANY_SD: f"{called} came first",
        PR_AFTER_CR: f"{called} came after a {names[CR]}",
        LOST: f"{called} came first",
    }[verdict.code]


def is_open(course: Course, place: int, reading: Reading) -> bool:
    """Tell whether a later visit could still confirm a response."""
    longest = reading.confirm_max_days
    in_time = longest is None or course.days[-1] < course.days[place] + longest
    return course.goes_on and in_time


def open_reason(course: Course, place: int, reading: Reading) -> Reason:
    """Name the day from which a visit could still confirm the response."""
    names, day = reading.names, course.days[place]
    wanted = names[CR] if course.kinds[place] == CR else f"{names[CR]} or {names[PR]}"
    due = on(day + (reading.confirm_days or 0))
    longest = reading.confirm_max_days
    until = f" and until {on(day + longest)}" if longest is not None else ""
    sentence = (
        f"Still open: {wanted} at a visit from {due} on{until} would confirm the "
        f"{names[course.kinds[place]]} of {on(day)}."
    )
    return give_reason(reading, ids.CONFIRM_OPEN, sentence)


def fallback_reason(course: Course, chosen: Chosen, reading: Reading) -> Reason:
    """Say what a response that was not confirmed counts as."""
    names = reading.names
    if chosen.kind == SD:
        sentence = f"A response that is not confirmed counts as {names[SD]} from day "
        sentence += f"{reading.window_days} on."
    else:
        sentence = (
            f"A response that is not confirmed and was called before day {reading.window_days} "
            f"counts as NE; the best of the rest is {names[chosen.kind]}."
        )
    return give_reason(reading, ids.CONFIRM_FALLBACK, sentence)


def lone_icpd(course: Course) -> int:
    """Give the place of an iCPD that no iUPD came before, or -1."""
    if not course.progressed:
        return -1
    last = len(course.kinds) - 1
    return last if first_of_stretch(course, last) == last else -1


def has_open_iupd(course: Course) -> bool:
    """Tell whether the counted visits end in an iUPD that nothing has answered."""
    return UPD in course.kinds[open_tail(course) :]
