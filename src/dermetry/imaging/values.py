"""The values that cross the imaging room: Picture, Scale, Outline, Measurement.

All are frozen. Pixel coordinates are (x, y) of the upright original, x to the right,
y down, with (0, 0) at the CENTER of the top-left pixel (the OpenCV convention).
Millimeter coordinates lie in the plane of the calibration object.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Polygon = tuple[Point, ...]
ScaleMethod = Literal["card", "page", "strip", "sheet", "ruler", "caliper"]
OutlineSource = Literal["drawn", "tap", "box", "candidate"]


@dataclass(frozen=True)
class Picture:
    """One opened photograph: upright sRGB pixels without metadata, and its hash."""

    pixels: NDArray[np.uint8]  # (height, width, 3), RGB, sRGB, upright
    sha256: str  # of the bytes as received
    file_name: str
    file_format: str  # "JPEG", "PNG", "WEBP", "TIFF"
    taken_on: date | None = None  # EXIF date, None when absent
    notes: tuple[str, ...] = ()  # such as "color profile converted to sRGB"

    @property
    def width_px(self) -> int:
        """Give the width in pixels."""
        return int(self.pixels.shape[1])

    @property
    def height_px(self) -> int:
        """Give the height in pixels."""
        return int(self.pixels.shape[0])


@dataclass(frozen=True)
class Issue:
    """One named quality issue: a note, or a reason why nothing can be measured."""

    code: str  # "blurred", "too_dark", "glare", "tilted", "marker_small", "lesion_cut", ...
    is_blocking: bool  # True: cannot measure
    message: str  # what is wrong, in words
    advice: str  # what the person holding the phone should do
    value: float | None = None


@dataclass(frozen=True)
class Scale:
    """How pixels become millimeters in the plane of the calibration object.

    ``homography`` maps homogeneous pixel (x, y, 1) to plane millimeters. Relative
    standard uncertainties are 1 sd of a LENGTH: ``scale_rel_sd`` from the printed size,
    marker corners and residual (shared by every lesion of the photograph);
    the tilt part depends on the place and is given by ``tilt_rel_sd_at``.
    """

    method: ScaleMethod
    source: str  # "dermetry card CR80 v1", "sheet: color_checker.toml", "ruler by two taps"
    homography: NDArray[np.float64]  # (3, 3) pixel -> mm
    tilt_deg: float | None  # angle between camera axis and plane normal; None = not known
    residual_mm: float | None  # rms corner residual; None when not overdetermined
    scale_rel_sd: float
    reference_px: tuple[Point, ...]  # the corners or ruler taps the scale rests on
    markers_found: int = 0
    marker_side_px: float | None = None  # smallest side of any marker used
    camera_distance_mm: float | None = None  # estimated
    unmodelled_tilt_sd_deg: float = 8.0  # how far skin may lean away from the card's plane
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScaleAbsent:
    """The stated fact that a photograph has no usable scale, and what to do about it."""

    reason: str  # "no marker found"
    advice: str
    code: str = "no_marker"  # or "two_objects", "marker_small", "tilted", "residual", ...


@dataclass(frozen=True)
class Outline:
    """A closed border in pixels of the upright original, with its plausible range.

    ``inner`` and ``outer`` are the tightest and widest outlines still plausible; their
    half distance expresses the outline uncertainty. A proposal stays a proposal until a
    person confirms it (architecture law 7); ``source`` "drawn" is a person's own.
    """

    polygon: Polygon
    source: OutlineSource
    confidence: float | None = None  # 0..1; None for drawn
    inner: Polygon | None = None
    outer: Polygon | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Uncertainty:
    """One standard deviation of a value, split by cause; same unit as the value."""

    scale: float
    tilt: float
    outline: float
    repeat: float = 0.0

    @property
    def combined(self) -> float:
        """Give the combined standard deviation (root of the sum of squares)."""
        parts = (self.scale, self.tilt, self.outline, self.repeat)
        return float(np.sqrt(sum(part * part for part in parts)))


@dataclass(frozen=True)
class Quantity:
    """A value with its uncertainty and 95 % interval; unit stated by the field name."""

    value: float
    uncertainty: Uncertainty
    interval_95: tuple[float, float]


@dataclass(frozen=True)
class Measurement:
    """What one outline measures under one scale, in millimeters."""

    longest_diameter_mm: Quantity
    perpendicular_mm: Quantity
    area_mm2: Quantity
    perimeter_mm: Quantity
    longest_axis_px: tuple[Point, Point]  # end points in the photograph
    perpendicular_axis_px: tuple[Point, Point]
    mm_per_pixel: float  # at the lesion, mean of both directions
    tilt_deg: float | None
    method: str  # for example "photograph, card, outline by box"
    photographs_used: int = 1
    notes: tuple[str, ...] = field(default=())
