"""The enlargement for convex skin: derived by hand on a sphere, without a jump, capped."""

import numpy as np
import pytest

from dermetry.imaging.convexity import convexity_note, convexity_rel_at
from dermetry.imaging.limits import read_limits
from dermetry.imaging.scale import to_mm
from dermetry.imaging.shape import measure
from dermetry.imaging.values import Outline, Scale

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


def sphere_drop(away_mm: float) -> float:
    """Give how far a sphere of the stated curvature lies below its top, exactly."""
    radius = 1 / read_limits(table="convexity")["curvature_per_mm"]
    return float(radius - np.sqrt(radius**2 - away_mm**2))


@pytest.mark.parametrize(("away", "edge"), [(25.0, 20.0), (40.0, 20.0), (60.0, 20.0)])
def test_it_gives_back_what_a_sphere_takes_away_beside_a_card_pressed_in_to_its_edge(away, edge):
    """The plane cuts the sphere where the card ends; beyond, the sphere lies below the plane."""
    distance = 250.0
    drop = sphere_drop(away) - sphere_drop(edge)
    looks_like = distance / (distance + drop)
    rel = convexity_rel_at(scale=a_scale(distance), point=px(20 + away, 20))
    assert looks_like * (1 + rel) == pytest.approx(1, abs=0.0005)
    assert rel == pytest.approx(drop / distance, rel=0.01)


def test_far_away_it_is_that_of_a_sphere_touched_at_the_middle():
    distance, away = 5000.0, 250.0  # so far that the cap is not met
    rel = convexity_rel_at(scale=a_scale(distance), point=px(20 + away, 20))
    curvature = read_limits(table="convexity")["curvature_per_mm"]
    assert rel == pytest.approx(curvature * away**2 / (2 * distance), rel=0.01)


@pytest.mark.parametrize("direction", [(1.0, 0.0), (0.0, -1.0), (0.6, 0.8), (1.0, 1.0)])
def test_it_starts_at_zero_on_the_edge_and_never_jumps(direction):
    step = 0.05
    rels = [
        convexity_rel_at(scale=a_scale(), point=px(20 + d * direction[0], 20 + d * direction[1]))
        for d in np.arange(0, 70, step)
    ]
    assert rels[0] == 0
    assert max(np.diff(rels)) < 0.0001
    assert min(np.diff(rels)) >= 0
    assert rels[-1] > 0.01


def test_nothing_within_the_object_and_nothing_without_a_distance():
    assert convexity_rel_at(scale=a_scale(), point=px(30, 20)) == 0
    assert convexity_rel_at(scale=a_scale(), point=px(40, 20)) == 0
    assert convexity_rel_at(scale=a_scale(None), point=px(90, 20)) == 0


def test_it_grows_with_distance_and_is_capped():
    near, far, very_far = (
        convexity_rel_at(scale=a_scale(), point=px(x, 20)) for x in (60, 90, 900)
    )
    assert 0 < near < far < very_far == read_limits(table="convexity")["most_rel"]
    assert to_mm(scale=a_scale(), points=[px(60, 20)])[0] == pytest.approx([60, 20])


def test_the_note_names_the_share():
    assert convexity_note(rel=0.001) == ""
    assert "1.9 %" in convexity_note(rel=0.019)
    assert "3.4 %" in convexity_note(rel=0.0344)


def test_the_plausible_range_is_enlarged_like_the_outline():
    """Shares of the size: the outline part must not shrink beside a card that is far off."""

    def square(reach: float) -> tuple[tuple[float, float], ...]:
        corners = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        return tuple((1000 + reach * x, 200 + reach * y) for x, y in corners)

    outline = Outline(
        polygon=square(50), source="box", confidence=0.9, inner=square(45), outer=square(55)
    )
    near, far = (
        measure(outline=outline, scale=a_scale(distance), picture_size=(3000, 2000))
        for distance in (None, 250.0)
    )
    factor = far.longest_diameter_mm.value / near.longest_diameter_mm.value
    assert factor > 1.015
    for name, power in (("longest_diameter_mm", 1), ("perimeter_mm", 1), ("area_mm2", 2)):
        before, after = getattr(near, name), getattr(far, name)
        assert after.value == pytest.approx(before.value * factor**power)
        ratio = after.uncertainty.outline / before.uncertainty.outline
        assert ratio == pytest.approx(factor**power)
