"""Sums with errors, made without a case: for the tests that need thousands of them."""

from dataclasses import dataclass

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.response.certainty.limits import read_limits
from dermetry.response.certainty.settings import read_settings
from dermetry.response.certainty.size_error import SumError
from dermetry.response.policy import load_policy

LIMITS = read_limits(policy=load_policy())
SETTINGS = read_settings(rules=SHIPPED)


@dataclass(frozen=True)
class Reading(SumError):
    """A sum of so many sizes."""

    count: int = 1

    @property
    def measured_count(self) -> int:
        return self.count


def reading(sizes, cv: float, *, shared: bool = False, is_whole: bool = False) -> Reading:
    """Give the sum of sizes with its error: independent ones, or one that all share."""
    sd = cv * (sum(sizes) if shared else sum(each * each for each in sizes) ** 0.5)
    return Reading(sum(sizes), sd, True, is_whole, (), (), count=len(sizes))
