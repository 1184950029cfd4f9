"""The story of one made-up patient, as ``stories/*.toml`` tells it.

A story says how lesions are painted and photographed, what a person would have marked, and
what stands in the chart. Parts of the chart are in the words of the record and are checked
by it; only what the renderer needs has a form of its own.
"""

import tomllib
from datetime import date
from decimal import Decimal
from importlib.resources.abc import Traversable
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from dermetry.demo.scene import LesionColor, Morphology, Point
from dermetry.record.alert import AlertEventKind
from dermetry.record.value import Laterality

Table = dict[str, Any]


class StoryPart(BaseModel):
    """The base of every part: frozen, and no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(StoryPart):
    """One region of one person's skin, as it is photographed."""

    zone: str
    laterality: Laterality
    tone: int
    radius_x_mm: float = 600.0
    radius_y_mm: float = 900.0
    undulation_mm: float = 0.5
    freckles: int = 60
    hair_per_cm2: float = 0.25
    hair_darkness: float = 0.4
    bald_mm: tuple[tuple[float, float, float], ...] = ()
    scar_mm: tuple[Point, ...] = ()
    exposure: float = 1.04
    seed: int


class Look(StoryPart):
    """How one lesion is painted; sizes stand with the visits."""

    place: str
    center_mm: Point
    direction_deg: float = 20.0
    morphology: Morphology = "nodule"
    color: LesionColor = "red"
    relief_mm: float = 3.0
    border_amplitude: float = 0.06
    softness_mm: float = 0.6
    halo: float = 0.2
    waist: float = 0.0
    contrast: float = 1.0
    seed: int


class Shot(StoryPart):
    """One photograph: where the camera and the card are, and which look it is meant as."""

    file: str
    place: str
    view: Literal["overview", "close_up"] = "overview"
    look_at_mm: Point = (0.0, 0.0)
    distance_mm: float = 236.0
    tilt_deg: float = 5.0
    azimuth_deg: float = 95.0
    roll_deg: float = 0.0
    card_mm: Point | None = None  # None: below the middle of the photograph
    card_deg: float = 0.0
    has_card: bool = True
    lamp_deg: float = 235.0
    warmth: float = 0.1
    blur_px: float = 0.65
    motion_px: float = 0.0
    cleansing: Literal["before", "after"] | None = None
    outlined: Literal["drawn", "box", "tap"] = "drawn"  # by hand, or proposed by the program
    unmarked: tuple[str, ...] | Literal["all"] = ()  # lesions nobody outlined here


class VisitStory(StoryPart):
    """One visit: what is painted, what was marked and stated, and the chart of the day."""

    visited_on: date
    sizes_mm: dict[str, Point] = {}  # longest and perpendicular; what is absent is not painted
    traces_mm: dict[str, Point] = {}  # painted, but nothing to outline: healed places
    looks: dict[str, Table] = {}  # changes of a look from this visit on
    photographs: tuple[Shot, ...] = ()
    confirmed_by: str | None = None  # None: everything marked is still a proposal
    marks: dict[str, Table] = {}  # what every outline of a lesion says at this visit
    findings: tuple[Table, ...] = ()
    imaging_mm: dict[str, Decimal] = {}  # other organs: longest diameter, node: short axis
    imaging_method: str = "CT"
    regions_examined: tuple[str, ...] = ()
    regions_not_examined: tuple[str, ...] = ()
    regions_refused: tuple[str, ...] = ()
    dermoscopies: tuple[Table, ...] = ()
    note: str = ""
    recorded_by: str = ""
    appearances: dict[str, Table] = {}
    observations: dict[str, Decimal] = {}
    symptoms: dict[str, int] = {}
    next_due_on: date | None = None
    next_reason: str | None = None
    signed_by: str | None = None
    signed_on: date | None = None  # None: on the day of the visit
    override: Table | None = None
    addenda: tuple[Table, ...] = ()


class Answer(StoryPart):
    """What somebody did about an alert that the rules fired; ``about`` is a lesion, if any."""

    alert: str  # the rule, as in "symptoms.fever"
    about: str = ""
    on: date
    kind: AlertEventKind
    by: str
    text: str = ""
    until_on: date | None = None
    was_useful: bool | None = None


class Story(StoryPart):
    """One patient's story."""

    record: Table  # patient, primary, plan, treatments, history ... in the words of the record
    lesions: tuple[Table, ...] = ()
    places: dict[str, Place] = {}
    looks: dict[str, Look] = {}
    about: dict[str, Table] = {}  # what a lesion does to the skin and where it lies, by lesion
    visits: tuple[VisitStory, ...] = ()
    decisions: tuple[Table, ...] = ()  # on the extent; the proposal of the day is filled in
    answers: tuple[Answer, ...] = ()


def read_story(*, path: Traversable) -> Story:
    """Read one story; numbers stay exact."""
    return Story.model_validate(tomllib.loads(path.read_text("utf-8"), parse_float=Decimal))
