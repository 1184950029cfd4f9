"""The days of the spec tables."""

from datetime import date, timedelta

START_ON = date(2026, 1, 5)


def visit_day(name: str) -> date:
    """Turn "start", "week 6" or "day 41" into a date."""
    word, _, number = name.partition(" ")
    days = {"start": 0, "week": 7 * int(number or 0), "day": int(number or 0)}[word]
    return START_ON + timedelta(days=days)
