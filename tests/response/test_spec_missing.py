"""Spec: gaps. Not done, not evaluable, absent and silence are four different facts."""

from decimal import Decimal

import pytest

from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy


@pytest.mark.parametrize("gap", ["ND no photograph", "NE crust", "", "present", "PD", "treated"])
def test_a_target_without_a_value_makes_the_sum_incomplete(spec_case, gap):
    calls = spec_case(
        f"""
        lesion | baseline | week 6
        T1     |       20 |     10
        T2     |       15 | {gap}
        """,
        calls={"week 6": "NE"},
    )
    call = calls["week 6"]
    assert (call.sum_mm, call.is_sum_complete) == (10, False)
    assert call.missing_lesion_ids == ("T2",)
    assert call.change_from_baseline_percent is None
    used = {value.lesion_id: value for value in call.values_used}
    assert used["T2"].used_mm is None and used["T2"].note
    assert "T2" in call.reasons[1].sentence


def test_silence_is_named_and_is_not_zero(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6
        T1     |       20 |
        """,
        calls={"week 6": "NE"},
    )
    call = calls["week 6"]
    assert call.sum_mm is None
    assert call.values_used[0].raw_status == "no_finding"


def test_a_partial_sum_can_prove_progression(spec_case):
    table = """
        lesion | baseline | week 6
        T1     |       20 |     42
        T2     |       15 | ND
        """
    calls = spec_case(table, calls={"week 6": "PD"})
    assert "recist_1_1.target.pd_partial" in [r.rule_id for r in calls["week 6"].reasons]
    spec_case(table, calls={"week 6": "NE"}, policy={"partial_sum_pd": False})
    spec_case(table.replace("42", "41.9"), calls={"week 6": "NE"})


@pytest.mark.parametrize("cell", ["absent", "1", "small"])
def test_a_partial_sum_never_gives_a_response(spec_case, cell):
    spec_case(
        f"""
        lesion | baseline | week 6
        T1     |       50 | {cell}
        T2     |       10 | NE
        """,
        calls={"week 6": "NE"},
    )


def test_too_small_uses_5_mm_and_a_measured_value_stays(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 |  small |       3
        """,
        calls={"week 6": "PR", "week 12": "PR"},
    )
    assert (calls["week 6"].sum_mm, calls["week 12"].sum_mm) == (5, 3)
    used = calls["week 6"].values_used[0]
    assert (used.raw_status, used.raw_mm, used.used_mm) == ("too_small", None, 5)
    assert used.rule_id == "recist_1_1.value.too_small"


def test_too_small_gives_no_value_when_the_default_is_switched_off(spec_case):
    spec_case(
        """
        lesion | baseline | week 6
        T1     |       20 |  small
        """,
        calls={"week 6": "NE"},
        policy={"too_small_mm": None},
    )


def test_an_incomplete_baseline_cannot_judge_targets(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 |     10 |      40
        T2     |       ND |     15 |      15
        """,
        calls={"week 6": "NE", "week 12": "NE"},
    )
    assert calls["baseline"].is_sum_complete is False
    assert calls["week 6"].baseline_sum_mm is None
    assert any("baseline sum is not complete" in flag for flag in calls["week 6"].flags)


def test_local_treatment_ends_the_assessment_of_a_lesion(spec_case):
    table = """
        lesion | baseline | week 6          | week 12 | week 18
        T1     |       20 | treated surgery | absent  | absent
        T2     |       15 | 14              | 14      | 41
        """
    calls = spec_case(table, calls={"week 6": "NE", "week 12": "NE", "week 18": "NE"})
    assert "surgery" in calls["week 12"].values_used[0].note
    spec_case(table.replace("41", "42"), calls={"week 18": "PD"})
    under_test = {"local_treatment_under_test": True}
    spec_case(table, calls={"week 6": "NE", "week 12": "PR"}, policy=under_test)


def test_a_recorded_local_treatment_counts_like_a_stated_one(spec_case, tables):
    from dermetry.record.patient import Treatment

    given = Treatment(
        treatment_id="R1",
        name="radiation",
        kind="radiation",
        started_on=tables.visit_date("week 6"),
        lesion_ids=("T1",),
    )
    spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 |     10 | absent
        """,
        calls={"week 6": "PR", "week 12": "NE"},
        treatments=(given,),
    )


def test_exact_decimals_are_kept(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6
        T1     |    10.10 |   4.95
        T2     |    10.20 |   0.10
        """,
        calls={"week 6": "PR"},
    )
    assert calls["week 6"].sum_mm == Decimal("5.05")
    assert "5.05 mm" in calls["week 6"].reasons[1].sentence


def test_another_method_than_at_baseline_is_flagged(tables):
    table = """
        lesion | baseline | week 6
        T1     |       20 |     20
        """
    case = tables.build_case(table)
    last = case.visits[1]
    for method, expected in (("photograph, card, outline drawn", 1), ("caliper, typed in", 0)):
        finding = last.findings[0].model_copy(update={"method": method})
        visits = (case.visits[0], last.model_copy(update={"findings": (finding,)}))
        changed = case.model_copy(update={"visits": visits})
        call = evaluate_case(case=changed, policy=load_policy())[-1]
        flags = [flag for flag in call.flags if "measured by caliper at baseline" in flag]
        assert len(flags) == expected, method
