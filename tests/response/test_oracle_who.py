"""The WHO criteria against their slow oracle, on made-up patients (deterministic hypothesis)."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy
from tests.oracles import who_oracle as oracle
from tests.oracles.recist_oracle import Row
from tests.response import test_oracle

SIDES = ("2", "4.95", "5", "8", "10", "12.5", "14.1", "20", "22.36", "25")


@st.composite
def products(draw):
    """Draw two diameters in their order."""
    sides = sorted(draw(st.lists(st.sampled_from(SIDES), min_size=2, max_size=2)), key=float)
    return f"{sides[1]}x{sides[0]}"


@st.composite
def patients(draw):
    """Draw the rows of one patient with products, gaps and half sizes."""
    count = draw(st.integers(2, 5))
    gaps = draw(st.sampled_from([[], ["ND", "NE", "", "present"], ["ND", "treated"]]))
    half = draw(st.sampled_from([[], [], ["20", "8"]]))
    rows = []

    def draw_row(name, kind, start, words, **facts):
        is_node = draw(st.sampled_from([False, False, True]))
        halves = [] if is_node else half
        later = st.one_of(products(), products(), st.sampled_from([*words, *halves]))
        cells = (draw(start), *(draw(later) for _ in range(count - 1)))
        rows.append(Row(name, kind, is_node, cells, **facts))

    first = st.one_of(products(), products(), products(), st.sampled_from(["small", "ND"]))
    for number in range(draw(st.integers(0, 3))):
        draw_row(f"T{number + 1}", "target", first, ["absent", "absent", "small", *gaps])
    start = st.one_of(st.just("present"), products())
    for number in range(draw(st.integers(0, 2))):
        draw_row(f"N{number + 1}", "non_target", start, ["present", "absent", "PD", *gaps])
    for number in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        facts = {"equivocal": draw(st.booleans())}
        draw_row(f"L{number + 1}", "new", st.just(""), ["", "", "absent", "present"], **facts)
    if not any(row.kind in ("target", "non_target") for row in rows):
        draw_row("T1", "target", products(), ["absent", *gaps])
    return merge_and_split(draw, rows, count)


def merge_and_split(draw, rows, count):
    """Let two lesions merge, or one split, from some visit on."""
    at = draw(st.integers(1, count - 1))
    later = st.one_of(products(), st.sampled_from(["absent", "NE", ""]))
    parents = [row for row in rows if row.kind == "target" and not row.node]
    what = draw(st.sampled_from(["nothing", "merge", "split"]))
    if what == "merge" and len(parents) >= 2:
        merged = parents[:2]
        mass = tuple(draw(later) if visit >= at else "" for visit in range(count))
        rows = [test_oracle.become(row, "->M1", at, draw) if row in merged else row for row in rows]
        return [*rows, Row("M1", "mass", False, mass)]
    if what == "split" and parents:
        parent = parents[0]
        rows = [
            test_oracle.become(row, "split", at, draw) if row == parent else row for row in rows
        ]
        for number in (1, 2):
            cells = tuple(draw(later) if visit >= at else "" for visit in range(count))
            rows.append(Row(f"{parent.name}.{number}", "fragment", False, cells))
    return rows


@pytest.fixture(scope="module")
def counted():
    """Count which calls occurred, so that an empty comparison is noticed."""
    return {}


@settings(derandomize=True, deadline=None, max_examples=400)
@given(rows=patients(), scope=st.sampled_from(["sum", "any_lesion"]))
def test_who_agrees_with_its_oracle(tables, counted, rows, scope):
    case = test_oracle.as_case(rows, tables)
    policy = load_policy(preset={"sum": "who-sum", "any_lesion": "who-any-lesion"}[scope])
    calls = evaluate_case(case=case, policy=policy)
    for call, answer in zip(calls, oracle.evaluate(rows, scope), strict=True):
        expected, total, complete = answer
        where = f"{call.visited_on}: {[reason.sentence for reason in call.reasons]}"
        assert call.category == expected, where
        assert call.is_sum_complete == complete, where
        assert (None if call.sum_mm2 is None else Fraction(call.sum_mm2)) == total, where
        counted[call.category] = counted.get(call.category, 0) + 1


def test_the_comparison_saw_every_category(counted):
    assert set(counted) >= {"CR", "PR", "NC", "PD", "NE", None}
