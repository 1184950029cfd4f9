"""Skin curves away from a flat object: how much larger a lesion beside it really is."""

import numpy as np

from dermetry.imaging.limits import read_limits
from dermetry.imaging.scale import distance_outside_mm, to_mm
from dermetry.imaging.values import Point, Scale


def convexity_rel_at(*, scale: Scale, point: Point) -> float:
    """Give by which share a length at a pixel is larger than the object's plane says.

    A flat object touches convex skin at its middle. At d mm from there the skin lies
    h = k d^2 / 2 below the plane, so it looks smaller by h / D at camera distance D, and
    k d^2 / (2 D) is given back. k (per mm) stands in ``[convexity]`` of quality.toml with
    its reason. 0 within the object, and where no camera distance is known (rulers).
    """
    if scale.camera_distance_mm is None or distance_outside_mm(scale=scale, point=point) == 0:
        return 0.0
    curvature = read_limits(table="convexity")["curvature_per_mm"]
    corners = to_mm(scale=scale, points=scale.reference_px)
    middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
    away = float(np.hypot(*(to_mm(scale=scale, points=[point])[0] - middle)))
    return min(
        curvature * away**2 / (2 * scale.camera_distance_mm),
        read_limits(table="convexity")["most_rel"],
    )


def convexity_note(*, rel: float) -> str:
    """Say in words that a size was enlarged; empty when it hardly was."""
    if rel < read_limits(table="convexity")["note_from_rel"]:
        return ""
    return f"enlarged by {rel:.1%} because skin curves away from a flat card"
