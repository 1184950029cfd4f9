"""Spec: tables 1 and 2 of RECIST 1.1, Eisenhauer 2009 (as restated in SASmanual-MkDocs)."""

import pytest

PAGE = "recist_1_1"

TABLE_1 = """
target | non-target | new | overall
CR | CR | no | CR
CR | none | no | CR
CR | NON-CR/NON-PD | no | PR
CR | NE | no | PR
PR | not PD | no | PR
SD | not PD | no | SD
NE | not PD | no | NE
PD | any | any | PD
any | PD | any | PD
any | any | yes | PD
"""
TABLE_2 = """
non-target | new | overall
CR | no | CR
NON-CR/NON-PD | no | NON-CR/NON-PD
NE | no | NE
PD | any | PD
any | yes | PD
"""

TARGET = {"CR": "absent", "PR": "14", "SD": "19", "PD": "25", "NE": "ND"}
NON_TARGET = {"CR": "absent", "NON-CR/NON-PD": "present", "PD": "PD", "NE": "NE", "none": ""}
NEW = {"no": "", "yes": "8"}


def fits(word, cell):
    """Tell whether a word of a table stands for what was found."""
    return word in (cell, "any") or (word == "not PD" and cell != "PD")


def look_up(table, tables, **found):
    """Give what the lines of a table say of a combination; they never contradict each other."""
    answers = {
        row["overall"]
        for row in tables.read_rows(table)
        if all(fits(row[name.replace("_", "-")], cell) for name, cell in found.items())
    }
    assert len(answers) == 1, found
    return answers.pop()


@pytest.mark.parametrize("new", NEW)
@pytest.mark.parametrize("non_target", NON_TARGET)
@pytest.mark.parametrize("target", TARGET)
def test_table_1_target_disease(spec_case, tables, target, non_target, new):
    rows = [f"T1 | 20 | {TARGET[target]}"]
    if non_target != "none":
        rows.append(f"N1 | present | {NON_TARGET[non_target]}")
    rows.append(f"L1 | | {NEW[new]}")
    expected = look_up(TABLE_1, tables, target=target, non_target=non_target, new=new)
    calls = spec_case("lesion | baseline | week 6\n" + "\n".join(rows), calls={"week 6": expected})
    call = calls["week 6"]
    others = None if non_target == "none" else non_target
    assert (call.target_response, call.non_target_response) == (target, others)
    assert call.new_lesion_ids == (("L1",) if new == "yes" else ())
    assert call.reasons[0].rule_id == "recist_1_1.overall.table"
    assert call.progression_on == (call.visited_on if call.category == "PD" else None)


@pytest.mark.parametrize("new", NEW)
@pytest.mark.parametrize("non_target", [key for key in NON_TARGET if key != "none"])
def test_table_2_non_target_disease_only(spec_case, tables, non_target, new):
    calls = spec_case(
        f"""
        lesion | baseline | week 6
        N1     | present  | {NON_TARGET[non_target]}
        L1     |          | {NEW[new]}
        """,
        calls={"week 6": look_up(TABLE_2, tables, non_target=non_target, new=new)},
    )
    assert calls["week 6"].reasons[0].rule_id == "recist_1_1.overall.non_target_only"
    assert calls["week 6"].target_response is None


def test_several_non_targets(spec_case):
    spec_case(
        """
        lesion | baseline | week 6  | week 12 | week 18 | week 24
        N1     | present  | absent  | absent  | present | absent
        N2     | present  | present | NE      | PD      | absent
        """,
        calls={"week 6": "NON-CR/NON-PD", "week 12": "NE", "week 18": "PD", "week 24": "CR"},
    )


def test_a_non_target_node_is_gone_below_10_mm(spec_case):
    calls = spec_case(
        """
        lesion    | baseline | week 6 | week 12 | week 18
        T1        |       20 | absent | absent  | absent
        N1 (node) |      12s |    10s | 9.9s    | small
        """,
        calls={"week 6": "PR", "week 12": "CR", "week 18": "CR"},
    )
    said = [reason.sentence for reason in calls["week 12"].reasons]
    assert "All non-target lesions are gone, or are nodes below 10 mm: N1 9.9 mm." in said


def test_a_non_target_that_measures_more_is_a_flag_and_no_progression(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 |     20 | 20
        N1     |        8 |      7 | 12
        """,
        calls={"week 6": "SD", "week 12": "SD"},
    )
    assert not any("N1" in flag for flag in calls["week 6"].flags)
    assert any("N1 (non-target) measures 12 mm" in flag for flag in calls["week 12"].flags)


def test_disease_back_after_complete_response_is_progression(spec_case):
    calls = spec_case(
        """
        lesion    | baseline | week 6 | week 12 | week 18
        T1        |       20 | absent | small   | absent
        T2 (node) |      16s |     9s | 9.5s    | 9s
        """,
        calls={"week 6": "CR", "week 12": "PD", "week 18": "CR"},
    )
    assert "recist_1_1.overall.recurrence" in [r.rule_id for r in calls["week 12"].reasons]


def test_a_node_is_back_only_from_10_mm(spec_case):
    spec_case(
        """
        lesion    | baseline | week 6 | week 12 | week 18
        T2 (node) |      16s |     8s | 9.9s    | 10s
        """,
        calls={"week 6": "CR", "week 12": "CR", "week 18": "PD"},
    )


def test_a_node_of_unknown_size_is_not_back_and_is_flagged(spec_case):
    table = """
        lesion    | baseline | week 6 | week 12 | week 18 | week 24
        T1        |       20 | absent | absent  | absent  | absent
        N1 (node) |      12s |     8s | present | small   | PD
        """
    weeks = {"week 6": "CR", "week 12": "PR", "week 18": "PR", "week 24": "PD"}
    calls = spec_case(table, calls=weeks, policy={"too_small_mm": "none"})
    for week in ("week 12", "week 18"):
        assert any("lymph node N1 has no size" in flag for flag in calls[week].flags)
        assert calls[week].progression_on is None
    assert not any("has no size" in flag for flag in calls["week 6"].flags)


def test_a_non_target_back_after_complete_response_is_progression(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 | absent | absent
        N1     | present  | absent | present
        """,
        calls={"week 6": "CR", "week 12": "PD"},
    )


LOOKED = {"baseline": {"regions_examined": ("chest",)}, "week 6": {"regions_examined": ("chest",)}}


def test_no_disease_at_baseline(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12
        L1     |          |        | 6
        """,
        calls={"week 6": "NED", "week 12": "PD"},
        regions=LOOKED,
    )


def test_nobody_looked_is_not_no_disease(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6
        L1     |          |
        """,
        calls={"week 6": "NE"},
        regions={"baseline": LOOKED["baseline"]},
    )
    assert "nothing says that anybody looked" in calls["week 6"].reasons[0].sentence


def test_open_proposals_at_baseline_are_not_no_disease(spec_case):
    spec_case(
        """
        lesion | baseline | week 6
        U1?    |       20 | 20
        """,
        calls={"week 6": "NE; NON-CR/NON-PD if the measurement of U1 is confirmed"},
        regions=LOOKED,
    )


def test_visits_before_the_baseline_are_not_judged(spec_case):
    calls = spec_case(
        """
        lesion | week -4 | baseline | week 6
        T1     |       8 |       20 | 20
        """,
        calls={"week -4": "before baseline: not judged", "week 6": "SD"},
    )
    assert calls["week -4"].category is None and not calls["week -4"].is_baseline
    assert calls["week 6"].nadir_mm == 20


def test_the_window_between_baseline_and_treatment_is_flagged(spec_case, tables):
    table = """
        lesion | baseline | week 6
        T1     |       20 | 20
        """
    for weeks, expected in ((4, 0), (5, 1), (-1, 1)):
        started_on = tables.visit_date(f"week {weeks}")
        calls = spec_case(table, calls={"week 6": "SD"}, plan={"treatment_started_on": started_on})
        flags = [flag for flag in calls["baseline"].flags if "start of treatment" in flag]
        assert len(flags) == expected, weeks


def test_a_target_below_the_limit_and_too_many_targets_are_flagged(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6
        T1     |       20 | 20
        T2     |        9 | 9
        T3     |       12 | 12
        """,
        calls={"week 6": "SD"},
    )
    flags = " / ".join(calls["baseline"].flags)
    assert "target T2 has 9 mm, below the measurable 10 mm" in flags
    assert "3 targets in one organ (skin), more than the 2 allowed" in flags
