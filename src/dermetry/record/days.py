"""A day as a person reads it, so that day and month cannot be confused."""

from datetime import date

# Not strftime: its month names follow the locale of the machine.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def say_day(*, on: date) -> str:
    """Say a day: 3 May 2026."""
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"
