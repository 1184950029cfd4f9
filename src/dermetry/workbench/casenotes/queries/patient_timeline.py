"""The one timeline of a patient: sums and calls, treatments, symptoms, biopsies, imaging."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from dermetry.pathway.overview import CaseOverview
from dermetry.record.case import Case
from dermetry.record.patient import Treatment
from dermetry.record.specimen import Specimen
from dermetry.record.visit import Visit
from dermetry.report.background import MODALITIES, SPECIMENS
from dermetry.report.figures.values import (
    SymptomScore,
    SymptomTrack,
    TimelineEvent,
    TimelineValues,
    TreatmentBar,
    TreatmentKind,
    VisitPoint,
)
from dermetry.report.sources import load_thresholds
from dermetry.report.standing import signatures_of
from dermetry.report.sums import build_chart
from dermetry.report.tables import evaluators_of
from dermetry.report.values import Chart, SeriesPoint
from dermetry.report.words import SUM_NAMES, UNITS, say_date, say_sum
from dermetry.response.values import VisitCall

BAR_KINDS: Final[Mapping[str, TreatmentKind]] = {
    "systemic": "systemic",
    "radiation": "radiation",
    "surgery": "surgery",
    "electrochemotherapy": "local",
    "topical": "local",
    "antibiotic": "other",
    "other": "other",
}
STAGES: Final[Mapping[str, str]] = {
    "suggested": "suggested, not ordered yet",
    "ordered": "ordered, not taken yet",
    "taken": "taken, not at the lab yet",
    "at_lab": "at the lab",
    "reported": "reported, not acted on yet",
    "acted_on": "acted on",
    "cancelled": "cancelled",
}
ADDRESS_OF_STUDIES: Final = "studies"
ADDRESS_OF_BIOPSIES: Final = "biopsies"


def timeline_values(
    *, case: Case, overview: CaseOverview, today: date, addresses: Mapping[object, str]
) -> TimelineValues:
    """Give what the timeline shows; ``addresses`` of visits by day, of studies and biopsies."""
    calls = first_evaluator(overview.overall.calls)
    thresholds = load_thresholds(preset=case.plan.preset)
    chart = (
        build_chart(calls=calls, thresholds=thresholds, signatures=signatures_of(case=case))
        if calls
        else None
    )
    return TimelineValues(
        title=title_of(overview.overall.calls, SUM_NAMES[thresholds.unit]),
        today=today,
        visits=tuple(visit_points(case, calls, chart, addresses)),
        levels=chart.levels if chart else (),
        progression_label=chart.progression_label if chart else "",
        sum_name=SUM_NAMES[thresholds.unit],
        unit=UNITS[thresholds.unit],
        treatments=tuple(bar_of(each) for each in case.treatments),
        symptoms=symptom_tracks(case),
        biopsies=tuple(tissue_events(case, addresses)),
        photographs=tuple(photograph_events(case, addresses)),
        imaging=tuple(imaging_events(case, addresses)),
    )


def title_of(calls: tuple[VisitCall, ...], sum_name: str) -> str:
    """Name the timeline; of several evaluators it shows one, and says so."""
    names = evaluators_of(calls)
    who = f" by {names[0]}, one of {len(names)} evaluators" if len(names) > 1 else ""
    return f"Overall: {sum_name.lower()} of the target lesions{who}, with treatments and events"


def first_evaluator(calls: tuple[VisitCall, ...]) -> tuple[VisitCall, ...]:
    """Give the calls of the first evaluator: one line, not a mix of two."""
    names = evaluators_of(calls)
    return tuple(each for each in calls if names and each.evaluator == names[0])


def visit_points(
    case: Case,
    calls: tuple[VisitCall, ...],
    chart: Chart | None,
    addresses: Mapping[object, str],
) -> Iterator[VisitPoint]:
    """Give every visit a point; one without a call is a gap that says so."""
    points = {each.on: each for each in chart.points} if chart else {}
    by_day = {each.visited_on: each for each in calls}
    for visit in case.visits:
        day = visit.visited_on
        call = by_day.get(day)
        yield VisitPoint(
            point=points.get(day) or SeriesPoint(day, None, None, None, "no findings yet"),
            href=addresses.get(day, ""),
            is_confirmed=visit.signature is not None or (call is None or call.is_baseline),
            words=sum_words(call),
        )


def sum_words(call: VisitCall | None) -> str:
    """Say the sum with its interval; empty where there is none."""
    if call is None or call.total is None or not call.is_sum_complete:
        return ""
    return say_sum(call)


def bar_of(treatment: Treatment) -> TreatmentBar:
    """Give a treatment as a bar; one without an end goes on."""
    return TreatmentBar(
        name=treatment.name,
        kind=BAR_KINDS[treatment.kind],
        start_on=treatment.started_on,
        end_on=treatment.ended_on,
        is_ongoing=treatment.ended_on is None,
        line=treatment.line,
    )


def symptom_tracks(case: Case) -> tuple[SymptomTrack, ...]:
    """Give each symptom's scores; a visit that did not ask has no cell."""
    found: dict[str, list[SymptomScore]] = {}
    for visit in case.visits:
        for each in visit.symptoms:
            score = SymptomScore(visit.visited_on, each.score_0_10)
            found.setdefault(each.kind, []).append(score)
    return tuple(SymptomTrack(kind.capitalize(), tuple(scores)) for kind, scores in found.items())


def tissue_events(case: Case, addresses: Mapping[object, str]) -> Iterator[TimelineEvent]:
    """Give specimens with how far their biopsy is, and biopsies that have none yet."""
    by_specimen = {each.specimen_id: each for each in case.biopsies if each.specimen_id}
    for specimen in case.specimens:
        event, biopsy = biopsy_event(specimen, addresses), by_specimen.get(specimen.specimen_id)
        stage = STAGES[biopsy.stage] if biopsy else ""
        yield replace(event, words=f"{event.words}; {stage}") if stage else event
    for biopsy in case.biopsies:
        on = biopsy.cancelled_on or biopsy.taken_on or biopsy.ordered_on or biopsy.suggested_on
        if biopsy.specimen_id is None and on:
            stage, of = STAGES[biopsy.stage], f" of {biopsy.lesion_id}" if biopsy.lesion_id else ""
            address = addresses.get(ADDRESS_OF_BIOPSIES, "")
            yield TimelineEvent(on, stage, f"biopsy {biopsy.biopsy_id}{of}, {stage}", address)


def biopsy_event(specimen: Specimen, addresses: Mapping[object, str]) -> TimelineEvent:
    """Give a biopsy with what was reported."""
    return TimelineEvent(
        specimen.taken_on,
        specimen.receptors or outcome_words(specimen.is_malignant),
        specimen_words(specimen),
        addresses.get(ADDRESS_OF_BIOPSIES, ""),
    )


def outcome_words(is_malignant: bool | None) -> str:
    """Say the outcome; not reported is never benign."""
    return {True: "malignant", False: "not malignant", None: "result pending"}[is_malignant]


def specimen_words(specimen: Specimen) -> str:
    """Say a biopsy in a sentence."""
    of_lesion = f" of {specimen.lesion_id}" if specimen.lesion_id else ""
    words = f"{SPECIMENS[specimen.kind]}{of_lesion}, {outcome_words(specimen.is_malignant)}"
    parts = (words, specimen.diagnosis, specimen.receptors or "")
    return "; ".join(part for part in parts if part)


def photograph_events(case: Case, addresses: Mapping[object, str]) -> Iterator[TimelineEvent]:
    """Give the days with photographs and how many."""
    for visit in case.visits:
        count = photograph_count(visit)
        if count:
            words = f"{count} photograph{'s' if count > 1 else ''}"
            address = addresses.get(visit.visited_on, "")
            yield TimelineEvent(visit.visited_on, str(count), words, address)


def photograph_count(visit: Visit) -> int:
    """Count the photographs of a visit, those nobody could open too."""
    return len(visit.photographs) + len(visit.unreadable)


def imaging_events(case: Case, addresses: Mapping[object, str]) -> Iterator[TimelineEvent]:
    """Give the imaging studies."""
    for study in case.imaging_studies:
        name = MODALITIES[study.modality]
        words = " ".join(part for part in (name, study.region) if part)
        yield TimelineEvent(
            study.done_on,
            name,
            f"{words}, {say_date(study.done_on)}",
            addresses.get(ADDRESS_OF_STUDIES, ""),
        )
