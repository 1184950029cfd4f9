"""Parts of a patient's row that people edit by themselves: identity, history, response plan.

The row has one version for all of them, so each part carries a mark of its own (a short hash of
what is stored): two people conflict only where both changed the same part.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal

from django.core.serializers.json import DjangoJSONEncoder

from dermetry.record.case import ResponsePlan
from dermetry.record.history import History
from dermetry.record.patient import Patient as RecordedPatient
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.models import Patient
from dermetry.workbench.casenotes.refusals import RecordConflict

Part = Literal["identity", "history", "plan"]


def read_part(patient: Patient, part: Part) -> dict[str, Any]:
    """Give the stored fields of a part as plain JSON, gaps as None, "" or []."""
    if part == "identity":
        value = RecordedPatient.model_validate(mapping.values_of_patient(patient))
        return {**value.model_dump(mode="json"), "owner": patient.owner_id}
    held = patient.details.get(part) or {}
    if part == "plan":
        return ResponsePlan.model_validate(held).model_dump(mode="json")
    history = History.model_validate(held).model_dump(mode="json")
    return {**history, "primary": patient.details.get("primary")}


def mark_of(patient: Patient, part: Part) -> str:
    """Give the mark of a part as it is stored now."""
    text = json.dumps(read_part(patient, part), sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_part(patient: Patient, part: Part, seen: str | None) -> None:
    """Raise RecordConflict with the stored fields where a part changed since it was opened."""
    if seen is not None and seen != mark_of(patient, part):
        raise RecordConflict(
            "Somebody else saved a change here while you were typing",
            theirs=read_part(patient, part),
            version=patient.version,
        )


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Name the fields that differ, for the audit log (never what they hold)."""
    return sorted(name for name in after if before.get(name) != after[name])
