"""The laws of the history, the specimens and the imaging studies."""

from collections.abc import Iterator

from dermetry.record.history import History
from dermetry.record.imaging_study import ImagingStudy
from dermetry.record.laws import twice
from dermetry.record.lesion import Lesion
from dermetry.record.specimen import Specimen


def check_history(history: History) -> Iterator[str]:
    """Law: operations and radiation fields have ids of their own; a field ends after it starts."""
    for surgery_id in twice(surgery.surgery_id for surgery in history.surgeries):
        yield f"operation {surgery_id} is listed twice"
    for field_id in twice(field.field_id for field in history.radiation_fields):
        yield f"radiation field {field_id} is listed twice"
    for field in history.radiation_fields:
        if field.started_on and field.ended_on and field.ended_on < field.started_on:
            yield f"radiation field {field.field_id} ends before it starts"


def check_specimens(lesions: tuple[Lesion, ...], specimens: tuple[Specimen, ...]) -> Iterator[str]:
    """Law: a specimen has its own id, is of a known lesion, and is reported once taken."""
    known = {lesion.lesion_id for lesion in lesions}
    for specimen_id in twice(specimen.specimen_id for specimen in specimens):
        yield f"specimen {specimen_id} is listed twice"
    for specimen in specimens:
        name, lesion_id = specimen.specimen_id, specimen.lesion_id
        if lesion_id is not None and lesion_id not in known:
            yield f"specimen {name} is of unknown lesion {lesion_id}"
        if specimen.reported_on and specimen.reported_on < specimen.taken_on:
            yield (
                f"specimen {name} was reported on {specimen.reported_on}, before it was taken "
                f"({specimen.taken_on})"
            )


def check_imaging_studies(studies: tuple[ImagingStudy, ...]) -> Iterator[str]:
    """Law: imaging studies have ids of their own."""
    for study_id in twice(study.study_id for study in studies):
        yield f"imaging study {study_id} is listed twice"
