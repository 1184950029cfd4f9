"""The limits of progression and response of the sum, in floats: for probabilities only.

Calls are made in exact decimals (response/target.py); nothing here makes one.
"""

from dataclasses import dataclass
from math import inf

from dermetry.response.policy import Policy


@dataclass(frozen=True)
class Limits:
    """What a policy asks of a sum of diameters, in shares and millimeters."""

    growth: float  # 1.2: the nadir times this
    growth_mm: float  # and at least so much over it
    remains: float  # 0.7: the baseline times this
    is_any_size: bool  # over a nadir of 0 any size is progression

    def progression_from(self, nadir: float) -> float:
        """Give the sum at which progression begins over a nadir."""
        if nadir <= 0 and self.is_any_size:
            return 0.0
        return max(self.growth * nadir, nadir + self.growth_mm)

    def highest_nadir(self, total: float) -> float:
        """Give the highest nadir over which a sum is progression."""
        return min(total / self.growth, total - self.growth_mm)

    def lowest_baseline(self, total: float) -> float:
        """Give the lowest baseline of which a sum is a response; none where all must be gone."""
        if self.remains > 0:
            return total / self.remains
        return inf if total > 0 else -inf

    def response_to(self, baseline: float) -> float:
        """Give the sum at which partial response ends."""
        return self.remains * baseline


def read_limits(*, policy: Policy) -> Limits:
    """Read the limits of a policy."""
    return Limits(
        growth=1 + float(policy.pd_percent) / 100,
        growth_mm=float(policy.pd_mm or 0),
        remains=1 - float(policy.pr_percent) / 100,
        is_any_size=policy.nadir_zero_any_size,
    )
