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


class Surgery(Value):
    """One operation for the disease."""

    surgery_id: Identifier
    name: FilledShortText
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


class History(Value):
    """The disease so far, as told or read; empty parts were not recorded."""

    diagnosis: Text = ""
    stages: tuple[StageEntered, ...] = ()
    surgeries: tuple[Surgery, ...] = ()
    radiation_fields: tuple[RadiationField, ...] = ()
    note: Text = ""
