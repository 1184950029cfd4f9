"""Growth from dated diameters."""

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermetry.imaging.growth import growth

START = date(2026, 1, 5)


def series(*values, every=28, sd=0.2):
    return [(START + timedelta(days=every * i), value, sd) for i, value in enumerate(values)]


@given(st.floats(-0.01, 0.01), st.integers(2, 6), st.floats(3, 60))
def test_exponential_growth_is_found_exactly(per_day, visits, first_mm):
    values = [first_mm * math.exp(per_day * 28 * i) for i in range(visits)]
    found = growth(dated=series(*values, sd=0.1))
    assert found.rate_percent_per_30_days == pytest.approx(100 * math.expm1(30 * per_day), abs=1e-6)
    low, high = found.rate_interval_95
    assert low <= found.rate_percent_per_30_days <= high


def test_doubling_times_of_diameter_and_volume():
    found = growth(dated=series(10.0, 20.0, every=60, sd=0.1))
    assert found.diameter_doubling_days == pytest.approx(60)
    assert found.volume_doubling_days == pytest.approx(20)
    low, high = found.diameter_doubling_interval_95
    assert low < 60 < high
    assert "Growing" in found.statement
    assert found.diameter_halving_days is None


def test_interval_of_two_visits_by_hand():
    found = growth(dated=series(10.0, 11.0, every=30, sd=0.2))
    sd = math.hypot(0.2 / 10, 0.2 / 11)
    high = 100 * math.expm1(math.log(1.1) + 1.959964 * sd)
    assert found.rate_interval_95[1] == pytest.approx(high)


def test_shrinking_gives_a_halving_time():
    found = growth(dated=series(20.0, 10.0, every=40, sd=0.1))
    assert found.diameter_halving_days == pytest.approx(40)
    assert found.diameter_doubling_days is None
    assert "Shrinking" in found.statement


def test_no_change_detectable_when_the_interval_spans_zero():
    found = growth(dated=series(10.0, 10.3, sd=0.5))
    assert found.statement.startswith("No change detectable")
    assert found.diameter_doubling_days is None
    assert found.is_given


def test_scatter_beyond_the_stated_error_widens_the_interval():
    calm = growth(dated=series(10, 11, 12.1, 13.31, sd=0.1)).rate_interval_95
    wild = growth(dated=series(10, 13, 11, 14, sd=0.1)).rate_interval_95
    assert wild[1] - wild[0] > 5 * (calm[1] - calm[0])


@pytest.mark.parametrize(
    ("dated", "why"),
    [
        ([], "two dates"),
        (series(10.0), "two dates"),
        ([(START, 10.0, 0.2), (START, 11.0, 0.2)], "two dates"),
        (series(10.0, 0.0), "zero"),
        (series(10.0, None), "missing"),
        (series(10.0, float("nan")), "missing"),
        ([(START, 10.0, None), (START + timedelta(days=9), 11.0, 0.1)], "no stated uncertainty"),
    ],
)
def test_growth_that_cannot_be_given_says_why(dated, why):
    found = growth(dated=dated)
    assert not found.is_given
    assert found.diameter_doubling_days is None
    assert "cannot be given" in found.statement
    assert why in found.statement


def test_order_does_not_matter():
    rows = series(10, 12, 15, 16)
    assert growth(dated=rows[::-1]) == growth(dated=rows)
