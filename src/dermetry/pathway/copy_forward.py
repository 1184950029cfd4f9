"""How each lesion looked at the visit before, as a draft for this one."""

from datetime import date

from dermetry.pathway.lesion_state import ended_ids
from dermetry.record.appearance import Appearance
from dermetry.record.case import Case


def copy_forward(*, case: Case, visited_on: date) -> tuple[Appearance, ...]:
    """Give each lesion's last appearance before ``visited_on``, marked as copied forward.

    A dressing change that is past is dropped, as are the note and who recorded it. Left out
    are lesions already described at this visit and those gone, merged, split or removed.
    """
    described = {
        each.lesion_id
        for visit in case.visits
        if visit.visited_on == visited_on
        for each in visit.appearances
    }
    left_out = described | ended_ids(case=case, before=visited_on)
    latest = {
        each.lesion_id: each
        for visit in case.visits
        if visit.visited_on < visited_on
        for each in visit.appearances
    }
    return tuple(
        copied(latest[lesion.lesion_id], visited_on)
        for lesion in case.lesions
        if lesion.lesion_id in latest and lesion.lesion_id not in left_out
    )


def copied(appearance: Appearance, visited_on: date) -> Appearance:
    """Give an appearance as taken over from an earlier visit."""
    change_on = appearance.dressing_change_on
    is_past = change_on is not None and change_on < visited_on
    return appearance.model_copy(
        update={
            "is_copied_forward": True,
            "dressing_change_on": None if is_past else change_on,
            "note": "",
            "recorded_by": "",
        }
    )
