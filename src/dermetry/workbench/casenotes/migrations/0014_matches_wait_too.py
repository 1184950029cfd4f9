"""Findings and matches that wait are counted alike: the stored counts are renewed."""

from django.db import migrations


def count_again(apps, schema_editor):
    """Count unconfirmed findings by lesion and unsettled matches of every patient."""
    Finding = apps.get_model("casenotes", "Finding")
    Summary = apps.get_model("casenotes", "Summary")
    Visit = apps.get_model("casenotes", "Visit")
    found = {}
    findings = Finding.objects.filter(is_confirmed=False).order_by()
    columns = ("visit__patient_id", "visit_id", "lesion_id")
    for patient_pk, *_ in findings.values_list(*columns).distinct().iterator():
        found[patient_pk] = found.get(patient_pk, 0) + 1
    for patient_pk, details in Visit.objects.values_list("patient_id", "details").iterator():
        asked = [each for each in details.get("proposals", ()) if each["answer"] == "unsure"]
        found[patient_pk] = found.get(patient_pk, 0) + len(asked)
    for patient_pk, number in Summary.objects.values_list("pk", "to_confirm").iterator():
        if found.get(patient_pk, 0) != number:
            Summary.objects.filter(pk=patient_pk).update(to_confirm=found.get(patient_pk, 0))


def leave(apps, schema_editor):
    """Undo nothing: a count is derived again with the next change."""


class Migration(migrations.Migration):
    dependencies = [("casenotes", "0013_late_tasks_and_alerts_of_a_role")]

    operations = [migrations.RunPython(count_again, leave)]
