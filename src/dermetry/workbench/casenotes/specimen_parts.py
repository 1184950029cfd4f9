"""The two parts of a specimen that people edit by themselves: the report, and the stains.

Each carries a mark (a short hash of what is stored): two people conflict only where both changed
the same part.
"""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.models import Specimen


def mark_of_report(row: Specimen) -> str:
    """Give the mark of everything of a specimen beside its stains."""
    held = {name: each for name, each in mapping.values_of(row).items() if name != "stains"}
    return mark(held | {"lesion": row.lesion_id})


def mark_of_stains(row: Specimen) -> str:
    """Give the mark of the stains."""
    return mark(row.details.get("stains", []))


def mark(value: Any) -> str:
    """Give a short hash of a value."""
    text = json.dumps(value, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
