"""Several photographs of one lesion are one measurement."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermetry.imaging.combine import NothingToCombine, combine
from dermetry.imaging.values import Measurement, Quantity, Uncertainty


def measured(value, *, scale=0.1, tilt=0.1, outline=0.3, notes=()):
    def quantity(size):
        more = size / value
        parts = Uncertainty(scale=more * scale, tilt=more * tilt, outline=more * outline)
        return Quantity(size, parts, (size - 2 * parts.combined, size + 2 * parts.combined))

    return Measurement(
        longest_diameter_mm=quantity(value),
        perpendicular_mm=quantity(value * 0.8),
        area_mm2=quantity(value * 4),
        perimeter_mm=quantity(value * 3),
        longest_axis_px=((value, 0.0), (0.0, 0.0)),
        perpendicular_axis_px=((0.0, 0.0), (0.0, 1.0)),
        mm_per_pixel=0.1,
        tilt_deg=5.0,
        method="photograph, card, outline by box",
        notes=notes,
    )


def test_nothing_is_refused_and_one_stays_as_it_is():
    with pytest.raises(NothingToCombine, match="no measurement"):
        combine(measurements=[])
    one = measured(20.0)
    assert combine(measurements=[one]) is one


def test_the_mean_leans_to_the_surer_photograph():
    found = combine(measurements=[measured(20.0), measured(20.4, outline=0.9)])
    assert 20.0 < found.longest_diameter_mm.value < 20.2
    assert found.photographs_used == 2
    assert found.method.startswith("mean of 2 photographs")


@given(st.integers(2, 8))
def test_shared_causes_never_average_out(count):
    found = combine(measurements=[measured(20.0)] * count).longest_diameter_mm
    one = measured(20.0).longest_diameter_mm.uncertainty
    assert found.uncertainty.combined < one.combined
    assert found.uncertainty.outline == pytest.approx(one.outline * math.sqrt(0.5 + 0.5 / count))
    assert found.uncertainty.outline >= one.outline * math.sqrt(0.5)
    assert found.uncertainty.repeat == 0


def test_agreement_is_silent_and_disagreement_is_said_and_widens():
    calm = combine(measurements=[measured(20.0), measured(20.3)])
    assert calm.notes == ()
    wild = combine(measurements=[measured(20.0), measured(24.0)])
    assert any("disagree in longest diameter: 20.0 to 24.0 mm" in note for note in wild.notes)
    assert wild.longest_diameter_mm.uncertainty.repeat > 1.0
    low, high = wild.longest_diameter_mm.interval_95
    assert low < 20.0
    assert high > 24.0


@given(st.lists(st.floats(15, 25), min_size=2, max_size=6))
def test_the_mean_lies_among_the_values_and_order_does_not_matter(values):
    found = combine(measurements=[measured(v) for v in values]).longest_diameter_mm
    assert min(values) - 1e-9 <= found.value <= max(values) + 1e-9
    turned = combine(measurements=[measured(v) for v in values[::-1]]).longest_diameter_mm
    assert turned.value == pytest.approx(found.value)
    assert turned.uncertainty.combined == pytest.approx(found.uncertainty.combined)


def test_notes_of_every_photograph_are_kept_once():
    found = combine(measurements=[measured(20.0, notes=("a",)), measured(20.1, notes=("a", "b"))])
    assert found.notes == ("a", "b")


def test_disagreement_is_flagged_about_as_rarely_as_stated():

    import numpy as np

    random = np.random.default_rng(3)
    own = math.sqrt(0.5 * 0.1**2 + 0.7 * 0.1**2 + 0.5 * 0.3**2)
    flagged = 0
    for _ in range(600):
        values = 20 + own * random.standard_normal(3)
        found = combine(measurements=[measured(float(v)) for v in values])
        flagged += any("longest" in note for note in found.notes)
    assert 0.02 < flagged / 600 < 0.09
