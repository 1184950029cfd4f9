"""Who a page is about: identity, disease and safety facts, always on the screen."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from pydantic import ValidationError

from dermetry.record.case import Case
from dermetry.record.consent import latest_consents
from dermetry.record.patient import Patient as RecordedPatient
from dermetry.record.patient import Treatment
from dermetry.report.words import say_date
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.models import Alert, Patient, Task
from dermetry.workbench.casenotes.queries.receptors import current_line
from dermetry.workbench.casenotes.queries.rules import rules_in_force

SEX = {"female": "female", "male": "male", "other": "other"}
USES = ("care", "teaching", "research")


@dataclass(frozen=True)
class ConsentAnswer:
    """The answer that holds for one use; "not asked" where nobody asked."""

    use: str
    answer: str


@dataclass(frozen=True)
class PatientBanner:
    """What parts/patient_banner.html shows; None is "not recorded", () is "none known"."""

    patient_pk: int
    url: str
    name: str | None
    is_name_hidden: bool
    born_on: date | None
    age_years: int | None
    identifier: str
    sex: str | None
    diagnosis: str | None
    receptors: str | None
    treatment: str | None
    line: int | None
    ecog: int | None
    ecog_on: date | None
    allergies: tuple[str, ...] | None
    anticoagulants: tuple[str, ...] | None
    alerts_count: int
    alerts_url: str
    consents: tuple[ConsentAnswer, ...]
    receptor_changes: tuple[str, ...] = ()  # "ER lost", against the primary
    died_on: date | None = None


def patient_banner(*, actor: Actor, patient_pk: int, today: date) -> PatientBanner:
    """Give the banner of a patient of the actor's site; raises NotHere."""
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    try:
        case = mapping.read_case(patient=row)
    except ValidationError:
        case = identity_case(row)
    return banner_of(actor=actor, row=row, case=case, today=today)


def identity_case(row: Patient) -> Case:
    """Give what is known of a patient beside visits and lesions.

    For a record that breaks a law: who the page is about, allergies and anticoagulants must
    stand on the screen all the same.
    """
    values = mapping.values_of_patient(row)
    return Case(patient=RecordedPatient.model_validate(values))


def banner_of(*, actor: Actor, row: Patient, case: Case, today: date) -> PatientBanner:
    """Give the banner from a case already read."""
    patient, hidden = case.patient, not actor.sees_identity
    current = current_treatment(case.treatments, today)
    ecog, ecog_on = latest_ecog(case)
    url = reverse("patient", args=[row.pk])
    receptors, changes = receptors_of(case, actor)
    return PatientBanner(
        patient_pk=row.pk,
        url=url,
        name=None if hidden else patient.name,
        is_name_hidden=hidden,
        born_on=None if hidden else patient.born_on,
        age_years=age_in_years(patient.born_on, patient.died_on or today),
        identifier=patient.patient_id,
        sex=SEX.get(patient.sex or ""),
        diagnosis=diagnosis_of(case),
        receptors=receptors,
        treatment=treatment_words(case.treatments, current),
        line=current.line if current else None,
        ecog=ecog,
        ecog_on=ecog_on,
        allergies=patient.allergies,
        anticoagulants=patient.anticoagulants,
        alerts_count=open_alerts(row),
        alerts_url=f"{url}#alerts",
        consents=consents_of(case),
        receptor_changes=changes,
        died_on=patient.died_on,
    )


def open_alerts(row: Patient) -> int:
    """Count the alerts that wait for a person, of the rules and of people."""
    of_rules = Alert.objects.filter(patient=row, is_waiting=True, kind="alert")
    by_hand = Task.objects.filter(patient=row, closed_at__isnull=True, kind="alert")
    return of_rules.count() + by_hand.count()


def age_in_years(born_on: date | None, today: date) -> int | None:
    """Give the age in whole years."""
    if born_on is None:
        return None
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def current_treatment(treatments: tuple[Treatment, ...], today: date) -> Treatment | None:
    """Give the systemic treatment in force, the last one started; None where none is."""
    running = [
        each
        for each in treatments
        if each.kind == "systemic"
        and each.started_on <= today
        and (each.ended_on is None or each.ended_on >= today)
    ]
    return max(running, key=lambda each: each.started_on, default=None)


def treatment_words(treatments: tuple[Treatment, ...], current: Treatment | None) -> str | None:
    """Name the systemic treatment in force; after the last one has ended, say that.

    None is "not recorded".
    """
    if current is not None:
        return current.name
    ended = [each for each in treatments if each.kind == "systemic" and each.ended_on]
    if not ended:
        return None
    last = max(ended, key=lambda each: each.ended_on or each.started_on)
    return f"none now ({last.name} until {say_date(last.ended_on)})"


def latest_ecog(case: Case) -> tuple[int | None, date | None]:
    """Give the last recorded ECOG status with its day."""
    found = [
        (each.observed_on or visit.visited_on, int(each.value))
        for visit in case.visits
        for each in visit.observations
        if each.kind == "ecog"
    ]
    if not found:
        return None, None
    on, value = max(found)
    return value, on


def diagnosis_of(case: Case) -> str | None:
    """Give the diagnosis as entered, else what is known of the primary tumor."""
    if case.history.diagnosis:
        return case.history.diagnosis
    if case.primary is None:
        return None
    if case.primary.kind == "unknown":
        return "Primary tumor unknown"
    side = f", {case.primary.laterality}" if case.primary.laterality else ""
    return f"Breast cancer{side}"


def receptors_of(case: Case, actor: Actor) -> tuple[str | None, tuple[str, ...]]:
    """Give the current receptors with what changed since the primary, else what was typed."""
    if any(each.stains or each.receptors for each in case.specimens):
        current = current_line(case=case, rules=rules_in_force(actor=actor))
        if current.short:
            return current.short, current.flags
    typed = [each for each in case.specimens if each.receptors and each.is_malignant]
    if typed:
        return max(typed, key=lambda each: each.taken_on).receptors, ()
    return getattr(case.primary, "receptors", None), ()


def consents_of(case: Case) -> tuple[ConsentAnswer, ...]:
    """Give the answer that holds for each use."""
    latest = latest_consents(case.consents)
    return tuple(
        ConsentAnswer(use, latest[use].answer if use in latest else "not asked") for use in USES
    )
