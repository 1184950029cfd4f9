"""The engine against the slow oracle, on made-up patients (deterministic hypothesis)."""

import importlib.util
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy

PATH = Path(__file__).resolve().parents[1] / "oracles" / "recist_oracle.py"
SPEC = importlib.util.spec_from_file_location("recist_oracle", PATH)
ORACLE = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(ORACLE)

SIZES = st.one_of(
    st.decimals("0.05", "60", places=2).filter(lambda size: size > 0),
    st.sampled_from([Decimal(each) for each in ("3", "4.95", "5", "7", "9.9", "10", "14", "20")]),
)
GAPS = ["", "ND", "NE", "present"]
VISITS = ["baseline", "week 6", "week 12", "week 18", "week 24"]


def size_cells(extra):
    """Cells of a lesion with a size more often than not."""
    sizes = SIZES.map(lambda size: f"{size:f}")
    return st.one_of(sizes, sizes, sizes, st.sampled_from(["absent", "absent", "small", *extra]))


@st.composite
def patients(draw):
    """Draw the rows of one patient for the oracle."""
    count = draw(st.integers(2, 5))
    first = SIZES.map(lambda size: f"{size:f}")
    rows = []

    def draw_row(name, kind, start, later, **facts):
        cells = [draw(start)] + [draw(later) for _ in range(count - 1)]
        is_node = draw(st.booleans()) if kind != "fragment" else False
        rows.append(ORACLE.Row(name, kind, is_node, tuple(cells), **facts))

    gaps = draw(st.sampled_from([[], GAPS, [*GAPS, "treated"]]))
    for number in range(draw(st.integers(0, 4))):
        start = st.one_of(first, first, first, first, first, st.sampled_from(["small", "ND"]))
        draw_row(f"T{number + 1}", "target", start, size_cells(gaps))
    others = st.sampled_from(["present", "absent", "absent", "PD", "8", "12", *gaps])
    for number in range(draw(st.integers(0, 2))):
        draw_row(f"N{number + 1}", "non_target", st.sampled_from(["present", "12"]), others)
    for number in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        proved = draw(st.sampled_from([None, None, *range(1, count)]))
        facts = {"equivocal": draw(st.booleans()), "proved_at": proved}
        news = st.sampled_from(["", "", "absent", "6", "11", "present", "small", "ND"])
        draw_row(f"L{number + 1}", "new", st.just(""), news, **facts)
    if not any(row.kind in ("target", "non_target") for row in rows):
        draw_row("T1", "target", first, size_cells(gaps))
    return merge_and_split(draw, rows, count)


def merge_and_split(draw, rows, count):
    """Let two lesions merge, or one split, from some visit on."""
    at = draw(st.integers(1, count - 1))
    parents = [row for row in rows if row.kind in ("target", "non_target")]
    what = draw(st.sampled_from(["nothing", "nothing", "merge", "split"]))
    if what == "merge" and len(parents) >= 2:
        merged = parents[:2]
        mass = tuple(draw(size_cells(["NE", ""])) if v >= at else "" for v in range(count))
        rows = [become(row, "->M1", at, draw) if row in merged else row for row in rows]
        return [*rows, ORACLE.Row("M1", "mass", False, mass)]
    if what == "split" and parents and parents[0].kind == "target":
        rows = [become(row, "split", at, draw) if row == parents[0] else row for row in rows]
        for number in (1, 2):
            cells = tuple(draw(size_cells(["NE", ""])) if v >= at else "" for v in range(count))
            rows.append(ORACLE.Row(f"{parents[0].name}.{number}", "fragment", False, cells))
    return rows


def become(row, word, at, draw):
    """End a lesion's own values at a visit; later it is repeated, not done or not mentioned."""
    later = [draw(st.sampled_from([word, "", "ND"])) for _ in row.cells[at + 1 :]]
    return ORACLE.Row(row.name, row.kind, False, (*row.cells[:at], word, *later))  # all of skin


def as_case(rows, tables):
    """Turn the rows of the oracle into a case."""
    names = VISITS[: len(rows[0].cells)]
    lines = [" | ".join(["lesion", *names])]
    lesions = {}
    for row in rows:
        lines.append(" | ".join([row.name + (" (node)" if row.node else ""), *row.cells]))
        if row.kind == "new":
            proved = tables.visit_date(names[row.proved_at]) if row.proved_at else None
            newness = "equivocal" if row.equivocal else "unequivocal"
            lesions[row.name] = {"newness": newness, "proved_on": proved}
    return tables.build_case("\n".join(lines), lesions=lesions)


@pytest.fixture(scope="module")
def counted():
    """Count which calls occurred, so that an empty comparison is noticed."""
    return {}


@settings(derandomize=True, deadline=None, max_examples=500)
@given(rows=patients())
def test_the_engine_agrees_with_the_oracle(tables, counted, rows):
    case = as_case(rows, tables)
    calls = evaluate_case(case=case, policy=load_policy())
    for call, answer in zip(calls, ORACLE.evaluate(rows), strict=True):
        where = f"{call.visited_on}: {[reason.sentence for reason in call.reasons]}"
        assert call.category == answer.overall, where
        assert call.is_sum_complete == answer.complete, where
        assert (None if call.sum_mm is None else Fraction(call.sum_mm)) == answer.total, where
        nadir = None if call.nadir_mm is None else Fraction(call.nadir_mm)
        assert nadir == answer.nadir, where
        counted[call.category] = counted.get(call.category, 0) + 1


def test_the_comparison_saw_every_category(counted):
    assert set(counted) >= {"CR", "PR", "SD", "PD", "NE", "NON-CR/NON-PD", None}
