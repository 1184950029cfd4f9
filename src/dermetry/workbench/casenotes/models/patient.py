"""Tables of patients and their lesions, and what the worklist reads."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from dermetry.workbench.accounts.models import Site
from dermetry.workbench.casenotes.models.base import SAYS_BY_WHOM, EditedRow


class Patient(EditedRow):
    """One patient of one site; ``details`` holds primary, plan and history."""

    COLUMNS = ("patient_id", "name", "born_on")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    patient_id = models.CharField(max_length=64)
    name = models.CharField(max_length=200, null=True)
    born_on = models.DateField(null=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        """One identifier per site; a merged record points elsewhere."""

        constraints = (
            models.UniqueConstraint(fields=["site", "patient_id"], name="patient_id_per_site"),
            models.CheckConstraint(condition=~Q(patient_id=""), name="patient_id_given"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="not_merged_into_itself",
            ),
        )

    def kept(self) -> "Patient":
        """Give the record that this one ended in: itself where it was not merged."""
        row: Patient = self
        while row.merged_into is not None:
            row = row.merged_into
        return row


class SearchWord(models.Model):
    """One word by which a patient is found: name parts, identifier, birth date."""

    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="search_words")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=100, db_collation=None)

    class Meta:
        """Found by site and the beginning of the word (a range, so that it stays fast)."""

        indexes = (models.Index(fields=["site", "word", "patient"], name="search_by_word"),)


class Summary(models.Model):
    """What the worklist shows of a patient: derived from the case after every write."""

    patient = models.OneToOneField(
        Patient, primary_key=True, on_delete=models.CASCADE, related_name="summary"
    )
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    last_visit_on = models.DateField(null=True)
    next_due_on = models.DateField(null=True)
    next_reason = models.CharField(max_length=200, blank=True)
    call_statement = models.CharField(max_length=300, blank=True)
    skin_category = models.CharField(max_length=20, blank=True)
    overall_category = models.CharField(max_length=20, blank=True)
    unsigned_visit = models.ForeignKey(
        "Visit", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    unsigned_visit_on = models.DateField(null=True)
    to_confirm = models.PositiveIntegerField(default=0)
    open_tasks = models.PositiveIntegerField(default=0)
    urgent_tasks = models.PositiveIntegerField(default=0)
    tasks_due_on = models.DateField(null=True)  # the first day of what waits; None: none is set
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    is_listed = models.BooleanField(default=True)  # False: merged into another record
    alerts_renewed_on = models.DateField(default=date.min)  # the day the alerts are as of
    details = models.JSONField(default=dict)  # error text where the case cannot be derived

    class Meta:
        """Read by site, each list by its own reason."""

        indexes = (
            models.Index(fields=["site", "next_due_on", "patient"], name="list_by_due"),
            models.Index(fields=["site", "unsigned_visit_on", "patient"], name="list_by_unsigned"),
            models.Index(fields=["site", "-urgent_tasks", "patient"], name="list_by_urgency"),
            models.Index(fields=["site", "-open_tasks", "patient"], name="list_by_tasks"),
            models.Index(fields=["site", "tasks_due_on", "patient"], name="list_by_task_day"),
            models.Index(fields=["site", "-to_confirm", "patient"], name="list_by_unconfirmed"),
            models.Index(fields=["site", "owner", "next_due_on", "patient"], name="list_by_owner"),
            models.Index(fields=["is_listed", "alerts_renewed_on"], name="alerts_to_renew"),
            models.Index(
                fields=["site", "is_listed", "alerts_renewed_on"], name="alerts_of_site_to_renew"
            ),
        )


class Task(models.Model):
    """Something to be done for a patient, with its reason and its owner."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="tasks")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)  # "alert" | "task"
    reason = models.CharField(max_length=300)
    urgency = models.CharField(max_length=20, default="routine")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=300, blank=True)

    class Meta:
        """A closed task says how it ended."""

        constraints = (
            models.CheckConstraint(
                condition=Q(urgency__in=("routine", "soon", "urgent")), name="urgency_is_known"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(outcome=""), name="closed_with_outcome"
            ),
        )
        indexes = (
            models.Index(fields=["site", "closed_at", "due_on"], name="open_tasks"),
            models.Index(
                fields=["site", "owner", "patient"],
                condition=Q(closed_at__isnull=True),
                name="open_tasks_by_owner",
            ),
        )


ORGANS = (
    "skin", "lymph_node", "liver", "lung", "bone", "brain", "pleura", "breast", "peritoneum",
    "other",
)  # fmt: skip


class Lesion(EditedRow):
    """One lesion of one patient, followed by its id."""

    COLUMNS = ("lesion_id", "organ", "zone", "laterality", "role", "is_confirmed", "confirmed_by")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="lesions")
    lesion_id = models.CharField(max_length=64)
    position = models.PositiveIntegerField(default=0)
    organ = models.CharField(max_length=20)
    zone = models.CharField(max_length=64, null=True)
    laterality = models.CharField(max_length=12, null=True)
    role = models.CharField(max_length=12)
    is_confirmed = models.BooleanField(default=False)
    confirmed_by = models.CharField(max_length=200, null=True)

    class Meta:
        """An id once per patient; what is confirmed says by whom."""

        constraints = (
            models.UniqueConstraint(fields=["patient", "lesion_id"], name="lesion_id_per_patient"),
            models.CheckConstraint(condition=Q(organ__in=ORGANS), name="organ_is_known"),
            models.CheckConstraint(
                condition=Q(role__in=("target", "non_target", "new", "undecided")),
                name="lesion_role_is_known",
            ),
            models.CheckConstraint(
                condition=Q(is_confirmed=False) | SAYS_BY_WHOM,
                name="confirmed_lesion_says_by_whom",
            ),
        )
