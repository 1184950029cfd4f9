"""What rules/certainty.toml assumes of errors and of disease, and its ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import log

from dermetry.knowledge.rule_set import RuleSet

PROBABILITY = "certainty.probability"
ERROR_CHANCE = "certainty.error_chance"
FALSE_CALL = "certainty.false_call"
ASSUMED_ERROR = "certainty.assumed_error"
VERDICT = "certainty.verdict"
SIZE_AT_LIMIT = "certainty.size_at_limit"
ADVICE = "certainty.advice"


@dataclass(frozen=True)
class Settings:
    """The numbers of the rule file, as shares where the file has percent."""

    clear_share: float  # probability that a clear call has at least
    error_share: float  # chance of measurement error that a clear PD or PR has at most
    changed_share: float  # of the times between two visits in which disease changes
    largest_step: float  # of the logarithm of the sum, up or down, by an ordinary change
    far_share: float  # of the changes, those that may lead to any size
    farthest_step: float  # of the logarithm: over how much these are spread, up and down
    near_sds: Decimal  # standard deviations from a limit within which a single size is near it
    assumed_percent: Mapping[str, Decimal]  # by the first word of the method, in lower case


def read_settings(*, rules: RuleSet) -> Settings:
    """Read the rules in force."""
    file = rules.file("certainty")
    rows = file.table("assumed_errors")
    return Settings(
        clear_share=float(file.threshold("clear_percent")) / 100,
        error_share=float(file.threshold("error_percent")) / 100,
        changed_share=float(file.threshold("changed_percent")) / 100,
        largest_step=log(max(1.0, float(file.threshold("changed_times")))),
        far_share=float(file.threshold("far_percent")) / 100,
        farthest_step=log(max(1.0, float(file.threshold("far_times")))),
        near_sds=Decimal(file.threshold("near_sds")),
        assumed_percent={row["method"].casefold(): Decimal(row["percent"]) for row in rows},
    )
