"""A single measured size that a call hangs on."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dermetry.response.explain import in_mm
from dermetry.response.values import Category

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Hinge:
    """One size so near a limit that its error may change the call, and where that happens."""

    lesion_id: str
    visited_on: date
    size_mm: Decimal
    sd_mm: Decimal  # one standard deviation of its error
    is_assumed: bool  # the size itself states no error
    other_mm: Decimal  # the nearest size, in tenths, with another call
    other: Category  # that other call

    def say(self) -> str:
        """Say the size, its error, and what the call would be on the other side."""
        error = f"error {self.sd_mm.quantize(HUNDREDTH)} mm{', assumed' * self.is_assumed}"
        return (
            f"{self.lesion_id} of {in_mm(self.size_mm)} on {self.visited_on} ({error}; at "
            f"{in_mm(self.other_mm)} the call would be {self.other})"
        )
