"""Spec: law 7. Proposals never enter a call; the call names what they would change."""


def test_a_proposed_new_lesion_never_counts(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6
        T1     |       20 | 20
        L6?    |          | 8
        """,
        calls={"week 6": "SD; PD if L6 is confirmed"},
    )
    call = calls["week 6"]
    assert (call.category, call.new_lesion_ids) == ("SD", ())
    assert call.conditionals[0].if_confirmed == ("L6",)
    assert call.values_used[1].raw_status == "unconfirmed" and call.values_used[1].raw_mm == 8
    assert call.values_used[1].used_mm is None


def test_a_proposed_size_of_a_target_gives_no_value(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 | ?10    | 13
        T2     |       10 | 10     | 10
        """,
        calls={"week 6": "NE; PR if the measurement of T1 is confirmed", "week 12": "SD"},
    )
    assert calls["week 6"].sum_mm == 10
    assert calls["week 12"].nadir_mm == 30
    assert any("earlier visits hold unconfirmed" in flag for flag in calls["week 12"].flags)


def test_two_open_targets_are_needed_together(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6
        T1     |       20 | ?10
        T2     |       15 | ?10
        N1     |  present | ?present
        L6?    |          | 8
        L7?    |          | 8
        """,
        calls={
            "week 6": "NE; PR if the measurements of T1, T2 are confirmed; "
            "PD if L6 or L7 is confirmed"
        },
    )
    sets = {each.if_confirmed for each in calls["week 6"].conditionals}
    assert sets == {("T1", "T2"), ("L6",), ("L7",)}


def test_a_set_that_changes_nothing_more_is_not_listed(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6
        T1     |       20 | ?42
        T2     |       15 | ?10
        """,
        calls={"week 6": "NE; PD if the measurement of T1 is confirmed"},
    )
    assert len(calls["week 6"].conditionals) == 1


def test_an_open_baseline_asks_for_everything_known(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |      ?20 | ?10    | 10
        T2     |      ?15 | ?10    | 10
        L6?    |          | 5      |
        """,
        calls={
            "week 6": "NE; PR if the measurements of T1, T2 are confirmed; PD if L6 is confirmed",
            "week 12": "NE; PR if the measurements of T1, T2 are confirmed; PD if L6 is confirmed",
        },
    )
    assert calls["week 6"].sum_mm is None and calls["week 6"].nadir_mm is None


def test_a_proposed_new_lesion_seen_earlier_only(spec_case):
    spec_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       20 | 20     | 20
        L6?    |          | 5      |
        """,
        calls=dict.fromkeys(("week 6", "week 12"), "SD; PD if L6 is confirmed"),
    )


def test_an_unconfirmed_chosen_target_is_missing_and_not_left_out(spec_case):
    calls = spec_case(
        """
        lesion | baseline | week 6
        T1     |       20 | 10
        T2?    |       15 | 30
        """,
        calls={"week 6": "NE; SD if the measurement of T2 is confirmed"},
    )
    assert calls["week 6"].missing_lesion_ids == ("T2",)


def test_a_proposed_absence_is_no_zero(spec_case):
    spec_case(
        """
        lesion | baseline | week 6
        T1     |       20 | ?absent
        """,
        calls={"week 6": "NE; CR if T1 is confirmed"},
    )


def test_an_open_non_target_keeps_a_complete_response_open(spec_case):
    spec_case(
        """
        lesion | baseline | week 6
        T1     |       20 | absent
        N1     |  present | ?absent
        """,
        calls={"week 6": "PR; CR if N1 is confirmed"},
    )


def test_lesions_are_named_in_the_order_people_count(spec_case):
    spec_case(
        """
        lesion | baseline | week 6
        T1     |       20 | 20
        L10?   |          | 8
        L2?    |          | 8
        """,
        calls={"week 6": "SD; PD if L2 or L10 is confirmed"},
    )
