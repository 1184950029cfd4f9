"""How one policy and one plan read a sequence of visits: everything looked up once."""

from dataclasses import dataclass
from typing import Literal

from dermetry.response.policy import Policy, PolicyInvalid
from dermetry.response.sequence.choices import PlanChoices, shipped_choices
from dermetry.response.sequence.kinds import NAMES, family_of, words_of


@dataclass(frozen=True, slots=True)
class Reading:
    """The switches of a policy and a plan in the form the engine works with."""

    kinds: dict[str, int]  # word -> kind
    names: tuple[str, ...]  # kind -> word
    is_immune: bool
    window_days: int  # SD counts from this many days after the reference date
    confirm_days: int | None  # None: no confirmation is asked for
    confirm_max_days: int | None
    max_ne: int
    max_sd: int
    pr_after_cr: bool
    missing_word: str
    same_date: Literal["error", "worst", "latest"]
    drops_later: bool  # visits after progression are left out; they are named all the same
    plan: PlanChoices
    rules_version: str


def read_policy(policy: Policy, plan: PlanChoices | None = None) -> Reading:
    """Look up everything that a sequence needs; no ``plan`` means the choices as shipped.

    Raises ``PolicyInvalid`` when the policy leaves the window for SD to the caller.
    """
    plan = plan or shipped_choices(policy.preset)
    family = family_of(policy.criteria)
    return Reading(
        kinds=words_of(policy.criteria),
        names=NAMES[family],
        is_immune=family == "immune",
        window_days=window_of(policy),
        confirm_days=policy.confirm_days,
        confirm_max_days=policy.confirm_max_days,
        max_ne=policy.max_ne or 0,
        max_sd=1 if policy.accept_sd else 0,
        pr_after_cr=policy.pr_after_cr,
        missing_word="NE" if policy.missing_as_ne else "MISSING",
        same_date=policy.same_date,
        drops_later=policy.after_first_progression == "drop",
        plan=plan,
        rules_version=f"{policy.rules_version}; {plan.rules_version}",
    )


def window_of(policy: Policy) -> int:
    """Give the days before SD counts; lesion criteria have none, others must say."""
    if policy.sd_window_days is not None:
        return policy.sd_window_days
    if policy.criteria == "lesion":
        return 0
    raise PolicyInvalid(
        f"preset {policy.preset!r} does not say from which day stable disease counts",
        why="this set of rules leaves it to the plan of a trial; 28, 42 and 56 days occur",
        next_step="set sd_window_days in the plan, or for example --set sd_window_days=42",
    )
