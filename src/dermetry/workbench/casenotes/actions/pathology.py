"""What the pathologist reported of a specimen, its stains, and which receptors count as current."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from dermetry.record.specimen import SpecimenChoice
from dermetry.record.stain import Stain
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.actions.base import (
    RecordConflict,
    RecordNotLawful,
    Unit,
    change,
)
from dermetry.workbench.casenotes.actions.specimens import make_row, write_specimen
from dermetry.workbench.casenotes.models import Lesion, Patient, Specimen
from dermetry.workbench.casenotes.specimen_parts import mark_of_report, mark_of_stains


def save_report(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    patient_pk: int,
    lesion_pk: int | None,
    fields: Mapping[str, Any],
    specimen_pk: int | None = None,
    seen: str | None = None,
) -> int:
    """Add a specimen, or change what was reported of one; gives its key.

    ``fields`` are those of the record's ``Specimen`` without ids; what is not among them (the
    stains, for example) stays.  The biopsy it came from is reported with it.  ``seen`` is the mark
    of the report as the person opened it.  Raises RecordConflict, RecordNotLawful, NotHere.
    """
    with change(actor=actor, at=at, permission="edit_pathology", patient_pk=patient_pk) as unit:
        row = find_row(unit, specimen_pk)
        if row.pk and seen is not None and seen != mark_of_report(row):
            raise conflict(row)
        lesion = lesion_pk and scope.get(
            actor=actor, model=Lesion, pk=lesion_pk, patient_id=patient_pk
        )
        row.lesion = lesion or None
        row.version += 1 if row.pk else 0
        made = write_specimen(row, fields, today)
        follow_biopsy(unit, row)
        unit.log(
            "specimen.changed" if specimen_pk else "specimen.added",
            target=row.specimen_id,
            details={"kind": made.kind, "is_malignant": made.is_malignant},
        )
    return int(row.pk)


def save_stains(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    specimen_pk: int,
    stains: Sequence[Stain],
    seen: str | None = None,
) -> None:
    """Keep the stains of a specimen as the laboratory reported them.

    ``seen`` is the mark of the stains as the person opened them.  Raises RecordConflict, NotHere.
    """
    patient_pk = scope.get(actor=actor, model=Specimen, pk=specimen_pk).patient_id
    with change(actor=actor, at=at, permission="edit_pathology", patient_pk=patient_pk) as unit:
        row = find_row(unit, specimen_pk)
        if seen is not None and seen != mark_of_stains(row):
            raise conflict(row)
        row.version += 1
        write_specimen(row, {"stains": tuple(stains)}, today)
        markers = [each.marker for each in stains]
        unit.log("specimen.stained", target=row.specimen_id, details={"markers": markers})


def choose_current(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    patient_pk: int,
    specimen_pk: int | None,
    reason: str,
    seen: str | None = None,
) -> None:
    """Choose the specimen whose receptors count as current; None: the latest one again.

    ``seen`` is the id of the specimen chosen when the person opened the page ("" for none).
    Raises RecordConflict, RecordNotLawful without a reason, NotHere.
    """
    with change(actor=actor, at=at, permission="edit_pathology", patient_pk=patient_pk) as unit:
        patient = scope.get(actor=actor, model=Patient, pk=patient_pk, lock=True)
        held = patient.details.get("current_specimen") or {}
        if seen is not None and seen != held.get("specimen_id", ""):
            raise RecordConflict("Somebody else chose another specimen meanwhile", theirs=held)
        chosen = None
        if specimen_pk is not None:
            chosen = make_choice(unit, specimen_pk, reason, today)
        patient.details = {**patient.details, "current_specimen": chosen}
        patient.save()
        name = chosen["specimen_id"] if chosen else ""
        unit.log("receptors.chosen" if chosen else "receptors.latest", target=name)


def make_choice(unit: Unit, specimen_pk: int, reason: str, today: date) -> dict[str, Any]:
    """Give the choice of a specimen of the patient as it is kept."""
    row = find_row(unit, specimen_pk)
    if not reason.strip():
        raise RecordNotLawful(
            "The reason is missing",
            why="whoever reads the receptors must see why the latest specimen does not count",
            next_step="say in a few words why",
        )
    choice = SpecimenChoice(
        specimen_id=row.specimen_id, chosen_by=unit.actor.name, chosen_on=today, reason=reason
    )
    return choice.model_dump(mode="json")


def find_row(unit: Unit, specimen_pk: int | None) -> Specimen:
    """Give the row to write into: the one to be changed, or a new one."""
    if specimen_pk is None:
        return make_row(unit)
    return scope.get(
        actor=unit.actor, model=Specimen, pk=specimen_pk, lock=True, patient_id=unit.patient.pk
    )


def conflict(row: Specimen) -> RecordConflict:
    """Say that somebody else saved the same part meanwhile."""
    return RecordConflict(
        "Somebody else saved a change here while you were working",
        theirs=mapping.values_of(row),
        version=row.version,
    )


def follow_biopsy(unit: Unit, row: Specimen) -> None:
    """Report the biopsy of a specimen on the day the specimen was reported."""
    biopsy = unit.patient.biopsies.filter(specimen=row).first()
    if biopsy is None or row.reported_on is None or biopsy.reported_on == row.reported_on:
        return
    if biopsy.at_lab_on and biopsy.at_lab_on > row.reported_on:
        raise RecordNotLawful(
            f"Reported on {row.reported_on:%-d %b %Y}, before {biopsy.biopsy_id} came to the lab "
            f"({biopsy.at_lab_on:%-d %b %Y})",
            next_step="correct one of the two days",
        )
    if biopsy.acted_on and biopsy.acted_on < row.reported_on:
        raise RecordNotLawful(
            f"{biopsy.biopsy_id} was acted on on {biopsy.acted_on:%-d %b %Y}, before the report",
            next_step="correct one of the two days",
        )
    biopsy.reported_on = row.reported_on
    biopsy.version += 1
    biopsy.save()
    unit.log("biopsy.reported", target=biopsy.biopsy_id, details={"on": row.reported_on})
