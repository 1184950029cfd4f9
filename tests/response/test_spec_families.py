"""Spec: lesions that merge and split. Source: rules value.merged and value.split."""


def test_a_measured_mass_accounts_for_its_parents_and_counts_once(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |       20 | ->M1   |         | ND merged
        T2     |       15 | ->M1   |         |
        M1     |          |     24 |      20 | absent
        """,
        calls={"week 6": "PR", "week 12": "PR", "week 18": "CR"},
    )
    call = calls["week 6"]
    assert (call.sum_mm, call.is_sum_complete, call.new_lesion_ids) == (24, True, ())
    used = {value.lesion_id: value for value in call.values_used}
    assert used["T1"].raw_status == "merged_into" and used["T1"].used_mm is None
    assert used["T1"].note == "counted as M1" and used["M1"].used_mm == 24


def test_a_mass_that_was_not_measured_makes_the_sum_incomplete(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |       20 | ->M1   |         |
        T2     |       15 | ->M1   |         |
        M1     |          |        | NE      | present
        """,
        calls={"week 6": "NE", "week 12": "NE", "week 18": "NE"},
    )
    assert calls["week 6"].missing_lesion_ids == ("M1",)


def test_a_mass_recorded_on_its_side_only_is_not_lost(spec_case):
    for word in ("absent", "", "ND"):
        calls = spec_case(
            f"""
            lesion | baseline | week 6 | week 12
            T1     |       20 | {word} | ->M1
            T2     |       15 | {word} | ->M1
            M1     |          |     24 | 24
            """,
            calls={"week 6": "PR", "week 12": "PR"},
        )
        assert calls["week 6"].sum_mm == 24


def test_an_absent_mass_before_any_merger_makes_no_zero(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 |        | ->M1
        T2     |       15 |        | ->M1
        M1     |          | absent | 24
        """,
        calls={"week 6": "NE", "week 12": "PR"},
    )


def test_a_mass_beside_the_size_of_its_parent_is_not_used(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 |     10 | ->M1
        T2     |       15 | ->M1   | ->M1
        M1     |          |     24 | 24
        """,
        calls={"week 6": "NE", "week 12": "PR"},
    )
    assert calls["week 6"].sum_mm is None
    assert any("settle which holds" in flag for flag in calls["week 6"].flags)


def test_separate_again_each_is_measured_again(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 | ->M1   | 8
        T2     |       15 | ->M1   | 7
        M1     |          |     24 |
        """,
        calls={"week 6": "PR", "week 12": "PR"},
    )
    assert calls["week 12"].sum_mm == 15


def test_a_mass_of_target_and_non_target_enters_whole_and_is_flagged(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 | ->M1   |
        N1     |  present | ->M1   |
        M1     |          |     22 | absent
        """,
        calls={"week 6": "SD", "week 12": "CR"},
    )
    call = calls["week 6"]
    assert call.sum_mm == 22 and call.non_target_response == "NON-CR/NON-PD"
    assert any("M1 holds N1" in flag for flag in call.flags)
    words = {reason.rule_id: reason.sentence for reason in call.reasons}
    assert words["recist_1_1.value.merged"] == "M1 enters with 22 mm for T1."


def test_a_mass_of_non_targets_is_no_target_and_not_new(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6
        T1     |       20 | 20
        N1     |  present | ->M1
        N2     |  present | ->M1
        M1     |          | 30
        """,
        calls={"week 6": "SD"},
    )
    assert calls["week 6"].sum_mm == 20


def test_fragments_are_added_up(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T4     |       30 | split  |         |
        T4.1   |          | 8      | 9       | 6
        T4.2   |          | 7      | NE      | absent
        """,
        calls={"week 6": "PR", "week 12": "NE", "week 18": "PR"},
    )
    assert [calls[week].sum_mm for week in ("week 6", "week 12", "week 18")] == [15, 9, 6]
    assert calls["week 12"].missing_lesion_ids == ("T4.2",)
    assert calls["week 6"].new_lesion_ids == ()


def test_a_mass_can_merge_again(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 | ->M1   |
        T2     |       15 | ->M1   |
        T3     |       12 | 12     | ->M2
        M1     |          | 24     | ->M2
        M2     |          |        | 30
        """,
        calls={"week 6": "SD", "week 12": "PR"},
    )
    assert (calls["week 6"].sum_mm, calls["week 12"].sum_mm) == (36, 30)


def test_a_mass_of_a_treated_lesion_cannot_be_assessed(spec_case):
    spec_case(
        """
        lesion | baseline | week 6  | week 12
        T1     |       20 | treated | ->M1
        T2     |       15 | 15      | ->M1
        M1     |          |         | 10
        """,
        calls={"week 6": "NE", "week 12": "NE"},
    )


def test_an_unconfirmed_mass_gives_no_value(spec_case):
    spec_case(
        """
        lesion | baseline | week 6
        T1     |       20 | ?->M1
        T2     |       15 | ?->M1
        M1?    |          | 24
        """,
        calls={"week 6": "NE; PR if M1 is confirmed"},
    )
