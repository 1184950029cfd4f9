"""Tables of what happened beside visits: treatments, consents, biopsies, studies."""

from django.db import models
from django.db.models import F, Q

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
