"""The words of each set of criteria, as small numbers ordered from best to worst."""

from typing import Final

CR: Final = 0
PR: Final = 1
SD: Final = 2  # NC in WHO and lesion criteria
NON: Final = 3  # NON-CR/NON-PD
NED: Final = 4
PD: Final = 5  # iCPD in iRECIST
UPD: Final = 6  # iUPD
NE: Final = 7
ND: Final = 8  # nobody looked: never counted
KINDS: Final = 9
WORST_FIRST: Final = (PD, UPD, NON, SD, NED, PR, CR, NE)  # two responses on one day
IS_EVALUABLE: Final = tuple(kind not in (NE, ND) for kind in range(KINDS))

NAMES: Final = {
    "recist": ("CR", "PR", "SD", "NON-CR/NON-PD", "NED", "PD", "", "NE", "ND"),
    "immune": ("iCR", "iPR", "iSD", "NON-iCR/NON-iUPD", "NED", "iCPD", "iUPD", "NE", "ND"),
    "size": ("CR", "PR", "NC", "NON-CR/NON-PD", "NED", "PD", "", "NE", "ND"),
}
ALSO: Final = {  # a second word for the same thing
    "recist": {},
    "immune": {"CR": CR, "PR": PR, "SD": SD, "NON-CR/NON-PD": NON},  # before any iUPD
    "size": {"SD": SD},
}


FAMILIES: Final = {"recist_1_1": "recist", "irecist": "immune", "who": "size", "lesion": "size"}


def family_of(criteria: str) -> str:
    """Give the family of words that a set of criteria uses."""
    return FAMILIES[criteria]


def words_of(criteria: str) -> dict[str, int]:
    """Give every word that the criteria know, with its kind."""
    family = family_of(criteria)
    own = {word: kind for kind, word in enumerate(NAMES[family]) if word}
    return {**own, **ALSO[family]}
