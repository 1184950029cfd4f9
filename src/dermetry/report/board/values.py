"""What the tumor-board sheet holds: the whole priority list, and what each size of it shows."""

from dataclasses import dataclass
from datetime import date

from dermetry.report.values import Badge, Chart, Fact, Override, Tile


@dataclass(frozen=True)
class CompartmentCall:
    """The latest call for one part of the body's disease, or words for why there is none."""

    name: str  # "Skin", "Other organs", "Overall"
    badge: Badge
    headline: str
    detail: str


@dataclass(frozen=True)
class LeadingLesion:
    """One lesion at baseline and now, at equal scale."""

    lesion_id: str
    title: str
    role: str
    tiles: tuple[Tile, ...]
    scale_note: str
    is_proposed: bool = False


@dataclass(frozen=True)
class BoardBody:
    """What one size of the sheet shows; whatever it leaves out is said in words."""

    facts: tuple[Fact, ...]
    question: str
    compartments: tuple[CompartmentCall, ...]
    more_calls: str
    override: Override | None
    open_questions: tuple[str, ...]
    more_questions: str
    lesions: tuple[LeadingLesion, ...]
    more_lesions: str


@dataclass(frozen=True)
class BoardSheet:
    """The sheet; ``bodies`` run from the fullest to the leanest, the first that fits is set."""

    title: str
    identity: str
    patient_id: str
    language: str
    last_visit_on: date | None
    prepared: str
    state: str  # whether the latest visit is signed
    is_signed: bool
    sum_name: str  # "Sum of diameters", or of products
    chart: Chart | None
    no_chart: str
    bodies: tuple[BoardBody, ...]
    versions: str
    interval_note: str
    intended_use: tuple[str, ...]
