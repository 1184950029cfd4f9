"""Biopsies and their results."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from dermetry.record.casefile import describe
from dermetry.record.specimen import Specimen as RecordedSpecimen
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.actions.base import (
    RecordNotLawful,
    Unit,
    change,
    check_version,
)
from dermetry.workbench.casenotes.models import Lesion, Specimen
from dermetry.workbench.casenotes.sites import next_id


def save_biopsy(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    patient_pk: int,
    lesion_pk: int | None,
    fields: Mapping[str, Any],
    specimen_pk: int | None = None,
    version: int | None = None,
) -> str:
    """Add a biopsy, or change one; gives its id.

    ``fields`` are those of the record's ``Specimen`` without ids.  Raises RecordConflict with the
    stored fields, RecordNotLawful, NotHere.
    """
    with change(actor=actor, at=at, permission="edit_pathology", patient_pk=patient_pk) as unit:
        lesion = lesion_pk and scope.get(
            actor=actor, model=Lesion, pk=lesion_pk, patient_id=patient_pk
        )
        row = find_row(unit, specimen_pk, version)
        made = make_specimen(row.specimen_id, lesion.lesion_id if lesion else None, fields, today)
        for name, value in mapping.fields_of(Specimen, made, ("lesion_id",)).items():
            setattr(row, name, value)
        row.lesion = lesion or None
        row.save()
        unit.log(
            "biopsy.changed" if specimen_pk else "biopsy.added",
            target=row.specimen_id,
            details={"kind": made.kind, "is_malignant": made.is_malignant},
        )
    return made.specimen_id


def find_row(unit: Unit, specimen_pk: int | None, version: int | None) -> Specimen:
    """Give the row to write into: the one to be changed, or a new one."""
    if specimen_pk is None:
        rows = unit.patient.specimens
        taken = rows.values_list("specimen_id", flat=True)
        name = next_id(letters="BX", taken=taken, joint="-")
        return Specimen(patient=unit.patient, specimen_id=name, position=rows.count())
    row = scope.get(
        actor=unit.actor, model=Specimen, pk=specimen_pk, lock=True, patient_id=unit.patient.pk
    )
    check_version(row, version, theirs=mapping.values_of(row))
    return row


def make_specimen(
    specimen_id: str, lesion_id: str | None, fields: Mapping[str, Any], today: date
) -> RecordedSpecimen:
    """Make the value; raises RecordNotLawful in words."""
    for name in ("taken_on", "reported_on"):
        if fields.get(name) and fields[name] > today:
            raise RecordNotLawful(
                f"{fields[name]:%-d %b %Y} lies in the future",
                next_step="enter the day on which it happened",
            )
    if fields.get("reported_on") and fields["reported_on"] < fields["taken_on"]:
        raise RecordNotLawful(
            f"Reported on {fields['reported_on']:%-d %b %Y}, before it was taken "
            f"({fields['taken_on']:%-d %b %Y})",
            next_step="correct one of the two days",
        )
    try:
        return RecordedSpecimen.model_validate(
            {**fields, "specimen_id": specimen_id, "lesion_id": lesion_id}
        )
    except ValidationError as error:
        raise RecordNotLawful(
            f"This cannot be saved: {describe(error)}", next_step="correct what is named"
        ) from error
