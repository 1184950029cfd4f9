"""What the report of one visit holds, ready to print."""

from dataclasses import dataclass
from datetime import date

from dermetry.report.arms.values import Arms
from dermetry.report.values import (
    Bottom,
    Fact,
    PhotoEntry,
    Reference,
    RuleLine,
    Signed,
    Table,
    Tile,
    VisitReasons,
)


@dataclass(frozen=True)
class LesionCard:
    """One lesion at this visit: its pictures then and now, and how it looked."""

    lesion_id: str
    title: str
    role: str
    tiles: tuple[Tile, ...]  # the visit before, where there is one, and this one
    facts: tuple[Fact, ...]
    scale_note: str = ""
    is_proposed: bool = False


@dataclass(frozen=True)
class VisitReport:
    """A whole report of one visit; every renderer prints from this and from nothing else."""

    title: str
    identity: str
    patient_id: str
    language: str
    visited_on: date
    visited: str
    prepared: str
    header: tuple[Fact, ...]
    care: tuple[Fact, ...]
    signed: Signed
    bottoms: tuple[Bottom, ...]
    changes: tuple[str, ...]
    next_visit: str
    measurements: Table | None
    cards: tuple[LesionCard, ...]
    uncarded: str  # the skin lesions without a card, by name
    observations: Table | None
    not_recorded: str
    symptoms: Table | None
    not_asked: str
    regions: tuple[Fact, ...]
    arms: Arms | None
    photographs: tuple[PhotoEntry, ...]
    to_confirm: tuple[str, ...]
    candidates: tuple[str, ...]
    not_measured: tuple[str, ...]
    notes: tuple[str, ...]
    reasons: tuple[VisitReasons, ...]
    rules: tuple[RuleLine, ...]
    references: tuple[Reference, ...]
    versions: tuple[Fact, ...]
    interval_note: str
    intended_use: tuple[str, ...]
