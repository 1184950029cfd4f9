"""Tables of the jobs: who works, and which job is in whose hands since when."""

from django.db import models


class Worker(models.Model):
    """One process that works through the jobs, and its last sign of life."""

    name = models.CharField(max_length=64, unique=True)
    heartbeat_at = models.DateTimeField()


class JobLease(models.Model):
    """One asked-for analysis: its task, and while it runs the worker that holds it."""

    task_id = models.UUIDField(primary_key=True)
    photograph_pk = models.BigIntegerField(db_index=True)
    asked_at = models.DateTimeField(db_index=True)
    worker = models.CharField(max_length=64, blank=True)  # empty: nobody has begun
    heartbeat_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """Who holds a job gives signs of life."""

        constraints = (
            models.CheckConstraint(
                condition=models.Q(worker="") | models.Q(heartbeat_at__isnull=False),
                name="holder_has_heartbeat",
            ),
        )
