"""What a dermatoscope showed of lesions at a visit."""

from collections.abc import Sequence
from datetime import datetime

from dermetry.record.dermoscopy import Dermoscopy
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.actions.base import change, check_open
from dermetry.workbench.casenotes.models import Visit
from dermetry.workbench.casenotes.sections import check_section, write_section

DERMOSCOPIES = ("dermoscopies",)


def record_dermoscopies(
    *,
    actor: Actor,
    at: datetime,
    visit_pk: int,
    dermoscopies: Sequence[Dermoscopy],
    seen: str | None = None,
) -> str:
    """Keep the dermoscopies of a visit; gives the new mark.

    ``seen`` is the section's mark as the person opened it.  Raises RecordConflict,
    RecordNotLawful, VisitSigned, NotHere.
    """
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    with change(actor=actor, at=at, permission="edit_visit", patient_pk=visit.patient_id) as unit:
        visit = scope.get(actor=actor, model=Visit, pk=visit_pk, lock=True)
        check_open(visit)
        plain = [each.model_dump(mode="json", exclude_none=True) for each in dermoscopies]
        wanted = {"dermoscopies": plain}
        check_section(visit, DERMOSCOPIES, seen, wanted)
        unit.log(
            "dermoscopies.recorded",
            target=visit.visited_on.isoformat(),
            details={"lesions": [each.lesion_id for each in dermoscopies]},
        )
        return write_section(visit, DERMOSCOPIES, wanted)
