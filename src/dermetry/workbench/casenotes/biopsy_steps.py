"""The steps of a biopsy: the day and the person each one keeps, and what it takes to make it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dermetry.workbench.accounts.roles import Permission


@dataclass(frozen=True)
class Step:
    """One step; ``by`` is the field of who made it, empty where the record keeps nobody."""

    day: str
    by: str
    permission: Permission


STEPS: Final[Mapping[str, Step]] = {
    "ordered": Step("ordered_on", "ordered_by", "edit_pathology"),
    "taken": Step("taken_on", "taken_by", "handle_biopsies"),
    "at_lab": Step("at_lab_on", "", "handle_biopsies"),
    "reported": Step("reported_on", "", "edit_pathology"),
    "acted_on": Step("acted_on", "acted_by", "edit_pathology"),
}
