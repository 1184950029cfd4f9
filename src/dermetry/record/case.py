"""The case of one patient: its lesions and visits, held together by laws."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from dermetry.record import (
    laws,
    laws_arms,
    laws_birth,
    laws_care,
    laws_death,
    laws_history,
    laws_lesions,
)
from dermetry.record.alert import Alert
from dermetry.record.biopsy import Biopsy
from dermetry.record.consent import Consent
from dermetry.record.extent import ExtentDecision
from dermetry.record.history import History
from dermetry.record.imaging_study import ImagingStudy
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Patient, Primary, Treatment
from dermetry.record.specimen import Specimen, SpecimenChoice
from dermetry.record.value import Value
from dermetry.record.visit import Visit

Preset = Literal["recist11", "recist11-admiralonco", "irecist", "who-sum", "who-any-lesion"]
OLDER_CRITERIA = "recist_1_1"  # the only criteria that plans could name before they had presets


def read_older_plan(given: Any) -> Any:
    """Give the fields of a plan with older ``criteria`` read as the preset they stand for.

    Anything else than the one criteria there were stays as it is, and is then refused.
    """
    if not isinstance(given, dict) or given.get("criteria") != OLDER_CRITERIA or "preset" in given:
        return given
    kept = {name: value for name, value in given.items() if name != "criteria"}
    return {**kept, "preset": "recist11"}


class ResponsePlan(Value):
    """What the response calls rest on: the policy, dates and the settings of the site.

    ``preset`` names a policy of patients in ``knowledge/rules/presets.toml``. ``sd_window_days``
    is from which day after the reference date stable disease counts as a best response, and
    ``confirm_days`` after how many days a response must be seen again to be confirmed; None is
    what the policy says.
    """

    preset: Preset = "recist11"
    baseline_on: date | None = None
    treatment_started_on: date | None = None
    targets_total: Annotated[int, Field(ge=1, le=10)] | None = None
    targets_per_organ: Annotated[int, Field(ge=1, le=10)] | None = None
    sd_window_days: Annotated[int, Field(ge=1, le=365)] | None = None
    confirm_days: Annotated[int, Field(ge=1, le=365)] | None = None

    _read_older = model_validator(mode="before")(read_older_plan)


class Case(Value):
    """One patient's case; building one checks every law, and all broken laws are named."""

    patient: Patient
    primary: Primary | None = None
    plan: ResponsePlan = ResponsePlan()
    treatments: tuple[Treatment, ...] = ()
    history: History = History()
    consents: tuple[Consent, ...] = ()
    specimens: tuple[Specimen, ...] = ()
    current_specimen: SpecimenChoice | None = None
    biopsies: tuple[Biopsy, ...] = ()
    extent_decisions: tuple[ExtentDecision, ...] = ()
    alerts: tuple[Alert, ...] = ()
    imaging_studies: tuple[ImagingStudy, ...] = ()
    lesions: tuple[Lesion, ...] = ()
    visits: tuple[Visit, ...] = ()

    @model_validator(mode="after")
    def check_laws(self) -> Self:
        """Check the laws of a case; raise one error that names every broken one."""
        broken = [
            *laws.check_ids(self.lesions, self.visits),
            *laws.check_visit_order(self.visits, self.patient.born_on),
            *laws.check_findings(self.lesions, self.visits),
            *laws_lesions.check_dates(self.lesions, self.visits),
            *laws_lesions.check_families(self.lesions, self.visits),
            *laws.check_visits(self.lesions, self.visits),
            *laws.check_outlines(self.lesions, self.visits),
            *laws.check_confirmations(self.lesions, self.visits),
            *laws.check_plan(self.plan.baseline_on, self.visits, self.treatments, self.lesions),
            *laws_care.check_appearances(self.lesions, self.visits),
            *laws_care.check_observations(self.visits),
            *laws_care.check_next_visits(self.visits),
            *laws_care.check_signatures(self.visits),
            *laws_history.check_history(self.history),
            *laws_history.check_specimens(self.lesions, self.specimens),
            *laws_history.check_imaging_studies(self.imaging_studies),
            *laws_arms.check_biopsies(self.lesions, self.specimens, self.biopsies),
            *laws_arms.check_places(self.specimens, self.biopsies),
            *laws_arms.check_choice(self.specimens, self.current_specimen),
            *laws_arms.check_decisions(self.lesions, self.extent_decisions),
            *laws_arms.check_alerts(self.alerts),
            *laws_arms.check_dermoscopies(self.lesions, self.visits),
            *laws_birth.check_birth(self.patient.born_on, self.dates()),
            *laws_death.check_death(
                self.patient, self.visits, self.treatments, self.plan.treatment_started_on
            ),
        ]
        if broken:
            raise ValueError("; ".join(broken))
        return self

    def dates(self) -> Iterator[laws_birth.Dated]:
        """Name every day of the case that a person typed, beside those of the visits."""
        yield "the start of treatment", self.plan.treatment_started_on
        yield "the death", self.patient.died_on
        yield "the last contact", self.patient.last_contact_on
        yield from laws_birth.dates_of_disease(self.primary, self.treatments, self.lesions)
        yield from laws_birth.dates_of_history(self.history)
        yield from laws_birth.dates_of_documents(
            self.consents, self.specimens, self.imaging_studies
        )
        yield from laws_birth.dates_of_biopsies(self.biopsies)
        yield from laws_birth.dates_of_decisions(
            self.current_specimen, self.extent_decisions, self.alerts
        )
        yield from laws_birth.dates_of_visits(self.visits)

    def lesion(self, lesion_id: str) -> Lesion | None:
        """Give the lesion of that id, or None."""
        return next((each for each in self.lesions if each.lesion_id == lesion_id), None)

    @property
    def baseline_on(self) -> date | None:
        """Give the planned baseline date, or the date of the first visit."""
        if self.plan.baseline_on:
            return self.plan.baseline_on
        return self.visits[0].visited_on if self.visits else None
