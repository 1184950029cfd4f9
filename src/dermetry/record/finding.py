"""What one evaluator found for one lesion at one visit: the raw fact, never the value used.

Ten facts that are never confused. "Not done" (nobody looked), "not evaluable" (looked,
cannot say) and "absent" (looked, gone) are three of them; no zero is made from a gap.
The value that enters a sum is worked out in the response room, by a named rule.
"""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from dermetry.record.value import (
    AreaMm2,
    BorderMm,
    Identifier,
    LengthMm,
    Percent,
    ShortText,
    Text,
    Value,
)

LesionCount = Annotated[int, Field(ge=1, le=9999)]  # the upper end is a typing guard


class UncertaintyMm(Value):
    """One standard deviation of a length in millimeters, split by cause."""

    scale: LengthMm
    tilt: LengthMm
    outline: LengthMm
    repeat: LengthMm = Decimal(0)
    combined: LengthMm


class FindingBase(Value):
    """What every finding carries: whose it is, how it was made, whether it is confirmed."""

    lesion_id: Identifier
    evaluator: ShortText = ""
    is_confirmed: bool = False
    confirmed_by: ShortText | None = None
    evidence: tuple[Text, ...] = ()
    ulcerated: bool | None = None


class SpreadBase(FindingBase):
    """What a finding of disease that is there may say of its spread.

    ``percent_of_region`` is the share of the lesion's skin region that diffuse disease covers,
    as estimated; ``lesion_count`` how many lesions a group followed under one id holds. None is
    "not stated", never none there.
    """

    percent_of_region: Percent | None = None
    lesion_count: LesionCount | None = None


class Measured(SpreadBase):
    """A size in millimeters; skin by longest diameter, a lymph node by short axis."""

    status: Literal["measured"] = "measured"
    longest_diameter_mm: LengthMm | None = None
    perpendicular_mm: LengthMm | None = None
    short_axis_mm: LengthMm | None = None
    area_mm2: AreaMm2 | None = None
    area_interval_95_mm2: tuple[AreaMm2, AreaMm2] | None = None
    perimeter_mm: BorderMm | None = None
    uncertainty_mm: UncertaintyMm | None = None
    interval_95_mm: tuple[BorderMm, BorderMm] | None = None
    method: ShortText
    scale_source: ShortText | None = None
    photograph_ids: tuple[Identifier, ...] = ()


class TooSmall(SpreadBase):
    """Present, but too small to measure."""

    status: Literal["too_small"] = "too_small"


class Absent(FindingBase):
    """Looked for and gone."""

    status: Literal["absent"] = "absent"


class Present(SpreadBase):
    """Still there, not measured and not clearly worse (non-target: non-CR/non-PD)."""

    status: Literal["present"] = "present"
    reason: Text | None = None


class Progressed(SpreadBase):
    """Unequivocal progression of a non-target lesion, as stated by the evaluator.

    ``has_grown_further``: whether it has grown since an earlier progression, by however
    little (iRECIST asks it); None is "not stated".
    """

    status: Literal["progressed"] = "progressed"
    reason: Text
    has_grown_further: bool | None = None


class NotDone(FindingBase):
    """Nobody looked or photographed."""

    status: Literal["not_done"] = "not_done"
    reason: Text


class NotEvaluable(FindingBase):
    """Looked at, but nothing can be said."""

    status: Literal["not_evaluable"] = "not_evaluable"
    reason: Text


class MergedInto(FindingBase):
    """Has become one with another lesion; the merged lesion is measured instead."""

    status: Literal["merged_into"] = "merged_into"
    into_lesion_id: Identifier


class SplitInto(FindingBase):
    """Has fallen apart; its fragments (lesions with ``split_from``) are measured instead."""

    status: Literal["split_into"] = "split_into"
    fragment_ids: tuple[Identifier, ...] = Field(min_length=2)


class TreatedLocally(FindingBase):
    """Excised, irradiated or otherwise treated by itself, so no longer assessable."""

    status: Literal["treated_locally"] = "treated_locally"
    treatment: ShortText


Finding = Annotated[
    Measured
    | TooSmall
    | Absent
    | Present
    | Progressed
    | NotDone
    | NotEvaluable
    | MergedInto
    | SplitInto
    | TreatedLocally,
    Field(discriminator="status"),
]
