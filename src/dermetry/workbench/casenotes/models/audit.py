"""The audit log: appended to, never changed; each entry holds the hash of the one before."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class AuditEntry(models.Model):
    """Who did what to which record, when."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    role = models.CharField(max_length=30)
    site_id = models.BigIntegerField(db_index=True)
    action = models.CharField(max_length=60)
    patient_pk = models.BigIntegerField(null=True)
    target = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    previous_hash = models.CharField(max_length=64)
    entry_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        """Read by site and time, or by patient."""

        indexes = (
            models.Index(fields=["site_id", "-number"], name="audit_by_site"),
            models.Index(fields=["patient_pk", "-number"], name="audit_by_patient"),
        )
