"""Tables of what happened beside visits: treatments, consents, biopsies, studies."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dermetry.workbench.accounts.models import Site
from dermetry.workbench.casenotes.models.base import EditedRow, ValueRow
from dermetry.workbench.casenotes.models.patient import Lesion, Patient


class Treatment(EditedRow):
    """One treatment with its dates."""

    COLUMNS = ("treatment_id", "name", "kind", "line", "started_on", "ended_on")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="treatments")
    position = models.PositiveIntegerField(default=0)
    treatment_id = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    line = models.PositiveSmallIntegerField(null=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        """An id once per patient; ends not before it starts."""

        constraints = (
            models.UniqueConstraint(
                fields=["patient", "treatment_id"], name="treatment_id_per_patient"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                name="treatment_ends_after_start",
            ),
        )


class Consent(ValueRow):
    """One answer to one use; a later answer replaces it without erasing it."""

    COLUMNS = ("use", "answer", "answered_on", "recorded_by")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="consents")
    position = models.PositiveIntegerField(default=0)
    use = models.CharField(max_length=10)
    answer = models.CharField(max_length=10)
    answered_on = models.DateField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        """Known uses and answers."""

        constraints = (
            models.CheckConstraint(
                condition=Q(use__in=("care", "teaching", "research")), name="consent_use_known"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=("given", "refused", "withdrawn")),
                name="consent_answer_known",
            ),
        )


class Specimen(EditedRow):
    """One biopsy or excision and its result."""

    COLUMNS = ("specimen_id", "kind", "taken_on", "reported_on", "is_malignant")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="specimens")
    lesion = models.ForeignKey(
        Lesion, null=True, on_delete=models.PROTECT, related_name="specimens"
    )
    position = models.PositiveIntegerField(default=0)
    specimen_id = models.CharField(max_length=64)
    kind = models.CharField(max_length=12)
    taken_on = models.DateField()
    reported_on = models.DateField(null=True)
    is_malignant = models.BooleanField(null=True)

    class Meta:
        """An id once per patient; reported not before it was taken."""

        constraints = (
            models.UniqueConstraint(
                fields=["patient", "specimen_id"], name="specimen_id_per_patient"
            ),
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True) | Q(reported_on__gte=F("taken_on")),
                name="reported_after_taken",
            ),
        )


class Biopsy(EditedRow):
    """One biopsy on its way from suggestion to action."""

    COLUMNS = (
        "biopsy_id",
        "suggested_on",
        "ordered_on",
        "wanted_by",
        "taken_on",
        "at_lab_on",
        "reported_on",
        "acted_on",
        "cancelled_on",
    )
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="biopsies")
    lesion = models.ForeignKey(Lesion, null=True, on_delete=models.PROTECT, related_name="biopsies")
    specimen = models.OneToOneField(
        Specimen, null=True, on_delete=models.PROTECT, related_name="biopsy"
    )
    position = models.PositiveIntegerField(default=0)
    biopsy_id = models.CharField(max_length=64)
    suggested_on = models.DateField(null=True)
    ordered_on = models.DateField(null=True)
    wanted_by = models.DateField(null=True)
    taken_on = models.DateField(null=True)
    at_lab_on = models.DateField(null=True)
    reported_on = models.DateField(null=True)
    acted_on = models.DateField(null=True)
    cancelled_on = models.DateField(null=True)

    class Meta:
        """An id once per patient; steps in their order."""

        constraints = (
            models.UniqueConstraint(fields=["patient", "biopsy_id"], name="biopsy_id_per_patient"),
            models.CheckConstraint(
                condition=Q(ordered_on__isnull=True)
                | Q(taken_on__isnull=True)
                | Q(taken_on__gte=F("ordered_on")),
                name="taken_after_ordered",
            ),
            models.CheckConstraint(
                condition=Q(taken_on__isnull=True)
                | Q(reported_on__isnull=True)
                | Q(reported_on__gte=F("taken_on")),
                name="biopsy_reported_after_taken",
            ),
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True)
                | Q(acted_on__isnull=True)
                | Q(acted_on__gte=F("reported_on")),
                name="acted_on_after_reported",
            ),
        )


class ExtentDecision(ValueRow):
    """One confirmation or override of the proposed extent; the latest one counts."""

    COLUMNS = ("kind", "t_effect", "m_effect", "decided_by", "decided_on")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="extent_decisions")
    lesion = models.ForeignKey(
        Lesion, null=True, on_delete=models.PROTECT, related_name="extent_decisions"
    )
    position = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=12)
    t_effect = models.CharField(max_length=64)
    m_effect = models.CharField(max_length=64)
    decided_by = models.CharField(max_length=200)
    decided_on = models.DateField()

    class Meta:
        """Confirmed, or overridden."""

        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=("confirmed", "overridden")), name="extent_kind_known"
            ),
        )


class Alert(EditedRow):
    """One alert that fired, with everything that happened to it since.

    Columns beyond the record's are derived again with every renewal, so that lists need not read
    events; ``assignee`` is the person it was handed to.
    """

    COLUMNS = ("key", "rule_id", "urgency", "owner", "due_on")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="alerts")
    position = models.PositiveIntegerField(default=0)
    key = models.CharField(max_length=200)
    rule_id = models.CharField(max_length=200)
    urgency = models.CharField(max_length=10)
    owner = models.CharField(max_length=200)
    due_on = models.DateField(null=True)
    kind = models.CharField(max_length=10, default="alert")  # "alert" | "task", by its rule
    state = models.CharField(max_length=12, default="open")
    is_waiting = models.BooleanField(default=True)  # for a person: open, or acknowledged
    fired_on = models.DateField(null=True)  # for the first time
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    waits_for = models.ForeignKey(  # the assignee, while it is waiting
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    waits_at = models.ForeignKey(  # the site, while it is waiting and nobody has taken it
        Site, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        """The same fact never fires twice."""

        constraints = (
            models.UniqueConstraint(fields=["patient", "key"], name="alert_key_per_patient"),
            models.CheckConstraint(
                condition=Q(urgency__in=("routine", "soon", "urgent")), name="alert_urgency_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "acknowledged", "suppressed", "done", "ended")),
                name="alert_state_known",
            ),
        )
        indexes = (
            models.Index(fields=["rule_id"], name="alerts_by_rule"),
            models.Index(fields=["fired_on"], name="alerts_by_day"),
            models.Index(fields=["waits_for", "patient"], name="alerts_by_waited_for"),
            models.Index(fields=["waits_at", "owner", "patient"], name="alerts_by_role"),
        )


class ImagingStudy(EditedRow):
    """One imaging study of other sites."""

    COLUMNS = ("study_id", "modality", "done_on")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="imaging_studies")
    position = models.PositiveIntegerField(default=0)
    study_id = models.CharField(max_length=64)
    modality = models.CharField(max_length=12)
    done_on = models.DateField()

    class Meta:
        """An id once per patient."""

        constraints = (
            models.UniqueConstraint(fields=["patient", "study_id"], name="study_id_per_patient"),
        )
