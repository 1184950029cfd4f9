"""Laws of the calls as properties, on made-up patients."""

import importlib.util
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.record.case import Case
from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy
from dermetry.response.targets import suggest_roles

PATH = Path(__file__).with_name("test_oracle.py")
SPEC = importlib.util.spec_from_file_location("oracle_patients", PATH)
PATIENTS = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(PATIENTS)

CHECKED = settings(derandomize=True, deadline=None, max_examples=150)
ORDER = ["CR", "PR", "SD", "PD"]
SIZE = st.decimals("0.05", "60", places=2).filter(lambda size: size > 0)


def judge(case):
    """Evaluate with the standard policy."""
    return evaluate_case(case=case, policy=load_policy())


def rebuild(case, **changes):
    """Give the case with other parts, its laws checked anew."""
    return Case(**{**{name: getattr(case, name) for name in Case.model_fields}, **changes})


def replace_cell(row, visit, cell):
    """Give a row with another cell at one visit."""
    cells = (*row.cells[:visit], cell, *row.cells[visit + 1 :])
    return PATIENTS.ORACLE.Row(row.name, row.kind, row.node, cells, row.equivocal, row.proved_at)


@CHECKED
@given(rows=PATIENTS.patients(), number=st.integers(0, 3), add=SIZE)
def test_a_larger_size_never_makes_a_better_call(tables, rows, number, add):
    targets = [row for row in rows if row.kind == "target" and row.cells[-1][:1].isdigit()]
    if not targets:
        return
    row = targets[number % len(targets)]
    larger = replace_cell(row, -1 + len(row.cells), f"{Decimal(row.cells[-1]) + add:f}")
    before = judge(PATIENTS.as_case(rows, tables))[-1]
    changed = [larger if each is row else each for each in rows]
    after = judge(PATIENTS.as_case(changed, tables))[-1]
    if before.category in ORDER and after.category in ORDER:
        assert ORDER.index(after.category) >= ORDER.index(before.category)
    else:  # only a partial sum that has now grown enough may leave NE, and only for PD
        assert after.category in (before.category, "PD")


@CHECKED
@given(rows=PATIENTS.patients(), data=st.data())
def test_the_order_of_lesions_does_not_matter(tables, rows, data):
    case = PATIENTS.as_case(rows, tables)
    shuffled = rebuild(case, lesions=tuple(data.draw(st.permutations(case.lesions))))
    for one, two in zip(judge(case), judge(shuffled), strict=True):
        for name in ("category", "sum_mm", "nadir_mm", "progression_on", "is_sum_complete"):
            assert getattr(one, name) == getattr(two, name)


@CHECKED
@given(rows=PATIENTS.patients(), number=st.integers(0, 3), gap=st.sampled_from(["", "ND", "NE"]))
def test_a_missing_target_never_gives_a_response(tables, rows, number, gap):
    targets = [row for row in rows if row.kind == "target"]
    if not targets or any(row.kind in ("mass", "fragment") for row in rows):
        return
    row = targets[number % len(targets)]
    changed = [replace_cell(row, len(row.cells) - 1, gap) if each is row else each for each in rows]
    last = judge(PATIENTS.as_case(changed, tables))[-1]
    assert last.category in ("NE", "PD")
    assert row.name in last.missing_lesion_ids and not last.is_sum_complete


@CHECKED
@given(rows=PATIENTS.patients(), name=st.sampled_from(["L9?", "U9?"]), size=SIZE, data=st.data())
def test_a_proposed_lesion_changes_nothing(tables, rows, name, size, data):
    base = judge(PATIENTS.as_case(rows, tables))
    visits = len(rows[0].cells)
    cells = [data.draw(st.sampled_from(["", f"{size:f}", "absent"])) for _ in range(visits)]
    names = PATIENTS.VISITS[:visits]
    lines = ["lesion | " + " | ".join(names)]
    lesions = {}
    for row in rows:
        lines.append(" | ".join([row.name + (" (node)" if row.node else ""), *row.cells]))
        if row.kind == "new":
            proved = tables.visit_date(names[row.proved_at]) if row.proved_at else None
            newness = "equivocal" if row.equivocal else "unequivocal"
            lesions[row.name] = {"newness": newness, "proved_on": proved}
    lines.append(" | ".join([name, *cells]))
    with_proposal = judge(tables.build_case("\n".join(lines), lesions=lesions))
    same_calls(base, with_proposal)


@CHECKED
@given(rows=PATIENTS.patients(), size=SIZE, number=st.integers(0, 9))
def test_a_proposed_size_in_a_gap_changes_nothing(tables, rows, size, number):
    gaps = [
        (row, visit)
        for row in rows
        for visit, cell in enumerate(row.cells)
        if cell == "" and row.kind in ("target", "non_target", "new") and visit > 0
    ]
    if not gaps:
        return
    row, visit = gaps[number % len(gaps)]
    changed = [replace_cell(row, visit, f"?{size:f}") if each is row else each for each in rows]
    same_calls(judge(PATIENTS.as_case(rows, tables)), judge(PATIENTS.as_case(changed, tables)))


def same_calls(base, changed):
    """Check that category, sum, nadir and dates are the same at every visit."""
    for one, two in zip(base, changed, strict=True):
        for name in ("category", "sum_mm", "nadir_mm", "new_lesion_ids", "progression_on"):
            assert getattr(one, name) == getattr(two, name), name


@CHECKED
@given(rows=PATIENTS.patients())
def test_later_visits_never_change_earlier_calls(tables, rows):
    case = PATIENTS.as_case(rows, tables)
    full = judge(case)
    shorter = judge(rebuild(case, visits=case.visits[:-1]))
    for one, two in zip(shorter, full, strict=False):
        for name in ("category", "statement", "sum_mm", "nadir_mm", "values_used", "reasons"):
            assert getattr(one, name) == getattr(two, name), name


@st.composite
def open_patients(draw):
    """Draw a small case of undecided lesions, confirmed and not, as the text of a table."""
    cell = st.sampled_from(["", "absent", "small", "ND", "8", "12", "20", "30", "45"])
    mark = st.sampled_from(["", "", "?"])
    visits = draw(st.integers(2, 4))
    lines = ["lesion | " + " | ".join(PATIENTS.VISITS[:visits])]
    for number in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from("UUULNT")) + str(number + 1) + draw(mark)
        cells = [draw(cell) for _ in range(visits)]
        cells = [draw(mark) + each if each else each for each in cells]
        lines.append(" | ".join([name, *cells]))
    return "\n".join(lines)


@settings(CHECKED, max_examples=400)
@given(table=open_patients())
def test_a_later_visit_rewrites_no_earlier_call(tables, table):
    """Lesions stay confirmed or not as they are: confirming by name is the one exception."""
    case, policy = tables.build_case(table), load_policy()
    parts = [case.visits[:count] for count in range(1, len(case.visits) + 1)]
    told = []
    for visits in parts:
        part = rebuild(case, visits=visits)
        suggestions = suggest_roles(case=part, policy=policy)
        calls = evaluate_case(case=part, policy=policy, suggestions=suggestions)
        told.append([(call.statement, call.sum_mm, call.category) for call in calls])
    for shorter, longer in pairwise(told):
        assert longer[: len(shorter)] == shorter


@CHECKED
@given(rows=PATIENTS.patients())
def test_every_call_says_why(tables, rows):
    policy = load_policy()
    for call in judge(PATIENTS.as_case(rows, tables)):
        assert call.reasons and call.rules_version == policy.rules_version
        for reason in call.reasons:
            assert reason.rule_id in policy.rule_cites and reason.cites
            assert reason.sentence.endswith(".")
        assert call.flags == tuple(each.sentence for each in call.flag_reasons)
        assert all(each.rule_id in policy.rule_cites for each in call.flag_reasons)
        for value in call.values_used:
            assert value.rule_id in policy.rule_cites
        in_sum = [value.used_mm for value in call.values_used if value.used_mm is not None]
        assert (sum(in_sum, Decimal(0)) if in_sum else None) == call.sum_mm


@CHECKED
@given(rows=PATIENTS.patients(), data=st.data())
def test_conditions_come_true_and_are_complete(tables, rows, data):
    """Confirming what a conditional names gives its category; what gives another is named."""
    last = len(rows[0].cells) - 1
    filled = [row.name for row in rows if row.cells[last]]
    if not filled:
        return
    opened = set(data.draw(st.lists(st.sampled_from(filled), min_size=1, max_size=3)))
    call = judge(PATIENTS.as_case(open_last(rows, opened), tables))[-1]

    def confirmed(names):
        return judge(PATIENTS.as_case(open_last(rows, opened - set(names)), tables))[-1].category

    for each in call.conditionals:
        assert confirmed(each.if_confirmed) == each.category != call.category
        assert f"{each.category} if" in call.statement
        for name in each.if_confirmed:
            assert confirmed(set(each.if_confirmed) - {name}) != each.category
    named = {each.category for each in call.conditionals}
    for name in opened:
        assert confirmed({name}) in {call.category, "NE", *named}
    assert confirmed(opened) in {call.category, "NE", *named}


def open_last(rows, opened):
    """Turn the last cells of some lesions into proposals."""
    last = len(rows[0].cells) - 1
    return [
        replace_cell(row, last, "?" + row.cells[last]) if row.name in opened else row
        for row in rows
    ]
