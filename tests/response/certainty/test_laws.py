"""Laws of certainty: what more error, another order or another day must never do."""

import itertools
import random
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.response.certainty.categories import Compared, target_chances
from tests.oracles.certainty_oracle import margin, share_called
from tests.response.certainty.conftest import ask, with_errors
from tests.response.certainty.readings import LIMITS, reading

STEPS = ("0", "1", "2", "3", "5", "7", "9", "12", "16", "20")
COUNT = 24


def made_up(tables, seed: int, *, backwards: bool = False):
    """Make up a patient with two or three targets and three later visits."""
    rng = random.Random(seed)
    rows = []
    for name in ("T1", "T2", "T3")[: rng.choice((2, 3))]:
        sizes = [rng.uniform(12, 40)]
        for _ in range(3):
            sizes.append(sizes[-1] * rng.uniform(0.7, 1.35))
        rows.append(f"{name} | " + " | ".join(f"{each:.1f}" for each in sizes))
    lines = ["lesion | baseline | week 6 | week 12 | week 18", *rows]
    return tables.build_case("\n".join([lines[0], *reversed(rows)] if backwards else lines))


@pytest.mark.parametrize("seed", range(COUNT))
def test_more_error_never_makes_a_call_clearer(tables, seed):
    case = made_up(tables, seed)
    by_step = [ask(with_errors(case, step)) for step in STEPS]
    for visit in zip(*by_step, strict=True):
        shares = [dict(each.target_probabilities)[each.target_called] for each in visit]
        slack = Decimal("0.002")
        assert all(after <= before + slack for before, after in itertools.pairwise(shares))
        was_close = False
        for each in visit:
            assert not (was_close and each.verdict == "clear"), (each.visited_on, shares)
            was_close = was_close or each.verdict == "too_close"
        assert shares[0] == 1
        assert visit[0].verdict == "clear"


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_lesions_does_not_matter(tables, seed):
    for shared in (False, True):
        there, back = (
            ask(with_errors(made_up(tables, seed, backwards=each), "7", shared=shared))
            for each in (False, True)
        )
        assert there == back


def test_the_order_of_photographs_does_not_matter(tables):
    case = with_errors(made_up(tables, 3), "7", shared=True)

    def name(ids):
        findings = [
            [each.model_copy(update={"photograph_ids": ids}) for each in visit.findings]
            for visit in case.visits
        ]
        visits = [
            visit.model_copy(update={"findings": tuple(each)})
            for visit, each in zip(case.visits, findings, strict=True)
        ]
        return case.model_copy(update={"visits": tuple(visits)})

    assert ask(name(("P1", "P2"))) == ask(name(("P2", "P1")))


def test_the_same_case_gives_the_same_bytes(tables):
    case = with_errors(made_up(tables, 5), "7")
    first, second = (
        "".join(each.model_dump_json() for each in ask(case)).encode() for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize("seed", range(COUNT))
def test_nothing_of_a_later_visit_reaches_an_earlier_one(tables, seed):
    case = with_errors(made_up(tables, seed), "9")
    early = case.model_copy(update={"visits": case.visits[:-1]})
    for now, before in zip(ask(case), ask(early), strict=False):
        assert now.model_copy(update={"advice": "", "statement": ""}) == before.model_copy(
            update={"advice": "", "statement": ""}
        )


@pytest.mark.parametrize(
    ("center", "cv"),
    [((40, 30, 36.5), 0.05), ((60, 60, 43), 0.09), ((20, 18, 24), 0.2), ((50, 20, 24), 0.03)],
)
def test_probabilities_are_those_of_drawing(center, cv):
    draws = 20000
    sums = [reading([each], cv) for each in center]
    compared = Compared(
        now=sums[2], baseline=sums[0], nadir=sums[1], has_responded=False, cleared=0.0
    )
    found = target_chances(compared=compared, limits=LIMITS)
    grown, shrunk = share_called(
        draws, random.Random(2), center=list(center), sds=[each.sd for each in sums]
    )
    assert found["PD"] == pytest.approx(grown, abs=margin(grown, draws))
    assert found["PR"] == pytest.approx(shrunk, abs=margin(shrunk, draws))
    assert sum(found.values()) == pytest.approx(1)


def test_a_nadir_that_is_the_baseline_moves_with_it():
    now, start, draws = reading([25.0], 0.25), reading([30.0], 0.25), 40000
    same = Compared(now=now, baseline=start, nadir=start, has_responded=False, cleared=0.0)
    found = target_chances(compared=same, limits=LIMITS)
    rng, shrunk = random.Random(4), 0
    for _ in range(draws):
        first = rng.gauss(start.total, start.sd)
        shrunk += rng.gauss(now.total, now.sd) <= 0.7 * first
    assert found["PR"] == pytest.approx(shrunk / draws, abs=margin(shrunk / draws, draws))
    assert found["PD"] + found["SD"] + found["PR"] == pytest.approx(1)


CELLS = st.one_of(
    st.sampled_from(["small", "absent", "ND", "present"]),
    st.integers(1, 2000).map(lambda tenths: f"{tenths / 10:.1f}"),
)
ERRORS = st.sampled_from(["0", "0.01", "0.5", "9", "60", "400"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), min_size=2, max_size=3),
    st.tuples(st.sampled_from(["recist11", "irecist"]), ERRORS, st.booleans()),
)
def test_every_case_is_told_something(tables, rows, how):
    preset, percent, is_node = how
    names = ["T1 (node)" if is_node else "T1", "T2", "N1 (node)"]
    lines = ["lesion | baseline | week 6 | week 12 | week 18"]
    lines += [
        f"{name} | 30.0 | {' | '.join(row[1:])}" for name, row in zip(names, rows, strict=False)
    ]
    lines.append(f"L1 (node) | | | {rows[0][0]} | {rows[1][0]}")
    found = ask(with_errors(tables.build_case("\n".join(lines)), percent), preset)
    assert len(found) == 3
    for each in found:
        assert each.is_known == (not each.why_unknown)
        assert each.is_known or each.verdict in ("unknown", "not_from_sum")
        assert not each.overall_probabilities or sum(dict(each.overall_probabilities).values()) == 1
        assert each.error_chance is None or 0 <= each.error_chance <= 1
        assert each.statement
