"""Specimens as rows: making one, checking one; biopsies and pathology write through these."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ValidationError

from dermetry.record.casefile import describe
from dermetry.record.specimen import Specimen as RecordedSpecimen
from dermetry.report.words import say_date
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.base import RecordNotLawful, Unit
from dermetry.workbench.casenotes.models import Specimen
from dermetry.workbench.casenotes.sites import next_id


def make_row(unit: Unit) -> Specimen:
    """Give a new row with the next free id; it is not saved yet."""
    rows = unit.patient.specimens
    taken = rows.values_list("specimen_id", flat=True)
    name = next_id(letters="BX", taken=taken, joint="-")
    return Specimen(patient=unit.patient, specimen_id=name, position=rows.count())


def write_specimen(row: Specimen, fields: Mapping[str, Any], today: date) -> RecordedSpecimen:
    """Write fields of the record's ``Specimen`` over a row; what is not among them stays.

    Raises RecordNotLawful in words.
    """
    held = mapping.values_of(row) if row.pk else {}
    own = {"specimen_id": row.specimen_id, "lesion_id": row.lesion and row.lesion.lesion_id}
    made = make_specimen({**held, **fields, **own}, today)
    for name, value in mapping.fields_of(Specimen, made, ("lesion_id",)).items():
        setattr(row, name, value)
    row.save()
    return made


def make_specimen(fields: Mapping[str, Any], today: date) -> RecordedSpecimen:
    """Make the value; raises RecordNotLawful in words."""
    for name in ("taken_on", "reported_on"):
        if fields.get(name) and fields[name] > today:
            raise RecordNotLawful(
                f"{say_date(fields[name])} lies in the future",
                next_step="enter the day on which it happened",
            )
    if fields.get("reported_on") and fields["reported_on"] < fields["taken_on"]:
        raise RecordNotLawful(
            f"Reported on {say_date(fields['reported_on'])}, before it was taken "
            f"({say_date(fields['taken_on'])})",
            next_step="correct one of the two days",
        )
    try:
        return RecordedSpecimen.model_validate(dict(fields))
    except ValidationError as error:
        raise RecordNotLawful(
            f"This cannot be saved: {describe(error)}", next_step="correct what is named"
        ) from error
