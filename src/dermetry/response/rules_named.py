"""Reading back what a call says it was judged by: rule files with versions, preset, switches."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dermetry.response.policy import PRESETS, SWITCHES

CUT_AT = 200  # signatures once kept no more than so many characters; now they keep all
FILE = re.compile(r"(?P<name>[a-z][a-z0-9_]*) (?P<version>[^\s,+]+)")
SETTING = re.compile(r"(?P<name>[a-z][a-z0-9_]*)=(?P<value>[^,=()]+?)( \(plan\))?")


@dataclass(frozen=True)
class RulesNamed:
    """What one version text names; limits that came from the plan of that day are among them."""

    versions: Mapping[str, str]  # by rule file, that of the presets among them
    preset: str
    overrides: Mapping[str, str]


def read_rules_version(*, text: str) -> RulesNamed | None:
    """Read "recist_1_1 1 + irecist 1, presets 1, preset irecist, confirm_days=28".

    None where the text was cut or is not of this form: then nothing can be told from it.
    """
    if len(text) == CUT_AT:
        return None
    layers, *parts = text.split(", ")
    files = [FILE.fullmatch(each) for each in layers.split(" + ")]
    if len(parts) < 2 or not parts[0].startswith(f"{PRESETS} ") or None in files:
        return None
    found = [FILE.fullmatch(parts[0]), *files]
    given = [SETTING.fullmatch(each) for each in parts[2:]]
    if not parts[1].startswith("preset ") or None in given:
        return None
    named = {each["name"]: each["value"] for each in given if each}
    if not named.keys() <= SWITCHES:
        return None
    return RulesNamed(
        versions={each["name"]: each["version"] for each in found if each},
        preset=parts[1].removeprefix("preset "),
        overrides=named,
    )
