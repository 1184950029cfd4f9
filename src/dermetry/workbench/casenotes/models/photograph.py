"""Tables of photographs and the outlines drawn on them."""

from django.db import models
from django.db.models import Q

from dermetry.workbench.casenotes.models.base import SAYS_BY_WHOM, EditedRow
from dermetry.workbench.casenotes.models.patient import Lesion, Patient
from dermetry.workbench.casenotes.models.visit import Visit

STATES = ("waiting", "analysed", "unreadable", "erased")


class Photograph(EditedRow):
    """One file sent as a photograph: kept whatever it is, never dropped.

    ``waiting``: stored, not looked at yet.  ``analysed``: columns and ``details`` hold the record's
    ``Photograph`` without its outlines.  ``unreadable``: ``reason`` says why.  ``erased``: the
    pixels went by a deliberate, audited act; this row is the tombstone.
    """

    COLUMNS = ("photograph_id", "file_name", "sha256", "view", "zone", "laterality", "cleansing")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="photographs")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photographs")
    position = models.PositiveIntegerField(default=0)
    photograph_id = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField(default=0)  # 0: the bytes are not kept here
    stored_as = models.CharField(max_length=200, blank=True)  # name in the store; empty: not kept
    upload_key = models.CharField(max_length=64, null=True)
    state = models.CharField(max_length=12, default="waiting")
    reason = models.TextField(blank=True)
    view = models.CharField(max_length=12, null=True)
    zone = models.CharField(max_length=64, null=True)
    laterality = models.CharField(max_length=12, null=True)
    cleansing = models.CharField(max_length=8, null=True)
    ruler = models.JSONField(null=True)  # a RulerMark a person set
    analysis = models.TextField(blank=True)  # pathway's dumped PhotographResult; a cache
    analysed_with = models.CharField(max_length=40, blank=True)  # software version
    added_by = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        """The same bytes once per patient; one row per upload."""

        constraints = (
            models.UniqueConstraint(
                fields=["patient", "sha256"],
                condition=~Q(state="unreadable"),
                name="photograph_once",
            ),
            models.UniqueConstraint(
                fields=["patient", "photograph_id"], name="photograph_id_per_patient"
            ),
            models.UniqueConstraint(
                fields=["visit", "upload_key"],
                condition=Q(upload_key__isnull=False),
                name="one_row_per_upload",
            ),
            models.CheckConstraint(condition=Q(state__in=STATES), name="photograph_state_known"),
        )
        indexes = (
            models.Index(
                fields=["added_at"],
                condition=Q(state="waiting", reason=""),
                name="photographs_waiting",
            ),
            models.Index(fields=["sha256"], name="photographs_by_bytes"),
        )


class Outline(EditedRow):
    """One outline on one photograph."""

    COLUMNS = ("outline_id", "source", "is_confirmed", "confirmed_by")
    photograph = models.ForeignKey(Photograph, on_delete=models.PROTECT, related_name="outlines")
    lesion = models.ForeignKey(Lesion, null=True, on_delete=models.PROTECT, related_name="outlines")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    outline_id = models.CharField(max_length=64)
    source = models.CharField(max_length=10)
    is_confirmed = models.BooleanField(default=False)
    confirmed_by = models.CharField(max_length=200, null=True)

    class Meta:
        """An id once per patient; a candidate is never confirmed; who confirmed is named."""

        constraints = (
            models.UniqueConstraint(
                fields=["patient", "outline_id"], name="outline_id_per_patient"
            ),
            models.CheckConstraint(
                condition=Q(source__in=("drawn", "tap", "box", "candidate", "noticed")),
                name="outline_source_known",
            ),
            models.CheckConstraint(
                condition=Q(is_confirmed=False) | SAYS_BY_WHOM,
                name="confirmed_outline_says_by_whom",
            ),
        )
