"""What has been done to each breast: as stated, else as the operations say. Never guessed."""

from typing import Literal

from dermetry.record.case import Case
from dermetry.record.history import BreastState, History
from dermetry.record.patient import PrimaryTumor

Breast = Literal["left", "right"]
STATES: frozenset[str] = frozenset({"in_situ", "operated_kept", "removed"})
BY_KIND: dict[str, BreastState] = {"mastectomy": "removed", "breast_conserving": "operated_kept"}


def breast_state(*, history: History, side: Breast) -> BreastState | None:
    """Give the state of one breast, or None where nobody stated it.

    A stated state wins over operations; without an operation on record the breast is not taken
    as being in place (rule ``extent.breast_state``).
    """
    stated = history.breast_left if side == "left" else history.breast_right
    return stated or state_by_operations(history=history, side=side)


def state_by_operations(*, history: History, side: Breast) -> BreastState | None:
    """Give what the operations that name kind and side say of one breast."""
    kinds = {each.kind for each in history.surgeries if each.laterality in (side, "bilateral")}
    return next((state for kind, state in BY_KIND.items() if kind in kinds), None)


def breasts_of(*, lesion_side: str | None, case: Case) -> frozenset[Breast]:
    """Give the breasts whose disease a lesion can belong to: those that hold a primary."""
    side = case.primary.laterality if isinstance(case.primary, PrimaryTumor) else None
    if side == "left" or side == "right":
        return frozenset({side})
    both: frozenset[Breast] = frozenset({"left", "right"})
    own = both & {lesion_side}
    return own if side == "bilateral" and own else both


def possible_states(*, lesion_side: str | None, case: Case) -> frozenset[str]:
    """Give every state the breast of this disease can be in; all of them where none is stated."""
    sides = breasts_of(lesion_side=lesion_side, case=case)
    states = [breast_state(history=case.history, side=side) for side in sides]
    return STATES if None in states else frozenset(each for each in states if each)
