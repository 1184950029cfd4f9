"""What is said of a call: of the case as a whole, through the public function."""

from decimal import Decimal

import pytest

from dermetry.errors import MarksInvalid
from dermetry.response.certainty.judge import judge_certainty
from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy
from tests.response.certainty.conftest import ask, with_errors

TWO = """
    lesion | baseline | week 6 | week 12
    T1     |     30.0 |   24.0 | {now}
    T2     |     20.0 |   16.0 | 16.0
"""


def test_a_progression_far_beyond_the_error_is_clear(certainty):
    found = certainty(TWO.format(now="40.0"), "5")["week 12"]
    assert (found.called, found.verdict, found.advice) == ("PD", "clear", "")
    assert found.is_known and found.rests_on_sum
    assert found.target_probabilities[0] == ("PD", Decimal("0.998"))
    assert found.error_chance < Decimal("0.01")


def test_a_progression_at_the_limit_is_a_coin_toss_and_too_close(certainty):
    found = certainty(TWO.format(now="32.0"), "5")["week 12"]  # 48 over 40: exactly 20 %
    assert (found.called, found.verdict, found.advice) == ("PD", "too_close", "photograph again")
    shares = dict(found.overall_probabilities)
    assert shares["PD"] == pytest.approx(Decimal("0.5"), abs=Decimal("0.02"))
    assert sum(shares.values()) == 1
    assert found.error_chance > Decimal("0.5")  # the nadir is the smallest of noisy sums
    assert "too close to call: photograph again" in found.statement
    assert "chance that this progression is measurement error" in found.statement
    assert {"certainty.error_chance", "certainty.advice"} <= set(found.rule_ids)


def test_an_earlier_visit_cannot_be_photographed_again(certainty):
    lesions = """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |     30.0 |   24.0 |    32.0 |    60.0
        T2     |     20.0 |   16.0 |    16.0 |    16.0
    """
    found = certainty(lesions, "5")
    assert found["week 12"].advice == "second reader"
    assert found["week 18"].advice == ""


def test_two_photographs_leave_the_second_reader(tables):
    case = with_errors(tables.build_case(TWO.format(now="32.0")), "5")
    last = case.visits[-1]
    twice = tuple(
        each.model_copy(update={"photograph_ids": ("P1", "P2")}) for each in last.findings
    )
    visits = (*case.visits[:-1], last.model_copy(update={"findings": twice}))
    assert ask(case.model_copy(update={"visits": visits}))[-1].advice == "second reader"


def test_photographs_do_not_help_where_the_error_is_that_of_a_scan(tables):
    table = "lesion | baseline | week 6\nT1 | 12.0 | 12.0\nT2 | 60.0 | 74.5"
    case = with_errors(tables.build_case(table, lesions={"T2": {"organ": "liver"}}), "9")
    assert ask(case)[0].advice == "second reader"
    swapped = with_errors(tables.build_case(table, lesions={"T1": {"organ": "liver"}}), "9")
    assert ask(swapped)[0].advice == "photograph again"


@pytest.mark.parametrize("now", ["40.0", "32.0", "24.0"])
def test_exact_sizes_leave_no_doubt(certainty, now):
    found = certainty(TWO.format(now=now), "0")["week 12"]
    assert dict(found.overall_probabilities) == {found.called: 1}
    assert found.verdict == "clear"
    assert found.error_chance in (None, 0)
    assert found.false_call_chance in (None, 0)


def test_a_response_near_its_limit_is_too_close_and_a_deep_one_is_clear(certainty):
    found = certainty(
        """
        lesion | baseline | week 6 | week 12
        T1     |     40.0 |   27.8 |    10.0
        """,
        "5",
    )
    assert (found["week 6"].called, found["week 6"].verdict) == ("PR", "too_close")
    assert found["week 6"].error_chance > Decimal("0.3")
    assert (found["week 12"].called, found["week 12"].verdict) == ("PR", "clear")
    assert "chance that this response is measurement error" in found["week 12"].statement


def test_a_response_that_goes_on_says_where_its_certainty_stands(certainty):
    found = certainty(
        """
        lesion | baseline | week 6 | week 12
        T1     |     40.0 |   20.0 |    23.0
        T2     |     40.0 |   20.0 |    34.0
        """
    )["week 12"]
    assert found.called == "PD"
    calm = certainty(
        """
        lesion | baseline | week 6 | week 12
        T1     |     40.0 |   27.0 |    29.0
        """
    )["week 12"]
    assert (calm.called, calm.error_chance) == ("PR", None)
    assert "SD" not in dict(calm.target_probabilities)
    assert "goes on from an earlier visit" in calm.flags[0]


@pytest.mark.parametrize(
    ("row", "called"),
    [("L1 | | 8.0", "PD"), ("N1 | present | PD", "PD")],
    ids=["new lesion", "non-target"],
)
def test_progression_by_anything_else_does_not_rest_on_the_sum(certainty, row, called):
    table = f"lesion | baseline | week 6\nT1 | 30.0 | 38.0\n{row}"
    found = certainty(table, "9")["week 6"]
    assert (found.called, found.verdict, found.advice) == (called, "not_from_sum", "")
    assert not found.rests_on_sum
    assert found.error_chance is None
    assert dict(found.target_probabilities)["PD"] < 1
    assert dict(found.overall_probabilities) == {"PD": 1}
    assert "does not rest on the sum" in found.statement


def test_disease_without_targets_has_no_sum(certainty):
    found = certainty("lesion | baseline | week 6\nN1 | present | absent")["week 6"]
    assert (found.called, found.verdict) == ("CR", "not_from_sum")
    assert found.overall_probabilities == ()


def test_a_complete_response_rests_on_no_size(certainty):
    found = certainty("lesion | baseline | week 6\nT1 | 30.0 | absent", "9")["week 6"]
    assert (found.called, found.verdict) == ("CR", "clear")
    assert dict(found.overall_probabilities) == {"CR": 1}
    assert found.statement == "CR rests on no size: every target is recorded as gone."


def test_a_node_just_below_normal_may_not_be(certainty):
    found = certainty("lesion | baseline | week 6\nT1 (node) | 20.0 | 9.9", "9")["week 6"]
    assert found.called == "CR"
    assert dict(found.target_probabilities)["CR"] == pytest.approx(
        Decimal("0.545"), abs=Decimal("0.01")
    )
    assert found.verdict == "too_close"


def test_a_partial_sum_can_only_be_progression_or_not_evaluable(certainty):
    table = "lesion | baseline | week 6\nT1 | 20.0 | {}\nT2 | 10.0 | ND"
    called = certainty(table.format("38.0"), "9")["week 6"]
    assert called.called == "PD"
    assert set(dict(called.overall_probabilities)) <= {"PD", "NE"}
    assert called.error_chance is None
    assert "the sum has gaps" in called.flags[0]
    missing = certainty(table.format("20.0"), "9")["week 6"]
    assert (missing.called, missing.verdict) == ("NE", "clear")
    assert missing.statement.startswith("NE: sizes are missing")
    open_call = certainty(table.format("34.0"), "9")["week 6"]
    assert (open_call.called, open_call.verdict) == ("NE", "too_close")


def test_a_gap_leaves_later_visits_their_certainty(certainty):
    found = certainty(
        """
        lesion | baseline | week 6 | week 12
        T1     |     30.0 |     ND |    45.0
        """
    )["week 12"]
    assert (found.called, found.verdict) == ("PD", "clear")
    assert "visits with an incomplete sum are left out" in found.flags


def test_a_caliper_has_an_assumed_error_and_says_so(certainty):
    found = certainty(TWO.format(now="32.0"), method="caliper, typed in")["week 12"]
    assert found.is_known
    assert found.rests_on == (
        "for T1 (caliper, typed in) an error of 9 % is assumed",
        "for T2 (caliper, typed in) an error of 9 % is assumed",
    )
    assert "No error is stated for T1 (caliper, typed in) and T2 (caliper" in found.statement
    assert "certainty.assumed_error" in found.rule_ids


def test_a_method_without_a_usual_error_gives_no_probability(certainty):
    found = certainty(TWO.format(now="32.0"), method="estimated by eye")["week 12"]
    assert (found.is_known, found.verdict, found.error_chance) == (False, "unknown", None)
    assert found.overall_probabilities == ()
    assert "T1 (estimated by eye)" in found.why_unknown
    assert "cannot be told" in found.statement


def test_one_size_without_an_error_makes_that_call_and_later_ones_unknown(tables):
    case = with_errors(tables.build_case(TWO.format(now="32.0")), "5")
    middle = case.visits[1]
    silent = (
        middle.findings[0].model_copy(update={"uncertainty_mm": None, "method": "ultrasound"}),
        middle.findings[1],
    )
    visits = (case.visits[0], middle.model_copy(update={"findings": silent}), case.visits[2])
    found = ask(case.model_copy(update={"visits": visits}))
    assert [each.is_known for each in found] == [False, False]
    assert "T1 (ultrasound) on 2026-02-16" in found[1].why_unknown


def test_errors_shared_by_a_photograph_weigh_more(certainty):
    table = TWO.format(now="36.0")
    own, shared = (certainty(table, "9", shared=each)["week 12"] for each in (False, True))
    assert dict(own.overall_probabilities)["PD"] > dict(shared.overall_probabilities)["PD"]
    assert own.error_chance < shared.error_chance


@pytest.mark.parametrize("preset", ["who-sum", "who-any-lesion"])
def test_products_have_no_stated_error(certainty, preset):
    table = "lesion | baseline | week 6\nT1 | 30.0x20.0 | 40.0x30.0"
    found = certainty(table, "5", preset=preset)["week 6"]
    assert (found.is_known, found.verdict) == (False, "unknown")
    assert "products" in found.why_unknown


def test_irecist_speaks_its_own_words(certainty):
    found = certainty(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |     30.0 |   37.0 |    44.0 |    20.0
        """,
        preset="irecist",
    )
    assert [each.called for each in found.values()] == ["iUPD", "iCPD", "iCPD"]
    assert {name for name, _ in found["week 6"].target_probabilities} == {"iUPD", "iSD"}
    assert found["week 6"].error_chance is not None
    assert (found["week 12"].verdict, found["week 12"].is_known) == ("unknown", False)
    assert "whether it is confirmed" in found["week 12"].why_unknown
    assert (found["week 18"].verdict, found["week 18"].is_known) == ("unknown", False)
    assert "progression called on 2026-02-16 and 2026-03-30" in found["week 18"].why_unknown


def test_evaluators_are_kept_apart(tables):
    table = "lesion | baseline | week 6\nT1 | A:30.0 B:30.0 | A:37.0 B:50.0"
    found = ask(with_errors(tables.build_case(table), "9"))
    assert {each.evaluator: each.verdict for each in found} == {"A": "too_close", "B": "clear"}


def test_calls_of_another_case_are_refused(tables):
    policy = load_policy()
    case = with_errors(tables.build_case(TWO.format(now="40.0")), "5")
    other = with_errors(tables.build_case(TWO.format(now="24.0")), "5")
    calls = evaluate_case(case=other, policy=policy)
    with pytest.raises(MarksInvalid, match="not what this case gives by recist11"):
        judge_certainty(case=case, policy=policy, calls=calls)


def test_a_case_without_later_visits_has_nothing_to_be_certain_of(tables):
    assert ask(with_errors(tables.build_case("lesion | baseline\nT1 | 20.0"), "5")) == ()
