"""The names of the policies, and the words each set of criteria has for the same judgement."""

from collections.abc import Mapping

from dermetry.errors import KnowledgeInvalid
from dermetry.knowledge.rules import load_rules
from dermetry.response.policy import PRESETS, Criteria, Policy
from dermetry.response.values import Category

PROGRESSION: frozenset[Category] = frozenset({"PD", "iUPD", "iCPD"})
COMPLETE: frozenset[Category] = frozenset({"CR", "iCR"})

WORDS: Mapping[Criteria, Mapping[Category, Category]] = {
    "irecist": {
        "CR": "iCR",
        "PR": "iPR",
        "SD": "iSD",
        "PD": "iUPD",
        "NON-CR/NON-PD": "NON-iCR/NON-iUPD",
    },
    "who": {"SD": "NC", "NON-CR/NON-PD": "NC"},
    "lesion": {"SD": "NC"},
}


def name_category(category: Category, policy: Policy) -> Category:
    """Give the word of the criteria for a judgement in the words of RECIST 1.1.

    iRECIST has iCR, iPR, iSD, iUPD and NON-iCR/NON-iUPD, WHO has NC for whatever neither
    responds nor progresses; NE and NED are the same everywhere.
    """
    return WORDS.get(policy.criteria, {}).get(category, category)


def policy_name(*, preset: str) -> str:
    """Give the name of a policy as people say it: "RECIST 1.1", "WHO, sum of products".

    Raises ``KnowledgeInvalid`` for a preset that has none.
    """
    return policy_text(preset=preset, field="title")


def explain_policy(*, preset: str) -> str:
    """Say in a sentence or two what a policy judges by; raises as ``policy_name`` does."""
    return policy_text(preset=preset, field="text")


def is_immune(*, preset: str) -> bool:
    """Tell whether a policy judges by iRECIST, which asks for facts that the others do not."""
    return bool(load_rules(name=PRESETS).presets[preset]["criteria"] == "irecist")


def policy_text(*, preset: str, field: str) -> str:
    """Give what the table of policies says of a preset; raises as ``policy_name`` does."""
    for row in load_rules(name=PRESETS).table("policies"):
        if row["preset"] == preset:
            return str(row[field])
    raise KnowledgeInvalid(f"rules/{PRESETS}.toml does not name the preset {preset!r}")
