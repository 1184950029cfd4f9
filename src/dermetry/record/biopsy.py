"""One biopsy on its way: suggested, ordered, taken, at the lab, reported, acted on."""

from datetime import date
from typing import Literal

from dermetry.record.specimen import SpecimenKind
from dermetry.record.value import (
    Identifier,
    Key,
    Laterality,
    PointPx,
    ShortText,
    Text,
    Value,
    Zone,
)

BiopsyStage = Literal[
    "suggested", "ordered", "taken", "at_lab", "reported", "acted_on", "cancelled"
]


class Biopsy(Value):
    """One biopsy; each step is its day and who did it, and the stage follows from the days.

    ``photograph_id`` and ``point_px`` are the site photograph, taken before the biopsy, and the
    place in it. ``rule_id`` is the rule that suggested it, None where a person thought of it.
    """

    biopsy_id: Identifier
    lesion_id: Identifier | None = None
    zone: Zone | None = None
    laterality: Laterality | None = None
    purpose: Text = ""
    rule_id: ShortText | None = None
    kind: SpecimenKind | None = None
    panel: Key | None = None
    suggested_on: date | None = None
    ordered_on: date | None = None
    ordered_by: ShortText = ""
    wanted_by: date | None = None
    photograph_id: Identifier | None = None
    point_px: PointPx | None = None
    taken_on: date | None = None
    taken_by: ShortText = ""
    at_lab_on: date | None = None
    lab: ShortText = ""
    specimen_id: Identifier | None = None
    reported_on: date | None = None
    acted_on: date | None = None
    acted_by: ShortText = ""
    action: Text = ""
    cancelled_on: date | None = None
    cancelled_by: ShortText = ""
    cancel_reason: Text = ""

    @property
    def stage(self) -> BiopsyStage:
        """Give the last step that was made."""
        if self.cancelled_on:
            return "cancelled"
        steps: tuple[tuple[date | None, BiopsyStage], ...] = (
            (self.acted_on, "acted_on"),
            (self.reported_on, "reported"),
            (self.at_lab_on, "at_lab"),
            (self.taken_on, "taken"),
            (self.ordered_on, "ordered"),
        )
        return next((stage for day, stage in steps if day), "suggested")

    def steps(self) -> tuple[tuple[str, date | None], ...]:
        """Name the days of the loop in the order in which they must follow each other."""
        return (
            ("suggested", self.suggested_on),
            ("ordered", self.ordered_on),
            ("taken", self.taken_on),
            ("at the lab", self.at_lab_on),
            ("reported", self.reported_on),
            ("acted on", self.acted_on),
        )
