"""Which appointment stands: a visit in between does not drop it, a newer one replaces it."""

from datetime import date

import pytest

from dermetry.workbench.casenotes.next_visit import Seen, next_visit


def on(day: int | None) -> date | None:
    return date(2026, 11, day) if day else None


def seen(day: int, due: int | None = None, why: str = "", *, signed: bool = True) -> Seen:
    return Seen(date(2026, 11, day), signed, on(due), why)


@pytest.mark.parametrize(
    ("visits", "due", "why"),
    [
        ((), None, ""),
        ((seen(17),), None, ""),
        ((seen(17, None, "after the CT"),), None, "after the CT"),
        ((seen(17, 24, "wound"),), 24, "wound"),
        ((seen(17, 24, "wound"), seen(23, signed=False)), 24, "wound"),  # came a day early
        ((seen(17, 24, "wound"), seen(20), seen(23)), 24, "wound"),
        ((seen(23, signed=False), seen(17, 24, "wound")), 24, "wound"),  # in any order
        ((seen(17, 24, "wound"), seen(24, signed=False)), 24, "wound"),
        ((seen(17, 24, "wound"), seen(24)), None, ""),  # met
        ((seen(17, 24, "wound"), seen(25, signed=False)), None, ""),
        ((seen(10, 24, "wound"), seen(17, 28, "CT")), 28, "CT"),
        ((seen(10, 28, "CT"), seen(17, 20, "wound"), seen(23)), None, ""),  # replaced, then met
    ],
)
def test_the_appointment_that_stands(visits, due, why):
    assert next_visit(seen=visits) == (on(due), why)
