"""Stains that cannot be, or are doubtful: each row asks its question, its neighbor does not."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings

from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology.stain_questions import ask_about_stains
from dermetry.pathology.vocabulary import StainInvalid, make_stain
from dermetry.pathway.questions import ask_about
from dermetry.record.biopsy import Biopsy
from dermetry.record.patient import PrimaryTumor
from tests.pathology.stain_tables import TAKEN_ON, case_of, rows_of, specimen
from tests.strategies.cases import cases

PAGE = "receptors"


def asked(stains: str, **facts) -> list[str]:
    """Give the short names of the questions on one specimen."""
    found = ask_about_stains(case=case_of(specimen(stains, **facts)), rules=SHIPPED)
    return [each.rule_id.removeprefix("receptors.question.") for each in found]


WHAT_IS_ASKED_OF_STAINS = """
    stains                                        | asked
    ER 90 % strong; PR 0 %; HER2 1+; KI-67 20 %   | -
    ER 60 % negative                              | word_and_value
    ER 0 % positive                               | word_and_value
    ER 5 % negative                               | word_and_value
    HER2 3+ negative                              | word_and_value
    HER2 3+; HER2 ish ratio=1.1 copies=2          | her2_exclusive
    HER2 0; HER2 ish ratio=3 copies=9             | her2_exclusive
    HER2 3+; HER2 ish ratio=3 copies=9            | -
    HER2 2+                                       | ish_needs
    HER2 2+; HER2 ish ratio=1.1 copies=2          | -
    HER2 ish ratio=1.5 copies=7                   | ish_needs
    HER2 ish ratio=1.1 copies=2                   | -
    HER2 2+; HER2 ish ratio=1.5 copies=5          | ish_needs
    HER2 2+; HER2 ish ratio=1.5 copies=5 reviewed | -
    HER2 2+; HER2 ish ratio=2.5                   | ish_needs
    ER 2+                                         | value_of_other_marker
    GATA3 membrane                                | value_of_other_marker
    ER ratio=2 copies=3                           | value_of_other_marker method
    HER2 ish 3+                                   | method
    HER2 ratio=2.5 copies=9                       | method
    HER2 2+ ratio=2.5 copies=9                    | -
    ER none 40 %                                  | intensity
    ER weak 0 %                                   | intensity
    ER none 0 %                                   | -
    HER2 0 membrane 15 %                          | zero_with_much_staining
    HER2 0 membrane 0 %                           | zero_with_much_staining
    HER2 3+; HER2 ish copies=7                    | ish_needs
    HER2 3+; HER2 ish equivocal                   | ish_needs
    HER2 1+; HER2 ish copies=12                   | ish_needs
    HER2 3+ not_evaluable                         | word_and_value
    HER2 0 no-membrane 5 %                        | zero_with_much_staining
    HER2 1+ no-membrane                           | zero_with_much_staining
    HER2 0 membrane 10 %                          | -
    XYZ9 positive                                 | unknown_marker
    ER 90 %; ER 0 %                               | two_stains
    GATA3 positive; GATA3 negative                | two_stains
    HER2 0 membrane; HER2 0 no-membrane           | two_stains
    KI-67 5 %; KI-67 60 %                         | two_stains
    ER 90 %; ER 80 %                              | -
    ER 90 %; ER not_evaluable                     | -
    ER 0 %; PR 60 %                               | pr_without_er
    ER 5 %; PR 60 %                               | -
    """


def test_what_is_asked_of_stains():
    for stains, expected in rows_of(WHAT_IS_ASKED_OF_STAINS):
        wanted = [] if expected == "-" else expected.split()
        assert sorted(set(asked(stains))) == sorted(wanted), stains


def test_two_her2_results_that_differ_are_asked_once_or_more_never_silently():
    assert "two_stains" in asked("HER2 3+; HER2 0")


@pytest.mark.parametrize(
    ("stains", "facts", "expected"),
    [
        ("ER 0 %; PR 0 %; HER2 1+; GATA3 negative", {"origin": "breast"}, ["breast_all_negative"]),
        (
            "ER 0 %; PR 0 %; HER2 1+; GATA3 negative",
            {"diagnosis": "Metastasis of a breast carcinoma"},
            ["breast_all_negative"],
        ),
        ("ER 0 %; PR 0 %; HER2 1+; GATA3 negative", {"origin": "melanoma"}, []),
        ("ER 0 %; PR 0 %; HER2 1+; GATA3 negative; TRPS1 positive", {"origin": "breast"}, []),
        ("ER 0 %; PR 0 %; HER2 1+", {"origin": "breast"}, []),
        ("KI-67 100 %", {"grade": 1}, ["ki67_grade"]),
        ("KI-67 50 %", {"grade": 1}, ["ki67_grade"]),
        ("KI-67 49 %", {"grade": 1}, []),
        ("KI-67 100 %", {"grade": 3}, []),
        ("-", {}, ["no_stains"]),
        ("-", {"is_malignant": None}, []),
        ("-", {"is_malignant": False}, []),
        ("-", {"reported_on": None}, []),
        ("-", {"receptors": "ER+ PR- HER2-"}, []),
        ("-", {"receptors": "ER+ (was ER-)"}, ["typed_not_read"]),
        ("ER 90 %", {"is_malignant": False}, ["benign_with_receptors"]),
        ("GATA3 negative", {"is_malignant": False}, []),
        ("ER 90 %", {"reported_on": None}, ["early_report"]),
    ],
)
def test_what_is_asked_of_the_report(stains, facts, expected):
    assert asked(stains, **facts) == expected


def test_a_result_before_its_biopsy_is_asked():
    one = specimen("ER 90 %")
    table = ((timedelta(days=3), "before the biopsy"), (-timedelta(days=3), "on another day"))
    for shift, words in table:
        biopsy = Biopsy(biopsy_id="B1", specimen_id="S1", taken_on=TAKEN_ON + shift)
        (got,) = ask_about_stains(case=case_of(one, biopsies=(biopsy,)), rules=SHIPPED)
        assert got.rule_id == "receptors.question.early_report" and words in got.what
    elsewhere = Biopsy(biopsy_id="B2", taken_on=TAKEN_ON + timedelta(days=3))
    assert ask_about_stains(case=case_of(one, biopsies=(elsewhere,)), rules=SHIPPED) == ()
    same = Biopsy(biopsy_id="B1", specimen_id="S1", taken_on=TAKEN_ON)
    assert ask_about_stains(case=case_of(one, biopsies=(same,)), rules=SHIPPED) == ()


def test_receptors_typed_for_the_primary_that_nobody_understands_are_asked():
    for typed, count in (("ER+ (was ER-)", 1), ("ER+ PR-", 0), (None, 0)):
        case = case_of(primary=PrimaryTumor(receptors=typed))
        assert len(ask_about_stains(case=case, rules=SHIPPED)) == count, typed


def test_a_question_says_what_why_and_what_to_do_and_where():
    one = specimen("HER2 3+; HER2 ish ratio=1.1 copies=2", lesion_id="L1")
    (got,) = ask_about_stains(case=case_of(one), rules=SHIPPED)
    assert got.key == "receptors.question.her2_exclusive:S1:HER2"
    assert got.what == (
        "HER2 3+ and ISH group 5 exclude each other: which holds? (specimen S1 of 4 May 2026)"
    )
    assert got.why and got.what_to_do == "ask the laboratory, and enter its answer"
    assert got.facts == ("HER2: IHC 3+; ISH ratio 1.1, 2 copies",)
    assert (got.lesion_ids, got.specimen_ids) == (("L1",), ("S1",))
    assert set(got.cites) <= set(load_citations().by_key)


def test_two_stains_with_the_same_fault_are_one_question_with_both_facts():
    (got,) = ask_about_stains(case=case_of(specimen("ER none 40 %; ER none 50 %")), rules=SHIPPED)
    assert len(got.facts) == 2 and "40 %" in got.what and "50 %" in got.what


def test_the_questions_of_a_case_hold_those_of_its_stains():
    keys = [each.key for each in ask_about(case=case_of(specimen("ER none 40 %")), rules=SHIPPED)]
    assert "receptors.question.intensity:S1:ER" in keys


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"marker": "ER", "percent": "140"}, "ER: 140 is not possible for the percentage"),
        ({"marker": "her2", "ihc_score": "4+"}, "HER2: 4+ is not possible for the IHC score"),
        ({"marker": "Ki67", "percent": "-1"}, "Ki-67: -1 is not possible"),
        ({"marker": ""}, "a stain:  is not possible for the marker"),
        ({"marker": "ER", "percent": "1,000"}, "ER: 1,000 is not possible for the percentage"),
        ({"marker": "HER2", "ish_ratio": "many"}, "many is not possible for the ISH ratio"),
    ],
)
def test_an_impossible_value_is_refused_in_words(typed, words):
    with pytest.raises(StainInvalid) as caught:
        make_stain(**typed)
    assert words in str(caught.value) and caught.value.next_step


def test_a_decimal_comma_is_a_decimal_point():
    assert make_stain(marker="ER", percent="12,5").percent == Decimal("12.5")
    stain = make_stain(marker="HER2", ish_ratio="2,14", ish_copies=" 5,9 ", note="a, b")
    assert (stain.ish_ratio, stain.ish_copies) == (Decimal("2.14"), Decimal("5.9"))
    assert stain.note == "a, b"


A_MARKER_IS_KEPT_BY_ANY_OF_ITS_SPELLINGS = """
    typed      | key
    Ki67       | KI-67
    mib-1      | KI-67
    her2/neu   | HER2
    Napsin A   | NAPSIN-A
    ttf1       | TTF-1
    podoplanin | D2-40
    zz-9       | ZZ-9
    """


def test_a_marker_is_kept_by_any_of_its_spellings():
    for typed, key in rows_of(A_MARKER_IS_KEPT_BY_ANY_OF_ITS_SPELLINGS):
        spelling = typed.replace(" ", "-") if typed == "Napsin A" else typed
        assert make_stain(marker=spelling).marker == key, typed


@given(cases())
@settings(max_examples=15, deadline=None)
def test_any_lawful_case_is_asked_about_without_an_error_and_each_once(case):
    keys = [each.key for each in ask_about_stains(case=case, rules=SHIPPED)]
    assert len(keys) == len(set(keys))
