"""Fits of one constellation onto another, and how much they are trusted."""

import numpy as np
import pytest

from dermetry.imaging.constellation import fit_constellation

POINTS = np.array([[10, 10], [62, 15], [40, 72], [95, 80], [20, 115], [120, 30], [70, 120]], float)


def fit(earlier, now, *, is_in_mm=True, pair_log=None):
    weights = np.full((len(earlier), len(now)), 0.5) if pair_log is None else pair_log
    return fit_constellation(
        earlier=earlier,
        now=now,
        is_in_mm=is_in_mm,
        diameters=np.zeros(len(earlier)),
        pair_log=weights,
    )


def moved(points, angle=1.2, size=1.0, shift=(30, -80)):
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return size * points @ turn + shift


def test_every_lesion_finds_itself_after_turn_and_shift():
    found = fit(POINTS, moved(POINTS))
    assert found.best.pairs == tuple((i, i) for i in range(len(POINTS)))
    assert found.trust > 0.99
    assert min(found.pair_trust.values()) > 0.98
    assert found.best.warp.scale == pytest.approx(1.0, abs=0.01)


def test_prediction_of_a_lesion_leaves_its_own_place_out():
    now = moved(POINTS)
    now[2] += (6.0, 0.0)
    found = fit(POINTS, now)
    off = abs(found.best.warp.predicted[2] - complex(*now[2]))
    assert off == pytest.approx(6.0, abs=1.5)


def test_scale_is_free_only_without_millimeters():
    half = moved(POINTS, size=0.5)
    free = fit(POINTS, half, is_in_mm=False)
    assert free.best.pairs == tuple((i, i) for i in range(len(POINTS)))
    assert free.best.warp.scale == pytest.approx(0.5, abs=0.01)
    bound = fit(POINTS, half, is_in_mm=True)
    assert bound is None or max(bound.pair_trust.values()) < 0.9


def test_squeezed_and_bent_skin_is_followed():
    bent = POINTS * (1.0, 0.85) + np.column_stack([(POINTS[:, 1] / 60) ** 2, POINTS[:, 0] / 40])
    found = fit(POINTS, moved(bent))
    assert found.best.pairs == tuple((i, i) for i in range(len(POINTS)))


def test_fewer_than_three_give_no_fit():
    assert fit(POINTS[:2], moved(POINTS)) is None
    assert fit(POINTS, moved(POINTS[:2])) is None


def test_forbidden_pairs_are_never_made():
    weights = np.full((7, 7), 0.5)
    weights[3, :] = -np.inf
    found = fit(POINTS, moved(POINTS), pair_log=weights)
    assert found.best.pairs == tuple((i, i) for i in range(7) if i != 3)


@pytest.mark.parametrize("seed", range(6))
def test_unrelated_constellations_give_no_sure_pair(seed):
    rng = np.random.default_rng(seed)
    found = fit(rng.uniform(0, 200, (8, 2)), rng.uniform(0, 200, (8, 2)))
    assert found is None or max(found.pair_trust.values()) < 0.9


def test_all_lesions_on_one_spot_or_line_do_not_break_it():
    assert fit(np.zeros((4, 2)), moved(POINTS[:4])) is None
    line = np.column_stack([np.array([0, 13, 40, 90.0]), np.zeros(4)])
    assert fit(line, moved(line)).best.pairs == tuple((i, i) for i in range(4))


def test_many_lesions_start_from_triangles():
    rng = np.random.default_rng(4)
    points = rng.uniform(0, 300, (60, 2))
    order = rng.permutation(60)
    now = moved(points + rng.normal(0, 0.5, points.shape))[order]
    found = fit(points, now)
    right = sum(order[c] == r for r, c in found.best.pairs)
    assert right >= 58


def test_one_outline_between_two_close_lesions_is_not_given_to_either_for_sure():
    close = np.vstack([POINTS, [[60, 60], [63, 60]]])
    now = moved(np.vstack([POINTS, [[61.5, 60]]]))
    found = fit(close, now)
    assert found.pair_trust[0, 0] > 0.95
    assert max((v for (r, _), v in found.pair_trust.items() if r in (7, 8)), default=0) < 0.7


@pytest.mark.parametrize("count", [4, 40])
def test_many_lesions_on_one_spot_give_no_fit_and_no_warning(count):
    points = np.random.default_rng(1).uniform(0, 200, (count, 2))
    assert fit(points * 0, points) is None
    assert fit(points, points * 0) is None
