"""Writing a case over the rows that hold it: values change, keys and what only rows know stay."""

from typing import Any

from dermetry.record.case import Case
from dermetry.record.visit import Visit
from dermetry.workbench.casenotes import mapping, models
from dermetry.workbench.casenotes.models.base import ValueRow

BESIDE: tuple[tuple[type[Any], str], ...] = (
    (models.Treatment, "treatments"),
    (models.Consent, "consents"),
    (models.ImagingStudy, "imaging_studies"),
)


def rewrite_case(*, patient: models.Patient, case: Case) -> None:
    """Write a case over the rows of its patient.

    Every lesion, visit and photograph of the case has its row already; of the lists beside them
    the rows stand at the beginning, and what is new is added.
    """
    mapping.write_patient(patient=patient, case=case)
    lesions = {row.lesion_id: row for row in patient.lesions.all()}
    for position, lesion in enumerate(case.lesions):
        put(lesions[lesion.lesion_id], lesion, position=position)
    for table, name in BESIDE:
        rows = list(table._default_manager.filter(patient=patient).order_by("position", "pk"))
        add_rest(table, patient, rows, list(getattr(case, name)))
    held = models.Specimen.objects.filter(patient=patient).count()
    mapping.write_on_lesions(
        models.Specimen, case.specimens[held:], patient=patient, lesions=lesions, start=held
    )
    rewrite_arms(patient, case, lesions)
    visits = {row.visited_on: row for row in patient.visits.all()}
    for visit in case.visits:
        rewrite_visit(visits[visit.visited_on], visit, lesions)


def rewrite_arms(patient: models.Patient, case: Case, lesions: mapping.LesionRows) -> None:
    """Write biopsies and alerts over their rows, and what is new of biopsies.

    Decisions on extent have another order now, and nothing hangs on their rows.
    """
    biopsies = list(models.Biopsy.objects.filter(patient=patient).order_by("position", "pk"))
    held = len(biopsies)
    for row, biopsy in zip(biopsies, case.biopsies, strict=False):
        lesion = lesions.get(biopsy.lesion_id or "")
        put(row, biopsy, ("lesion_id", "specimen_id"), lesion=lesion, version=row.version + 1)
    mapping.write_biopsies(
        patient=patient, biopsies=case.biopsies[held:], lesions=lesions, start=held
    )
    models.ExtentDecision.objects.filter(patient=patient).delete()
    mapping.write_on_lesions(
        models.ExtentDecision, case.extent_decisions, patient=patient, lesions=lesions
    )
    alerts = {row.key: row for row in models.Alert.objects.filter(patient=patient)}
    for position, alert in enumerate(case.alerts):
        row = alerts[alert.key]
        put(row, alert, position=position, version=row.version + 1)


def put(row: ValueRow, value: Any, without: tuple[str, ...] = (), **also: Any) -> None:
    """Write a value over its row."""
    fields = mapping.fields_of(type(row), value, without)
    for name, given in (fields | also).items():
        setattr(row, name, given)
    row.save()


def add_rest(table: type[Any], patient: models.Patient, rows: list[Any], values: list[Any]) -> None:
    """Add the values that have no row yet."""
    for position, value in enumerate(values[len(rows) :], start=len(rows)):
        table._default_manager.create(
            patient=patient, position=position, **mapping.fields_of(table, value)
        )


def rewrite_visit(row: models.Visit, visit: Visit, lesions: mapping.LesionRows) -> None:
    """Write a visit over its row, and everything that hangs on it."""
    put(row, visit, mapping.VISIT_CHILDREN)
    rewrite_findings(row, visit, lesions)
    appearances = {each.lesion_id: each for each in row.appearances.all()}
    for position, appearance in enumerate(visit.appearances):
        there = appearances[lesions[appearance.lesion_id].pk]
        put(there, appearance, ("lesion_id",), position=position)
    photographs = {each.photograph_id: each for each in row.photographs.filter(state="analysed")}
    for position, photograph in enumerate(visit.photographs):
        there = photographs[photograph.photograph_id]
        put(there, photograph, ("outlines",), position=position)
        outlines = {each.outline_id: each for each in there.outlines.all()}
        for number, outline in enumerate(photograph.outlines):
            lesion = lesions.get(outline.lesion_id or "")
            put(
                outlines[outline.outline_id],
                outline,
                ("lesion_id",),
                position=number,
                lesion=lesion,
            )


def rewrite_findings(row: models.Visit, visit: Visit, lesions: mapping.LesionRows) -> None:
    """Write the findings anew; which of them follow from outlines stays known."""
    derived = set(
        row.findings.filter(is_derived=True).values_list("lesion__lesion_id", "evaluator")
    )
    row.findings.all().delete()
    mapping.write_findings(visit=row, findings=visit.findings, lesions=lesions)
    for each in row.findings.select_related("lesion"):
        if (each.lesion.lesion_id, each.evaluator) in derived:
            each.is_derived = True
            each.save(update_fields=["is_derived"])
