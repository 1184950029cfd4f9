"""What the report of a course holds, ready to print."""

from dataclasses import dataclass
from datetime import date

from dermetry.report.arms.values import Arms
from dermetry.report.best_response import BestSection
from dermetry.report.values import (
    Bottom,
    Chart,
    Fact,
    PhotoEntry,
    Reference,
    RuleLine,
    Strip,
    Table,
    VisitReasons,
)


@dataclass(frozen=True)
class CaseReport:
    """A whole report; every renderer prints from this and from nothing else."""

    title: str
    identity: str  # name, birth date and id in one line
    patient_id: str
    language: str
    last_visit_on: date | None
    prepared: str
    header: tuple[Fact, ...]
    bottoms: tuple[Bottom, ...]  # one per evaluator, or one that says nothing can be called
    sum_name: str  # "Sum of diameters", or of products
    charts: tuple[Chart, ...]
    visits: Table | None
    diameters: Table | None
    sum_notes: tuple[str, ...]
    best: BestSection
    interval_note: str
    strips: tuple[Strip, ...]
    growth: Table | None
    other_lesions: Table | None
    arms: Arms | None  # None: the case says nothing of any day
    history: tuple[Fact, ...]
    care: tuple[Fact, ...]
    specimens: Table | None
    imaging: Table | None
    signatures: Table | None
    photographs: tuple[PhotoEntry, ...]
    not_measured: tuple[str, ...]
    to_confirm: tuple[str, ...]
    candidates: tuple[str, ...]
    notes: tuple[str, ...]
    reasons: tuple[VisitReasons, ...]
    rules: tuple[RuleLine, ...]
    references: tuple[Reference, ...]
    how_measured: tuple[str, ...]
    versions: tuple[Fact, ...]
    intended_use: tuple[str, ...]
