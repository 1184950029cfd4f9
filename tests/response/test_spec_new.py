"""Spec: new lesions. Source: rules new.* of rules/recist_1_1.toml."""

BASE = """
    lesion | baseline | week 6 | week 12 | week 18
    T1     |       20 |     20 |      20 | 20
    """


def test_a_confirmed_new_lesion_is_progression_until_it_is_recorded_as_absent(spec_case):
    calls = spec_case(
        BASE + "L6 | | 4 | | absent",
        calls={"week 6": "PD", "week 12": "PD", "week 18": "SD"},
    )
    assert calls["week 12"].new_lesion_ids == ("L6",)
    assert "not recorded as gone" in calls["week 12"].reasons[2].sentence
    assert calls["week 18"].progression_on == calls["week 6"].visited_on


def test_an_equivocal_new_lesion_does_not_change_the_call(spec_case):
    calls = spec_case(
        BASE + "L6 | | 4 | 4 | 5",
        calls={"week 6": "SD", "week 12": "SD", "week 18": "SD"},
        lesions={"L6": {"newness": "equivocal"}},
    )
    assert any("L6 may be new (equivocal)" in flag for flag in calls["week 6"].flags)
    assert calls["week 18"].progression_on is None
    spec_case(
        BASE + "L6 | | 4 | 4 | 5",
        calls={"week 6": "PD"},
        lesions={"L6": {"newness": "equivocal"}},
        policy={"equivocal_new": "progression"},
    )


def test_a_lesion_proved_later_is_dated_back_to_its_first_sighting(spec_case, tables):
    for newness in ("equivocal", "unequivocal", None):
        for last in ("5", "absent", ""):
            calls = spec_case(
                BASE + f"L6 | | 4 | 4 | {last}",
                calls={"week 6": "SD", "week 12": "SD", "week 18": "PD"},
                lesions={"L6": {"newness": newness, "proved_on": tables.visit_date("week 18")}},
            )
            first_seen_on = calls["week 6"].visited_on
            assert {call.progression_on for call in calls.values() if not call.is_baseline} == {
                first_seen_on
            }
            assert any("dated back" in flag for flag in calls["week 6"].flags)


def test_a_region_not_examined_at_baseline_still_counts_and_is_flagged(spec_case):
    lesions = {"L6": {"zone": "scalp"}}
    regions = {"baseline": {"regions_examined": ("chest",), "regions_not_examined": ("scalp",)}}
    table = BASE + "L6 | | 4 | |"
    calls = spec_case(table, calls={"week 6": "PD"}, lesions=lesions, regions=regions)
    assert "region not examined at baseline: scalp (L6)" in calls["week 6"].flags
    regions = {"baseline": {"regions_examined": ("scalp",)}}
    calls = spec_case(table, calls={"week 6": "PD"}, lesions=lesions, regions=regions)
    assert not any("region" in flag for flag in calls["week 6"].flags)
    calls = spec_case(table, calls={"week 6": "PD"}, lesions=lesions)
    assert any("not recorded whether the region of L6" in flag for flag in calls["week 6"].flags)


def test_a_new_node_counts_from_10_mm(spec_case):
    spec_case(
        BASE + "L6 (node) | | 9.9s | 10s | small",
        calls={"week 6": "SD", "week 12": "PD", "week 18": "SD"},
    )


def test_a_new_node_of_unknown_size_does_not_count_and_is_flagged(spec_case, tables):
    table = BASE + "L6 (node) | | present | small | PD"
    calls = spec_case(
        table,
        calls={"week 6": "SD", "week 12": "SD", "week 18": "PD"},
        policy={"too_small_mm": "none"},
    )
    for week in ("week 6", "week 12"):
        assert any("new lymph node L6 has no size" in flag for flag in calls[week].flags)
    calls = spec_case(table, calls={"week 12": "SD", "week 18": "PD"})
    assert not any("L6 has no size" in flag for flag in calls["week 12"].flags)
    later = BASE + "L6 (node) | | 12s | present | absent"
    calls = spec_case(later, calls={"week 6": "PD", "week 12": "PD", "week 18": "SD"})
    assert not any("has no size" in flag for flag in calls["week 12"].flags)


def test_a_new_node_of_unknown_size_counts_once_it_is_proved(spec_case, tables):
    lesions = {"L6": {"proved_on": tables.visit_date("week 12")}}
    table = BASE + "L6 (node) | | present | present | present"
    calls = spec_case(table, calls={"week 6": "SD", "week 12": "PD"}, lesions=lesions)
    assert calls["week 12"].progression_on == calls["week 6"].visited_on


def test_a_merged_new_node_counts_by_its_mass(spec_case):
    rows = "L6 (node) | | 6s | ->M1 |\nL7 (node) | | 6s | ->M1 |\nM1 (node) | | | {} |"
    spec_case(BASE + rows.format("9s"), calls={"week 6": "SD", "week 12": "SD"})
    spec_case(BASE + rows.format("14s"), calls={"week 6": "SD", "week 12": "PD"})


def test_a_fragment_of_a_new_lesion_is_new(spec_case):
    calls = spec_case(
        BASE + "L6 | | 8 | split | split\nL6.1 | | | 4 | 4\nL6.2 | | | 3 | 3",
        calls={"week 6": "PD", "week 12": "PD"},
    )
    assert calls["week 12"].sum_mm == 20


def test_a_target_that_somebody_called_new_counts_as_new(spec_case, tables):
    day = tables.visit_date("week 6")
    calls = spec_case(
        BASE + "T2 | | 12 | 12 | 12\nN1 | absent | 5 | 5 | 5",
        calls={"week 6": "PD"},
        lesions={"T2": {"first_seen_on": day, "newness": "unequivocal"}},
    )
    assert calls["week 6"].new_lesion_ids == ("T2", "N1")
    assert calls["week 6"].sum_mm == 20
    assert any("T2 has the role target but was first seen" in f for f in calls["week 6"].flags)


def test_a_forgotten_baseline_finding_is_a_gap_and_not_progression(spec_case, tables):
    day = tables.visit_date("week 6")
    for gap in ("", "ND forgot"):
        calls = spec_case(
            BASE + f"T2 | {gap} | 12 | 12 | 12",
            calls={"week 6": "NE"},
            lesions={"T2": {"first_seen_on": day}},
        )
        assert calls["week 6"].new_lesion_ids == ()
        assert any("T2" in flag for flag in calls["baseline"].flags)


def test_a_forgotten_non_target_at_baseline_is_a_gap_too(spec_case, tables):
    day = tables.visit_date("week 6")
    calls = spec_case(
        BASE + "N1 | | 5 | 5 | 5", calls={"week 6": "SD"}, lesions={"N1": {"first_seen_on": day}}
    )
    assert any("N1 has no finding at baseline" in flag for flag in calls["week 6"].flags)


def test_an_undecided_lesion_first_seen_later_counts_as_new(spec_case):
    calls = spec_case(BASE + "U2 | | 12 | 12 | 12", calls={"week 6": "PD"})
    assert any("U2 has no role" in flag for flag in calls["week 6"].flags)


def test_a_lesion_labeled_new_that_was_there_is_a_non_target(spec_case):
    calls = spec_case(BASE + "L6 | 6 | 6 | 6 | 6", calls={"week 6": "SD"})
    assert calls["week 6"].non_target_response == "NON-CR/NON-PD"
    assert any("L6 has the role new but was there" in flag for flag in calls["week 6"].flags)


def test_regions_left_out_at_a_visit_are_flagged(spec_case):
    calls = spec_case(
        BASE, calls={"week 6": "SD"}, regions={"week 6": {"regions_not_examined": ("back",)}}
    )
    assert any("not examined at this visit" in flag for flag in calls["week 6"].flags)


def test_new_lesions_that_merged_and_vanished_are_gone(spec_case):
    spec_case(
        BASE
        + """L6 | | 9 | ->L8 | ->L8
        L7 | | 9 | ->L8 | ->L8
        L8 | | | 12 | absent""",
        calls={"week 6": "PD", "week 12": "PD", "week 18": "SD"},
        lesions={"L8": {"merged_from": ("L6", "L7")}},
    )
