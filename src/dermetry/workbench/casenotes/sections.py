"""Parts of a visit that people edit by themselves: regions; observations, symptoms, next visit.

A visit's own version goes up with every analysis and decision, so these parts carry a mark of their
own (a short hash of what is stored): two people conflict only where both changed the same part.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder

from dermetry.workbench.casenotes.models import Visit
from dermetry.workbench.casenotes.refusals import RecordConflict

REGIONS: Final = ("regions_examined", "regions_not_examined", "regions_refused")
VITALS: Final = ("observations", "symptoms", "notes", "next_due_on", "next_reason",
                "clinically_stable")  # fmt: skip
SINGLE: Final = ("clinically_stable",)  # of details: one answer, None where nobody gave it


def read_section(visit: Visit, names: Sequence[str]) -> dict[str, Any]:
    """Give the stored fields of a part; what was never stored is an empty list or None."""
    return {
        name: getattr(visit, name)
        if name in visit.COLUMNS
        else visit.details.get(name, None if name in SINGLE else [])
        for name in names
    }


def mark_of(visit: Visit, names: Sequence[str]) -> str:
    """Give the mark of a part as it is stored now."""
    text = json.dumps(read_section(visit, names), sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def check_section(
    visit: Visit, names: Sequence[str], seen: str | None, wanted: Mapping[str, Any]
) -> None:
    """Raise RecordConflict where a part changed after the person opened it.

    The same content from both is no conflict.
    """
    stored = read_section(visit, names)
    if seen is not None and seen != mark_of(visit, names) and stored != wanted:
        raise RecordConflict(
            "Somebody else saved a change here while you were typing",
            theirs=stored,
            version=visit.version,
        )


def write_section(visit: Visit, names: Sequence[str], wanted: Mapping[str, Any]) -> str:
    """Write a part; gives its new mark."""
    details = dict(visit.details)
    for name in names:
        if name in visit.COLUMNS:
            setattr(visit, name, wanted[name])
        elif wanted[name] or wanted[name] is False:
            details[name] = wanted[name]
        else:
            details.pop(name, None)
    visit.details = details
    visit.version += 1
    visit.save()
    return mark_of(visit, names)
