"""The plain frozen values that matching takes and gives."""

from dataclasses import dataclass
from typing import Literal

from dermetry.imaging.appearance import Look
from dermetry.imaging.values import Point, Polygon

Answer = Literal["same", "new", "not_seen", "not_photographed", "unsure"]
Region = tuple[str | None, str | None]  # zone and laterality, None = not known


@dataclass(frozen=True)
class Sighting:
    """Where and how a known lesion was seen in one earlier photograph.

    ``center_mm`` lies in the plane of that photograph's calibration object, ``center_px`` in
    its upright pixels; either will do, millimeters are used when both views have them.
    """

    view_id: str  # the earlier photograph; only places of one view are compared
    center_mm: Point | None = None
    center_px: Point | None = None
    mm_per_pixel: float | None = None
    longest_diameter_mm: float | None = None
    look: Look | None = None


@dataclass(frozen=True)
class KnownLesion:
    """A lesion of the case with its last sightings, the latest first."""

    lesion_id: str
    zone: str | None
    laterality: str | None
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True)
class SeenOutline:
    """An outline on a photograph of this visit, not yet tied to a lesion."""

    outline_id: str
    view_id: str
    zone: str | None
    laterality: str | None
    center_mm: Point | None = None
    center_px: Point | None = None
    mm_per_pixel: float | None = None
    longest_diameter_mm: float | None = None
    look: Look | None = None


@dataclass(frozen=True)
class SeenView:
    """A photograph of this visit: its region and its frame, even with nothing outlined."""

    view_id: str
    zone: str | None = None
    laterality: str | None = None
    frame_mm: Polygon | None = None  # the photograph's corners in the plane's millimeters
    frame_px: Polygon | None = None  # the same in pixels


@dataclass(frozen=True)
class LesionMatch:
    """A proposal for one outline or one known lesion, with its evidence; a person confirms.

    With an outline: "same" (``lesion_id``), "new", or "unsure" (``lesion_id`` the likeliest,
    if any). Without an outline: a known lesion that no outline was matched to.
    """

    answer: Answer
    outline_id: str | None
    lesion_id: str | None
    runner_up_id: str | None  # the second-likeliest lesion
    confidence: float  # 0..1 that the answer is right; for "unsure" that of the likeliest
    evidence: tuple[str, ...]
