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
ADVICE = "certainty.advice"


@dataclass(frozen=True)
class Settings:
    """The numbers of the rule file, as shares where the file has percent."""

    clear_share: float  # probability that a clear call has at least
    error_share: float  # chance of measurement error that a clear PD or PR has at most
    changed_share: float  # of the times between two visits in which disease changes
    largest_step: float  # of the logarithm of the sum, up or down, where disease changes
    assumed_percent: Mapping[str, Decimal]  # by the first word of the method, in lower case


def read_settings(*, rules: RuleSet) -> Settings:
    """Read the rules in force."""
    file = rules.file("certainty")
    rows = file.table("assumed_errors")
    return Settings(
        clear_share=float(file.threshold("clear_percent")) / 100,
        error_share=float(file.threshold("error_percent")) / 100,
        changed_share=float(file.threshold("changed_percent")) / 100,
        largest_step=log(file.threshold("changed_times")),
        assumed_percent={row["method"].casefold(): Decimal(row["percent"]) for row in rows},
    )
