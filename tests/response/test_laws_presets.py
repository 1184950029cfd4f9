"""Laws of the calls that hold by every preset, on made-up patients."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.record.case import Case
from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import list_presets, load_policy
from tests.oracles.recist_oracle import Row
from tests.response import test_oracle, test_oracle_irecist, test_oracle_who

CHECKED = settings(derandomize=True, deadline=None, max_examples=60)
PRESETS = [name for name in list_presets() if name != "lesion-ect"]
BETTER = {
    "CR": 0, "iCR": 0, "PR": 1, "iPR": 1, "SD": 2, "iSD": 2, "NC": 2, "PD": 3, "iUPD": 3, "iCPD": 4
}  # fmt: skip
OWN = ("category", "statement", "sum_mm", "sum_mm2", "nadir_mm", "nadir_mm2", "progression_on")


def patients_of(preset):
    """Give the made-up patients that fit a preset."""
    module = test_oracle_who if preset.startswith("who") else test_oracle_irecist
    return module.patients()


def judge(rows, tables, preset):
    """Judge made-up rows by a preset."""
    case = test_oracle.as_case(rows, tables)
    return evaluate_case(case=case, policy=load_policy(preset=preset))


def with_last(row, cell):
    """Give a row with another last cell."""
    return replace(row, cells=(*row.cells[:-1], cell))


def grow(cell, add):
    """Give a larger size: the longest diameter grows, and the short one with it."""
    longest, _, across = cell.partition("x")
    sides = [f"{Decimal(each) + add:f}" for each in (longest, across) if each]
    return "x".join(sides)


@pytest.mark.parametrize("preset", PRESETS)
@CHECKED
@given(data=st.data())
def test_a_larger_size_never_makes_a_better_call(tables, preset, data):
    rows = data.draw(patients_of(preset))
    sized = [row for row in rows if row.kind == "target" and row.cells[-1][:1].isdigit()]
    if not sized:
        return
    row = data.draw(st.sampled_from(sized))
    add = Decimal(data.draw(st.sampled_from(["0.05", "1", "4.95", "5", "12"])))
    larger = with_last(row, grow(row.cells[-1], add))
    before = judge(rows, tables, preset)[-1].category
    after = judge([larger if each is row else each for each in rows], tables, preset)[-1].category
    if before in BETTER and after in BETTER:
        assert BETTER[after] >= BETTER[before]
    else:
        assert after in (before, "PD", "iUPD", "iCPD")


@pytest.mark.parametrize("preset", PRESETS)
@CHECKED
@given(data=st.data())
def test_the_order_of_lesions_does_not_matter(tables, preset, data):
    case = test_oracle.as_case(data.draw(patients_of(preset)), tables)
    mixed = {name: getattr(case, name) for name in Case.model_fields}
    shuffled = Case(**{**mixed, "lesions": tuple(data.draw(st.permutations(case.lesions)))})
    policy = load_policy(preset=preset)
    one, two = (evaluate_case(case=each, policy=policy) for each in (case, shuffled))
    for first, second in zip(one, two, strict=True):
        for name in ("category", "sum_mm", "sum_mm2", "nadir_mm", "progression_on"):
            assert getattr(first, name) == getattr(second, name), name


@pytest.mark.parametrize("preset", PRESETS)
@CHECKED
@given(data=st.data(), gap=st.sampled_from(["", "ND", "NE"]))
def test_a_gap_never_makes_a_response(tables, preset, data, gap):
    rows = data.draw(patients_of(preset))
    targets = [row for row in rows if row.kind == "target"]
    if not targets or any(row.kind in ("mass", "fragment") for row in rows):
        return
    row = data.draw(st.sampled_from(targets))
    changed = [with_last(each, gap) if each is row else each for each in rows]
    last = judge(changed, tables, preset)[-1]
    assert last.category in ("NE", "PD", "iUPD", "iCPD")
    assert row.name in last.missing_lesion_ids and not last.is_sum_complete


@pytest.mark.parametrize("preset", PRESETS)
@CHECKED
@given(data=st.data())
def test_evaluators_never_mix(tables, preset, data):
    """What A found reads the same whether or not B looked at the same lesions."""
    one, two = (list_cells(data.draw(patients_of(preset))) for _ in "AB")
    visits = min(len(cells) for cells in (*one, *two)) if one and two else 0
    if not visits:
        return
    mine = [[f"A:{cell}" for cell in cells[:visits]] for cells in one]
    both = [
        [f"{a} B:{b}" for a, b in zip(cells, other, strict=False)]
        for cells, other in zip(mine, (two * len(mine)), strict=False)
    ]
    policy = load_policy(preset=preset)
    alone, beside = (
        [call for call in evaluate_case(case=tables.build_case(each), policy=policy)]
        for each in (lines(mine, visits), lines(both, visits))
    )
    of_a = [call for call in beside if call.evaluator == "A"]
    assert len(beside) == 2 * len(of_a)
    for first, second in zip(alone, of_a, strict=True):
        for name in OWN:
            assert getattr(first, name) == getattr(second, name), name


def list_cells(rows):
    """Give the cells of the targets of the skin, other words than sizes turned into gaps."""
    return [
        [cell if cell[:1].isdigit() or cell in ("absent", "small") else "ND" for cell in row.cells]
        for row in rows
        if row.kind == "target" and not row.node
    ]


def lines(rows, visits):
    """Write the table of targets."""
    head = " | ".join(["lesion", *test_oracle.VISITS[:visits]])
    return "\n".join([head, *(f"T{i} | " + " | ".join(row) for i, row in enumerate(rows))])


@pytest.mark.parametrize("preset", PRESETS)
@CHECKED
@given(data=st.data())
def test_every_call_says_why(tables, preset, data):
    policy = load_policy(preset=preset)
    for call in judge(data.draw(patients_of(preset)), tables, preset):
        assert call.reasons and call.rules_version == policy.rules_version
        assert (call.preset, call.criteria) == (policy.preset, policy.criteria)
        for reason in call.reasons:
            assert reason.rule_id in policy.rule_cites and reason.cites
            assert reason.sentence.endswith(".")
        assert call.flags == tuple(each.sentence for each in call.flag_reasons)
        used = [each.used_mm if policy.unit == "mm" else each.used_mm2 for each in call.values_used]
        in_sum = [each for each in used if each is not None]
        total = call.sum_mm if policy.unit == "mm" else call.sum_mm2
        assert (sum(in_sum, Decimal(0)) if in_sum else None) == total


@pytest.mark.parametrize("preset", PRESETS)
@CHECKED
@given(data=st.data())
def test_turning_points_are_where_the_call_turns(tables, preset, data):
    """At the sum named the targets have the category named; just before it they have not."""
    cells = list_cells(data.draw(patients_of(preset)))
    if not cells or preset.startswith("who"):
        return
    rows = [Row("T1", "target", False, tuple(cells[0]))]
    call = judge(rows, tables, preset)[-1]
    for point in call.turning_points:
        if not call.is_sum_complete or point.sum_mm == 0 or point.is_later:
            continue
        for step, is_there in ((Decimal(0), True), (Decimal("0.001"), False)):
            away = -step if point.category in ("PD", "iUPD", "iCPD") else step
            changed = [with_last(rows[0], f"{point.sum_mm + away:f}")]
            response = judge(changed, tables, preset)[-1]
            got = response.category if point.category == "iCPD" else response.target_response
            assert (got == point.category) == is_there, point
