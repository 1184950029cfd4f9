"""How long each biopsy may wait for its next step, and whose turn it is, by the alert rules."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathway.alerts.biopsy_loop import stage_with_specimen
from dermetry.pathway.alerts.book import due_on
from dermetry.record.biopsy import Biopsy
from dermetry.record.specimen import Specimen

FILE: Final = "alerts"
RULES: Final = {  # stage: its rule, and the threshold of days that it may last
    "suggested": ("biopsy.not_ordered", "suggested_days"),
    "ordered": ("biopsy.not_taken", "ordered_days"),
    "taken": ("biopsy.not_at_lab", "taken_days"),
    "at_lab": ("biopsy.not_reported", "at_lab_days"),
    "reported": ("biopsy.not_acted_on", "reported_days"),
}


@dataclass(frozen=True)
class BiopsyWait:
    """Where a biopsy stands; ``late_from`` is the first day on which its alert stands.

    ``due_on`` is the day before, the last on which the step is in time: the one day that is
    shown, also as the due day of the alert. Nobody's turn (acted on, cancelled): ``owner`` and
    ``rule_id`` are empty.
    """

    stage: str
    since: date | None
    late_from: date | None
    owner: str = ""
    rule_id: str = ""

    @property
    def due_on(self) -> date | None:
        """Give the day by which the next step is due."""
        return due_on(since=self.late_from, due_days=None) if self.late_from else None


def wait_of(*, biopsy: Biopsy, specimen: Specimen | None, rules: RuleSet) -> BiopsyWait:
    """Give stage, day it began, and the day from which it is late.

    Source: the rules ``alerts.biopsy.*``; the same days as the alerts of that name.
    """
    stage = stage_with_specimen(biopsy, specimen)
    if stage not in RULES:
        return BiopsyWait(stage, biopsy.cancelled_on or biopsy.acted_on, None)
    key, threshold = RULES[stage]
    file = rules.file(FILE)
    row = next(each for each in file.table("alerts") if each["rule"] == key)
    since = began_on(biopsy, specimen, stage)
    days = timedelta(days=int(file.threshold(threshold)))
    late_from = since + days if since else None
    if stage == "ordered" and since and biopsy.wanted_by:
        late_from = biopsy.wanted_by + timedelta(days=1)
    return BiopsyWait(stage, since, late_from, str(row["owner"]), f"{FILE}.{key}")


def began_on(biopsy: Biopsy, specimen: Specimen | None, stage: str) -> date | None:
    """Give the day on which a stage began."""
    reported_on = biopsy.reported_on or (specimen.reported_on if specimen else None)
    days = {
        "suggested": biopsy.suggested_on,
        "ordered": biopsy.ordered_on,
        "taken": biopsy.taken_on,
        "at_lab": biopsy.at_lab_on,
        "reported": reported_on or biopsy.taken_on,
    }
    return days[stage]
