"""The case of one patient: its lesions and visits, held together by laws."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from dermetry.record import laws, laws_lesions
from dermetry.record.lesion import Lesion
from dermetry.record.patient import Patient, Primary, Treatment
from dermetry.record.value import Value
from dermetry.record.visit import Visit


class ResponsePlan(Value):
    """What the response calls rest on: criteria, dates and the settings of the site."""

    criteria: Literal["recist_1_1"] = "recist_1_1"
    baseline_on: date | None = None
    treatment_started_on: date | None = None
    targets_total: Annotated[int, Field(ge=1, le=10)] | None = None
    targets_per_organ: Annotated[int, Field(ge=1, le=10)] | None = None


class Case(Value):
    """One patient's case; building one checks every law, and all broken laws are named."""

    patient: Patient
    primary: Primary | None = None
    plan: ResponsePlan = ResponsePlan()
    treatments: tuple[Treatment, ...] = ()
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
        ]
        if broken:
            raise ValueError("; ".join(broken))
        return self

    def lesion(self, lesion_id: str) -> Lesion | None:
        """Give the lesion of that id, or None."""
        return next((each for each in self.lesions if each.lesion_id == lesion_id), None)

    @property
    def baseline_on(self) -> date | None:
        """Give the planned baseline date, or the date of the first visit."""
        if self.plan.baseline_on:
            return self.plan.baseline_on
        return self.visits[0].visited_on if self.visits else None
