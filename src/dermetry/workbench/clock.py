"""The clock of the workbench: views ask it once and pass the answer down."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """Give this instant."""
    return timezone.now()


def today() -> date:
    """Give today's date at the clinic."""
    return timezone.localdate()


def day_of(at: datetime) -> date:
    """Give the date at the clinic of an instant."""
    return timezone.localdate(at)
