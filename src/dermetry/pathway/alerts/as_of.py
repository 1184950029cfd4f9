"""A case as it was known on a day: what is dated later is left out, step by step.

Facts without a date of their own (a lesion's place, whether it is confirmed, an anticoagulant)
are taken as they stand now; a replay says so by its differences.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from dermetry.record.alert import Alert
from dermetry.record.biopsy import Biopsy
from dermetry.record.case import Case
from dermetry.record.finding import Finding, MergedInto, SplitInto
from dermetry.record.history import History
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Patient, Treatment
from dermetry.record.specimen import Specimen, SpecimenChoice
from dermetry.record.visit import Visit

BIOPSY_STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("suggested_on", {}),
    ("ordered_on", {"ordered_by": "", "wanted_by": None}),
    ("taken_on", {"taken_by": "", "photograph_id": None, "point_px": None, "specimen_id": None}),
    ("at_lab_on", {"lab": ""}),
    ("reported_on", {}),
    ("acted_on", {"acted_by": "", "action": ""}),
    ("cancelled_on", {"cancelled_by": "", "cancel_reason": ""}),
)
NOT_REPORTED: dict[str, Any] = {
    "reported_on": None,
    "diagnosis": "",
    "receptors": None,
    "is_malignant": None,
    "report": None,
    "stains": (),
}


def as_of(*, case: Case, on: date) -> Case:
    """Give the case as it was known on a day; laws are not checked again."""
    visits = tuple(visit_as_of(each, on) for each in case.visits if each.visited_on <= on)
    plan = case.plan
    planned = {
        name: day if (day := getattr(plan, name)) and day <= on else None
        for name in ("baseline_on", "treatment_started_on")
    }
    specimens = tuple(specimen_as_of(each, on) for each in case.specimens if each.taken_on <= on)
    return case.model_copy(
        update={
            "patient": patient_as_of(case.patient, on),
            "visits": visits,
            "plan": plan.model_copy(update=planned),
            "lesions": known_lesions(case, on),
            "history": history_as_of(case.history, on),
            "treatments": tuple(
                treatment_as_of(each, on) for each in case.treatments if each.started_on <= on
            ),
            "specimens": specimens,
            "biopsies": tuple(each for each in biopsies_as_of(case.biopsies, on)),
            "current_specimen": choice_as_of(case.current_specimen, specimens, on),
            "extent_decisions": tuple(e for e in case.extent_decisions if e.decided_on <= on),
            "imaging_studies": tuple(e for e in case.imaging_studies if e.done_on <= on),
            "alerts": tuple(each for each in alerts_as_of(case.alerts, on)),
        }
    )


def patient_as_of(patient: Patient, on: date) -> Patient:
    """Leave out a death and a last contact of a later day."""
    days = {"died_on": patient.died_on, "last_contact_on": patient.last_contact_on}
    return patient.model_copy(update={name: None for name, day in days.items() if day and day > on})


def known_lesions(case: Case, on: date) -> tuple[Lesion, ...]:
    """Give the lesions known by a day, with those they came from; what nothing dates always was."""
    first: dict[str, date] = {}
    for lesion_id, day in mentions(case):
        first[lesion_id] = min(day, first.get(lesion_id, day))
    by_id = {each.lesion_id: each for each in case.lesions}
    waiting = [name for name in by_id if first.get(name, on) <= on]
    known: set[str] = set()
    while waiting:
        lesion = by_id[waiting.pop()]
        if lesion.lesion_id not in known:
            known.add(lesion.lesion_id)
            waiting += [*lesion.merged_from, *filter(None, [lesion.split_from])]
    return tuple(each for each in case.lesions if each.lesion_id in known)


def mentions(case: Case) -> Iterator[tuple[str, date]]:
    """Give every lesion with a day on which the record speaks of it."""
    for lesion in case.lesions:
        if lesion.first_seen_on:
            yield lesion.lesion_id, lesion.first_seen_on
    for visit in case.visits:
        for finding in visit.findings:
            yield finding.lesion_id, visit.visited_on
            yield from ((name, visit.visited_on) for name in named_by(finding))
        yield from ((each.lesion_id, visit.visited_on) for each in visit.appearances)
        yield from ((each.lesion_id, visit.visited_on) for each in visit.dermoscopies)
    for specimen in case.specimens:
        if specimen.lesion_id:
            yield specimen.lesion_id, specimen.taken_on
    for treatment in case.treatments:
        yield from ((name, treatment.started_on) for name in treatment.lesion_ids)


def named_by(finding: Finding) -> tuple[str, ...]:
    """Give the other lesions that a finding names: what one merged or fell into."""
    if isinstance(finding, MergedInto):
        return (finding.into_lesion_id,)
    return finding.fragment_ids if isinstance(finding, SplitInto) else ()


def visit_as_of(visit: Visit, on: date) -> Visit:
    """Leave out a signature and addenda of a later day."""
    signature = visit.signature
    return visit.model_copy(
        update={
            "signature": signature if signature and signature.signed_on <= on else None,
            "addenda": tuple(each for each in visit.addenda if each.written_on <= on),
        }
    )


def history_as_of(history: History, on: date) -> History:
    """Leave out operations, fields and a statement of a later day; undated ones were known."""
    stated = history.inflammatory
    return history.model_copy(
        update={
            "inflammatory": stated if stated and stated.stated_on <= on else None,
            "surgeries": tuple(e for e in history.surgeries if not is_later(e.done_on, on)),
            "radiation_fields": tuple(
                each for each in history.radiation_fields if not is_later(each.started_on, on)
            ),
        }
    )


def is_later(day: date | None, on: date) -> bool:
    """Tell whether a day, where there is one, lies after another."""
    return day is not None and day > on


def treatment_as_of(treatment: Treatment, on: date) -> Treatment:
    """Leave out an end that lies ahead."""
    is_ended = treatment.ended_on is not None and treatment.ended_on <= on
    return treatment if is_ended else treatment.model_copy(update={"ended_on": None})


def specimen_as_of(specimen: Specimen, on: date) -> Specimen:
    """Leave out a report of a later day; a result without a day counts from the start."""
    if specimen.reported_on is None or specimen.reported_on <= on:
        return specimen
    return specimen.model_copy(update=NOT_REPORTED)


def choice_as_of(
    choice: SpecimenChoice | None, specimens: tuple[Specimen, ...], on: date
) -> SpecimenChoice | None:
    """Leave out a choice of a later day, or of a specimen that had not been taken."""
    if choice is None or choice.chosen_on > on:
        return None
    return choice if choice.specimen_id in {each.specimen_id for each in specimens} else None


def biopsies_as_of(biopsies: Iterable[Biopsy], on: date) -> Iterable[Biopsy]:
    """Leave out steps of a later day, and biopsies that nobody had thought of yet."""
    for biopsy in biopsies:
        days = [day for name, _ in BIOPSY_STEPS if (day := getattr(biopsy, name))]
        if not days or min(days) <= on:
            yield biopsy.model_copy(update=later_steps(biopsy, on))


def later_steps(biopsy: Biopsy, on: date) -> dict[str, Any]:
    """Give the fields of the steps that lie ahead, emptied."""
    emptied: dict[str, Any] = {}
    for name, beside in BIOPSY_STEPS:
        day = getattr(biopsy, name)
        if day is not None and day > on:
            emptied |= {name: None, **beside}
    return emptied


def alerts_as_of(alerts: Iterable[Alert], on: date) -> Iterable[Alert]:
    """Leave out what happened to alerts later, and alerts that had not fired."""
    for alert in alerts:
        events = tuple(each for each in alert.events if each.happened_on <= on)
        later = (each.earlier_statement for each in alert.events[len(events) :])
        statement = next(filter(None, later), alert.statement)  # the words of that day
        if events:
            yield alert.model_copy(update={"events": events, "statement": statement})


def days_of(case: Case) -> tuple[date, ...]:
    """Give every day on which a fact that an alert can rest on is dated, in order."""
    days: set[date | None] = set()
    for visit in case.visits:
        days |= {visit.visited_on, visit.signature.signed_on if visit.signature else None}
        days |= {each.written_on for each in visit.addenda}
    for treatment in case.treatments:
        days |= {treatment.started_on, treatment.ended_on}
    for specimen in case.specimens:
        days |= {specimen.taken_on, specimen.reported_on}
    for biopsy in case.biopsies:
        days |= {getattr(biopsy, name) for name, _ in BIOPSY_STEPS}
    days |= {each.first_seen_on for each in case.lesions}
    days |= {each.decided_on for each in case.extent_decisions}
    days |= {each.done_on for each in case.imaging_studies}
    days |= {each.done_on for each in case.history.surgeries}
    days |= {each.started_on for each in case.history.radiation_fields}
    days.add(case.patient.died_on)
    days.add(case.history.inflammatory.stated_on if case.history.inflammatory else None)
    days.add(case.current_specimen.chosen_on if case.current_specimen else None)
    return tuple(sorted(day for day in days if day is not None))
