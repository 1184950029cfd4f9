"""Names that are free in a record, and names that change: wherever they stand in values."""

from collections.abc import Container
from dataclasses import replace

from dermetry.pathway.merge_names import rename_alert
from dermetry.pathway.stored_result import StoredResultUnusable, dump_result, load_result
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.models import Alert, Outline, Patient, Photograph, Visit


def free_photograph_id(patient: Patient, wanted: str) -> str:
    """Give a photograph id no photograph of the patient has."""
    rows = Photograph.objects.filter(patient=patient)
    return free(wanted, set(rows.values_list("photograph_id", flat=True)))


def free_outline_id(patient: Patient, wanted: str) -> str:
    """Give an outline id no outline of the patient has."""
    rows = Outline.objects.filter(patient=patient)
    return free(wanted, set(rows.values_list("outline_id", flat=True)))


def free(wanted: str, taken: Container[str]) -> str:
    """Give a name as wanted, else with a number behind it."""
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted[:58]}-{number}"
    return name


def rename_result(row: Photograph) -> None:
    """Give the kept result the photograph's new names; one that cannot be read is made again."""
    if not row.analysis:
        return
    try:
        result = load_result(text=row.analysis)
    except StoredResultUnusable:
        row.analysis = ""
        return
    named = replace(result, photograph_id=row.photograph_id, file_name=row.file_name)
    row.analysis = dump_result(result=named, engine=row.analysed_with)


def rename_in_values(patient: Patient, before: str, after: str) -> None:
    """Give a lesion its other name where values hold it: in dermoscopies and alerts.

    Rows that refer to the lesion's row follow by themselves.
    """
    if before == after:
        return
    for visit in Visit.objects.filter(patient=patient):
        held = visit.details.get("dermoscopies", ())
        if any(each["lesion_id"] == before for each in held):
            renamed = [
                {**each, "lesion_id": after} if each["lesion_id"] == before else each
                for each in held
            ]
            visit.details = {**visit.details, "dermoscopies": renamed}
            visit.save(update_fields=["details"])
    for alert in Alert.objects.filter(patient=patient):
        if before in alert.details.get("lesion_ids", ()):
            rename_in_alert(alert, before, after)


def rename_in_alert(row: Alert, before: str, after: str) -> None:
    """Give an alert a lesion's other name, unless one of that name stands there already."""
    held = {"facts": (), **mapping.values_of(row)}
    said = rename_alert(held, {before: after})
    if Alert.objects.filter(patient_id=row.patient_id, key=said["key"]).exclude(pk=row.pk).exists():
        return
    names = [after if each == before else each for each in held["lesion_ids"]]
    row.key = said["key"]
    row.details = row.details | {
        "statement": said["statement"], "facts": list(said["facts"]), "lesion_ids": names,
    }  # fmt: skip
    row.save()
