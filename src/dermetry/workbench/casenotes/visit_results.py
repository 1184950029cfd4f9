"""What the photographs of a visit give, with the outlines as they are kept now."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db.models import Max

from dermetry.pathway.recall import recall_photograph
from dermetry.pathway.redraw import redraw_photograph
from dermetry.pathway.results import PhotographResult
from dermetry.pathway.stored_result import StoredResultUnusable, load_result
from dermetry.record.photograph import Photograph as RecordedPhotograph
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.models import Outline, Photograph, Visit
from dermetry.workbench.casenotes.photograph_marks import read_marks


def results_of_visit(*, visit: Visit) -> tuple[PhotographResult, ...]:
    """Give the result of every analysed photograph of a visit, in their order.

    Raises MarksInvalid kinds where an outline no longer fits its photograph.
    """
    rows = Photograph.objects.filter(visit=visit, state="analysed").order_by("position", "pk")
    return tuple(result_of(row=row) for row in rows)


def result_of(*, row: Photograph) -> PhotographResult:
    """Outline and measure a photograph again on its kept result; no pixels are needed."""
    stored = stored_result(row=row)
    marked = read_marks(photograph=row)
    # The ruler the kept scale rests on: a newer one is measured once the analysis has run again.
    rests_on = {name: stored.mark and getattr(stored.mark, name) for name in ("ruler", "sheet")}
    return redraw_photograph(
        result=stored,
        mark=marked.mark.model_copy(update=rests_on),
        is_confirmed=marked.is_confirmed,
        calipers_mm=marked.calipers_mm,
        outline_ids=marked.outline_ids,
    )


def stored_result(*, row: Photograph) -> PhotographResult:
    """Give the kept result of a photograph, else what the record says of it."""
    if row.analysis:
        try:
            result = load_result(text=row.analysis)
        except StoredResultUnusable:
            pass  # of an older version: the record holds the scale all the same
        else:  # under the names of the row, whatever they were when it was kept
            return replace(result, photograph_id=row.photograph_id, file_name=row.file_name)
    values = mapping.photograph_values(row, {})
    return recall_photograph(photograph=RecordedPhotograph.model_validate(values))


def results_before(*, visit: Visit) -> dict[date, tuple[PhotographResult, ...]]:
    """Give, by date, the visits at which the patient's lesions were last outlined."""
    named = Outline.objects.filter(
        patient_id=visit.patient_id,
        lesion__isnull=False,
        photograph__state="analysed",
        photograph__visit__visited_on__lt=visit.visited_on,
    )
    latest = named.values("lesion_id").annotate(seen_on=Max("photograph__visit__visited_on"))
    return results_on(visit.patient_id, {each["seen_on"] for each in latest})


def results_on(patient_pk: int, days: Iterable[date]) -> dict[date, tuple[PhotographResult, ...]]:
    """Give the results of a patient's visits on some days."""
    visits = Visit.objects.filter(patient_id=patient_pk, visited_on__in=tuple(days))
    return {visit.visited_on: results_of_visit(visit=visit) for visit in visits}
