"""Moving the shipped days, so that the clinic looks as if it were in use today.

The files are written as of ``ANCHOR``. What has happened moves by whole weeks, so that a
visit on a Thursday stays on a Thursday and never lies in the future; what is still due moves
by days, so that "due today" is today. Birth dates stay: they identify a patient.
"""

import re
from datetime import date, datetime, timedelta
from typing import Any

ANCHOR = date(2026, 1, 1)
DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")  # also inside photograph ids and texts
WRITTEN = re.compile(r"\b(\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4})\b")
PROPOSED_ID = re.compile(r"\bnew-(\d{4})(\d{2})(\d{2})-")  # ids of lesions the program proposed


def weeks_to(*, today: date) -> timedelta:
    """Give the whole weeks from the anchor to ``today``, rounded toward the past."""
    return timedelta(weeks=(today - ANCHOR).days // 7)


def shift_day(*, day: date, today: date) -> date:
    """Move a day that is still to come, to the day."""
    return day + (today - ANCHOR)


def shift_case(*, case: dict[str, Any], today: date) -> dict[str, Any]:
    """Move every day of a case in JSON form, in fields, ids and texts alike."""
    moved = shift_value(case, weeks_to(today=today))
    moved["patient"]["born_on"] = case["patient"]["born_on"]
    for visit, before in zip(moved["visits"][-1:], case["visits"][-1:], strict=True):
        if before["next_due_on"]:
            due_on = date.fromisoformat(before["next_due_on"])
            visit["next_due_on"] = shift_day(day=due_on, today=today).isoformat()
    return moved  # type: ignore[no-any-return]


def shift_value(value: Any, by: timedelta) -> Any:
    """Move the days in a JSON value of any depth."""
    if isinstance(value, str):
        return shift_text(value, by)
    if isinstance(value, dict):
        return {key: shift_value(each, by) for key, each in value.items()}
    if isinstance(value, list):
        return [shift_value(each, by) for each in value]
    return value


def shift_text(text: str, by: timedelta) -> str:
    """Move the days written in a text."""

    def move(match: re.Match[str], form: str) -> str:
        year, month, day = (int(part) for part in match.groups())
        return (date(year, month, day) + by).strftime(form)

    def move_written(match: re.Match[str]) -> str:
        """Move a day written as the ward reads it ("4 May 2026")."""
        day = datetime.strptime(match[1], "%d %b %Y").date() + by  # noqa: DTZ007 - a day only
        return f"{day.day} {day:%b %Y}"

    text = WRITTEN.sub(move_written, text)
    text = DAY.sub(lambda match: move(match, "%Y-%m-%d"), text)
    return PROPOSED_ID.sub(lambda match: move(match, "new-%Y%m%d-"), text)
