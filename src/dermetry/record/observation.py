"""One number known about the patient at a visit: performance status, vital sign or lab value.

The unit is in the kind. No number here is judged: what is high or low is knowledge.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Final, Literal, NamedTuple, Self

from pydantic import Field, model_validator

from dermetry.record.value import Value

ObservationKind = Literal[
    "ecog",
    "temperature_c",
    "pulse_per_min",
    "systolic_mmhg",
    "diastolic_mmhg",
    "weight_kg",
    "neutrophils_10e9_l",
    "hemoglobin_g_dl",
    "calcium_mmol_l",
    "albumin_g_l",
    "crp_mg_l",
    "ldh_u_l",
]


class TypingGuard(NamedTuple):
    """The numbers a kind can be typed as; outside them a finger or a unit has slipped."""

    low: Decimal
    high: Decimal
    is_whole: bool = False


# Typing guards, NOT clinical thresholds: wide enough for every living patient, narrow enough
# to stop a number of another unit (hemoglobin 120 g/L typed as g/dL) or a lost decimal point.
TYPING_GUARDS: Final[dict[ObservationKind, TypingGuard]] = {
    "ecog": TypingGuard(Decimal(0), Decimal(5), is_whole=True),
    "temperature_c": TypingGuard(Decimal(25), Decimal(45)),
    "pulse_per_min": TypingGuard(Decimal(10), Decimal(350)),
    "systolic_mmhg": TypingGuard(Decimal(30), Decimal(350)),
    "diastolic_mmhg": TypingGuard(Decimal(10), Decimal(250)),
    "weight_kg": TypingGuard(Decimal(10), Decimal(500)),
    "neutrophils_10e9_l": TypingGuard(Decimal(0), Decimal(300)),
    "hemoglobin_g_dl": TypingGuard(Decimal(1), Decimal(30)),
    "calcium_mmol_l": TypingGuard(Decimal("0.5"), Decimal(6)),
    "albumin_g_l": TypingGuard(Decimal(5), Decimal(80)),
    "crp_mg_l": TypingGuard(Decimal(0), Decimal(1000)),
    "ldh_u_l": TypingGuard(Decimal(10), Decimal(50000)),
}


class Observation(Value):
    """One number in the unit of its kind; ``observed_on`` None is the day of the visit."""

    kind: ObservationKind
    value: Annotated[Decimal, Field(max_digits=8)]
    observed_on: date | None = None

    @model_validator(mode="after")
    def check_typing(self) -> Self:
        """Refuse a number that can only be a slip of typing or of the unit."""
        guard = TYPING_GUARDS[self.kind]
        if not guard.low <= self.value <= guard.high:
            raise ValueError(
                f"{self.kind} {self.value} cannot be right (it runs from {guard.low} to "
                f"{guard.high}); check the number and its unit"
            )
        if guard.is_whole and self.value % 1:
            raise ValueError(f"{self.kind} {self.value} must be a whole number")
        return self
