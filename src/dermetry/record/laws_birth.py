"""The law that nothing is dated before the patient's birth.

It asks about every day a person typed. It does not ask about the day a camera stamped on a
photograph: that clock may be wrong, and no photograph is refused for it. Days that other
laws bind to a visit (signature, addendum, next visit, dressing change) need no second look.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from dermetry.record.alert import Alert
from dermetry.record.biopsy import Biopsy
from dermetry.record.consent import Consent
from dermetry.record.extent import ExtentDecision
from dermetry.record.history import History
from dermetry.record.imaging_study import ImagingStudy
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Primary, PrimaryTumor, Treatment
from dermetry.record.specimen import Specimen, SpecimenChoice
from dermetry.record.visit import Visit

Dated = tuple[str, date | None]


def check_birth(born_on: date | None, dated: Iterable[Dated]) -> Iterator[str]:
    """Law: nothing is dated before the patient's birth."""
    if born_on is None:
        return
    for what, day in dated:
        if day is not None and day < born_on:
            yield f"{what} ({day}) is before the patient's birth ({born_on})"


def dates_of_disease(
    primary: Primary | None, treatments: tuple[Treatment, ...], lesions: tuple[Lesion, ...]
) -> Iterator[Dated]:
    """Name the days of the primary tumor, the treatments and the lesions."""
    if isinstance(primary, PrimaryTumor):
        yield "the primary tumor's diagnosis", primary.diagnosed_on
    for treatment in treatments:
        yield f"treatment {treatment.treatment_id}", treatment.started_on
    for lesion in lesions:
        yield f"lesion {lesion.lesion_id}, first seen", lesion.first_seen_on
        yield f"lesion {lesion.lesion_id}, proved", lesion.proved_on


def dates_of_history(history: History) -> Iterator[Dated]:
    """Name the days of a history."""
    for stage in history.stages:
        yield f"stage {stage.value}", stage.stated_on
    for surgery in history.surgeries:
        yield f"operation {surgery.surgery_id}", surgery.done_on
    if history.inflammatory:
        yield "the statement of inflammatory carcinoma", history.inflammatory.stated_on
    for field in history.radiation_fields:
        yield f"radiation field {field.field_id}", field.started_on or field.ended_on


def dates_of_documents(
    consents: tuple[Consent, ...],
    specimens: tuple[Specimen, ...],
    studies: tuple[ImagingStudy, ...],
) -> Iterator[Dated]:
    """Name the days of consents, specimens and imaging studies."""
    for consent in consents:
        yield f"the consent for {consent.use}", consent.answered_on
    for specimen in specimens:
        yield f"specimen {specimen.specimen_id}", specimen.taken_on
    for study in studies:
        yield f"imaging study {study.study_id}", study.done_on


def dates_of_biopsies(biopsies: tuple[Biopsy, ...]) -> Iterator[Dated]:
    """Name the days of the biopsy loop."""
    for biopsy in biopsies:
        for name, day in (
            *biopsy.steps(),
            ("wanted by", biopsy.wanted_by),
            ("cancelled", biopsy.cancelled_on),
        ):
            yield f"biopsy {biopsy.biopsy_id}, {name}", day


def dates_of_decisions(
    choice: SpecimenChoice | None, decisions: tuple[ExtentDecision, ...], alerts: tuple[Alert, ...]
) -> Iterator[Dated]:
    """Name the days on which somebody decided; later events of an alert are bound to the first."""
    if choice:
        yield "the choice of the current specimen", choice.chosen_on
    for decision in decisions:
        yield "a decision on extent", decision.decided_on
    for alert in alerts:
        for event in alert.events[:1]:
            yield f"alert {alert.key}", event.happened_on


def dates_of_visits(visits: tuple[Visit, ...]) -> Iterator[Dated]:
    """Name the days of what was known at a visit from before it."""
    for visit in visits:
        for each in visit.observations:
            yield f"visit {visit.visited_on}, {each.kind}", each.observed_on
