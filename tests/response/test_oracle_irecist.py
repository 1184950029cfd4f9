"""iRECIST against its slow oracle, on made-up patients (deterministic hypothesis)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy
from tests.oracles import irecist_oracle as oracle
from tests.oracles.recist_oracle import Row
from tests.response import test_oracle

SIZES = ("3", "8", "9.9", "12", "14", "16.95", "17", "20", "24", "25", "29.95", "30", "35", "40")
NODES = ("8", "9.9", "10", "14", "15", "16", "20", "21", "26")


@st.composite
def patients(draw):
    """Draw the rows of one patient whose sizes move around the limits of iRECIST."""
    count = draw(st.integers(3, 5))
    gaps = draw(st.sampled_from([[], ["ND", ""]]))
    rows = []

    def draw_row(name, kind, start, words, **facts):
        is_node = draw(st.sampled_from([False, False, True]))
        sizes = NODES if is_node else SIZES
        later = st.one_of(st.sampled_from(sizes), st.sampled_from(sizes), st.sampled_from(words))
        first = st.sampled_from(sizes[-5:]) if start is None else st.just(start)
        cells = (draw(first), *(draw(later) for _ in range(count - 1)))
        rows.append(Row(name, kind, is_node, cells, **facts))

    for number in range(draw(st.integers(0, 2))):
        draw_row(f"T{number + 1}", "target", None, ["absent", "absent", "small", *gaps])
    others = ["present", "present", "absent", "PD", "PD+", "PD=", *gaps]
    for number in range(draw(st.integers(0, 2))):
        draw_row(f"N{number + 1}", "non_target", "present", others)
    for number in range(draw(st.sampled_from([0, 0, 1, 2, 4]))):
        proved = draw(st.sampled_from([None, None, None, *range(1, count)]))
        facts = {"equivocal": draw(st.sampled_from([False, False, True])), "proved_at": proved}
        news = ["", "", "absent", "absent", "present", "PD", "small"]
        draw_row(f"L{number + 1}", "new", "", news, **facts)
    if not any(row.kind in ("target", "non_target") for row in rows):
        draw_row("T1", "target", None, ["absent", *gaps])
    return test_oracle.merge_and_split(draw, rows, count)


@pytest.fixture(scope="module")
def counted():
    """Count which calls occurred, so that an empty comparison is noticed."""
    return {}


@settings(derandomize=True, deadline=None, max_examples=700)
@given(rows=patients())
def test_irecist_agrees_with_its_oracle(tables, counted, rows):
    case = test_oracle.as_case(rows, tables)
    policy = load_policy(preset="irecist")
    calls = evaluate_case(case=case, policy=policy)
    days = [call.visited_on for call in calls]
    for call, (expected, start) in zip(calls, oracle.evaluate(rows), strict=True):
        where = f"{call.visited_on}: {[reason.sentence for reason in call.reasons]}"
        assert call.category == expected, where
        has_block = call.immune is not None and call.immune.unconfirmed_on is not None
        assert has_block == (start is not None), where
        if has_block:
            assert call.immune.unconfirmed_on <= days[start]
        counted[call.category] = counted.get(call.category, 0) + 1


def test_the_comparison_saw_every_category(counted):
    words = {"iCR", "iPR", "iSD", "iUPD", "iCPD", "NE", "NON-iCR/NON-iUPD", None}
    assert set(counted) >= words
    assert all(counted[word] >= 30 for word in words), counted
