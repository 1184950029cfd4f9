"""The values of a rendered scene and of its truth.

Patch coordinates are millimeters on the plane that touches the skin at (0, 0): x to the
right and y down as seen in an upright photograph, z out of the skin toward the camera.
Pixel coordinates are (x, y) of the upright photograph, (0, 0) at the center of the
top-left pixel.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Polygon = tuple[Point, ...]
Morphology = Literal["nodule", "papule", "plaque", "ulcerated"]
LesionColor = Literal["pink", "red", "red_brown", "violaceous", "pigmented"]


@dataclass(frozen=True)
class SceneLesion:
    """One lesion as laid into the skin.

    ``longest_mm`` is exact: the border is scaled until its greatest 3D chord has this
    length. ``perpendicular_mm`` is what the border is drawn for; Truth has the exact value.
    """

    lesion_id: str
    center_mm: Point
    longest_mm: float
    perpendicular_mm: float
    direction_deg: float = 0.0  # of the longest diameter in the patch plane
    morphology: Morphology = "nodule"
    color: LesionColor = "pink"
    border_amplitude: float = 0.06  # 0 gives an exact ellipse
    relief_mm: float = 4.0
    softness_mm: float = 0.6  # half width of the color transition at the border
    halo: float = 0.2  # surrounding erythema, as a part of the lesion's own redness
    waist: float = 0.0  # 0..0.5: pinched in the middle, as two nodules that merged
    contrast: float = 1.0
    seed: int = 0


@dataclass(frozen=True)
class Skin:
    """The skin patch: tone 1..6, shape, and what grows on it."""

    tone: int = 2
    radius_x_mm: float = 450.0  # of curvature along x; infinity gives a flat patch
    radius_y_mm: float = 900.0
    undulation_mm: float = 0.5
    hair_per_cm2: float = 0.0
    hair_darkness: float = 0.8
    bald_mm: tuple[tuple[float, float, float], ...] = ()  # circles without hair: x, y, radius
    freckles: int = 60
    scar_mm: Polygon = ()  # a healed surgical scar along these patch points
    seed: int = 0  # the same seed is the same person's skin


@dataclass(frozen=True)
class Camera:
    """Where the phone is held and how its main camera sees."""

    look_at_mm: Point = (0.0, 0.0)
    distance_mm: float = 240.0
    tilt_deg: float = 0.0  # between optical axis and the skin's normal at look_at_mm
    azimuth_deg: float = 90.0  # toward which side the camera leans: 0 = +x, 90 = +y
    roll_deg: float = 0.0
    field_of_view_deg: float = 55.0  # across the long side
    width_px: int = 2000
    height_px: int = 1500
    radial_k1: float = -0.004  # what a phone's own correction leaves


@dataclass(frozen=True)
class Light:
    """The lamp or window, and how far it is from even, white light."""

    azimuth_deg: float = 235.0
    elevation_deg: float = 52.0
    ambient: float = 0.4  # part that comes from everywhere
    unevenness: float = 0.25  # 0 = lamp far away, 1 = close: strong falloff
    warmth: float = 0.0  # -1 cold .. +1 warm
    shine: float = 0.5
    exposure: float = 1.0


@dataclass(frozen=True)
class Capture:
    """What lens, sensor and file do to the picture."""

    blur_px: float = 0.7
    motion_px: float = 0.0
    noise: float = 0.5  # 0 none, 1 a phone in a dim room
    jpeg_quality: int = 90
    vignetting: float = 0.12
    taken_at: datetime | None = None  # EXIF DateTimeOriginal
    orientation: Literal[1, 3, 6, 8] = 1  # EXIF; the truth stays in upright pixels


@dataclass(frozen=True)
class CalibrationPlacement:
    """Where the calibration object lies; rigid plates touch the skin at their center."""

    center_mm: Point
    direction_deg: float = 0.0
    is_flexible: bool = False  # True: bends with the skin as an adhesive strip does
    lift_mm: float = 0.4


@dataclass(frozen=True)
class CardTexture:
    """The printed artifact as a raster: (height, width, 3) sRGB uint8, and its real size."""

    rgb: NDArray[np.uint8]
    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class Scene:
    """Everything one photograph is rendered from."""

    skin: Skin = field(default_factory=Skin)
    lesions: tuple[SceneLesion, ...] = ()
    camera: Camera = field(default_factory=Camera)
    light: Light = field(default_factory=Light)
    capture: Capture = field(default_factory=Capture)
    calibration: CalibrationPlacement | None = None
    seed: int = 0  # of this exposure: noise


@dataclass(frozen=True)
class LesionTruth:
    """What is true of one lesion in one photograph."""

    lesion_id: str
    polygon: Polygon  # the border, pixels of the upright photograph
    longest_diameter_mm: float  # greatest 3D chord between two border points
    perpendicular_mm: float  # greatest extent perpendicular to it, in the lesion's plane
    area_mm2: float
    is_in_frame: bool  # the whole border
    tilt_deg: float  # between optical axis and the skin's normal at the lesion

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Give the tight box (x0, y0, x1, y1) around the border."""
        points = np.asarray(self.polygon)
        (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
        return float(x0), float(y0), float(x1), float(y1)


@dataclass(frozen=True)
class Truth:
    """What is true of one photograph."""

    width_px: int
    height_px: int
    lesions: tuple[LesionTruth, ...]
    calibration_corners: Polygon = ()  # raster's top-left, top-right, bottom-right, bottom-left
    calibration_tilt_deg: float | None = None


@dataclass(frozen=True)
class RenderedPhotograph:
    """A photograph as a phone would hand it over, and its truth."""

    jpeg: bytes
    truth: Truth
