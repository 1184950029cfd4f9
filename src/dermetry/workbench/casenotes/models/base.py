"""What most tables share."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

# Both halves are needed: SQL takes a check whose answer is unknown (NULL) as kept.
SAYS_BY_WHOM = models.Q(confirmed_by__isnull=False) & ~models.Q(confirmed_by="")


class ValueRow(models.Model):
    """A row that mirrors one value of the record.

    Facts that are searched, joined or bound by a law have columns of their own (``COLUMNS``, named
    as in the record); the rest of the value stands in ``details``.  Nothing stands in both.
    """

    COLUMNS: ClassVar[tuple[str, ...]] = ()
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        """No table of its own."""

        abstract = True


class EditedRow(ValueRow):
    """A row that people edit: its version goes up with each change (optimistic locking)."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        """No table of its own."""

        abstract = True
