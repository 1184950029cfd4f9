"""The settings of one response evaluation: a frozen policy read from the rule file."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError

from dermetry.errors import MarksInvalid
from dermetry.knowledge.rules import RuleFile, load_rules
from dermetry.record.case import ResponsePlan
from dermetry.record.value import LengthMm, Value

RULES = "recist_1_1"
Percent = Annotated[Decimal, Field(gt=0, le=100)]


class PolicyInvalid(MarksInvalid):
    """A preset or a setting of the response rules does not exist or does not hold."""


class Policy(Value):
    """Everything a response call depends on besides the case; no default stands here.

    Lengths in millimeters, shares in percent. The values come from
    ``knowledge/rules/recist_1_1.toml`` and from overrides by name.
    """

    preset: str
    rules_version: str  # "recist_1_1 1", with overrides and limits of the plan named
    rule_cites: Mapping[str, tuple[str, ...]] = Field(repr=False)
    skin_measurable_mm: LengthMm
    other_measurable_mm: LengthMm
    node_target_mm: LengthMm
    node_normal_mm: LengthMm
    targets_total: Annotated[int, Field(ge=1)]
    targets_per_organ: Annotated[int, Field(ge=1)]
    too_small_mm: LengthMm | None  # None: too small gives no value
    pd_percent: Percent
    pd_mm: LengthMm
    pr_percent: Percent
    baseline_window_days: Annotated[int, Field(ge=0)]
    non_target_growth_percent: Percent
    non_target_growth_mm: LengthMm
    continued_pr: bool
    partial_sum_pd: bool
    nadir_zero_any_size: bool
    equivocal_new: Literal["go_on", "progression"]
    local_treatment_under_test: bool

    def for_plan(self, plan: ResponsePlan) -> Self:
        """Give this policy with the limits that the plan of a case sets for itself."""
        limits = {
            name: value
            for name, value in (
                ("targets_total", plan.targets_total),
                ("targets_per_organ", plan.targets_per_organ),
            )
            if value is not None
        }
        changed = {name: value for name, value in limits.items() if value != getattr(self, name)}
        named = "".join(f", {name}={value} (plan)" for name, value in sorted(changed.items()))
        return self.model_copy(update={**changed, "rules_version": self.rules_version + named})


SWITCHES = frozenset(Policy.model_fields) - {"preset", "rules_version", "rule_cites"}


def load_policy(
    *, preset: str = "recist11", overrides: Mapping[str, object] | None = None
) -> Policy:
    """Load a policy by the name of its preset, with single settings overridden by name.

    Values may be texts, as on a command line: "true", "5", "4.95", or "none" for no default.
    Raises ``PolicyInvalid`` naming the unknown preset or setting and what is possible, and
    ``KnowledgeInvalid`` when the rule file itself is broken.
    """
    return build_policy(rules=load_rules(name=RULES), preset=preset, overrides=overrides or {})


def build_policy(*, rules: RuleFile, preset: str, overrides: Mapping[str, object]) -> Policy:
    """Build a policy from a rule file; see ``load_policy``."""
    if preset not in rules.presets:
        raise PolicyInvalid(
            f"there is no preset {preset!r}", next_step=f"use one of {', '.join(rules.presets)}"
        )
    for name in overrides:
        if name not in SWITCHES:
            raise PolicyInvalid(
                f"there is no setting {name!r} of the response rules",
                next_step=f"use one of {', '.join(sorted(SWITCHES))}",
            )
    settings: dict[str, Any] = {key: each.value for key, each in rules.thresholds.items()}
    settings |= rules.presets[preset]
    settings |= {name: None if value == "none" else value for name, value in overrides.items()}
    named = "".join(f", {name}={value}" for name, value in sorted(overrides.items()))
    cites = {rule_id: rule.cites for rule_id, rule in rules.rules.items()}
    version = f"{rules.header.id} {rules.header.version}, preset {preset}{named}"
    return check_policy(
        {**settings, "preset": preset, "rules_version": version, "rule_cites": cites}
    )


def check_policy(settings: dict[str, Any]) -> Policy:
    """Check the types and ranges of all settings at once."""
    for name, value in settings.items():
        if isinstance(value, float):
            raise PolicyInvalid(
                f"setting {name!r} is the inexact number {value!r}",
                next_step=f'write it as a text, such as {name} = "{value}"',
            )
    try:
        return Policy(**settings)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise PolicyInvalid(
            f"setting {name!r} of the response rules does not hold: {first['msg']}",
            next_step="correct the value of this setting",
        ) from error
