"""Tables of visits and of what was found there."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from dermetry.workbench.casenotes.models.base import SAYS_BY_WHOM, EditedRow, ValueRow
from dermetry.workbench.casenotes.models.patient import Lesion, Patient

STATUSES = (
    "measured", "too_small", "absent", "present", "progressed", "not_done", "not_evaluable",
    "merged_into", "split_into", "treated_locally",
)  # fmt: skip
SIZES = ["longest_diameter_mm", "short_axis_mm"]


class Visit(EditedRow):
    """One visit of one patient.

    ``details`` holds what the record knows of it beside photographs, findings, appearances and
    addenda: regions, proposals, remarks, notes, observations, symptoms, unreadable files,
    the signature's particulars.
    """

    COLUMNS = ("visited_on", "next_due_on", "next_reason")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="visits")
    visited_on = models.DateField()
    next_due_on = models.DateField(null=True)
    next_reason = models.CharField(max_length=200, null=True)
    signed_on = models.DateField(null=True)  # of details["signature"], for lists and the law
    step = models.CharField(max_length=20, default="identity")  # where the person left the flow
    identity_checked_by = models.CharField(max_length=200, blank=True)
    identity_checked_at = models.DateTimeField(null=True)
    started_by = models.CharField(max_length=200, blank=True)

    class Meta:
        """One visit per date; the next one lies after it; signed not before it."""

        constraints = (
            models.UniqueConstraint(fields=["patient", "visited_on"], name="one_visit_per_date"),
            models.CheckConstraint(
                condition=Q(next_due_on__isnull=True) | Q(next_due_on__gt=models.F("visited_on")),
                name="next_visit_is_later",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(signed_on__gte=models.F("visited_on")),
                name="signed_not_before_visit",
            ),
        )


class Finding(ValueRow):
    """One finding of one lesion at one visit, as the library made it.

    ``is_derived``: made here from outlines and statements, and made again when they change; else
    it came with a case and stays until a person says something else of the lesion.
    """

    COLUMNS = ("evaluator", "status", "is_confirmed", "confirmed_by")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    lesion = models.ForeignKey(Lesion, on_delete=models.PROTECT, related_name="findings")
    position = models.PositiveIntegerField(default=0)
    evaluator = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=20)
    is_derived = models.BooleanField(default=False)
    is_confirmed = models.BooleanField(default=False)
    confirmed_by = models.CharField(max_length=200, null=True)

    class Meta:
        """Once per visit, lesion and evaluator; a size where measured and nowhere else."""

        constraints = (
            models.UniqueConstraint(
                fields=["visit", "lesion", "evaluator"], name="one_finding_per_visit"
            ),
            models.CheckConstraint(condition=Q(status__in=STATUSES), name="status_is_known"),
            models.CheckConstraint(
                condition=Q(status="measured", details__has_any_keys=SIZES)
                | (~Q(status="measured") & ~Q(details__has_any_keys=SIZES)),
                name="size_where_measured",
            ),
            models.CheckConstraint(
                condition=Q(is_confirmed=False) | SAYS_BY_WHOM,
                name="confirmed_finding_says_by_whom",
            ),
        )


class StatedFinding(EditedRow):
    """What a person stated of a lesion at a visit (a ``FindingMark``, in ``details``)."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="stated")
    lesion = models.ForeignKey(Lesion, on_delete=models.PROTECT, related_name="stated")
    stated_by = models.CharField(max_length=200)
    stated_at = models.DateTimeField()

    class Meta:
        """One statement per lesion and visit."""

        constraints = (
            models.UniqueConstraint(fields=["visit", "lesion"], name="one_statement_per_visit"),
        )


class Appearance(EditedRow):
    """How one lesion looked and felt at one visit (all of it in ``details``)."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="appearances")
    lesion = models.ForeignKey(Lesion, on_delete=models.PROTECT, related_name="appearances")
    position = models.PositiveIntegerField(default=0)
    # Fields shown as at the visit before that nobody has looked at yet: not in the record.
    still_copied = models.JSONField(default=list)

    class Meta:
        """One per lesion and visit."""

        constraints = (
            models.UniqueConstraint(fields=["visit", "lesion"], name="one_appearance_per_visit"),
        )


class Addendum(ValueRow):
    """A correction or addition to a signed visit; written, never edited."""

    COLUMNS = ("written_by", "written_on", "text")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="addenda")
    written_by = models.CharField(max_length=200)
    written_on = models.DateField()
    text = models.TextField()

    class Meta:
        """Never empty."""

        constraints = (models.CheckConstraint(condition=~Q(text=""), name="addendum_has_text"),)


class MatchChange(models.Model):
    """One decision about who is who, with what stood before, so that it can be undone."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="match_changes")
    said = models.CharField(max_length=300)  # "outline 3 is L2"
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
