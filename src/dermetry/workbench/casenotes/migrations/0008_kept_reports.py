"""Documents that were asked for: in the making, or made and kept for a day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("casenotes", "0007_open_tasks_by_owner"),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(max_length=30)),
                ("key", models.CharField(max_length=64, unique=True)),
                ("order", models.JSONField()),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("failure", models.JSONField(default=dict)),
                ("stored_as", models.CharField(blank=True, max_length=200)),
                ("asked_at", models.DateTimeField(db_index=True)),
                ("patient", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="casenotes.patient")),
            ],
            options={
                "verbose_name": "document",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("waiting", "made", "failed", "overtaken"))),
                        name="report_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "made"), _negated=True),
                            models.Q(("stored_as", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="report_made_is_stored",
                    ),
                ],
            },
        ),
    ]
