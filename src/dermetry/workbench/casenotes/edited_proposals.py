"""Lesions that are only proposed and of which a person wrote something: never overwritten.

The names of proposed lesions are numbers in a row, given anew at each derivation.  Without care a
lesion would hand what was written of it to the outline that comes to stand in its place.
"""

from typing import TypeVar

from pydantic import BaseModel

from dermetry.pathway.follow import Proposed, proposed_prefix
from dermetry.workbench.casenotes.models import Lesion, Visit

Named = TypeVar("Named", bound=BaseModel)
Held = dict[str, set[str]]  # ids of outlines by the id of the lesion they are proposed as


def is_edited(row: Lesion) -> bool:
    """Tell whether a person wrote something of a lesion that is only proposed."""
    return not row.is_confirmed and row.version > 1


def edited_names(visit: Visit) -> set[str]:
    """Give the names of the edited lesions among those proposed at a visit."""
    prefix = proposed_prefix(visit.visited_on)
    rows = visit.patient.lesions.filter(lesion_id__startswith=prefix, is_confirmed=False)
    return {row.lesion_id for row in rows if is_edited(row)}


def outlines_held(visit: Visit) -> Held:
    """Give which outlines each lesion was proposed for so far."""
    held: Held = {}
    for each in visit.details.get("proposals", ()):
        if each.get("outline_id") and each.get("lesion_id"):
            held.setdefault(each["lesion_id"], set()).add(each["outline_id"])
    return held


def pin_name(proposed: Proposed, name: str, outline_ids: set[str]) -> Proposed:
    """Give an edited lesion's name back to what is proposed as new for its outlines."""
    new = {each.lesion_id for each in proposed.lesions}
    now = next(
        (
            each.lesion_id
            for each in proposed.proposals
            if each.outline_id in outline_ids and each.lesion_id in new
        ),
        None,
    )
    return rename(proposed, now, name) if now else proposed


def rename(proposed: Proposed, now: str, name: str) -> Proposed:
    """Give a proposed lesion another name wherever it stands."""
    return Proposed(
        proposals=tuple(renamed(each, now, name) for each in proposed.proposals),
        lesions=tuple(renamed(each, now, name) for each in proposed.lesions),
        findings=tuple(renamed(each, now, name) for each in proposed.findings),
        remarks=tuple(renamed(each, now, name) for each in proposed.remarks),
    )


def renamed(value: Named, now: str, name: str) -> Named:
    """Give a value that names a lesion with its other name."""
    fields = ("lesion_id", "runner_up_id")
    update = {field: name for field in fields if getattr(value, field, None) == now}
    return value.model_copy(update=update)
