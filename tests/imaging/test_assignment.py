"""One-to-one assignment against trying everything."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.imaging.assignment import assign


def least_by_trying(cost):
    rows, columns = cost.shape
    if rows > columns:
        return least_by_trying(cost.T)
    clipped = np.minimum(np.nan_to_num(cost, nan=0.0, posinf=0.0), 0)
    return min(
        sum(clipped[r, c] for r, c in enumerate(order))
        for order in permutations(range(columns), rows)
    )


@given(rows=st.integers(1, 5), columns=st.integers(1, 6), seed=st.integers(0, 10_000))
@settings(max_examples=150, deadline=None)
def test_no_choice_costs_less(rows, columns, seed):
    rng = np.random.default_rng(seed)
    cost = np.round(rng.normal(-0.5, 2, (rows, columns)), 1)
    cost[rng.random(cost.shape) < 0.2] = np.inf
    pairs = assign(cost=cost)
    assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == len(pairs)
    assert all(cost[pair] < 0 for pair in pairs)
    assert sum(cost[pair] for pair in pairs) == pytest.approx(least_by_trying(cost))


def test_the_greedy_choice_is_not_taken_when_it_costs_more_in_all():
    cost = np.array([[-10.0, -9.0], [-9.0, -1.0]])
    assert assign(cost=cost) == ((0, 1), (1, 0))


def test_what_does_not_pay_stays_alone():
    assert assign(cost=np.array([[3.0, np.inf], [np.inf, -2.0]])) == ((1, 1),)
    assert assign(cost=np.empty((0, 3))) == ()
    assert assign(cost=np.array([[np.nan, 0.0]])) == ()


def test_a_large_table_with_a_known_best_choice():
    rng = np.random.default_rng(0)
    order = rng.permutation(60)
    cost = rng.uniform(0.1, 1, (60, 60))
    cost[np.arange(60), order] = -1
    assert dict(assign(cost=cost)) == dict(enumerate(order.tolist()))
