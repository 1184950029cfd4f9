"""The choices of an analysis plan that no set of criteria makes, read from the rule file."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.record.value import Value
from dermetry.response.policy import PolicyInvalid

RULES = "best_response"
Days = Annotated[int, Field(ge=1)]


class PlanChoices(Value):
    """What an analysis plan decides about visits and censoring; no default stands here."""

    rules_version: str  # "best_response 1", with overrides named
    rule_cites: Mapping[str, tuple[str, ...]] = Field(repr=False)
    disease_after_cr: Literal["as_called", "progression", "cr_was_pr"]
    clinical_benefit_days: Days | None  # None: the window of the policy for SD
    missed_visits_days: Days | None  # None: missed visits never censor
    new_treatment_censors: bool
    new_treatment_day_counts: bool  # a visit on the first day of a new treatment counts
    death_censors_progression_at: Literal["last_assessment", "death"]
    open_iupd_is_progression: bool
    add_first_day: bool  # the first day is day 1


CHOICES = frozenset(PlanChoices.model_fields) - {"rules_version", "rule_cites"}


@cache
def shipped_choices(preset: str) -> PlanChoices:
    """Give the choices as shipped for one preset of the policy."""
    return load_choices(preset=preset)


def load_choices(
    *, preset: str, overrides: Mapping[str, object] | None = None, rules: RuleSet = SHIPPED
) -> PlanChoices:
    """Load the choices for a preset of the policy, single ones overridden by name.

    Values may be texts, as on a command line: "true", "168", or "none" for off.
    Raises ``PolicyInvalid`` naming an unknown choice, or one whose value does not hold.
    """
    given = dict(overrides or {})
    unknown = sorted(set(given) - CHOICES)
    if unknown:
        raise PolicyInvalid(
            f"there is no choice {unknown[0]!r} of the analysis plan",
            next_step=f"use one of {', '.join(sorted(CHOICES))}",
        )
    file = rules.file(RULES)
    chosen = {**file.presets["standard"], **file.presets.get(preset, {}), **given}
    named = "".join(f", {name}={value}" for name, value in sorted(given.items()))
    return check_choices(
        {
            **{name: None if value == "none" else value for name, value in chosen.items()},
            "rules_version": f"{file.header.id} {file.header.version}{named}",
            "rule_cites": {rule_id: rule.cites for rule_id, rule in file.rules.items()},
        }
    )


def check_choices(values: dict[str, object]) -> PlanChoices:
    """Check the types and ranges of all choices at once."""
    try:
        return PlanChoices.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        raise PolicyInvalid(
            f"choice {first['loc'][0]!r} of the analysis plan does not hold: {first['msg']}",
            next_step="correct the value of this choice",
        ) from error
