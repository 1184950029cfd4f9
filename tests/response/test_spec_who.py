"""Spec: WHO criteria of 1979 in both variants (as restated in radiopaedia 57912, PMC2755245)."""

from datetime import date
from itertools import product

import pytest

PAGE = "who"
BEFORE_BASELINE = date(2025, 12, 1)

DEFINITIONS = """
sum of products | other lesions | new | overall
gone | none | no | CR
gone | gone | no | CR
gone | there | no | PR
gone | not evaluated | no | PR
50 % less | none | no | PR
50 % less | gone | no | PR
50 % less | there | no | PR
50 % less | not evaluated | no | PR
49.9 % less | there | no | NC
unchanged | none | no | NC
unchanged | gone | no | NC
unchanged | there | no | NC
unchanged | not evaluated | no | NC
24.9 % more | there | no | NC
25 % more | there | no | PD
25 % more | gone | no | PD
not evaluated | there | no | NE
unchanged | progressed | no | PD
50 % less | progressed | no | PD
gone | there | yes | PD
unchanged | none | yes | PD
none | gone | no | CR
none | there | no | NC
none | not evaluated | no | NE
none | progressed | no | PD
none | there | yes | PD
"""

SUMS = {
    "gone": "absent",
    "50 % less": "20x10",
    "49.9 % less": "20x10.02",
    "unchanged": "20x20",
    "24.9 % more": "24.9x20",
    "25 % more": "25x20",
    "not evaluated": "ND",
}
OTHERS = {"gone": "absent", "there": "present", "not evaluated": "NE", "progressed": "PD"}


def build(row):
    """Write the table of lesions of one line."""
    lines = ["lesion | baseline | week 6"]
    size = SUMS.get(row["sum of products"])
    if size:
        lines.append(f"T1 | 20x20 | {size}")
    if row["other lesions"] in OTHERS:
        lines.append(f"N1 | present | {OTHERS[row['other lesions']]}")
    lines.append(f"L1 | | {'8x8' if row['new'] == 'yes' else ''}")
    return "\n".join(lines)


@pytest.mark.parametrize("preset", ["who-sum", "who-any-lesion"])
@pytest.mark.parametrize("number", range(DEFINITIONS.strip().count("\n")))
def test_definitions_line_by_line(spec_case, tables, number, preset):
    row = tables.read_rows(DEFINITIONS)[number]
    calls = spec_case(build(row), calls={"week 6": row["overall"]}, preset=preset)
    assert calls["week 6"].reasons[0].rule_id == "who.overall.table"


@pytest.mark.parametrize("preset", ["who-sum", "who-any-lesion"])
def test_definitions_in_all_combinations(spec_case, preset):
    for size, other, new in product([*SUMS, "none"], [*OTHERS, "none"], ("no", "yes")):
        if size == "none" and other == "none":
            continue
        row = {"sum of products": size, "other lesions": other, "new": new}
        spec_case(build(row), calls={"week 6": by_definition(**row_words(row))}, preset=preset)


def row_words(row):
    """Give the words of a line as arguments."""
    return {"size": row["sum of products"], "other": row["other lesions"], "new": row["new"]}


def by_definition(size, other, new):
    """Say what the definitions give, for any combination."""
    if new == "yes" or other == "progressed" or size == "25 % more":
        return "PD"
    if size == "none":
        return {"gone": "CR", "there": "NC", "not evaluated": "NE"}[other]
    if size == "gone":
        return "CR" if other in ("gone", "none") else "PR"
    if size == "50 % less":
        return "PR"
    return "NE" if size == "not evaluated" else "NC"


def test_the_two_variants_differ_when_one_lesion_grows_alone(spec_case):
    table = """
        lesion | baseline | week 6
        T1     | 30x30    | 30x30
        T2     | 10x10    | 13x10
        """
    calls = spec_case(table, calls={"week 6": "NC"}, preset="who-sum")
    assert (calls["week 6"].sum_mm2, calls["week 6"].nadir_mm2) == (1030, 1000)
    assert calls["week 6"].sum_mm is None and calls["week 6"].baseline_sum_mm is None
    calls = spec_case(table, calls={"week 6": "PD"}, preset="who-any-lesion")
    words = {reason.rule_id: reason.sentence for reason in calls["week 6"].reasons}
    assert "T2 with 130 mm² is 30 mm² (30.0 %) above" in words["who.target.pd_any"]


def test_growth_is_counted_from_the_smallest_so_far(spec_case):
    table = """
        lesion | baseline | week 6 | week 12 | week 18
        T1     | 20x20    | 20x8   | 20x9.9  | 20x10
        """
    for preset in ("who-sum", "who-any-lesion"):
        calls = {"week 6": "PR", "week 12": "PR", "week 18": "PD"}
        spec_case(table, calls=calls, preset=preset)


def test_a_lesion_that_shrank_and_grew_back_progresses_beside_a_shrinking_sum(spec_case):
    table = """
        lesion | baseline | week 6 | week 12
        T1     | 20x20    | 10x10  | 5x5
        T2     | 20x20    | 10x10  | 12.5x10
        """
    spec_case(table, calls={"week 6": "PR", "week 12": "PR"}, preset="who-sum")
    spec_case(table, calls={"week 6": "PR", "week 12": "PD"}, preset="who-any-lesion")


def test_a_lesion_without_its_perpendicular_is_missing_and_never_guessed(spec_case):
    for preset in ("who-sum", "who-any-lesion"):
        calls = spec_case(
            """
            lesion | baseline | week 6 | week 12
            T1     | 20x20    | 20     | 10x10
            """,
            calls={"week 6": "NE", "week 12": "PR"},
            preset=preset,
        )
        call = calls["week 6"]
        assert call.missing_lesion_ids == ("T1",) and call.sum_mm2 is None
        assert "no perpendicular diameter is recorded" in call.values_used[0].note
        assert call.values_used[0].raw_mm == 20 and call.values_used[0].used_mm2 is None


def test_a_baseline_without_perpendicular_judges_nothing_by_the_sum(spec_case):
    table = """
        lesion | baseline | week 6
        T1     | 20       | 10x10
        T2     | 20x20    | 25x20
        """
    spec_case(table, calls={"week 6": "NE"}, preset="who-sum")
    spec_case(table, calls={"week 6": "PD"}, preset="who-any-lesion")


def test_all_measured_lesions_enter_whatever_their_role(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6
        T1     | 20x20    | 20x20
        N1     | 30x30    | 40x30
        N2     | present  | present
        U1     | 5x5      | 5x5
        """,
        calls={"week 6": "NC"},
        preset="who-sum",
    )
    parts = {value.lesion_id: value.role for value in calls["week 6"].values_used}
    assert parts == {"T1": "target", "N1": "target", "N2": "non_target", "U1": "target"}
    assert calls["baseline"].sum_mm2 == 400 + 900 + 25


def test_too_small_to_measure_is_5_by_5(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6
        T1     | 10x5     | small
        """,
        calls={"week 6": "PR"},
        preset="who-sum",
    )
    assert (calls["week 6"].sum_mm2, calls["week 6"].values_used[0].used_mm2) == (25, 25)


def test_over_nothing_any_size_is_progression(spec_case):
    for preset in ("who-sum", "who-any-lesion"):
        spec_case(
            """
            lesion | baseline | week 6 | week 12
            T1     | 10x10    | absent | 1x1
            N1     | present  | present | present
            """,
            calls={"week 6": "PR", "week 12": "PD"},
            preset=preset,
        )


def test_merged_and_split_lesions_are_compared_with_what_they_grew_out_of(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     | 10x10    | ->M1   |
        T2     | 10x10    | ->M1   |
        T3     | 30x30    | 30x30  | 30x30
        M1     |          | 24x10  | 25x10
        """,
        calls={"week 6": "NC", "week 12": "PD"},
        preset="who-any-lesion",
    )
    spec_case(
        """
        lesion | baseline | week 6 | week 12
        T4     | 20x20    | split  |
        T4.1   |          | 20x10  | 20x10
        T4.2   |          | 20x10  | 20x15
        """,
        calls={"week 6": "NC", "week 12": "PD"},
        preset="who-any-lesion",
    )


def test_lesions_apart_again_are_compared_with_the_mass_they_were(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     | 10x10    | ->M1   | 10x10   | 10x10
        T2     | 10x10    | ->M1   | 10x10   | 10x10
        T3     | 30x30    | 30x30  | 30x30   | 30x30
        M1     |          | 20x8   |         |
        """,
        calls={"week 6": "NC", "week 12": "PD", "week 18": "PD"},
        preset="who-any-lesion",
    )
    spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     | 10x10    | ->M1   | 10x9
        T2     | 10x10    | ->M1   | 10x9
        M1     |          | 20x8   |
        """,
        calls={"week 6": "NC", "week 12": "NC"},
        preset="who-any-lesion",
    )


def test_a_node_of_normal_size_does_not_progress_by_itself(spec_case):
    spec_case(
        """
        lesion    | baseline | week 6 | week 12 | week 18
        T1        | 20x20    | 20x20  | 20x20   | 20x20
        T2 (node) | 16x12    | 10x7   | 11x9    | 11x10
        """,
        calls={"week 6": "NC", "week 12": "NC", "week 18": "PD"},
        preset="who-any-lesion",
    )


def test_a_fragment_without_a_size_and_the_switch_for_partial_sums(spec_case):
    table = """
        lesion | baseline | week 6
        T4     | 20x20    | split
        T4.1   |          | 50x20
        T4.2   |          | ND
        """
    spec_case(table, calls={"week 6": "PD"}, preset="who-any-lesion")
    off = {"partial_sum_pd": False}
    spec_case(table, calls={"week 6": "NE"}, preset="who-any-lesion", policy=off)


def test_an_undecided_lesion_without_a_baseline_size_is_missing_and_not_left_out(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6
        T1     | 20x20    | 20x20
        U1     | ND       | 10x10
        """,
        calls={"week 6": "NE"},
        preset="who-sum",
        lesions={"U1": {"first_seen_on": BEFORE_BASELINE}},
    )
    assert calls["baseline"].missing_lesion_ids == ("U1",)


def test_a_partial_sum_may_show_progression_and_never_a_response(spec_case):
    table = """
        lesion | baseline | week 6 | week 12
        T1     | 20x20    | 5x5    | 50x20
        T2     | 20x20    | ND     | ND
        """
    spec_case(table, calls={"week 6": "NE", "week 12": "PD"}, preset="who-sum")
    calls = spec_case(table, calls={"week 6": "NE", "week 12": "PD"}, preset="who-any-lesion")
    assert calls["week 12"].nadir_mm2 == 800
    off = {"partial_sum_pd": False}
    spec_case(table, calls={"week 12": "NE"}, preset="who-sum", policy=off)


def test_a_lymph_node_counts_by_its_short_axis_as_perpendicular(spec_case):
    calls = spec_case(
        """
        lesion    | baseline | week 6 | week 12
        T1 (node) | 20x16    | 14x12  | 12x9.9
        """,
        calls={"week 6": "NC", "week 12": "CR"},
        preset="who-sum",
    )
    assert calls["baseline"].sum_mm2 == 320


def test_exact_at_50_and_25_percent(spec_case):
    limits = (("4.95x2", "PR"), ("4.95x2.01", "NC"), ("5x4.95", "PD"), ("4.99x4.95", "NC"))
    for size, expected in limits:
        table = f"lesion | baseline | week 6\nT1 | 4.95x4 | {size}"
        spec_case(table, calls={"week 6": expected}, preset="who-sum")


def test_recist_and_who_disagree_between_25_and_44_percent_of_area(spec_case):
    table = """
        lesion | baseline | week 6
        T1     | 30x30    | 35x35
        """
    spec_case(table, calls={"week 6": "SD"})
    spec_case(table, calls={"week 6": "PD"}, preset="who-sum")


def test_what_would_change_the_call_is_said_in_square_millimeters(spec_case):
    table = """
        lesion | baseline | week 6
        T1     | 20x20    | 20x20
        T2     | 20x10    | 20x11
        """
    by_sum = spec_case(table, calls={"week 6": "NC"}, preset="who-sum")["week 6"].turning_points
    assert [(each.category, each.sum_mm2, each.sum_mm) for each in by_sum] == [
        ("PD", 750, None),
        ("PR", 300, None),
    ]
    by_one = spec_case(table, calls={"week 6": "NC"}, preset="who-any-lesion")["week 6"]
    assert [(each.category, each.lesion_ids, each.sum_mm2) for each in by_one.turning_points] == [
        ("PD", ("T2",), None),
        ("PR", (), 300),
    ]
    assert by_one.turning_points[0].sentence == (
        "Targets PD from 250 mm² of T2 on, 30 mm² more than now: no lesion lacks less."
    )
    reached = table.replace("20x11", "20x12.5")
    spec_case(reached, calls={"week 6": "PD"}, preset="who-any-lesion")
    short = table.replace("20x11", "20x12.49")
    spec_case(short, calls={"week 6": "NC"}, preset="who-any-lesion")
    gone = """
        lesion | baseline | week 6 | week 12
        T1     | 20x20    | 20x20  | 20x20
        T2     | 20x10    | absent | absent
        """
    calls = spec_case(gone, calls={"week 12": "NC"}, preset="who-any-lesion")
    assert calls["week 12"].turning_points[0].sentence == (
        "Targets PD if T2 comes back, in any size."
    )
    node = """
        lesion    | baseline | week 6
        T1 (node) | 20x16    | 12x9.9
        T2        | 60x50    | 60x50
        """
    calls = spec_case(node, calls={"week 6": "NC"}, preset="who-any-lesion")
    assert calls["week 6"].turning_points[0].lesion_ids == ("T2",)  # the node is normal now
