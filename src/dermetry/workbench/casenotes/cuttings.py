"""Which patch of a photograph is cut out around an outline, and where the outline lies in it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dermetry.errors import MarksInvalid
from dermetry.imaging.crop import map_points, photograph_to_crop
from dermetry.imaging.values import Point

SIDES_PX = (96, 240, 480)
SIDE_STEP_MM = 5
SIDE_MOST_MM = 1000
MARGIN = 1.45  # patch side over the span of the outline, where nobody names a side
SIDE_LEAST_MM, SIDE_LEAST_PX = 10.0, 8.0
PIXEL_MIDDLE = 0.5  # a pixel's middle lies half a pixel from its corner


class PictureNotOffered(MarksInvalid):
    """A picture was asked for in a size that is not made."""


class OutlineDamaged(MarksInvalid):
    """A stored outline or scale is no longer what it must be."""


@dataclass(frozen=True)
class Cutting:
    """A square patch: its middle and plane in the photograph, its side, its size in pixels."""

    center_px: Point
    homography: NDArray[np.float64]  # (3, 3), pixel -> mm; without a scale pixel -> pixel
    side: float  # mm; without a scale pixels
    side_px: int
    is_to_scale: bool

    @property
    def px_per_mm(self) -> float:
        """Give the pixels of the patch per millimeter (or per pixel, without a scale)."""
        return self.side_px / self.side

    @property
    def tag(self) -> str:
        """Name the patch by its geometry: another border or scale gives another picture."""
        plane = ",".join(f"{each:.9g}" for each in self.homography.ravel())
        text = f"{self.center_px} {plane} {self.side:g} {self.side_px}"
        return hashlib.sha256(text.encode()).hexdigest()[:20]

    def place(self, points: Sequence[Point]) -> tuple[Point, ...]:
        """Give points of the photograph as an SVG over the patch draws them."""
        matrix = photograph_to_crop(
            homography=self.homography,
            center_px=self.center_px,
            size_px=(self.side_px, self.side_px),
            px_per_mm=self.px_per_mm,
        )
        mapped = map_points(matrix=matrix, points=tuple(points))
        return tuple((x + PIXEL_MIDDLE, y + PIXEL_MIDDLE) for x, y in mapped)


def check_sides(*, side_mm: int | None, side_px: int) -> None:
    """Refuse a size that is not made, so that nobody fills the disk with pictures."""
    is_mm = side_mm is None or (side_mm % SIDE_STEP_MM == 0 and 10 <= side_mm <= SIDE_MOST_MM)
    if side_px not in SIDES_PX or not is_mm:
        raise PictureNotOffered(
            "A picture of this size is not made", next_step="open the lesion's page again"
        )


def cutting_of(
    *, polygon: Any, scale: dict[str, Any] | None, side_mm: int | None, side_px: int
) -> Cutting:
    """Give the patch around a stored outline; raises OutlineDamaged.

    ``side_mm`` None: as wide as the outline needs.  Without a scale the side is in pixels.
    """
    points = read_numbers(polygon, (-1, 2))
    low, high = points.min(axis=0), points.max(axis=0)
    center = (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2)
    span_px = float(np.max(high - low))
    if not scale or scale.get("kind") != "found":
        side = max(SIDE_LEAST_PX, span_px * MARGIN)
        return Cutting(center, np.eye(3), side, side_px, is_to_scale=False)
    homography = read_numbers(scale.get("homography"), (3, 3))
    needed = max(SIDE_LEAST_MM, span_px * read_scale(scale) * MARGIN)
    side = min(float(side_mm or needed), SIDE_MOST_MM)
    return Cutting(center, homography, side, side_px, is_to_scale=True)


def read_numbers(stored: Any, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Read stored numbers in their shape; raises OutlineDamaged."""
    try:
        found = np.asarray(stored, np.float64).reshape(shape)
    except (TypeError, ValueError) as error:
        raise damaged() from error
    if found.size < 6 or not np.isfinite(found).all() or np.abs(found).max() > 1e9:
        raise damaged()
    return found


def read_scale(scale: dict[str, Any]) -> float:
    """Read the millimeters of one pixel; raises OutlineDamaged."""
    value = scale.get("mm_per_pixel")
    if not isinstance(value, int | float) or not 0 < value < 1e3:
        raise damaged()
    return float(value)


def damaged() -> OutlineDamaged:
    """Say that nothing can be cut out."""
    return OutlineDamaged(
        "The outline or the scale of this photograph is damaged",
        why="what is stored is not a border in numbers",
        next_step="look at the photograph itself; draw the outline again",
    )
