"""Confirmation: the first later visit that qualifies decides; rules confirm.complete, .partial."""

from typing import Final, NamedTuple

from dermetry.response.sequence.kinds import CR, NE, PR, SD
from dermetry.response.sequence.reading import Reading

CONFIRMED: Final = 0
NOT_YET: Final = 1  # nothing speaks against it, and no visit has been late enough
TOO_LATE: Final = 2  # the first visit that qualifies came after confirm_max_days
TOO_MANY_NE: Final = 3
TOO_MANY_SD: Final = 4
PR_AFTER_CR: Final = 5
LOST: Final = 6  # something else was called before a visit could confirm


class Verdict(NamedTuple):
    """Whether a response is confirmed, and the visit that decided (-1: none)."""

    code: int
    place: int


def seek_confirmation(days: list[int], kinds: list[int], place: int, reading: Reading) -> Verdict:
    """Look for the visit that confirms the CR or PR at ``place``."""
    wanted = kinds[place]
    due = days[place] + (reading.confirm_days or 0)
    ne_count = sd_count = 0
    cr_seen = False
    for later in range(place + 1, len(kinds)):
        kind = kinds[later]
        if kind == CR:
            cr_seen = True
        elif kind == NE:
            ne_count += 1
            if ne_count > reading.max_ne:
                return Verdict(TOO_MANY_NE, later)
        elif wanted == PR and kind == PR:
            if cr_seen and not reading.pr_after_cr:
                return Verdict(PR_AFTER_CR, later)
        elif wanted == PR and kind == SD:
            sd_count += 1
            if sd_count > reading.max_sd:
                return Verdict(TOO_MANY_SD, later)
        else:
            return Verdict(LOST, later)
        if kind <= wanted and days[later] >= due:
            return in_time(days[later] - days[place], later, reading)
    return Verdict(NOT_YET, -1)


def in_time(gap: int, later: int, reading: Reading) -> Verdict:
    """Check the longest gap that the policy allows."""
    longest = reading.confirm_max_days
    return Verdict(TOO_LATE if longest is not None and gap > longest else CONFIRMED, later)
