"""Alerts stand as they are: columns by which lists are read without their events."""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("casenotes", "0011_rule_signatures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="assignee",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="fired_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="alert",
            name="kind",
            field=models.CharField(default="alert", max_length=10),
        ),
        migrations.AddField(
            model_name="alert",
            name="state",
            field=models.CharField(default="open", max_length=12),
        ),
        migrations.AddField(
            model_name="alert",
            name="waits_for",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="alert",
            name="is_waiting",
            field=models.BooleanField(default=True),
        ),
        migrations.AddField(
            model_name="summary",
            name="alerts_renewed_on",
            field=models.DateField(default=datetime.date(1, 1, 1)),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(fields=["fired_on"], name="alerts_by_day"),
        ),
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(fields=["waits_for", "patient"], name="alerts_by_waited_for"),
        ),
        migrations.AddIndex(
            model_name="summary",
            index=models.Index(fields=["is_listed", "alerts_renewed_on"], name="alerts_to_renew"),
        ),
        migrations.AddIndex(
            model_name="summary",
            index=models.Index(
                fields=["site", "is_listed", "alerts_renewed_on"], name="alerts_of_site_to_renew"
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("open", "acknowledged", "suppressed", "done", "ended"))
                ),
                name="alert_state_known",
            ),
        ),
    ]
