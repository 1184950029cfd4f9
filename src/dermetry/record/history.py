"""What happened before the first visit: the disease's course, stages, surgery, radiation.

Stages stand as somebody entered them, with the edition they were read from; nothing here
stages a patient.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from dermetry.record.value import (
    FilledShortText,
    Identifier,
    Laterality,
    ShortText,
    Text,
    Value,
    Zone,
)

# Typing guards (a slip of a finger is noticed), not clinical thresholds.
DoseGy = Annotated[Decimal, Field(gt=0, le=200, max_digits=8)]
Fractions = Annotated[int, Field(ge=1, le=100)]


class StageEntered(Value):
    """A stage as stated in a document ("IV", "cT4b N1 M0"), with its edition."""

    value: FilledShortText
    edition: ShortText
    kind: Literal["clinical", "pathological", "unstated"] = "unstated"
    stated_on: date | None = None


SurgeryKind = Literal[
    "mastectomy", "breast_conserving", "axillary", "reconstruction", "skin_excision", "other"
]
BreastState = Literal["in_situ", "operated_kept", "removed"]


class Surgery(Value):
    """One operation for the disease."""

    surgery_id: Identifier
    name: FilledShortText
    kind: SurgeryKind | None = None
    done_on: date | None = None
    laterality: Laterality | None = None
    zone: Zone | None = None
    note: Text = ""


class RadiationField(Value):
    """One irradiated field, as the skin zones it covered; dose in gray."""

    field_id: Identifier
    zones: tuple[Zone, ...]
    laterality: Laterality | None = None
    started_on: date | None = None
    ended_on: date | None = None
    dose_gy: DoseGy | None = None
    fractions: Fractions | None = None
    note: Text = ""


class InflammatoryStatement(Value):
    """A clinician's statement that this is inflammatory carcinoma, with what it rests on."""

    laterality: Literal["left", "right"]
    stated_by: FilledShortText
    stated_on: date
    covers_a_third: bool | None = None
    began_within_six_months: bool | None = None
    has_invasive_carcinoma: bool | None = None
    note: Text = ""


class History(Value):
    """The disease so far, as told or read; empty parts were not recorded.

    ``breast_left`` and ``breast_right`` None are "not stated"; operations that name their kind
    and side say it too.
    """

    diagnosis: Text = ""
    breast_left: BreastState | None = None
    breast_right: BreastState | None = None
    inflammatory: InflammatoryStatement | None = None
    chest_wall_invasion: Literal["left", "right", "bilateral", "none"] | None = None
    stages: tuple[StageEntered, ...] = ()
    surgeries: tuple[Surgery, ...] = ()
    radiation_fields: tuple[RadiationField, ...] = ()
    note: Text = ""
