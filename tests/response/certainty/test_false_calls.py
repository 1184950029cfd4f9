"""How often unchanged disease is called: against the rule sheet's table, and against drawing."""

import random

import pytest

from dermetry.response.certainty.false_calls import false_calls
from tests.oracles.certainty_oracle import margin, measure, progressions, responses
from tests.response.certainty.readings import LIMITS, reading

# The simulation of the rule sheet, section 2: 20,000 patients, lesions of 10 to 40 mm, sizes in
# whole millimeters, six follow-up visits. Percent: PD at visit 1, PD by visit 6, PR by visit 6.
OWN = {
    (0.02, 1): (0.0, 0.0, 0.0),
    (0.05, 1): (0.4, 5.8, 0.0),
    (0.05, 2): (0.0, 0.8, 0.0),
    (0.05, 5): (0.0, 0.0, 0.0),
    (0.09, 1): (5.6, 44.9, 2.0),
    (0.09, 2): (3.0, 31.5, 0.1),
    (0.09, 5): (0.1, 2.4, None),
    (0.20, 1): (21.5, 90.1, 40.1),
    (0.20, 2): (19.6, 89.6, 20.4),
    (0.20, 5): (9.0, 65.1, 2.2),
}
SHARED = {
    (0.03, 2): (None, 0.1, None),
    (0.05, 1): (None, 5.8, None),
    (0.05, 2): (None, 9.1, None),
    (0.05, 5): (None, 8.4, None),
    (0.09, 1): (None, 45, None),
    (0.09, 2): (None, 62, None),
    (0.09, 5): (None, 62, None),
}
ROWS = [(*key, False, row) for key, row in OWN.items()]
ROWS += [(*key, True, row) for key, row in SHARED.items()]
POINTS = 1.7  # the table's own sampling error, and that of the sizes taken here
VISITS = 7
KINDS = ("progression", "response")
OF_THE_SIZE = 0.02  # what is stated starts from a baseline that was measured, not from the truth


def spread_sizes(lesions: int, patients: int = 40):
    """Give lesion sizes of 10 to 40 mm, evenly spread over the patients."""
    rng = random.Random(7)
    columns = [
        rng.sample([10 + 30 * (at + 0.5) / patients for at in range(patients)], patients)
        for _ in range(lesions)
    ]
    return list(zip(*columns, strict=True))


@pytest.mark.parametrize(("cv", "lesions", "shared", "row"), ROWS)
def test_the_table_of_the_rule_sheet_is_reproduced(cv, lesions, shared, row):
    stated = [
        false_calls(
            readings=[reading(sizes, cv, shared=shared, is_whole=True)] * VISITS, limits=LIMITS
        )
        for sizes in spread_sizes(lesions)
    ]
    found = (
        sum(each[1].progression for each in stated),
        sum(each[6].progression for each in stated),
        sum(each[6].response for each in stated),
    )
    for total, expected in zip(found, row, strict=True):
        if expected is not None:
            assert 100 * total / len(stated) == pytest.approx(expected, abs=POINTS)


@pytest.mark.parametrize("shared", [False, True], ids=["own", "shared"])
@pytest.mark.parametrize("lesions", [1, 2, 5])
@pytest.mark.parametrize("cv", [0.02, 0.05, 0.09, 0.2])
def test_what_is_stated_from_measured_sums_is_what_happens(cv, lesions, shared):
    rng, to_mm = random.Random(11), 1.0 if lesions == 2 else 0.1
    patients = spread_sizes(lesions)
    drawn = [
        measure(rng, [list(sizes)] * VISITS, cv, shared=shared, to_mm=to_mm)
        for _ in range(30)
        for sizes in patients
    ]
    stated = [
        false_calls(
            readings=[reading(sizes, cv, shared=shared, is_whole=to_mm == 1) for sizes in visits],
            limits=LIMITS,
        )
        for visits in drawn[: len(patients)]
    ]
    sums = [[sum(sizes) for sizes in visits] for visits in drawn]
    for at in (1, 3, 6):
        grown = sum(any(progressions(each)[: at + 1]) for each in sums) / len(sums)
        shrunk = sum(any(responses(each)[: at + 1]) for each in sums) / len(sums)
        said = [sum(getattr(each[at], name) for each in stated) / len(stated) for name in KINDS]
        assert abs(grown - said[0]) <= margin(said[0], len(sums)) + OF_THE_SIZE
        assert abs(shrunk - said[1]) <= margin(said[1], len(sums)) + OF_THE_SIZE


def test_fewer_places_give_the_same_chances(monkeypatch):
    wide = [reading([25.0] * 5, 0.2, shared=True)] * VISITS
    few = false_calls(readings=wide, limits=LIMITS)[-1]
    monkeypatch.setattr("dermetry.response.certainty.false_calls.MOST", 4000)
    many = false_calls(readings=wide, limits=LIMITS)[-1]
    assert few.progression == pytest.approx(many.progression, abs=0.002)
    assert few.response == pytest.approx(many.response, abs=0.002)


def test_exact_sizes_give_no_false_call():
    exact = [reading([20.0, 30.0], 0.0)] * VISITS
    stated = false_calls(readings=exact, limits=LIMITS)
    assert {(each.progression, each.response) for each in stated} == {(0, 0)}


def test_the_chance_only_grows_with_visits_and_with_the_error():
    courses = [
        [each.progression for each in false_calls(readings=nine, limits=LIMITS)]
        for nine in ([reading([25.3], cv)] * 9 for cv in (0.02, 0.05, 0.09, 0.2))
    ]
    assert all(course == sorted(course) for course in courses)
    assert [course[-1] for course in courses] == sorted(course[-1] for course in courses)
