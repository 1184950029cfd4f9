"""Settings given by name for one response evaluation, sorted to whom they belong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from dermetry.pathway.csv_input import PartialDates
from dermetry.pathway.lesion_table import Baseline
from dermetry.response.policy import SWITCHES, Policy, PolicyInvalid, load_policy
from dermetry.response.sequence.choices import CHOICES, PlanChoices, load_choices

Level = Literal["patient", "lesion"]
DEFAULTS: Mapping[Level, str] = {"patient": "recist11", "lesion": "lesion-ect"}
READERS: Mapping[str, tuple[str, ...]] = {
    "partial_dates": get_args(PartialDates),
    "baseline": get_args(Baseline),
}


@dataclass(frozen=True)
class ResponseSettings:
    """The policy, the choices of the plan, and how a table is read."""

    level: Level
    policy: Policy
    choices: PlanChoices | None  # None at the level of lesions: nothing rests on them
    switches: Mapping[str, str]  # as given by name
    partial_dates: PartialDates
    baseline: Baseline
    given: Mapping[str, str]  # everything that was given by name, for titles


def load_settings(
    *, level: Level = "patient", preset: str | None = None, given: Mapping[str, str]
) -> ResponseSettings:
    """Sort settings by name into switches of the policy, choices of the plan and of reading.

    ``preset`` None means recist11 for patients and lesion-ect for lesions. Raises
    ``PolicyInvalid`` for an unknown name or value, a preset of the other level, and a choice
    that would change nothing at this level.
    """
    known = SWITCHES | CHOICES | READERS.keys()
    for name in given:
        if name not in known:
            raise PolicyInvalid(
                f"there is no setting {name!r} of the response",
                next_step=f"use one of {', '.join(sorted(known))}",
            )
    switches = {name: text for name, text in given.items() if name in SWITCHES}
    chosen = {name: text for name, text in given.items() if name in CHOICES}
    policy = load_policy(preset=preset or DEFAULTS[level], overrides=switches)
    check_level(policy, level, chosen)
    return ResponseSettings(
        level=level,
        policy=policy,
        choices=load_choices(preset=policy.preset, overrides=chosen)
        if level == "patient"
        else None,
        switches=switches,
        partial_dates=cast(PartialDates, read_choice("partial_dates", given)),
        baseline=cast(Baseline, read_choice("baseline", given)),
        given=given,
    )


def read_choice(name: str, given: Mapping[str, str]) -> str:
    """Read how a table is read; the first of the possible words is the default."""
    possible = READERS[name]
    word = given.get(name, possible[0])
    if word not in possible:
        raise PolicyInvalid(
            f"setting {name!r} cannot be {word!r}", next_step=f"use one of {', '.join(possible)}"
        )
    return word


def check_level(policy: Policy, level: Level, chosen: Mapping[str, str]) -> None:
    """Refuse a policy of the other level, and choices that nothing would rest on."""
    is_of_lesions = policy.criteria == "lesion"
    if is_of_lesions and level == "patient":
        raise PolicyInvalid(
            f"the policy {policy.preset!r} judges single lesions, never a patient",
            next_step="add --level lesion, or choose a policy of patients such as recist11",
        )
    if not is_of_lesions and level == "lesion":
        raise PolicyInvalid(
            f"the policy {policy.preset!r} judges patients, not single lesions",
            next_step="leave out --level lesion, or choose the policy lesion-ect",
        )
    if level == "lesion" and chosen:
        raise PolicyInvalid(
            f"{', '.join(chosen)} would change nothing: no best response of a patient is judged",
            next_step="leave it out, or judge the patient with --level patient",
        )


def refuse_unused(settings: ResponseSettings, used: tuple[str, ...], what: str) -> None:
    """Refuse settings for reading a table where no such table is read."""
    unused = [name for name in READERS if name in settings.given and name not in used]
    if unused:
        raise PolicyInvalid(
            f"{', '.join(unused)} would change nothing for {what}", next_step="leave it out"
        )
