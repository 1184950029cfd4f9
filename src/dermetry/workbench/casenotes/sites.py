"""Lesions of other organs: their ids, and what has been stated of them so far."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Final

from dermetry.workbench.casenotes.models import Patient, StatedFinding

ORGANS: Final[Mapping[str, tuple[str, str]]] = {  # name, and the letter its ids begin with
    "lymph_node": ("Lymph node", "N"),
    "liver": ("Liver", "H"),
    "lung": ("Lung", "G"),
    "pleura": ("Pleura", "E"),
    "bone": ("Bone", "B"),
    "brain": ("Brain", "C"),
    "breast": ("Breast", "M"),
    "peritoneum": ("Peritoneum", "A"),
    "other": ("Other organ", "X"),
}
STUDY_LETTERS: Final[Mapping[str, str]] = {
    "ct": "CT",
    "mri": "MR",
    "pet_ct": "PET",
    "ultrasound": "US",
    "bone_scan": "BS",
    "xray": "XR",
    "mammography": "MG",
    "dxa": "DXA",
    "other": "IM",
}


def next_id(*, letters: str, taken: Iterable[str], joint: str = "") -> str:
    """Give the next free id of a row such as H1, H2 or CT-1, CT-2."""
    pattern = re.compile(re.escape(f"{letters}{joint}") + r"(\d+)")
    numbers = [int(found[1]) for each in taken if (found := pattern.fullmatch(each))]
    return f"{letters}{joint}{max(numbers, default=0) + 1}"


def mark_of_statements(*, patient: Patient) -> str:
    """Give a short mark of all that is stated of the patient's other organs now."""
    rows = StatedFinding.objects.filter(visit__patient=patient).exclude(lesion__organ="skin")
    held = sorted(rows.values_list("lesion_id", "visit_id", "version"))
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:16]
