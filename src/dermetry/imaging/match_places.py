"""Bring the places of one photograph into one unit: millimeters where they can be had."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.match_values import SeenOutline, SeenView, Sighting
from dermetry.imaging.values import Point, Polygon


@dataclass(frozen=True)
class Places:
    """The places of the items that have one, (n, 2), all in the same unit."""

    indices: tuple[int, ...]  # which items
    points: NDArray[np.float64]
    source: Literal["mm", "px"]  # which of the two centers was used
    factor: float | None  # points = factor * center; None = pixels of unknown size

    @property
    def is_in_mm(self) -> bool:
        """Tell whether the points are in millimeters."""
        return self.factor is not None


def find_places(items: Sequence[Sighting | SeenOutline]) -> Places:
    """Take plane millimeters where most items have them, otherwise pixels."""
    in_mm = [i for i, item in enumerate(items) if item.center_mm is not None]
    in_px = [i for i, item in enumerate(items) if item.center_px is not None]
    if in_mm and len(in_mm) >= len(in_px):
        points = [_known(items[i].center_mm) for i in in_mm]
        return Places(tuple(in_mm), _array(points), "mm", 1.0)
    sizes = [items[i].mm_per_pixel for i in in_px]
    factor = float(np.median([s for s in sizes if s])) if any(sizes) else None
    points = [_known(items[i].center_px) for i in in_px]
    return Places(tuple(in_px), _array(points) * (factor or 1.0), "px", factor)


def frame_of(view: SeenView | None, places: Places) -> Polygon | None:
    """Give the photograph's frame in the unit of ``places``; None when not known."""
    frame = None if view is None else (view.frame_mm if places.source == "mm" else view.frame_px)
    if frame is None:
        return None
    factor = places.factor or 1.0
    return tuple((x * factor, y * factor) for x, y in frame)


def _known(center: Point | None) -> Point:
    if center is None:  # callers have filtered these out
        raise ValueError("a place without coordinates")
    return center


def _array(points: list[Point]) -> NDArray[np.float64]:
    return np.asarray(points, dtype=np.float64).reshape(-1, 2)
