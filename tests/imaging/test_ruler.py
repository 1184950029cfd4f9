"""A scale by two taps on a ruler."""

import numpy as np
import pytest

from dermetry.errors import MarksInvalid
from dermetry.imaging import ruler, scale


def taps(first=(100, 100), second=(500, 400), distance_mm=50.0):
    return ruler.from_two_points(
        first_px=first, second_px=second, distance_mm=distance_mm, width_px=800, height_px=600
    )


def test_the_tapped_distance_comes_out():
    found = taps()
    ends = scale.to_mm(scale=found, points=found.reference_px)
    assert np.hypot(*(ends[1] - ends[0])) == pytest.approx(50)
    assert scale.mm_per_pixel_at(scale=found, point=(300, 300)) == pytest.approx(0.1)
    assert found.tilt_deg is None
    assert found.method == "ruler"


def test_a_ruler_is_less_certain_than_a_card_and_short_taps_less_than_long():
    assert taps().scale_rel_sd > 0.01
    assert taps(second=(140, 100)).scale_rel_sd > 2 * taps().scale_rel_sd
    assert scale.tilt_rel_sd_at(scale=taps(), point=(300, 300)) > 0.01


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"second": (100, 100)}, "too close"),
        ({"second": (900, 100)}, "outside"),
        ({"first": (-5, 100)}, "outside"),
        ({"first": (float("nan"), 1)}, "outside"),
        ({"distance_mm": 0}, "millimeters"),
        ({"distance_mm": -3}, "millimeters"),
        ({"distance_mm": 5000}, "1000 mm"),
        ({"distance_mm": float("inf")}, "millimeters"),
    ],
)
def test_senseless_taps_are_refused_in_words(change, words):
    with pytest.raises(MarksInvalid, match=words):
        taps(**change)
