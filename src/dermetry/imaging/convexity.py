"""Skin curves away from a flat object: how much larger a lesion beside it really is."""

import numpy as np
from shapely import MultiPoint
from shapely import Point as Place

from dermetry.imaging.limits import read_limits
from dermetry.imaging.scale import to_mm
from dermetry.imaging.values import Point, Scale


def convexity_rel_at(*, scale: Scale, point: Point) -> float:
    """Give by which share a length at a pixel is larger than the object's plane says.

    Skin of curvature k falls away as k d^2 / 2 at d mm from the middle of the object. The
    object lies on soft skin and presses it down to its own edge, so the plane meets the skin
    at the edge and not at one point in the middle: with e the distance from the middle to the
    place of the edge nearest to the lesion, the skin lies h = k (d^2 - e^2) / 2 below the
    plane. It looks smaller by h / D at camera distance D, and

        k (d^2 - e^2) / (2 D)

    is given back: 0 at the edge, without a jump, and k d^2 / (2 D) far away. k (per mm) and
    the most that is ever given back stand in ``[convexity]`` of quality.toml with their
    reasons. 0 within the object, and where no camera distance is known (rulers). In a fold
    (armpit, under the breast) skin is concave: there a size is enlarged though it should not
    be, so it is wrong by the enlargement itself, or by more.
    """
    if scale.camera_distance_mm is None:
        return 0.0
    limits = read_limits(table="convexity")
    away, edge = _from_middle_mm(scale, point)
    drop = limits["curvature_per_mm"] * max(0.0, away**2 - edge**2) / 2
    return min(drop / scale.camera_distance_mm, limits["most_rel"])


def _from_middle_mm(scale: Scale, point: Point) -> tuple[float, float]:
    """Give how far a pixel and the place of the object nearest to it are from its middle."""
    corners = to_mm(scale=scale, points=scale.reference_px)
    middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
    here = to_mm(scale=scale, points=[point])[0]
    hull = MultiPoint(corners).convex_hull
    nearest = here  # within the object
    if not hull.covers(Place(here)):
        rim = hull.boundary if hull.geom_type == "Polygon" else hull
        nearest = np.asarray(rim.interpolate(rim.project(Place(here))).coords[0])
    return float(np.hypot(*(here - middle))), float(np.hypot(*(nearest - middle)))


def convexity_note(*, rel: float) -> str:
    """Say in words that a size was enlarged; empty when it hardly was."""
    if rel < read_limits(table="convexity")["note_from_rel"]:
        return ""
    return f"enlarged by {100 * rel:.1f} % because skin curves away from a flat card"
