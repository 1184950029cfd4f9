"""A scale from two tapped points of a ruler and the distance between them."""

import numpy as np

from dermetry.errors import MarksInvalid
from dermetry.imaging.limits import read_limits
from dermetry.imaging.values import Point, Scale


class RulerInvalid(MarksInvalid):
    """The two ruler points or their distance do not make a scale."""


def from_two_points(
    *, first_px: Point, second_px: Point, distance_mm: float, width_px: int, height_px: int
) -> Scale:
    """Make a scale from two pixels that lie ``distance_mm`` apart on a ruler.

    Nothing is known about tilt: the same mm per pixel is taken everywhere and in every
    direction. A camera tilted by t shortens lengths by cos(t) at most; with t of sd s this
    is about s^2 / 2 between directions, which goes into ``scale_rel_sd`` with the taps'
    own uncertainty and the bending of rulers on skin. Raises ``RulerInvalid``.
    """
    limits = read_limits(table="ruler")
    _check_inside(points=(first_px, second_px), width_px=width_px, height_px=height_px)
    _check_distance(distance_mm=distance_mm)
    length_px = float(np.hypot(second_px[0] - first_px[0], second_px[1] - first_px[1]))
    if length_px < limits["length_least_px"]:
        raise RulerInvalid(
            f"the two ruler points are {length_px:.1f} px apart, too close together",
            why=f"a scale needs at least {limits['length_least_px']:.0f} px between them",
            next_step="tap two ticks of the ruler that lie far apart, and give their distance",
        )
    per_pixel = distance_mm / length_px
    taps = np.sqrt(2) * limits["tap_sd_px"] / length_px
    lean = np.radians(limits["tilt_sd_deg"])
    return Scale(
        method="ruler",
        source="ruler by two taps",
        homography=np.diag([per_pixel, per_pixel, 1.0]),
        tilt_deg=None,
        residual_mm=None,
        scale_rel_sd=float(np.sqrt(taps**2 + limits["own_rel_sd"] ** 2 + (lean**2 / 2) ** 2)),
        reference_px=(first_px, second_px),
        unmodelled_tilt_sd_deg=limits["tilt_sd_deg"],
        notes=("a ruler tells nothing about tilt: hold the camera straight above",),
    )


def _check_inside(*, points: tuple[Point, ...], width_px: int, height_px: int) -> None:
    for x, y in points:
        if not (
            np.isfinite([x, y]).all()
            and -0.5 <= x <= width_px - 0.5
            and -0.5 <= y <= height_px - 0.5
        ):
            raise RulerInvalid(
                f"the ruler point {x:g}, {y:g} lies outside the photograph",
                why=f"the photograph is {width_px} x {height_px} px",
                next_step="tap both points within the photograph",
            )


def _check_distance(*, distance_mm: float) -> None:
    limits = read_limits(table="ruler")
    low, high = limits["distance_least_mm"], limits["distance_most_mm"]
    if not (np.isfinite(distance_mm) and low <= distance_mm <= high):
        raise RulerInvalid(
            f"a ruler distance of {distance_mm:g} mm cannot be",
            why=f"it must lie between {low:g} and {high:g} mm",
            next_step="give the distance between the two taps in millimeters",
        )
