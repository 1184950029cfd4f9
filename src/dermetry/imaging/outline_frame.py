"""Proposed outlines end where the photograph ends: what lies outside was never seen."""

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPolygon, box, make_valid
from shapely import Polygon as Shape

from dermetry.imaging.values import Polygon

FloatArray = NDArray[np.float64]
CUT_NOTE = "its plausible border reaches the edge of the photograph"


def leaves_frame(*, points: FloatArray, picture_size: tuple[int, int]) -> bool:
    """Tell whether a point of a border lies outside a photograph of (width, height) px."""
    array = np.asarray(points, dtype=float).reshape(-1, 2)
    high = np.asarray(picture_size) - 0.5
    return bool((array < -0.5).any() or (array > high).any())


def cut_to_frame(*, points: FloatArray, picture_size: tuple[int, int]) -> Polygon | None:
    """Give the largest part of a closed border inside a photograph; None when none is left.

    A cut border runs along the edge, so measuring it says that the lesion is cut by the edge.
    A border wholly inside comes back point by point as it was.
    """
    array = np.asarray(points, dtype=float).reshape(-1, 2)
    if not leaves_frame(points=array, picture_size=picture_size):
        return tuple((float(x), float(y)) for x, y in array)
    width, height = picture_size
    inside = make_valid(Shape(array)).intersection(box(-0.5, -0.5, width - 0.5, height - 0.5))
    parts = [
        part
        for part in getattr(inside, "geoms", (inside,))
        if isinstance(part, Shape | MultiPolygon) and part.area > 0
    ]
    if not parts:
        return None
    largest = max(parts, key=lambda part: float(part.area))
    if isinstance(largest, MultiPolygon):
        largest = max(largest.geoms, key=lambda part: float(part.area))
    return tuple((float(x), float(y)) for x, y in list(largest.exterior.coords)[:-1])
