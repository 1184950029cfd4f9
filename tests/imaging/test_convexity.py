"""The enlargement for convex skin: derived by hand on a sphere, and nothing where unknown."""

import numpy as np
import pytest

from dermetry.imaging.convexity import convexity_note, convexity_rel_at
from dermetry.imaging.limits import read_limits
from dermetry.imaging.scale import to_mm
from dermetry.imaging.values import Scale

SQUARE_MM = ((0.0, 0.0), (40.0, 0.0), (40.0, 40.0), (0.0, 40.0))


def a_scale(distance_mm: float | None = 250.0) -> Scale:
    """Give a scale of 0.1 mm per pixel whose object is a square of 40 mm."""
    return Scale(
        method="card",
        source="test",
        homography=np.diag([0.1, 0.1, 1.0]),
        tilt_deg=0.0,
        residual_mm=0.0,
        scale_rel_sd=0.005,
        reference_px=tuple((x * 10, y * 10) for x, y in SQUARE_MM),
        camera_distance_mm=distance_mm,
    )


def px(x_mm: float, y_mm: float) -> tuple[float, float]:
    return (x_mm * 10, y_mm * 10)


def test_it_gives_back_what_a_sphere_takes_away():
    away, distance = 60.0, 250.0
    radius = 1 / read_limits(table="convexity")["curvature_per_mm"]
    drop = radius - np.sqrt(radius**2 - away**2)  # of a sphere touched at the middle
    looks_like = distance / (distance + drop)
    rel = convexity_rel_at(scale=a_scale(distance), point=px(20 + away, 20))
    assert looks_like * (1 + rel) == pytest.approx(1, abs=0.002)
    assert rel > 0.01


def test_nothing_within_the_object_and_nothing_without_a_distance():
    assert convexity_rel_at(scale=a_scale(), point=px(30, 20)) == 0
    assert convexity_rel_at(scale=a_scale(None), point=px(90, 20)) == 0


def test_it_grows_with_distance_and_is_capped():
    near, far, very_far = (
        convexity_rel_at(scale=a_scale(), point=px(x, 20)) for x in (60, 90, 900)
    )
    assert 0 < near < far < very_far == read_limits(table="convexity")["most_rel"]
    assert to_mm(scale=a_scale(), points=[px(60, 20)])[0] == pytest.approx([60, 20])


def test_the_note_names_the_share():
    assert convexity_note(rel=0.001) == ""
    assert "1.9%" in convexity_note(rel=0.019)
