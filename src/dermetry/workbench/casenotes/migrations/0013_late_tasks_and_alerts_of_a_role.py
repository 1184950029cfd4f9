"""What is late, and what waits for a role: columns by which lists are read."""

import django.db.models.deletion
from django.db import migrations, models


def say_what_waits(apps, schema_editor):
    """Fill the columns of what is there already."""
    Alert = apps.get_model("casenotes", "Alert")
    Task = apps.get_model("casenotes", "Task")
    Summary = apps.get_model("casenotes", "Summary")
    waiting = Alert.objects.filter(is_waiting=True)
    for alert in waiting.filter(assignee__isnull=True).select_related("patient").iterator():
        Alert.objects.filter(pk=alert.pk).update(waits_at=alert.patient.site_id)
    first = {}
    tasks = Task.objects.filter(closed_at__isnull=True)
    for rows in (waiting, tasks):
        found = rows.filter(due_on__isnull=False).values_list("patient_id", "due_on")
        for patient_pk, due_on in found.iterator():
            first[patient_pk] = min(due_on, first.get(patient_pk, due_on))
    for patient_pk, due_on in first.items():
        Summary.objects.filter(pk=patient_pk).update(tasks_due_on=due_on)


def leave(apps, schema_editor):
    """Undo nothing: the columns go."""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("casenotes", "0012_alerts_standing"),
    ]

    operations = [
        migrations.AddField(
            model_name="summary",
            name="tasks_due_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="alert",
            name="waits_at",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.site",
            ),
        ),
        migrations.AddIndex(
            model_name="summary",
            index=models.Index(fields=["site", "tasks_due_on", "patient"], name="list_by_task_day"),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(fields=["waits_at", "owner", "patient"], name="alerts_by_role"),
        ),
        migrations.RunPython(say_what_waits, leave),
    ]
