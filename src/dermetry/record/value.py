"""The base of all values of the record, and the field types they share."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

LENGTH_LIMIT_MM = Decimal("1000")  # a typing guard (a body is shorter), not a clinical threshold
BORDER_LIMIT_MM = Decimal("5000")  # the same guard for what may exceed a diameter


class Value(BaseModel):
    """A frozen value; a field nobody declared is an error, never dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
ShortText = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Identifier = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+_\-/ ]{0,63}$", strip_whitespace=True)
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
LengthMm = Annotated[Decimal, Field(ge=0, le=LENGTH_LIMIT_MM, max_digits=8)]
BorderMm = Annotated[Decimal, Field(ge=0, le=BORDER_LIMIT_MM, max_digits=8)]  # perimeter, bounds
AreaMm2 = Annotated[Decimal, Field(ge=0, le=LENGTH_LIMIT_MM**2, max_digits=12)]
PointPx = tuple[float, float]
Laterality = Literal["left", "right", "midline", "bilateral"]
Zone = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,63}$")]
