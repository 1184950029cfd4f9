"""A job analyses a photograph or makes a report."""

from django.db import migrations, models


def end_reports(apps, schema_editor):
    """End the jobs that the version before does not know; their documents can be asked for again."""
    apps.get_model("jobs", "JobLease").objects.filter(report_pk__isnull=False).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("jobs", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="joblease",
            name="report_pk",
            field=models.BigIntegerField(null=True, unique=True),
        ),
        migrations.AlterField(
            model_name="joblease",
            name="photograph_pk",
            field=models.BigIntegerField(db_index=True, null=True),
        ),
        migrations.RunPython(migrations.RunPython.noop, end_reports),
        migrations.AddConstraint(
            model_name="joblease",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("photograph_pk__isnull", True), ("report_pk__isnull", True), _connector="XOR"
                ),
                name="job_for_one_thing",
            ),
        ),
    ]
