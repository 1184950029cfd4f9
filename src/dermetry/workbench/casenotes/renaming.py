"""Names of photographs and outlines that are free in the record they move to."""

from collections.abc import Container
from dataclasses import replace

from dermetry.pathway.stored_result import StoredResultUnusable, dump_result, load_result
from dermetry.workbench.casenotes.models import Outline, Patient, Photograph


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
