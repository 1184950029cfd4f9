"""Of the progressions stated to be error with 30 %, 30 % are: in the population assumed."""

import dataclasses
import random
from collections import defaultdict

import pytest

from dermetry.response.certainty.course import follow_course
from tests.oracles.certainty_oracle import (
    changing,
    measure,
    progressions,
    responses,
    unchanged,
    weighed_chances,
)
from tests.response.certainty.readings import LIMITS, SETTINGS, reading

BINS = (0.1, 0.35, 0.65, 1.01)
VISITS = 5


def chances_of(visits, cv):
    """Give the chances that progression and response are real, visit by visit."""
    readings = [reading(sizes, cv) for sizes in visits]
    return follow_course(readings=readings, limits=LIMITS, settings=SETTINGS)


def stated_and_true(cv: float, patients: int, seed: int):
    """Give, of made-up patients, each call's stated chance of error and whether it is one."""
    rng = random.Random(seed)
    found = {"PD": [], "PR": []}
    for _ in range(patients):
        course = changing(rng, VISITS)
        measured = measure(rng, course, cv, shared=False, to_mm=0)
        sums, truth = ([sum(sizes) for sizes in each] for each in (measured, course))
        called = {"PD": progressions(sums), "PR": responses(sums)}
        real = {"PD": progressions(truth), "PR": responses(truth)}
        if any(called["PD"]) or any(called["PR"]):
            chances = chances_of(measured, cv)
            for at in range(1, VISITS):
                if called["PD"][at]:
                    found["PD"].append((1 - chances[at].progression, not real["PD"][at]))
                if called["PR"][at]:
                    found["PR"].append((1 - chances[at].response, not real["PR"][at]))
    return found


@pytest.mark.parametrize("cv", [0.05, 0.09, 0.2])
def test_stated_chances_of_error_come_true(cv):
    for calls in stated_and_true(cv, patients=130, seed=5).values():
        bins = defaultdict(list)
        for stated, is_error in calls:
            bins[next(at for at, end in enumerate(BINS) if stated < end)].append((stated, is_error))
        assert len(bins) >= 3
        for inside in bins.values():
            expected = sum(stated for stated, _ in inside)
            spread = sum(stated * (1 - stated) for stated, _ in inside) ** 0.5
            assert abs(sum(error for _, error in inside) - expected) <= 4 * spread + 1


@pytest.mark.parametrize(
    ("sums", "cv"),
    [([40.0, 41.0, 49.5], 0.09), ([60.0, 45.0, 41.0], 0.09), ([60.0, 33.0, 33.0], 0.2)],
)
def test_the_chance_is_that_of_courses_drawn_and_weighed(sums, cv):
    chance = chances_of([[each] for each in sums], cv)[-1]
    grown, shrunk = weighed_chances(random.Random(3), sums, cv, draws=25000)
    assert chance.progression == pytest.approx(grown, abs=0.025)
    assert chance.response == pytest.approx(shrunk, abs=0.025)


@pytest.mark.parametrize(
    "sums", [[20, 8], [30, 10], [10, 30], [40, 3], [60, 0.5, 900], [30, 0, 40, 0, 2]]
)
@pytest.mark.parametrize("sd_mm", [0, 0.01, 0.2, 0.5, 40])
def test_a_change_however_large_is_believed_and_never_breaks(sums, sd_mm):
    readings = [
        dataclasses.replace(reading([float(each)], 0.0), sd=sd_mm if each else 0.0) for each in sums
    ]
    chances = follow_course(readings=readings, limits=LIMITS, settings=SETTINGS)
    for each in chances:
        assert 0 <= each.progression <= 1 and 0 <= each.response <= 1
    if sd_mm <= 0.5 and 0 not in sums:
        last = chances[-1]
        if sums[-1] < sums[0]:
            assert last.response > 0.999
        else:
            assert last.progression > 0.999


def test_no_change_of_any_size_allowed_gives_no_chance_and_no_error():
    narrow = dataclasses.replace(SETTINGS, far_share=0.0)
    readings = [reading([each], 0.01) for each in (20.0, 21.0, 80.0, 80.0)]
    found = follow_course(readings=readings, limits=LIMITS, settings=narrow)
    assert [each is None for each in found] == [False, False, True, True]


def test_the_measured_nadir_alone_would_promise_too_much():
    """Of unchanged disease every progression is error; the chance says so, most of the time."""
    rng = random.Random(9)
    stated = []
    while len(stated) < 40:
        measured = measure(rng, unchanged(rng, 1, 7), 0.09, shared=False, to_mm=0)
        called = progressions([sum(sizes) for sizes in measured])
        if any(called):
            first = called.index(True)
            stated.append(1 - chances_of(measured[: first + 1], 0.09)[first].progression)
    assert sum(each > 0.1 for each in stated) / len(stated) > 0.9
    assert sum(stated) / len(stated) > 0.5


def test_visits_that_agree_make_a_progression_surer():
    once = [[30.0], [29.0], [37.0]]
    again = [*once, [37.0]]
    first, second = chances_of(once, 0.09)[-1], chances_of(again, 0.09)[-1]
    assert second.progression > first.progression


def test_a_grown_sum_after_all_was_gone_is_progression_from_5_mm():
    gone = [[30.0], [0.0], [8.0]]
    readings = [reading(sizes, 0.05) for sizes in gone]
    chances = follow_course(readings=readings, limits=LIMITS, settings=SETTINGS)
    assert chances[1].response == 1
    assert chances[2].progression > 0.99
    barely = [*readings[:2], reading([5.0], 0.05)]
    last = follow_course(readings=barely, limits=LIMITS, settings=SETTINGS)[-1]
    assert 0.3 < last.progression < 0.7
