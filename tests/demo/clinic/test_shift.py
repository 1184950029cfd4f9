"""Moving the demo clinic's days: by whole weeks behind today, by days ahead of it."""

from datetime import date, timedelta

import pytest

from dermetry.demo.clinic.shift import ANCHOR, shift_day, shift_text, weeks_to

LEAP_DAY = date(2028, 2, 29)


@pytest.mark.parametrize("today", [ANCHOR, date(2026, 12, 7), LEAP_DAY, date(2024, 2, 29)])
def test_past_days_keep_their_weekday_and_stay_in_the_past(today):
    by = weeks_to(today=today)
    assert by.days % 7 == 0
    assert ANCHOR + by <= today < ANCHOR + by + timedelta(weeks=1)


def test_what_is_due_today_is_due_today():
    assert shift_day(day=ANCHOR, today=LEAP_DAY) == LEAP_DAY
    assert shift_day(day=date(2025, 12, 18), today=LEAP_DAY) == date(2028, 2, 15)


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("2025-12-11", "2025-12-25"),
        ("2025-12-11-9012345678-o1", "2025-12-25-9012345678-o1"),
        ("complete response of 2024-02-15.", "complete response of 2024-02-29."),
        ("new-20251218-1", "new-20260101-1"),
        ("30 Gy in 10, sum 20.5 mm, B25-1402", "30 Gy in 10, sum 20.5 mm, B25-1402"),
        ("12025-12-11", "12025-12-11"),
    ],
)
def test_days_move_inside_ids_and_texts(text, moved):
    assert shift_text(text, timedelta(weeks=2)) == moved
