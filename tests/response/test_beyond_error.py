"""Whether a sum changed by more than the intervals of both sums together."""

from datetime import date
from decimal import Decimal

import pytest

from dermetry.response.interval import is_beyond_error
from dermetry.response.values import VisitCall


def call(total, low, high, note=""):
    bounds = None if low is None else (Decimal(low), Decimal(high))
    return VisitCall(
        visited_on=date(2026, 1, 1), category=None, statement="", sum_mm=total and Decimal(total),
        sum_interval_95_mm=bounds, sum_interval_note=note,
    )  # fmt: skip


# Half widths of 3 and 4 mm: the change has one of 5 mm.
@pytest.mark.parametrize(
    ("now", "before", "is_beyond"),
    [
        (call("45.1", "41.1", "49.1"), call("40", "37", "43"), True),
        (call("45", "41", "49"), call("40", "37", "43"), False),
        (call("34.9", "30.9", "38.9"), call("40", "37", "43"), True),
        (call("2", "0", "6"), call("7.1", "4.1", "10.1"), True),  # the lower bound is cut at zero
        (call("80", None, None), call("40", "37", "43"), False),
        (call("80", "79", "81"), call("40", "37", "43", "nothing of L2 is in it"), False),
        (call(None, None, None), call("40", "37", "43"), False),
        (call("80", "79", "81"), None, False),
    ],
)
def test_a_sum_has_changed_only_beyond_both_intervals(now, before, is_beyond):
    assert is_beyond_error(now=now, before=before) is is_beyond
