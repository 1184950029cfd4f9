"""The words that each set of criteria has for the same judgement."""

from collections.abc import Mapping

from dermetry.response.policy import Criteria, Policy
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
