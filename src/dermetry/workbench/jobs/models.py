"""Tables of the jobs: who works, and which job is in whose hands since when."""

from django.db import models
from django.db.models import Q


class Worker(models.Model):
    """One process that works through the jobs, and its last sign of life."""

    name = models.CharField(max_length=64, unique=True)
    heartbeat_at = models.DateTimeField()


class JobLease(models.Model):
    """One job asked for: its task, and while it runs the worker that holds it.

    It analyses a photograph or makes a report: one of the two keys is given.
    """

    task_id = models.UUIDField(primary_key=True)
    photograph_pk = models.BigIntegerField(null=True, db_index=True)
    report_pk = models.BigIntegerField(null=True, unique=True)  # a document is made once
    asked_at = models.DateTimeField(db_index=True)
    worker = models.CharField(max_length=64, blank=True)  # empty: nobody has begun
    heartbeat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """Who holds a job gives signs of life; a job is for one thing."""

        constraints = (
            models.CheckConstraint(
                condition=Q(worker="") | Q(heartbeat_at__isnull=False),
                name="holder_has_heartbeat",
            ),
            models.CheckConstraint(
                condition=Q(photograph_pk__isnull=True) ^ Q(report_pk__isnull=True),
                name="job_for_one_thing",
            ),
        )
