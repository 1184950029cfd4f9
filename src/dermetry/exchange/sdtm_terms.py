"""The words of SDTM that are read, and what they are called here.

Source: CDISC SDTMIG, domains TU, TR and RS with their examples; controlled terminology of
tumor identification and results. Words that are not listed are problems, never guessed.
"""

from collections.abc import Mapping

IDENTIFIED = ("TUMIDENT", "LESIDENT")  # TUTESTCD of a lesion of its own
SPLIT, MERGED = "TUSPLIT", "TUMERGE"  # TUTESTCD of a fragment, of a mass
ROLES: Mapping[str, str] = {
    "TARGET": "target",
    "NON-TARGET": "non_target",
    "NONTARGET": "non_target",
    "NEW": "new",
    "NEW LESION": "new",
    "NEW TARGET": "new",
    "NEW NON-TARGET": "new",
}
NO_TUMOR = ("BENIGN ABNORMALITY",)
ORGANS: tuple[tuple[str, str], ...] = (  # the first word found in TULOC decides
    ("LYMPH NODE", "lymph_node"),
    ("SKIN", "skin"),
    ("LIVER", "liver"),
    ("LUNG", "lung"),
    ("PLEURA", "pleura"),
    ("PERITONE", "peritoneum"),
    ("BRAIN", "brain"),
    ("CEREBELL", "brain"),
    ("CEREBR", "brain"),
    ("BONE", "bone"),
    ("VERTEBRA", "bone"),
    ("BREAST", "breast"),
)
LENGTHS = ("LDIAM", "DIAMETER", "LPERP", "SAXIS")
AREA = "AREA"
STATES = ("TUMSTATE", "LNSTATE", "NEWLPROG")
FACTORS: Mapping[str, Mapping[str, str]] = {  # unit -> what it is in mm or mm2
    "length": {"MM": "1", "CM": "10"},
    "area": {"MM2": "1", "MM^2": "1", "CM2": "100", "CM^2": "100"},
}
TOO_SMALL = ("TOO SMALL TO MEASURE", "TOO SMALL", "BELOW MEASURABLE LIMIT")
STATE_WORDS: Mapping[str, str] = {
    "PRESENT": "present",
    "ABSENT": "absent",
    "PATHOLOGICAL": "present",
    "NON-PATHOLOGICAL": "absent",
    "NONPATHOLOGICAL": "absent",
    "UNEQUIVOCAL PROGRESSION": "progressed",
    "UNEQUIVOCAL INCREASE": "progressed",
    "EQUIVOCAL": "equivocal",
    "UNEQUIVOCAL": "unequivocal",
    **dict.fromkeys(TOO_SMALL, "too_small"),
}
NOT_DONE = "NOT DONE"
# Words in --REASND of somebody who looked and cannot say; any other reason: nobody looked.
LOOKED = (
    "NOT EVALUABLE",
    "NOT ASSESSABLE",
    "UNEVALUABLE",
    "OBSCURED",
    "POOR IMAGE",
    "POOR QUALITY",
)
TREATED = ("TREATED LOCALLY", "LOCALLY TREATED", "LOCAL TREATMENT")
SPLIT_REASON, MERGED_REASON = "SPLIT", "MERGED"


def organ_of(location: str) -> str:
    """Give the organ of a location as TULOC names it; "other" where none of the known ones."""
    upper = location.upper()
    return next((organ for word, organ in ORGANS if word in upper), "other")


def gap_of(reason: str) -> str:
    """Tell from --REASND why there is no value: treated by itself, looked at, or not done."""
    upper = reason.upper()
    if any(word in upper for word in TREATED):
        return "treated_locally"
    return "not_evaluable" if any(word in upper for word in LOOKED) else "not_done"
