"""Spec: the switches of the preset recist11-admiralonco that act on one visit."""

PAGE = "presets"
PRESET = "recist11-admiralonco"


def test_too_small_to_measure_has_no_value(spec_case):
    table = """
        lesion | baseline | week 6
        T1     |       20 | small
        T2     |       20 | 8
        """
    spec_case(table, calls={"week 6": "PR"})
    spec_case(table, calls={"week 6": "NE"}, preset="recist11-admiralonco")


def test_only_a_complete_sum_is_judged(spec_case):
    table = """
        lesion | baseline | week 6
        T1     |       20 | 60
        T2     |       20 | ND
        """
    spec_case(table, calls={"week 6": "PD"})
    spec_case(table, calls={"week 6": "NE"}, preset="recist11-admiralonco")


def test_over_a_nadir_of_0_any_size_is_progression(spec_case):
    table = """
        lesion | baseline | week 6 | week 12
        T1     |       20 | absent | 2
        N1     | present  | present | present
        """
    spec_case(table, calls={"week 6": "PR", "week 12": "PR"})
    spec_case(table, calls={"week 6": "PR", "week 12": "PD"}, preset="recist11-admiralonco")


def test_a_response_is_not_kept(spec_case):
    table = """
        lesion | baseline | week 6 | week 12
        T1     |      100 |     70 |      80
        """
    spec_case(table, calls={"week 6": "PR", "week 12": "PR"})
    spec_case(table, calls={"week 6": "PR", "week 12": "SD"}, preset="recist11-admiralonco")


def test_targets_are_taken_as_given(spec_case):
    lines = "\n".join(f"T{number} | 12 | 12" for number in range(1, 8))
    table = f"lesion | baseline | week 6\n{lines}"
    calls = spec_case(table, calls={"week 6": "SD"})
    assert any("more than the 5 allowed" in flag for flag in calls["baseline"].flags)
    calls = spec_case(table, calls={"week 6": "SD"}, preset=PRESET)
    assert not any("allowed" in flag for flag in calls["baseline"].flags)
