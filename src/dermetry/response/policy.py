"""The settings of one response evaluation: a frozen policy read from the rule files."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from dermetry.errors import MarksInvalid
from dermetry.knowledge.files import Status
from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.knowledge.rules import RuleFile
from dermetry.record.case import ResponsePlan
from dermetry.record.value import LengthMm, Value

PRESETS = "presets"
Percent = Annotated[Decimal, Field(gt=0, le=100)]
Count = Annotated[int, Field(ge=1)]
Days = Annotated[int, Field(ge=0)]
Criteria = Literal["recist_1_1", "irecist", "who", "lesion"]
Measure = Literal["longest_diameter", "product", "area"]
MEASURES: Mapping[Criteria, tuple[Measure, ...]] = {
    "recist_1_1": ("longest_diameter",),
    "irecist": ("longest_diameter",),
    "who": ("product",),
    "lesion": ("longest_diameter", "product", "area"),
}


class PolicyInvalid(MarksInvalid):
    """A preset or a setting of the response rules does not exist or does not hold."""


class Policy(Value):
    """Everything a response call depends on besides the case; no default stands here.

    Lengths in millimeters, shares in percent of the measure, None where a switch does not
    apply. The values come from ``knowledge/rules/presets.toml``, where each is documented,
    from the thresholds of the rule files that a preset names, and from overrides by name.
    """

    preset: str
    rules_version: str  # "recist_1_1 1, preset recist11", overrides and plan limits named
    rule_cites: Mapping[str, tuple[str, ...]] = Field(repr=False)
    unverified_rules: frozenset[str] = Field(repr=False)  # by their rule, or a number of theirs
    # what is judged
    criteria: Criteria
    measure: Measure
    target_choice: Literal["roles", "all_measurable"]
    targets_total: Count | None  # None: no limit
    targets_per_organ: Count | None
    skin_is_one_organ: bool
    skin_measurable_mm: LengthMm
    other_measurable_mm: LengthMm
    node_target_mm: LengthMm
    node_normal_mm: LengthMm
    too_small_mm: LengthMm | None  # None: too small gives no value
    local_treatment_under_test: bool
    baseline_window_days: Days
    # the call of one visit
    pr_percent: Percent
    pd_percent: Percent
    pd_mm: LengthMm | None  # None: the percentage alone decides
    pd_scope: Literal["sum", "any_lesion"]
    nadir_zero_any_size: bool
    partial_sum_pd: bool
    continued_pr: bool
    equivocal_new: Literal["go_on", "progression"]
    non_target_growth_percent: Percent
    non_target_growth_mm: LengthMm
    # confirming a progression (iRECIST)
    new_targets_total: Count | None
    new_targets_per_organ: Count | None
    icpd_mm: LengthMm | None
    icpd_min_days: Days | None
    icpd_max_days: Days | None
    icpd_window: Literal["flag", "minimum"] | None
    bar_reset: Literal["baseline", "nadir"] | None
    # from the calls of all visits to a best response
    confirm_days: Days | None  # None: no confirmation is asked for
    confirm_max_days: Days | None
    max_ne: Days | None  # a count of visits
    accept_sd: bool
    pr_after_cr: bool
    sd_window_days: Days | None  # None: the caller gives it
    missing_as_ne: bool
    after_first_progression: Literal["keep", "drop", "cut_at_icpd"]
    same_date: Literal["error", "worst", "latest"]
    # the call of one lesion
    first_call_after_days: Days | None
    size_class_mm: LengthMm | None
    growth_before_response: Literal["progression", "confirm"] | None

    @model_validator(mode="after")
    def check_parts(self) -> Self:
        """Check that the parts of the policy fit each other."""
        possible = MEASURES[self.criteria]
        if self.measure not in possible:
            raise ValueError(
                f"measure: {self.criteria} is judged by {' or '.join(possible)}, "
                f"not by {self.measure}"
            )
        immune = ("icpd_mm", "icpd_min_days", "icpd_max_days", "icpd_window", "bar_reset")
        unset = [name for name in immune if getattr(self, name) is None]
        if self.criteria == "irecist" and unset:
            raise ValueError(f"{unset[0]}: iRECIST cannot do without it")
        return self

    @property
    def unit(self) -> Literal["mm", "mm2"]:
        """Give the unit of sums and limits."""
        return "mm" if self.measure == "longest_diameter" else "mm2"

    def for_plan(self, plan: ResponsePlan) -> Self:
        """Give this policy with the limits that the plan of a case sets for itself.

        A policy without a limit has none for a reason: the plan does not give it one.
        """
        limits = {
            name: value
            for name, value in (
                ("targets_total", plan.targets_total),
                ("targets_per_organ", plan.targets_per_organ),
            )
            if value is not None and getattr(self, name) is not None
        }
        return self.with_plan(limits)

    def for_course(self, plan: ResponsePlan) -> Self:
        """Give this policy with what the plan of a case says of best responses.

        None of it changes a call, so calls do not name it.
        """
        return self.with_plan(
            {
                name: value
                for name, value in (
                    ("sd_window_days", plan.sd_window_days),
                    ("confirm_days", plan.confirm_days),
                )
                if value is not None
            }
        )

    def with_plan(self, limits: Mapping[str, int]) -> Self:
        """Give this policy with settings of a plan; those that change something are named."""
        changed = {name: value for name, value in limits.items() if value != getattr(self, name)}
        named = "".join(f", {name}={value} (plan)" for name, value in sorted(changed.items()))
        return self.model_copy(update={**changed, "rules_version": self.rules_version + named})


NAMES = frozenset({"preset", "rules_version", "rule_cites", "unverified_rules"})
SWITCHES = frozenset(Policy.model_fields) - NAMES


def load_policy(
    *,
    preset: str = "recist11",
    overrides: Mapping[str, object] | None = None,
    rules: RuleSet = SHIPPED,
) -> Policy:
    """Load a policy by the name of its preset, with single settings overridden by name.

    Values may be texts, as on a command line: "true", "5", "4.95", or "none" for no default.
    Raises ``PolicyInvalid`` naming the unknown preset or setting and what is possible, and
    ``KnowledgeInvalid`` when a rule file itself is broken.
    """
    given = rules.file(PRESETS).presets
    if preset not in given:
        raise PolicyInvalid(
            f"there is no preset {preset!r}", next_step=f"use one of {', '.join(given)}"
        )
    for name in overrides or {}:
        if name not in SWITCHES:
            raise PolicyInvalid(
                f"there is no setting {name!r} of the response rules",
                next_step=f"use one of {', '.join(sorted(SWITCHES))}",
            )
    chosen = dict(given[preset])
    layers = [rules.file(name) for name in chosen.pop("rules")]
    named = f"{rules.file(PRESETS).header.version}, preset {preset}"
    return build_policy(
        preset=preset, named=named, layers=layers, chosen=chosen, overrides=overrides or {}
    )


def build_policy(
    *,
    preset: str,
    named: str,
    layers: Iterable[RuleFile],
    chosen: Mapping[str, object],
    overrides: Mapping[str, object],
) -> Policy:
    """Build a policy from rule files, the later before the earlier; see ``load_policy``."""
    settings: dict[str, Any] = {}
    cites: dict[str, tuple[str, ...]] = {}
    versions, unverified = [], set()
    for each in layers:
        settings |= {key: threshold.value for key, threshold in each.thresholds.items()}
        cites |= {rule_id: rule.cites for rule_id, rule in each.rules.items()}
        unverified |= {key for key, status in list_statuses(each) if status == "unverified"}
        versions.append(f"{each.header.id} {each.header.version}")
    settings = {
        name: None if value == "none" else value
        for name, value in (settings | dict(chosen) | dict(overrides)).items()
    }
    changed = "".join(f", {name}={value}" for name, value in sorted(overrides.items()))
    version = f"{' + '.join(versions)}, presets {named}{changed}"
    return check_policy(
        {
            **settings,
            "preset": preset,
            "rules_version": version,
            "rule_cites": cites,
            "unverified_rules": frozenset(unverified),
        }
    )


def list_statuses(file: RuleFile) -> Iterator[tuple[str, Status]]:
    """Give the status of every rule of a file, and of each number by the rule it belongs to."""
    yield from ((rule_id, rule.status) for rule_id, rule in file.rules.items())
    yield from ((each.rule_id, each.status) for each in file.thresholds.values())


def list_presets(*, rules: RuleSet = SHIPPED) -> tuple[str, ...]:
    """List the names of all presets, in the order of the file."""
    return tuple(rules.file(PRESETS).presets)


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
        what = f"setting {name!r}" if name else "the settings together"
        raise PolicyInvalid(
            f"{what} of the response rules does not hold: {first['msg']}",
            next_step="correct the value of this setting",
        ) from error
