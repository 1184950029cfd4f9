"""An accepted candidate says what it is: noticed by the program, accepted by a person."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("casenotes", "0009_clinical_arms"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="outline", name="outline_source_known"),
        migrations.AddConstraint(
            model_name="outline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source__in", ("drawn", "tap", "box", "candidate", "noticed"))
                ),
                name="outline_source_known",
            ),
        ),
    ]
