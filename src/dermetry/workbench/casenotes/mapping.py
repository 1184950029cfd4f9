"""Rows to and from the record: ``read_case`` and ``write_case``, exact both ways.

A value's ``COLUMNS`` stand in columns, its other fields in ``details`` as JSON (lengths as text,
so that 4.95 stays 4.95); children of a value are rows of their own.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from dermetry.record.case import Case
from dermetry.record.value import Value
from dermetry.record.visit import Visit
from dermetry.workbench.casenotes import models
from dermetry.workbench.casenotes.models.base import ValueRow

RowT = TypeVar("RowT", bound=ValueRow)
LesionRows = dict[str, models.Lesion]  # by lesion id
# Of Patient, kept in details["patient"].
PATIENT_PARTS = ("sex", "allergies", "anticoagulants", "died_on", "last_contact_on")


def fields_of(row: type[ValueRow], value: Value, without: Iterable[str] = ()) -> dict[str, Any]:
    """Give the columns and details that a row needs to hold a value."""
    columns = {name: getattr(value, name) for name in row.COLUMNS}
    details = value.model_dump(mode="json", exclude={*row.COLUMNS, *without}, exclude_none=True)
    return {**columns, "details": details}


def values_of(row: ValueRow) -> dict[str, Any]:
    """Give a row's value as plain fields, ready for validation."""
    return {**row.details, **{name: getattr(row, name) for name in row.COLUMNS}}


def read_case(*, patient: models.Patient) -> Case:
    """Build the case of a patient from its rows, every law checked.

    Photographs nobody has analysed yet are not in the case; ``queries`` say how many wait.
    """
    names = {row.pk: row.lesion_id for row in patient.lesions.all()}
    details = patient.details
    return Case.model_validate(
        {
            "patient": {**values_of_patient(patient)},
            "primary": details.get("primary"),
            "plan": details.get("plan") or {},
            "history": details.get("history") or {},
            "lesions": [values_of(row) for row in patient.lesions.order_by("position", "pk")],
            "treatments": in_order(patient.treatments),
            "consents": in_order(patient.consents),
            "imaging_studies": in_order(patient.imaging_studies),
            "specimens": [
                values_of(row) | {"lesion_id": names.get(row.lesion_id)}
                for row in patient.specimens.order_by("position", "pk")
            ],
            "current_specimen": details.get("current_specimen"),
            "biopsies": [
                values_of(row)
                | {
                    "lesion_id": names.get(row.lesion_id),
                    "specimen_id": row.specimen and row.specimen.specimen_id,
                }
                for row in patient.biopsies.select_related("specimen").order_by("position", "pk")
            ],
            "extent_decisions": [
                values_of(row) | {"lesion_id": names.get(row.lesion_id)}
                for row in patient.extent_decisions.order_by("position", "pk")
            ],
            "alerts": in_order(patient.alerts),
            "visits": read_visits(patient, names),
        }
    )


def values_of_patient(patient: models.Patient) -> dict[str, Any]:
    """Give the fields of the record's ``Patient``."""
    parts = patient.details.get("patient") or {}
    return {**parts, **{name: getattr(patient, name) for name in patient.COLUMNS}}


def in_order(manager: Any) -> list[dict[str, Any]]:
    """Give the values of a patient's rows in their order."""
    return [values_of(row) for row in manager.order_by("position", "pk")]


def read_visits(patient: models.Patient, names: dict[int, str]) -> list[dict[str, Any]]:
    """Give the visits of a patient with what hangs on them, in order of date."""
    visits = patient.visits.order_by("visited_on").prefetch_related("addenda")
    findings = grouped(
        models.Finding.objects.filter(visit__patient=patient).order_by("position", "pk"), names
    )
    appearances = grouped(
        models.Appearance.objects.filter(visit__patient=patient).order_by("position", "pk"), names
    )
    photographs, unreadable = read_photographs(patient, names)
    return [
        values_of(visit)
        | {
            "photographs": photographs.get(visit.pk, []),
            "unreadable": unreadable.get(visit.pk, []),
            "findings": findings.get(visit.pk, []),
            "appearances": appearances.get(visit.pk, []),
            "addenda": [values_of(row) for row in visit.addenda.all()],
        }
        for visit in visits
    ]


def grouped(rows: Iterable[Any], names: dict[int, str]) -> dict[int, list[dict[str, Any]]]:
    """Group values that name a lesion by their visit."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        value = values_of(row) | {"lesion_id": names[row.lesion_id]}
        found.setdefault(row.visit_id, []).append(value)
    return found


Grouped = dict[int, list[dict[str, Any]]]


def read_photographs(patient: models.Patient, names: dict[int, str]) -> tuple[Grouped, Grouped]:
    """Give analysed and unreadable photographs by visit."""
    readable: Grouped = {}
    unreadable: Grouped = {}
    rows = patient.photographs.defer("analysis").order_by("position", "pk")
    for row in rows.prefetch_related("outlines"):
        if row.state == "analysed":
            readable.setdefault(row.visit_id, []).append(photograph_values(row, names))
        elif row.state == "unreadable":
            value = {"file_name": row.file_name, "sha256": row.sha256, "reason": row.reason}
            unreadable.setdefault(row.visit_id, []).append(value)
    return readable, unreadable


def photograph_values(row: models.Photograph, names: dict[int, str]) -> dict[str, Any]:
    """Give a photograph's fields with its outlines."""
    outlines = sorted(row.outlines.all(), key=lambda each: (each.position, each.pk))
    return values_of(row) | {
        "outlines": [
            values_of(each) | {"lesion_id": names.get(each.lesion_id)} for each in outlines
        ]
    }


def write_case(*, patient: models.Patient, case: Case, at: datetime) -> None:
    """Write a case into the rows of a patient that has none yet (``patient`` is saved)."""
    write_patient(patient=patient, case=case)
    lesions = write_rows(models.Lesion, case.lesions, patient=patient)
    by_id = {row.lesion_id: row for row in lesions}
    write_rows(models.Treatment, case.treatments, patient=patient)
    write_rows(models.Consent, case.consents, patient=patient)
    write_rows(models.ImagingStudy, case.imaging_studies, patient=patient)
    write_on_lesions(models.Specimen, case.specimens, patient=patient, lesions=by_id)
    write_arms(patient=patient, case=case, lesions=by_id)
    for visit in case.visits:
        write_visit(patient=patient, visit=visit, lesions=by_id, at=at)


def write_on_lesions(
    table: type[RowT],
    values: Iterable[Any],
    *,
    patient: models.Patient,
    lesions: LesionRows,
    start: int = 0,
) -> None:
    """Write values that may name a lesion, in their order, the first at the place ``start``."""
    for position, value in enumerate(values, start=start):
        table._default_manager.create(
            patient=patient,
            lesion=lesions.get(value.lesion_id or ""),
            position=position,
            **fields_of(table, value, ("lesion_id",)),
        )


def write_arms(*, patient: models.Patient, case: Case, lesions: LesionRows) -> None:
    """Write biopsies, extent decisions and alerts, in their order."""
    write_biopsies(patient=patient, biopsies=case.biopsies, lesions=lesions)
    write_on_lesions(models.ExtentDecision, case.extent_decisions, patient=patient, lesions=lesions)
    write_rows(models.Alert, case.alerts, patient=patient)


def write_biopsies(
    *, patient: models.Patient, biopsies: Iterable[Any], lesions: LesionRows, start: int = 0
) -> None:
    """Write biopsies that have no row yet, the first at the place ``start``."""
    specimens = {row.specimen_id: row for row in patient.specimens.all()}
    for position, biopsy in enumerate(biopsies, start=start):
        models.Biopsy.objects.create(
            patient=patient,
            lesion=lesions.get(biopsy.lesion_id or ""),
            specimen=specimens.get(biopsy.specimen_id or ""),
            position=position,
            **fields_of(models.Biopsy, biopsy, ("lesion_id", "specimen_id")),
        )


def write_patient(*, patient: models.Patient, case: Case) -> None:
    """Write identity, primary, plan and history into the patient's row."""
    for name in patient.COLUMNS:
        setattr(patient, name, getattr(case.patient, name))
    patient.details = {
        "patient": case.patient.model_dump(
            mode="json", include=set(PATIENT_PARTS), exclude_none=True
        ),
        "primary": case.primary and case.primary.model_dump(mode="json", exclude_none=True),
        "plan": case.plan.model_dump(mode="json", exclude_none=True),
        "history": case.history.model_dump(mode="json", exclude_none=True),
        "current_specimen": case.current_specimen and case.current_specimen.model_dump(mode="json"),
    }
    patient.save()


def write_rows(
    table: type[RowT], values: Iterable[Value], *, patient: models.Patient
) -> list[RowT]:
    """Write values that hang on the patient alone, in their order."""
    rows = [
        table(patient=patient, position=position, **fields_of(table, value))
        for position, value in enumerate(values)
    ]
    return table._default_manager.bulk_create(rows)


VISIT_CHILDREN = ("photographs", "unreadable", "findings", "appearances", "addenda")


def write_visit(
    *, patient: models.Patient, visit: Visit, lesions: LesionRows, at: datetime
) -> models.Visit:
    """Write one visit with everything on it."""
    row = models.Visit.objects.create(
        patient=patient,
        signed_on=visit.signature.signed_on if visit.signature else None,
        step="review" if visit.signature else "identity",
        **fields_of(models.Visit, visit, VISIT_CHILDREN),
    )
    write_findings(visit=row, findings=visit.findings, lesions=lesions)
    for position, appearance in enumerate(visit.appearances):
        models.Appearance.objects.create(
            visit=row,
            lesion=lesions[appearance.lesion_id],
            position=position,
            **fields_of(models.Appearance, appearance, ("lesion_id",)),
        )
    for addendum in visit.addenda:
        models.Addendum.objects.create(visit=row, **fields_of(models.Addendum, addendum))
    for position, photograph in enumerate(visit.photographs):
        saved = models.Photograph.objects.create(
            patient=patient,
            visit=row,
            position=position,
            state="analysed",
            added_at=at,
            **fields_of(models.Photograph, photograph, ("outlines",)),
        )
        write_outlines(photograph=saved, outlines=photograph.outlines, lesions=lesions)
    for position, lost in enumerate(visit.unreadable):
        models.Photograph.objects.create(
            patient=patient,
            visit=row,
            position=position,
            photograph_id=f"{visit.visited_on.isoformat()}-unreadable-{position + 1}",
            state="unreadable",
            added_at=at,
            **lost.model_dump(),
        )
    return row


def write_findings(*, visit: models.Visit, findings: Iterable[Any], lesions: LesionRows) -> None:
    """Write the findings of a visit that has none."""
    models.Finding.objects.bulk_create(
        models.Finding(
            visit=visit,
            lesion=lesions[finding.lesion_id],
            position=position,
            **fields_of(models.Finding, finding, ("lesion_id",)),
        )
        for position, finding in enumerate(findings)
    )


def write_outlines(
    *, photograph: models.Photograph, outlines: Iterable[Any], lesions: LesionRows
) -> None:
    """Write the outlines of a photograph that has none."""
    models.Outline.objects.bulk_create(
        models.Outline(
            photograph=photograph,
            patient_id=photograph.patient_id,
            lesion=lesions.get(outline.lesion_id or ""),
            position=position,
            **fields_of(models.Outline, outline, ("lesion_id",)),
        )
        for position, outline in enumerate(outlines)
    )
