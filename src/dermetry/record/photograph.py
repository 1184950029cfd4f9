"""A photograph, its scale or the stated lack of one, and the outlines drawn on it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from dermetry.record.value import (
    Identifier,
    Laterality,
    PointPx,
    Sha256,
    ShortText,
    Text,
    Value,
    Zone,
)

Cleansing = Literal["before", "after"]  # of the wound's cleansing at this visit


class ScaleFound(Value):
    """How pixels became millimeters in this photograph."""

    kind: Literal["found"] = "found"
    method: ShortText
    source: ShortText
    homography: tuple[float, float, float, float, float, float, float, float, float]
    mm_per_pixel: Annotated[float, Field(gt=0)]
    tilt_deg: float | None = None
    residual_mm: float | None = None
    relative_sd: Annotated[float, Field(ge=0)]
    reference_px: tuple[PointPx, ...] = ()
    notes: tuple[Text, ...] = ()


class ScaleMissing(Value):
    """The stated fact that nothing in this photograph gives a scale."""

    kind: Literal["missing"] = "missing"
    reason: Text
    advice: Text = ""


ScaleFact = Annotated[ScaleFound | ScaleMissing, Field(discriminator="kind")]


class QualityIssue(Value):
    """A named issue of a photograph: a note, or why it cannot be measured."""

    code: Identifier
    is_blocking: bool
    message: Text
    advice: Text = ""


class DrawnOutline(Value):
    """A closed border in pixels of the upright original, and where it came from.

    ``source``: drawn by a person; proposed at a person's tap or in a person's box; a candidate,
    which the program alone noticed; or noticed, a candidate that a person accepted as it was.
    """

    outline_id: Identifier
    lesion_id: Identifier | None = None
    polygon: tuple[PointPx, ...] = Field(min_length=3)
    source: Literal["drawn", "tap", "box", "candidate", "noticed"]
    is_confirmed: bool = False
    confirmed_by: ShortText | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    longest_axis_px: tuple[PointPx, PointPx] | None = None


class Photograph(Value):
    """One readable photograph of a visit."""

    photograph_id: Identifier
    file_name: ShortText
    sha256: Sha256
    width_px: Annotated[int, Field(gt=0)]
    height_px: Annotated[int, Field(gt=0)]
    taken_on: date | None = None
    view: Literal["overview", "close_up", "dermoscopic"] | None = None
    zone: Zone | None = None
    laterality: Laterality | None = None
    cleansing: Cleansing | None = None
    scale: ScaleFact
    issues: tuple[QualityIssue, ...] = ()
    notes: tuple[Text, ...] = ()
    outlines: tuple[DrawnOutline, ...] = ()


class UnreadablePhotograph(Value):
    """A file that was sent as a photograph and could not be opened; named, never dropped."""

    file_name: ShortText
    sha256: Sha256
    reason: Text
