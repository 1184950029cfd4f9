"""Calls that hang on one measured size and not on the sum: never said to rest on none."""

import pytest

NO_SIZE = "no single size is so near a limit"
TARGET = "lesion | baseline | week 6\nT1 | 30.0 | 30.0\n"
AFTER = "lesion | baseline | week 6 | week 12\n"
LONG = "lesion | baseline | week 6 | week 12 | week 18\n"


def is_hanging(found, *words: str) -> bool:
    """Tell whether a call is said to hang on a size, and on which."""
    text = found.statement
    is_told = (found.verdict, found.is_known) == ("unknown", False) and NO_SIZE not in text
    has_no_number = found.overall_probabilities == () and found.error_chance is None
    return is_told and has_no_number and all(each in text for each in words)


def test_a_target_node_back_at_its_limit(certainty):
    found = certainty(f"{AFTER}T1 (node) | 20.0 | 9.9 | 10.0", "9")
    assert found["week 12"].called == "PD"
    assert is_hanging(found["week 12"], "T1 of 9.9 mm on 2026-02-16", "T1 of 10 mm on 2026-03-30")
    assert "at 9.9 mm the call would be CR" in found["week 12"].statement
    assert "certainty.size_at_limit" in found["week 12"].rule_ids


def test_a_new_node_at_its_limit_and_one_far_from_it(certainty):
    near = certainty(f"{TARGET}L1 (node) | | 10.1", "9")["week 6"]
    assert (near.called, is_hanging(near, "L1 of 10.1 mm", "at 9.9 mm", "SD")) == ("PD", True)
    far = certainty(f"{TARGET}L1 (node) | | 20.0", "9")["week 6"]
    assert (far.called, far.verdict) == ("PD", "not_from_sum")
    assert NO_SIZE in far.statement
    missed = certainty(f"{TARGET}L1 (node) | | 9.9", "5")["week 6"]
    assert (missed.called, is_hanging(missed, "L1 of 9.9 mm", "at 10 mm", "PD")) == ("SD", True)


def test_a_new_node_that_counted_at_its_limit_is_remembered(certainty):
    table = f"{AFTER}T1 | 30.0 | 30.0 | 30.0\nL1 (node) | | 10.1 | ND"
    found = certainty(table, "9")["week 12"]
    assert (found.called, is_hanging(found, "L1 of 10.1 mm on 2026-02-16")) == ("PD", True)


def test_a_non_target_node_at_its_limit_makes_no_clear_response(certainty):
    table = "lesion | baseline | week 6\nT1 | 30.0 | absent\nN1 (node) | 12.0 | {}"
    found = certainty(table.format("9.9"), "9")["week 6"]
    assert (found.called, is_hanging(found, "N1 of 9.9 mm", "PR")) == ("CR", True)
    clear = certainty(table.format("6.0"), "9")["week 6"]
    assert (clear.called, clear.verdict) == ("CR", "clear")
    assert "no other size is at a limit" in clear.statement


@pytest.mark.parametrize(("now", "hangs"), [("17.0", True), ("40.0", False)])
def test_growth_of_new_lesions_that_confirms_by_its_limit(certainty, now, hangs):
    table = f"{LONG}T1 | 30.0 | 30.0 | 30.0 | 30.0\nL1 | | 12.0 | {now} | 12.0"
    found = certainty(table, "9", preset="irecist")
    assert [each.called for each in found.values()] == ["iUPD", "iCPD", "iCPD"]
    assert found["week 6"].verdict == "not_from_sum"
    assert is_hanging(found["week 12"], f"L1 of {now[:2]} mm", "iUPD") == hangs
    after = found["week 18"]
    assert is_hanging(after, "the progression called on 2026-03-30") == hangs
    assert (found["week 12"].verdict == after.verdict == "not_from_sum") == (not hangs)


def test_growth_by_another_new_lesion_rests_on_no_size(certainty):
    table = f"{AFTER}T1 | 30.0 | 30.0 | 30.0\nL1 | | present | present\nL2 | | | present"
    found = certainty(table, "9", preset="irecist")
    assert {each.verdict for each in found.values()} == {"not_from_sum"}


def test_exact_sizes_hang_on_nothing(certainty):
    found = certainty(f"{TARGET}L1 (node) | | 10.1", "0")["week 6"]
    assert found.verdict == "not_from_sum"


def test_a_size_of_unknown_error_is_moved_by_the_largest_of_the_usual_ones(certainty):
    near = certainty(f"{TARGET}L1 (node) | | 13.0", method="ultrasound")["week 6"]
    assert is_hanging(near, "L1 of 13 mm", "error 2.60 mm, assumed")
    far = certainty(f"{TARGET}L1 (node) | | 20.0", method="ultrasound")["week 6"]
    assert far.verdict == "not_from_sum"


def test_what_the_numbers_of_the_sum_hold_is_not_named_again(certainty):
    found = certainty("lesion | baseline | week 6\nT1 (node) | 20.0 | 9.9", "9")["week 6"]
    assert (found.verdict, found.is_known, found.flags) == ("too_close", True, ())


def test_a_call_too_close_by_its_sum_names_the_size_besides(certainty):
    table = (
        "lesion | baseline | week 6\nT1 | 30.0 | 36.0\nN1 (node) | 12.0 | 10.1\nL1 (node) | | 9.8"
    )
    found = certainty(table, "9")["week 6"]
    assert (found.called, found.verdict) == ("PD", "too_close")
    assert found.overall_probabilities
    calm = certainty(table.replace("36.0", "35.9"), "9")["week 6"]
    assert (calm.called, calm.verdict) == ("SD", "too_close")
    assert "Besides, it rests on a size at a limit" in calm.statement
    assert "L1 of 9.8 mm" in calm.flags[0]


def test_a_progression_that_is_over_by_irecist_may_still_be_one_by_recist(spec_case):
    table = f"{LONG[:-1]} | week 24\nT1 | 100.0 | 50.0 | 61.0 | 61.0 | {{}}"
    over = spec_case(table.format("60.9"), calls={"week 24": "iPR"}, preset="irecist")["week 24"]
    (flag,) = [each for each in over.flags if "still progression against the nadir" in str(each)]
    assert "21.8 %" in str(flag)
    gone = spec_case(table.format("55.0"), calls={"week 24": "iPR"}, preset="irecist")["week 24"]
    assert not any("still progression" in str(each) for each in gone.flags)
