"""Current receptors, the primary's, and what has changed between them."""

from datetime import date, timedelta

import pytest

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology.receptors import conversions, current_receptors, primary_receptors
from dermetry.record.patient import PrimaryTumor, PrimaryUnknown
from dermetry.record.specimen import SpecimenChoice
from tests.pathology.stain_tables import TAKEN_ON, case_of, rows_of, specimen

PAGE = "receptors"

EARLIER = date(2020, 3, 2)
SAME = ("unchanged", "not_comparable", "label_not_comparable")


def primary(stains: str, specimen_id: str = "P", **facts):
    return specimen(stains, specimen_id, source="primary", kind="core", taken_on=EARLIER, **facts)


WHAT_EACH_CHANGE_IS_CALLED = """
    primary                    | skin               | kind
    ER 90 %                    | ER 90 %            | unchanged
    ER 90 %                    | ER 0 %             | lost
    ER 90 %                    | ER 5 %             | to_low
    ER 5 %                     | ER 0 %             | lost
    ER 5 %                     | ER 60 %            | from_low
    ER 0 %                     | ER 60 %            | gained
    ER 0 %                     | ER 5 %             | gained_low
    ER 90 %                    | ER not_evaluable   | not_comparable
    ER not_evaluable           | ER 90 %            | not_comparable
    PR 60 %                    | PR 0 %             | lost
    PR 0 %                     | PR 5 %             | gained
    HER2 3+                    | HER2 1+            | lost_to_low
    HER2 3+                    | HER2 0 membrane    | lost_to_ultralow
    HER2 3+                    | HER2 0 no-membrane | lost
    HER2 3+                    | HER2 0             | lost
    HER2 3+                    | HER2 2+            | not_comparable
    HER2 1+                    | HER2 3+            | gained
    HER2 0                     | HER2 3+            | gained
    HER2 0 no-membrane         | HER2 1+            | to_low
    HER2 0 no-membrane         | HER2 0 membrane    | to_ultralow
    HER2 0 membrane            | HER2 1+            | to_low
    HER2 1+                    | HER2 0 membrane    | to_ultralow
    HER2 1+                    | HER2 0 no-membrane | low_lost
    HER2 0 membrane            | HER2 0 no-membrane | low_lost
    HER2 1+                    | HER2 0             | low_lost
    HER2 2+; HER2 ish negative | HER2 0             | low_lost
    HER2 0                     | HER2 1+            | to_low
    HER2 0 membrane            | HER2 0             | label_not_comparable
    HER2 0                     | HER2 0             | label_not_comparable
    HER2 0                     | HER2 0 no-membrane | label_not_comparable
    HER2 0                     | HER2 0 membrane    | label_not_comparable
    HER2 negative              | HER2 1+            | label_not_comparable
    HER2 1+                    | HER2 negative      | label_not_comparable
    HER2 3+                    | HER2 negative      | lost
    HER2 2+; HER2 ish negative | HER2 1+            | unchanged
    """


def test_what_each_change_is_called():
    for before, after, kind in rows_of(WHAT_EACH_CHANGE_IS_CALLED):
        (got,) = conversions(case=case_of(primary(before), specimen(after)), rules=SHIPPED)
        assert got.kind == kind, (before, after)
        assert got.is_conversion is (kind not in SAME)
        is_class_of_er = before.startswith("ER") and kind in ("to_low", "from_low")
        assert got.is_status_change is (kind.startswith(("gained", "lost")) or is_class_of_er)


def test_a_change_names_both_values_both_days_and_how_often_it_is_found():
    (got,) = conversions(case=case_of(primary("ER 90 %"), specimen("ER 0 %")), rules=SHIPPED)
    assert got.statement == (
        "ER lost: primary ER positive, 90 % (2 Mar 2020), specimen S1 ER negative, 0 % (4 May 2026)"
    )
    assert got.how_often.startswith("ER lost in 22.5 % (95 % interval 16.4-30.0 %)")
    assert (got.primary_raw, got.now_raw, got.is_current) == ("90 %", "0 %", True)
    assert "receptors.conversion.change" in got.rule_ids and "schrijver_2018" in got.cites


def test_er_that_falls_into_the_low_class_is_said_as_such():
    (got,) = conversions(case=case_of(primary("ER 90 %"), specimen("ER 5 %")), rules=SHIPPED)
    assert got.statement.startswith("ER now low positive: primary ER positive, 90 % (2 Mar 2020)")
    (back,) = conversions(case=case_of(primary("ER 5 %"), specimen("ER 60 %")), rules=SHIPPED)
    assert back.statement.startswith("ER no longer low positive, now positive: ")


def test_a_receptor_never_tested_again_is_no_conversion():
    assert (
        conversions(case=case_of(primary("ER 90 %"), specimen("GATA3 positive")), rules=SHIPPED)
        == ()
    )


def test_without_a_primary_nothing_is_compared_and_it_says_so():
    (got,) = conversions(case=case_of(specimen("ER 0 %")), rules=SHIPPED)
    assert (got.kind, got.primary_label) == ("not_comparable", "not recorded")


def test_a_typed_primary_is_compared_and_marked_as_typed():
    case = case_of(
        specimen("ER 0 %"), primary=PrimaryTumor(receptors="ER+ 90 %, HER2-", diagnosed_on=EARLIER)
    )
    (got,) = conversions(case=case, rules=SHIPPED)
    assert got.kind == "lost" and got.is_primary_as_typed
    assert "primary as typed, not from raw values" in got.caveats


def test_a_typed_primary_that_is_not_understood_is_not_compared():
    case = case_of(specimen("ER 0 %"), primary=PrimaryTumor(receptors="ER+ (2nd opinion ER-)"))
    assert [each.kind for each in conversions(case=case, rules=SHIPPED)] == ["not_comparable"]


def test_an_unknown_primary_has_no_receptors():
    case = case_of(specimen("ER 0 %"), primary=PrimaryUnknown())
    assert primary_receptors(case=case, rules=SHIPPED) == ()


def test_two_specimens_of_the_primary_that_differ_are_a_caveat():
    second = primary("ER 0 %", "P2").model_copy(update={"taken_on": EARLIER + timedelta(days=90)})
    case = case_of(primary("ER 90 %"), second, specimen("ER 0 %"))
    (got,) = conversions(case=case, rules=SHIPPED)
    assert got.primary_specimen_id == "P", "the first, before treatment"
    assert "another specimen of the primary reads differently" in got.caveats


def test_caveats_of_both_tissues_are_named():
    case = case_of(
        primary("ER 90 %", report={"fixation_hours": 100}),
        specimen("ER 0 %", report={"is_decalcified": True}),
    )
    (got,) = conversions(case=case, rules=SHIPPED)
    assert [each.split(":")[0] for each in got.caveats] == ["specimen S1", "primary"]


# ---------------------------------------------------------------- current
CURRENT_IS_THE_LATEST_MALIGNANT_SPECIMEN_WITH_RECEPTORS = """
    S1      | S2             | S2 is        | current
    ER 90 % | ER 0 %         | malignant    | S2
    ER 90 % | ER 0 %         | benign       | S1
    ER 90 % | ER 0 %         | not reported | S1
    ER 90 % | GATA3 positive | malignant    | S1
    """


def test_current_is_the_latest_malignant_specimen_with_receptors():
    later = TAKEN_ON + timedelta(days=30)
    words = {"malignant": True, "benign": False, "not reported": None}
    for first, second, word, current in rows_of(
        CURRENT_IS_THE_LATEST_MALIGNANT_SPECIMEN_WITH_RECEPTORS
    ):
        newer = specimen(second, "S2", taken_on=later, reported_on=later, is_malignant=words[word])
        case = case_of(newer, specimen(first))
        got = current_receptors(case=case, rules=SHIPPED)
        assert got.specimen_id == current, (first, second, word)
        assert bool(got.remarks) is (word == "not reported" or second == "GATA3 positive")


ANOTHER_ORIGIN_IS_NOT_THE_BREAST_CANCER = """
    origin       | current
    breast       | S2
    adnexal      | S1
    melanoma     | S1
    undetermined | S1
    """


def test_a_specimen_of_another_origin_is_not_current_and_is_named():
    later = TAKEN_ON + timedelta(days=30)
    for origin, current in rows_of(ANOTHER_ORIGIN_IS_NOT_THE_BREAST_CANCER):
        newer = specimen("ER 0 %; HER2 3+", "S2", taken_on=later, reported_on=later, origin=origin)
        case = case_of(primary("ER 90 %; HER2 1+"), specimen("ER 90 %"), newer)
        got = current_receptors(case=case, rules=SHIPPED)
        assert got.specimen_id == current, origin
        assert any("S2" in each and "left out" in each for each in got.remarks) is (current == "S1")
        found = conversions(case=case, rules=SHIPPED)
        assert ("S2" in {each.specimen_id for each in found}) is (current == "S2"), origin


def test_a_receptor_not_tested_again_is_named_with_its_last_result():
    later = TAKEN_ON + timedelta(days=30)
    second = specimen("ER 80 %", "S2", taken_on=later, reported_on=later)
    case = case_of(specimen("ER 90 %; HER2 3+"), second)
    got = current_receptors(case=case, rules=SHIPPED)
    assert got.specimen_id == "S2"
    assert "HER2 not tested on specimen S2; last: HER2 positive: 3+ (specimen S1, 4 May 2026)" in (
        got.remarks
    )


def test_nothing_malignant_gives_no_current_receptors_and_says_why():
    got = current_receptors(case=case_of(specimen("ER 90 %", is_malignant=False)), rules=SHIPPED)
    assert got.receptors is None and got.subtype is None
    assert got.statement == (
        "Not known: no specimen that is proven malignant has a receptor result."
    )


def test_the_choice_of_the_clinician_wins_and_keeps_its_reason():
    later = TAKEN_ON + timedelta(days=30)
    newer = specimen("ER 0 %", "S2", taken_on=later, reported_on=later)
    choice = SpecimenChoice(
        specimen_id="S1", chosen_by="Dr. B", chosen_on=later, reason="S2 is necrotic"
    )
    case = case_of(specimen("ER 90 %"), newer, current_specimen=choice)
    got = current_receptors(case=case, rules=SHIPPED)
    assert (got.specimen_id, got.is_chosen, got.chosen_by) == ("S1", True, "Dr. B")
    assert "S2 is necrotic" in got.why
    assert got.remarks == ("specimen S2 of 3 Jun 2026 is newer",)


@pytest.mark.parametrize(("stains", "count"), [("ER 0 %", 1), ("ER 90 %", 0)])
def test_specimens_of_one_day_that_differ_are_both_named(stains, count):
    case = case_of(specimen(stains, "S1"), specimen("ER 90 %", "S2"))
    got = current_receptors(case=case, rules=SHIPPED)
    assert len(got.remarks) == count
