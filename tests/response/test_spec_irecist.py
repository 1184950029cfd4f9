"""Spec: iRECIST, tables 2 and 3 of Seymour 2017 (as restated in the rule sheet)."""

from itertools import product

import pytest

PAGE = "irecist"

TABLE_2 = """
target | non-target | new | earlier iUPD of | overall
iCR | iCR | no | nothing | iCR
iCR | NON-iCR/NON-iUPD | no | nothing | iPR
iPR | NON-iCR/NON-iUPD | no | nothing | iPR
iSD | NON-iCR/NON-iUPD | no | nothing | iSD
iSD | iUPD | no | nothing | iUPD
iPR | iUPD | no | nothing | iUPD
iCR | iUPD | no | nothing | iUPD
iUPD | NON-iCR/NON-iUPD | no | nothing | iUPD
iUPD | iCR | no | nothing | iUPD
iUPD | iUPD | no | nothing | iUPD
iUPD | iUPD | yes | nothing | iUPD
iSD | NON-iCR/NON-iUPD | yes | nothing | iUPD
iCR | iCR | no | target | iCR
iPR | NON-iCR/NON-iUPD | no | target | iPR
iSD | NON-iCR/NON-iUPD | no | target | iSD
iUPD, no change | NON-iCR/NON-iUPD | no | target | iUPD
iUPD, less than last | NON-iCR/NON-iUPD | no | target | iUPD
iUPD, 4.9 mm more | NON-iCR/NON-iUPD | no | target | iUPD
iUPD, 5 mm more | NON-iCR/NON-iUPD | no | target | iCPD
iUPD, 5 mm more | iCR | no | target | iCPD
iSD | iUPD, no change | no | non-target | iUPD
iPR | iUPD, grown further | no | non-target | iCPD
iCR | iUPD, grown further | no | non-target | iCPD
iUPD, no change | iUPD, no change | no | target and non-target | iUPD
iUPD, 5 mm more | iUPD, no change | no | target and non-target | iCPD
iUPD, no change | iUPD, grown further | no | target and non-target | iCPD
iUPD, no change | iUPD, no change | yes, no change | target, non-target and new | iUPD
iUPD, less than last | iUPD, no change | yes, 5 mm more | target, non-target and new | iCPD
iUPD, no change | iUPD, no change | yes, other grown | target, non-target and new | iCPD
iUPD, no change | iUPD, no change | yes, more of them | target, non-target and new | iCPD
iSD | NON-iCR/NON-iUPD | yes, no change | new | iUPD
iSD | NON-iCR/NON-iUPD | yes, 4.9 mm more | new | iUPD
iSD | NON-iCR/NON-iUPD | yes, 5 mm more | new | iCPD
iSD | NON-iCR/NON-iUPD | yes, other grown | new | iCPD
iSD | NON-iCR/NON-iUPD | yes, more of them | new | iCPD
iSD | iUPD, no change | no | target | iCPD
iUPD, no change | NON-iCR/NON-iUPD | yes, no change | target | iCPD
"""

TARGET = {
    "iCR": "absent",
    "iPR": "60",
    "iSD": "110",
    "iUPD": "130",
    "iUPD, no change": "130",
    "iUPD, less than last": "125",
    "iUPD, 4.9 mm more": "134.9",
    "iUPD, 5 mm more": "135",
    "NE": "ND",
}
NON_TARGET = {
    "iCR": "absent",
    "NON-iCR/NON-iUPD": "present",
    "iUPD": "PD",
    "iUPD, no change": "PD=",
    "iUPD, grown further": "PD+",
    "NE": "NE",
}
NEW = {  # a lesion with a sum of its own, one without, and one more
    "no": ("absent", "absent", ""),
    "yes": ("12", "6", ""),
    "yes, no change": ("12", "6", ""),
    "yes, 4.9 mm more": ("16.9", "6", ""),
    "yes, 5 mm more": ("17", "6", ""),
    "yes, other grown": ("12", "6.1", ""),
    "yes, more of them": ("12", "6", "4"),
}


def build(row):
    """Write the table of one line: what there was at week 6, and what there is at week 12."""
    earlier = row["earlier iUPD of"]
    was_new = "new" in earlier.split()
    first = NEW["yes"] if was_new else ("", "", "")
    now = NEW[row["new"]] if was_new or row["new"] != "no" else ("", "", "")
    was_target = "target" in earlier.replace("non-target", "")
    lines = [
        "lesion | baseline | week 6 | week 12",
        f"T1 | 100 | {'130' if was_target else '100'} | {TARGET[row['target']]}",
        f"N1 | present | {'PD' if 'non-target' in earlier else 'present'} "
        f"| {NON_TARGET[row['non-target']]}",
    ]
    lines += [f"L{i + 1} | | {first[i]} | {now[i]}" for i in range(3)]
    return "\n".join(lines)


@pytest.mark.parametrize("number", range(TABLE_2.strip().count("\n")))
def test_table_2_line_by_line(spec_case, tables, number):
    row = tables.read_rows(TABLE_2)[number]
    first = "iSD" if row["earlier iUPD of"] == "nothing" else "iUPD"
    calls = spec_case(
        build(row), calls={"week 6": first, "week 12": row["overall"]}, preset="irecist"
    )
    call = calls["week 12"]
    since = calls["week 6" if first == "iUPD" else "week 12"].visited_on
    if call.category == "iCPD":
        assert call.progression_on == call.immune.unconfirmed_on == since
        assert call.immune.confirmed_on == call.visited_on
    else:
        assert call.progression_on is None
        assert call.immune.unconfirmed_on == (since if call.category == "iUPD" else None)
        assert call.immune.is_reset == (first == "iUPD" and call.category != "iUPD")


def by_the_table(target, non_target, new, earlier):
    """Say what table 2 and the sentences under it give, for any combination."""
    grown = {
        "target": target == "iUPD, 5 mm more",
        "non-target": non_target == "iUPD, grown further",
        "new": new in ("yes, 5 mm more", "yes, other grown", "yes, more of them"),
    }
    there = {
        "target": target.startswith("iUPD"),
        "non-target": non_target.startswith("iUPD"),
        "new": new != "no",
    }
    if earlier and any(grown[each] if each in earlier else there[each] for each in there):
        return "iCPD"
    if any(there.values()):
        return "iUPD"
    if target == "iCR":
        return "iCR" if non_target == "iCR" else "iPR"
    return target


@pytest.mark.parametrize(
    "earlier",
    [
        (),
        ("target",),
        ("non-target",),
        ("new",),
        ("target", "non-target"),
        ("target", "new"),
        ("non-target", "new"),
        ("target", "non-target", "new"),
    ],
)
def test_table_2_in_all_combinations(spec_case, earlier):
    for target, non_target, new in product(TARGET, NON_TARGET, NEW):
        row = {"target": target, "non-target": non_target, "new": new}
        row["earlier iUPD of"] = " and ".join(earlier) or "nothing"
        expected = by_the_table(target, non_target, new, earlier)
        spec_case(build(row), calls={"week 12": expected}, preset="irecist")


def test_an_unconfirmed_progression_is_confirmed_by_5_mm_more(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |      100 |    130 |   134.9 |     135
        """,
        calls={"week 6": "iUPD", "week 12": "iUPD", "week 18": "iCPD"},
        preset="irecist",
    )
    assert calls["week 18"].progression_on == calls["week 6"].visited_on
    assert [each.rule_id for each in calls["week 18"].reasons][:2] == [
        "irecist.confirmed.date",
        "irecist.confirmed.target",
    ]
    assert "135 mm" in calls["week 18"].reasons[1].sentence


def test_slow_growth_is_compared_with_the_smallest_sum_of_the_block(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18 | week 24
        T1     |      100 |    130 |     127 |     131 |     132
        """,
        calls={"week 12": "iUPD", "week 18": "iUPD", "week 24": "iCPD"},
        preset="irecist",
    )


def test_the_bar_is_reset_and_a_later_progression_is_a_new_one(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18 | week 24
        T1     |      100 |    130 |     100 |     130 |     135
        """,
        calls={"week 6": "iUPD", "week 12": "iSD", "week 18": "iUPD", "week 24": "iCPD"},
        preset="irecist",
    )
    assert calls["week 12"].immune.is_reset
    assert calls["week 24"].progression_on == calls["week 18"].visited_on


def test_shrinkage_is_judged_against_the_baseline(spec_case):
    table = """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |      100 |     50 |      75 |      70
        """
    calls = {"week 6": "iPR", "week 12": "iUPD"}
    spec_case(table, calls={**calls, "week 18": "iPR"}, preset="irecist")
    over_nadir = {"bar_reset": "nadir"}
    spec_case(table, calls={**calls, "week 18": "iUPD"}, preset="irecist", policy=over_nadir)


def test_unchanged_is_not_shrunk(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |      100 |     50 |      75 |      75
        """,
        calls={"week 6": "iPR", "week 12": "iUPD", "week 18": "iUPD"},
        preset="irecist",
    )


def test_a_response_is_not_kept_as_in_recist(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |      100 |     70 |      80
        """,
        calls={"week 6": "iPR", "week 12": "iSD"},
        preset="irecist",
    )


def test_a_visit_that_cannot_be_evaluated_leaves_the_progression_open(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |      100 |    130 | ND      |     135
        """,
        calls={"week 6": "iUPD", "week 12": "NE", "week 18": "iCPD"},
        preset="irecist",
    )
    assert calls["week 12"].immune.unconfirmed_on == calls["week 6"].visited_on


def test_a_gap_of_the_targets_beside_new_lesions_forgets_nothing(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |      100 |    130 | ND      |     130
        L1     |          |     12 | 12      |      12
        """,
        calls={"week 6": "iUPD", "week 12": "iUPD", "week 18": "iUPD"},
        preset="irecist",
    )


def test_a_gap_of_the_non_targets_forgets_nothing(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |      100 |    130 |     130 | 130
        N1     | present  | PD     | ND      | PD=
        """,
        calls={"week 6": "iUPD", "week 12": "iUPD", "week 18": "iUPD"},
        preset="irecist",
    )


def test_targets_back_after_complete_response_do_not_reset_by_shrinking(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18 | week 24
        T1     |       20 | absent | 8       | 6       | absent
        """,
        calls={"week 6": "iCR", "week 12": "iUPD", "week 18": "iUPD", "week 24": "iCR"},
        preset="irecist",
    )


def test_a_partial_sum_may_confirm_and_never_resets(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |       50 |     80 |      40 | 90
        T2     |       50 |     50 | ND      | ND
        """,
        calls={"week 6": "iUPD", "week 12": "NE", "week 18": "NE"},
        preset="irecist",
    )
    spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       50 |     80 | 135
        T2     |       50 |     50 | ND
        """,
        calls={"week 6": "iUPD", "week 12": "iCPD"},
        preset="irecist",
    )


def test_a_non_target_progressed_again_asks_whether_it_has_grown(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |      100 |    100 |     100
        N1     | present  | PD     | PD
        """,
        calls={"week 6": "iUPD", "week 12": "iUPD"},
        preset="irecist",
    )
    assert any("whether N1 has grown further" in flag for flag in calls["week 12"].flags)


def test_further_growth_of_non_targets_may_be_small_or_of_another_lesion(spec_case):
    for last in ("PD= | 12.1", "PD= | PD"):
        first, second = last.split(" | ")
        calls = spec_case(
            f"""
            lesion | baseline | week 6 | week 12
            T1     |      100 |    100 |     100
            N1     | present  | PD     | {first}
            N2     | 12       | 12     | {second}
            """,
            calls={"week 6": "iUPD", "week 12": "iCPD"},
            preset="irecist",
        )
        assert "N2" in calls["week 12"].reasons[1].sentence


def test_new_lesions_have_a_sum_of_their_own_within_limits(spec_case):
    calls = spec_case(
        """
        lesion    | baseline | week 6 | week 12
        T1        |      100 |    100 | 100
        L1        |          |     12 | 12
        L2        |          |     30 | 30
        L3        |          |     20 | 20
        L4 (node) |          |    16s | 16s
        L5        |          |      9 | 9
        """,
        calls={"week 6": "iUPD", "week 12": "iUPD"},
        preset="irecist",
    )
    facts = calls["week 6"].immune
    assert facts.new_target_ids == ("L2", "L3", "L4")  # two of the skin, the largest first
    assert facts.new_other_ids == ("L1", "L5")
    assert (facts.new_sum_mm, calls["week 6"].sum_mm) == (66, 100)


def test_new_lesions_that_grow_together_are_not_more_new_lesions(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |      100 |    100 |     100 | 100
        L1     |          |     12 | ->M1    |
        L2     |          |     14 | ->M1    |
        M1     |          |        |      28 | 31
        """,
        calls={"week 6": "iUPD", "week 12": "iUPD", "week 18": "iCPD"},
        preset="irecist",
    )
    assert calls["week 18"].immune.new_sum_mm == 31


def test_a_new_lesion_back_within_an_open_progression_is_another_category(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |      100 |    130 | 130     | 130
        L1     |          |     12 | absent  | 12
        """,
        calls={"week 6": "iUPD", "week 12": "iUPD", "week 18": "iCPD"},
        preset="irecist",
    )


def test_a_new_lesion_small_when_first_seen_gets_no_sum_later(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |      100 |    100 | 100
        L1     |          |      6 | 12
        """,
        calls={"week 6": "iUPD", "week 12": "iCPD"},
        preset="irecist",
    )
    assert calls["week 12"].immune.new_target_ids == ()
    assert calls["week 12"].reasons[1].rule_id == "irecist.confirmed.new_non_target"


def test_new_lesions_gone_end_the_progression(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |      100 |    100 | 100     |     100
        L1     |          |     12 | absent  | 12
        """,
        calls={"week 6": "iUPD", "week 12": "iSD", "week 18": "iUPD"},
        preset="irecist",
    )


def test_disease_back_after_complete_response_is_unconfirmed_first(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18 | week 24
        T1     |       20 | absent | 3       | 3       | 8
        """,
        calls={"week 6": "iCR", "week 12": "iUPD", "week 18": "iUPD", "week 24": "iCPD"},
        preset="irecist",
    )


def test_a_confirmed_progression_stands(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |      100 |    130 |     140 | absent
        """,
        calls={"week 6": "iUPD", "week 12": "iCPD", "week 18": "iCPD"},
        preset="irecist",
    )
    assert "this visit reads iCR" in calls["week 18"].reasons[0].sentence
    assert calls["week 18"].progression_on == calls["week 6"].visited_on


def test_disease_without_targets(spec_case):
    spec_case(
        """
        lesion | baseline | week 6           | week 12 | week 18 | week 24
        N1     | present  | present          | PD      | present | absent
        """,
        calls={
            "week 6": "NON-iCR/NON-iUPD",
            "week 12": "iUPD",
            "week 18": "NON-iCR/NON-iUPD",
            "week 24": "iCR",
        },
        preset="irecist",
    )


def test_a_new_lesion_proved_later_dates_the_progression_back(spec_case, tables):
    facts = {"newness": "equivocal", "proved_on": tables.visit_date("week 12")}
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |      100 |    100 |     100 |     100
        L1     |          |     12 |      12 |      17
        """,
        calls={"week 6": "iSD", "week 12": "iUPD", "week 18": "iCPD"},
        preset="irecist",
        lesions={"L1": facts},
    )
    assert calls["week 12"].immune.unconfirmed_on == calls["week 6"].visited_on
    assert calls["week 18"].progression_on == calls["week 6"].visited_on


def test_clinical_stability_is_asked_for_and_changes_no_call(spec_case):
    table = """
        lesion | baseline | week 6 | week 12
        T1     |      100 |    130 |     130
        """
    for stated, part in ((None, "not recorded whether"), (False, "not clinically stable")):
        visit = {"week 6": {"clinically_stable": stated}}
        calls = spec_case(table, calls={"week 6": "iUPD"}, preset="irecist", regions=visit)
        assert any(part in flag for flag in calls["week 6"].flags)
        assert calls["week 6"].immune.clinically_stable is stated
    visit = {"week 6": {"clinically_stable": True}}
    calls = spec_case(table, calls={"week 6": "iUPD"}, preset="irecist", regions=visit)
    assert not any("stable" in flag for flag in calls["week 6"].flags)


def test_a_confirmation_out_of_time_is_flagged_or_waits(spec_case):
    table = """
        lesion | baseline | week 6 | week 8 | week 11
        T1     |      100 |    130 |    136 |     136
        """
    calls = spec_case(table, calls={"week 8": "iCPD"}, preset="irecist")
    assert any("14 days after" in flag for flag in calls["week 8"].flags)
    calls = spec_case(
        table,
        calls={"week 8": "iUPD", "week 11": "iCPD"},
        preset="irecist",
        policy={"icpd_window": "minimum"},
    )
    assert "too soon" in calls["week 8"].reasons[0].sentence
    assert not any("days after" in flag for flag in calls["week 11"].flags)


def test_28_and_56_days_are_in_time(spec_case):
    for week, expected in ((9, 1), (10, 0), (14, 0), (15, 1)):
        table = f"lesion | baseline | week 6 | week {week}\nT1 | 100 | 130 | 136"
        calls = spec_case(table, calls={f"week {week}": "iCPD"}, preset="irecist")
        late = [flag for flag in calls[f"week {week}"].flags if "days after" in flag]
        assert len(late) == expected, week


def test_a_proposal_is_named_with_what_it_would_confirm(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |      100 |    130 | 130
        L1?    |          |        | 12
        """,
        calls={"week 6": "iUPD", "week 12": "iUPD; iCPD if L1 is confirmed"},
        preset="irecist",
    )
