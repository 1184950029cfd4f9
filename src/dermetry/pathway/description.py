"""What a person wrote about the whole case: ``case.toml`` (docs/reference/case-toml.md)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from dermetry.pathway.toml_input import Marks
from dermetry.pathway.zones import ZoneMark
from dermetry.record.case import Preset, read_older_plan
from dermetry.record.lesion import NonMeasurableReason, Organ
from dermetry.record.patient import Primary
from dermetry.record.value import Identifier, Laterality, ShortText


class PatientMark(Marks):
    """Who the case is about."""

    id: Identifier = "unnamed"
    name: ShortText | None = None
    born_on: date | None = None
    died_on: date | None = None
    last_contact_on: date | None = None


class LesionMark(Marks):
    """A lesion declared by a person, with the role chosen for it at baseline."""

    id: Identifier
    organ: Organ = "skin"
    zone: ZoneMark | None = None
    site: ShortText | None = None
    laterality: Laterality | None = None
    role: Literal["target", "non_target"] | None = None
    morphology: ShortText | None = None
    non_measurable: NonMeasurableReason | None = None
    merged_from: tuple[Identifier, ...] = ()
    split_from: Identifier | None = None


class TreatmentMark(Marks):
    """One treatment with its dates."""

    id: Identifier
    name: ShortText
    kind: Literal[
        "systemic",
        "radiation",
        "surgery",
        "electrochemotherapy",
        "topical",
        "antibiotic",
        "other",
    ]
    line: Annotated[int, Field(ge=1, le=30)] | None = None
    started_on: date
    ended_on: date | None = None
    is_new_anticancer: bool | None = None
    lesions: tuple[Identifier, ...] = ()


class ResponseMark(Marks):
    """What the calls rest on."""

    preset: Preset = "recist11"
    baseline_on: date | None = None
    treatment_started_on: date | None = None
    targets_total: Annotated[int, Field(ge=1, le=10)] | None = None
    targets_per_organ: Annotated[int, Field(ge=1, le=10)] | None = None
    sd_window_days: Annotated[int, Field(ge=1, le=365)] | None = None
    confirm_days: Annotated[int, Field(ge=1, le=365)] | None = None

    _read_older = model_validator(mode="before")(read_older_plan)


class CaseDescription(Marks):
    """Everything ``case.toml`` may hold; all of it may be left out."""

    confirmed_by: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    patient: PatientMark = PatientMark()
    primary: Primary | None = None
    response: ResponseMark = ResponseMark()
    treatment: tuple[TreatmentMark, ...] = ()
    lesion: tuple[LesionMark, ...] = ()
