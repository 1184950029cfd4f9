"""The look of a lesion: against its own skin, without a scale."""

import cv2
import numpy as np
import pytest

from dermetry.imaging.appearance import OutlineEmpty, describe, distance
from dermetry.imaging.values import Picture

SKIN, RED, CRUST = (205, 165, 145), (170, 90, 90), (60, 35, 30)


def ellipse(x=150, y=100, a=40, b=25, turn=0.0):
    angle = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    px, py = a * np.cos(angle), b * np.sin(angle)
    return tuple(
        zip(
            (x + px * np.cos(turn) - py * np.sin(turn)).tolist(),
            (y + px * np.sin(turn) + py * np.cos(turn)).tolist(),
            strict=True,
        )
    )


def picture(polygon, *, color=RED, skin=SKIN, crust=0, shape=(200, 300), light=1.0):
    pixels = np.full((*shape, 3), skin, np.uint8)
    cv2.fillPoly(pixels, [np.round(np.array(polygon)).astype(np.int32)], color)
    if crust:
        cv2.circle(pixels, (150, 100), crust, CRUST, -1)
    pixels = np.clip(pixels * light, 0, 255).astype(np.uint8)
    return Picture(pixels, "0" * 64, "x.png", "PNG")


def look(polygon=None, **more):
    polygon = polygon or ellipse()
    return describe(picture=picture(polygon, **more), polygon=polygon)


def test_a_red_lesion_is_darker_and_redder_than_its_skin():
    found = look()
    lightness, red, _ = found.contrast_lab
    assert lightness < -15
    assert red > 10
    assert found.dark_fraction == pytest.approx(1.0 if lightness < -25 else 0.0, abs=0.05)


def test_a_crust_counts_by_its_share():
    faint = (195, 140, 125)
    found = look(color=faint, crust=14)
    assert found.dark_fraction == pytest.approx(14**2 / (40 * 25), abs=0.04)
    assert look(color=faint).dark_fraction == 0


def test_shape_does_not_depend_on_size_or_turn():
    small, large = look(ellipse(a=24, b=12)), look(ellipse(a=80, b=40, turn=0.7))
    assert small.elongation == pytest.approx(2.0, rel=0.05)
    assert large.elongation == pytest.approx(2.0, rel=0.05)
    assert small.solidity > 0.97


def test_alike_is_near_and_another_color_is_far():
    assert distance(look(), look()) == 0
    assert distance(look(), look(ellipse(x=140, a=44, b=27))) < 0.5
    assert distance(look(), look(color=(200, 155, 140))) > 1.5
    a, b = look(), look(color=CRUST)
    assert distance(a, b) == distance(b, a)


def test_a_lesion_that_fills_the_frame_has_no_contrast():
    everywhere = ((-5.0, -5.0), (305.0, -5.0), (305.0, 205.0), (-5.0, 205.0))
    assert look(everywhere).contrast_lab == pytest.approx((0, 0, 0), abs=1e-3)


@pytest.mark.parametrize(
    "polygon",
    [
        ((500.0, 500.0), (520.0, 500.0), (510.0, 520.0)),
        ((10.0, 10.0), (20.0, 10.0)),
        ((10.0, 10.0), (20.0, 20.0), (30.0, 30.0)),
    ],
)
def test_an_outline_without_pixels_or_area_is_refused_in_words(polygon):
    with pytest.raises(OutlineEmpty, match="Draw the outline again"):
        describe(picture=picture(ellipse()), polygon=polygon)
