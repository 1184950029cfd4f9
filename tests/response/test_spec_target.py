"""Spec: response of the target lesions. Source: rules target.* of rules/recist_1_1.toml."""

from decimal import Decimal

import pytest

EXACT_LIMITS = """
baseline | now | call | why
25 | 30 | PD | exactly 20 % and exactly 5 mm
25 | 29.99 | SD | below both
24.75 | 29.70 | SD | exactly 20 %, but 4.95 mm: never rounded up to 5
30 | 35.99 | SD | more than 5 mm, but below 20 %
30 | 36.0 | PD | exactly 20 %
20 | 14 | PR | exactly 30 %
20 | 14.01 | SD | just less
33.3 | 23.31 | PR | exactly 30 %
33.3 | 23.32 | SD | just less
16.5 | 11.55 | PR | exactly 30 %
4.95 | 9.95 | PD | exactly 5 mm
4.95 | 9.94 | SD | 4.99 mm
"""


def test_progression_needs_20_percent_and_5_mm_over_the_nadir(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |       20 |     10 |      13 |      15
        """,
        calls={"baseline": "baseline", "week 6": "PR", "week 12": "PR", "week 18": "PD"},
    )
    last = calls["week 18"]
    assert (last.sum_mm, last.baseline_sum_mm, last.nadir_mm) == (15, 20, 10)
    assert last.nadir_on == calls["week 6"].visited_on
    assert (last.change_from_nadir_mm, last.change_from_nadir_percent) == (5, Decimal("50.0"))
    assert last.change_from_baseline_percent == Decimal("-25.0")
    assert last.progression_on == last.visited_on
    assert "15 mm" in last.reasons[1].sentence and "10 mm" in last.reasons[1].sentence
    assert last.reasons[1].rule_id == "recist_1_1.target.pd"
    assert last.reasons[1].cites == ("eisenhauer_2009",)


@pytest.mark.parametrize("number", range(EXACT_LIMITS.strip().count("\n")))
def test_limits_are_exact_and_equality_counts(spec_case, tables, number):
    row = tables.read_rows(EXACT_LIMITS)[number]
    spec_case(
        f"""
        lesion | baseline          | week 6
        T1     | {row["baseline"]} | {row["now"]}
        """,
        calls={"week 6": row["call"]},
    )


def test_percents_near_a_limit_stand_on_the_side_of_the_call(spec_case):
    """One decimal would read 20.0 % beside a call of SD; limits far away change nothing."""
    near = """
        50.1  | 60.1  | SD | 19.96  | (PD from 60.12 mm)
        24.75 | 17.33 | SD | -29.98 | (PR at 17.325 mm or less)
        25    | 30.01 | PD | 20.0   | (PD needs 20 % and 5 mm)
        50    | 55.02 | SD | 10.0   | is met.
        """
    for line in near.strip().splitlines():
        baseline, now, called, percent, said = (part.strip() for part in line.split("|"))
        calls = spec_case(
            f"""
            lesion | baseline   | week 6
            T1     | {baseline} | {now}
            """,
            calls={"week 6": called},
        )
        call = calls["week 6"]
        assert str(call.change_from_baseline_percent) == percent
        assert call.change_from_nadir_percent == call.change_from_baseline_percent
        sentence = " ".join(each.sentence for each in call.reasons)
        assert f"({percent.removeprefix('-')} %)" in sentence and said in sentence


def test_progression_is_looked_at_before_partial_response(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |      100 |     20 |      30
        """,
        calls={"week 6": "PR", "week 12": "PD"},
    )


def test_a_response_is_kept_until_progression(spec_case):
    table = """
        lesion | baseline | week 6 | week 12 | week 18 | week 24 | week 30
        T1     |      100 |     70 |      70 |      80 |      80 |      80
        """
    weeks = ("week 6", "week 12", "week 18", "week 24", "week 30")
    calls = spec_case(table, calls=dict.fromkeys(weeks, "PR"))
    assert "recist_1_1.target.pr_continued" in [r.rule_id for r in calls["week 18"].reasons]
    later = dict.fromkeys(weeks[2:], "SD")
    spec_case(table, calls={"week 12": "PR", **later}, policy={"continued_pr": False})


def test_a_kept_response_ends_with_progression(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |      100 |     65 |      78 |      75
        """,
        calls={"week 6": "PR", "week 12": "PD", "week 18": "SD"},
    )


def test_complete_response_needs_every_target_gone(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 | absent | absent
        T2     |       12 |  small | absent
        """,
        calls={"week 6": "PR", "week 12": "CR"},
    )


def test_nodes_count_by_short_axis_and_are_normal_below_10_mm(spec_case):
    calls = spec_case(
        """
        lesion    | baseline | week 6 | week 12
        T1        |       20 | absent | absent
        T2 (node) |      18s |    10s |    9.9s
        """,
        calls={"week 6": "PR", "week 12": "CR"},
    )
    assert calls["week 12"].sum_mm == Decimal("9.9")


def test_a_change_between_normal_node_sizes_is_no_progression(spec_case):
    spec_case(
        """
        lesion    | baseline | week 6 | week 12 | week 18
        T2 (node) |      18s |     4s |    9.9s |     10s
        """,
        calls={"week 6": "CR", "week 12": "CR", "week 18": "PD"},
    )


def test_over_a_nadir_of_zero_5_mm_are_progression(spec_case):
    table = """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |       20 | absent |     4.9 |       5
        N1     |  present | present | present | present
        """
    spec_case(table, calls={"week 6": "PR", "week 12": "PR", "week 18": "PD"})
    spec_case(table, calls={"week 12": "PD"}, policy={"nadir_zero_any_size": True})


def test_the_nadir_is_the_smallest_complete_sum_baseline_included(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18 | week 24
        T1     |       20 |     15 |       5 |      18 |      24
        T2     |       20 |     18 |      ND |      20 |      17
        """,
        calls={"week 6": "SD", "week 12": "NE", "week 18": "SD", "week 24": "PD"},
    )
    assert calls["week 24"].nadir_mm == 33
    assert calls["week 18"].nadir_on == calls["week 6"].visited_on


def test_a_baseline_that_is_never_undercut_is_the_nadir(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 |     22 |      25
        """,
        calls={"week 6": "SD", "week 12": "PD"},
    )
    assert calls["week 12"].nadir_on == calls["baseline"].visited_on


def test_visits_after_progression_are_judged_anew_and_say_so(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 |     30 |      12
        """,
        calls={"week 6": "PD", "week 12": "PR"},
    )
    assert calls["week 12"].progression_on == calls["week 6"].visited_on
    assert any("progression was called before" in flag for flag in calls["week 12"].flags)


def test_a_sum_after_complete_response_of_targets_alone_is_judged_by_the_sum(spec_case):
    spec_case(
        """
        lesion | baseline | week 6  | week 12
        T1     |       20 | absent  |       3
        N1     |  present | present | present
        """,
        calls={"week 6": "PR", "week 12": "PR"},
    )
