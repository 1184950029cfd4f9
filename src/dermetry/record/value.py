"""The base of all values of the record, and the field types they share."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

LENGTH_LIMIT_MM = Decimal("1000")  # a typing guard (a body is shorter), not a clinical threshold
BORDER_LIMIT_MM = Decimal("5000")  # the same guard for what may exceed a diameter
SUM_LIMIT_MM = 10 * LENGTH_LIMIT_MM  # the same guard for a sum: a plan has ten targets at most


class Value(BaseModel):
    """A frozen value; a field nobody declared is an error, never dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def refuse_nul(text: str) -> str:
    """Refuse a NUL character: no person types one, and PostgreSQL cannot keep it."""
    if "\x00" in text:
        raise ValueError("holds a NUL character, which is no text; type it again")
    return text


# The NUL check stands last: before the others it would hide their order (strip, then count).
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=2000), AfterValidator(refuse_nul)
]
ShortText = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(refuse_nul)
]
FilledText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=2000),
    AfterValidator(refuse_nul),
]
FilledShortText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(refuse_nul),
]
Identifier = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+_\-/ ]{0,63}$", strip_whitespace=True)
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
LengthMm = Annotated[Decimal, Field(ge=0, le=LENGTH_LIMIT_MM, max_digits=8)]
BorderMm = Annotated[Decimal, Field(ge=0, le=BORDER_LIMIT_MM, max_digits=8)]  # perimeter, bounds
AreaMm2 = Annotated[Decimal, Field(ge=0, le=LENGTH_LIMIT_MM**2, max_digits=12)]
SumMm = Annotated[Decimal, Field(ge=0, le=SUM_LIMIT_MM, max_digits=9)]
SumMm2 = Annotated[Decimal, Field(ge=0, le=SUM_LIMIT_MM**2, max_digits=14)]
Score0To10 = Annotated[int, Field(ge=0, le=10)]  # the patient's own number, 0 = not at all
PointPx = tuple[float, float]
Laterality = Literal["left", "right", "midline", "bilateral"]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=6)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]  # of a vocabulary
Zone = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,63}$")]
