"""The table of documents that were asked for: kept for a day, never part of the record."""

from django.db import models
from django.db.models import Q

from dermetry.workbench.casenotes.models.patient import Patient

STATES = ("waiting", "made", "failed", "overtaken")


class Report(models.Model):
    """One document in the making, or made and kept for a day.

    ``key`` stands for all it depends on: order, role, software and the record as it stood; the same
    key is the same document.  ``failed``: ``failure`` says why in words.  ``overtaken``: the record
    changed before the document was made.
    """

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=30)  # of who asked: it decides what is blurred
    key = models.CharField(max_length=64, unique=True)
    order = models.JSONField()  # a casenotes.report_documents.Order
    state = models.CharField(max_length=10, default="waiting")
    failure = models.JSONField(default=dict)  # what, why, next_step
    stored_as = models.CharField(max_length=200, blank=True)  # name in the folder of documents
    asked_at = models.DateTimeField(db_index=True)

    class Meta:
        """What is made has its bytes; what failed says why."""

        verbose_name = "document"
        constraints = (
            models.CheckConstraint(condition=Q(state__in=STATES), name="report_state_known"),
            models.CheckConstraint(
                condition=~Q(state="made") | ~Q(stored_as=""), name="report_made_is_stored"
            ),
        )
