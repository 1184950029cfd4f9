"""Leaving the subject's name out of the free texts of a case.

Only what people typed is searched: dates, numbers and the program's own words never hold a
name, and a patient called May must not lose the month.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from dermetry.pathway.values import Assessed
from dermetry.record.patient import Patient

REMOVED = "[removed]"
SHORTEST_PART = 3  # shorter parts of a name are ordinary words too often
FREE_TEXTS = frozenset(
    ("evidence", "method", "morphology", "note", "notes", "reason", "site", "text", "treatment")
)


def hide_subject(*, assessed: Assessed) -> Assessed:
    """Give the same assessed case with name and identifier removed from its free texts."""
    return replace(assessed, case=_hidden(assessed.case, hider_of(assessed.case.patient)))


def hider_of(patient: Patient) -> Callable[[str], str]:
    """Give a function that replaces the patient's name, its parts and the identifier."""
    names = [patient.patient_id]
    if patient.name:
        parts = re.findall(r"\w+", patient.name)
        names += [patient.name, *(part for part in parts if len(part) >= SHORTEST_PART)]
    names.sort(key=len, reverse=True)
    words = "|".join(re.escape(name) for name in names)
    pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    return lambda text: pattern.sub(REMOVED, text)


def _hidden(value: Any, hide: Callable[[str], str], *, is_free: bool = False) -> Any:
    if isinstance(value, str):
        return hide(value) if is_free else value
    if isinstance(value, tuple):
        return tuple(_hidden(each, hide, is_free=is_free) for each in value)
    if not isinstance(value, BaseModel):
        return value
    changed = {
        name: _hidden(getattr(value, name), hide, is_free=name in FREE_TEXTS)
        for name in type(value).model_fields
        if name != "polygon"  # long, and numbers only
    }
    return value.model_copy(update=changed)
