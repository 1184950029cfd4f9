"""Receptor status: stains in, what is shown out, rule by rule."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathology.receptors import read_receptors
from tests.pathology.stain_tables import read, rows_of, specimen

PAGE = "receptors"

FIELDS = {"ER": "er", "PR": "pr", "HER2": "her2", "KI-67": "ki67"}


def check(table: str) -> None:
    """Compare the label of the first marker of each row, and the rule where a third cell has it."""
    for stains, label, *rule in rows_of(table):
        got = getattr(read(stains), FIELDS[stains.split()[0]])
        assert got.label == label, stains
        assert not rule or f"receptors.{rule[0]}" in got.rule_ids, (stains, got.rule_ids)


ER_IS_POSITIVE_FROM_ONE_PERCENT_AND_LOW_UP_TO_TEN = """
    stains         | reading               | rule
    ER 0 %         | ER negative, 0 %      | er_pr.positive
    ER 0.9 %       | ER negative, 0.9 %    | er_pr.positive
    ER 1 %         | ER low positive, 1 %  | er.low_positive
    ER 10 %        | ER low positive, 10 % | er.low_positive
    ER 10.1 %      | ER positive, 10.1 %   | er_pr.positive
    ER 90 % strong | ER positive, 90 %     | er_pr.positive
    """


def test_er_is_positive_from_one_percent_and_low_up_to_ten():
    check(ER_IS_POSITIVE_FROM_ONE_PERCENT_AND_LOW_UP_TO_TEN)


PR_HAS_NO_LOW_POSITIVE = """
    stains   | reading            | rule
    PR 0.9 % | PR negative, 0.9 % | er_pr.positive
    PR 1 %   | PR positive, 1 %   | er_pr.positive
    PR 10 %  | PR positive, 10 %  | er_pr.positive
    """


def test_pr_has_no_low_positive():
    check(PR_HAS_NO_LOW_POSITIVE)


A_WORD_ALONE_STANDS_AS_STATED_AND_NOTHING_IS_NEVER_NEGATIVE = """
    stains              | reading                              | rule
    ER positive         | ER positive (as stated)              | stated.word
    ER negative         | ER negative (as stated)              | stated.word
    ER equivocal        | ER equivocal (as stated)             | stated.word
    ER not_evaluable    | ER not evaluable (as stated)         | stated.word
    ER strong           | ER stained, result not stated        | stated.nothing
    HER2 negative       | HER2 negative (as stated)            | stated.word
    HER2 not_evaluable  | HER2 not evaluable (as stated)       | stated.nothing
    HER2 membrane       | HER2 stained, result not stated      | stated.nothing
    KI-67 positive      | Ki-67 stained, percentage not stated | stated.nothing
    KI-67 not_evaluable | Ki-67 not evaluable                  | stated.nothing
    """


def test_a_word_alone_stands_as_stated_and_nothing_is_never_negative():
    check(A_WORD_ALONE_STANDS_AS_STATED_AND_NOTHING_IS_NEVER_NEGATIVE)
    silent = read("GATA3 positive")
    assert silent.statement == ("ER not tested; PR not tested; HER2 not tested; Ki-67 not tested")


WORD_AND_PERCENTAGE_THAT_DISAGREE_ARE_NOT_SETTLED = """
    stains                    | reading                            | rule
    ER 60 % negative          | ER contradictory: 60 %, negative   | stated.contradiction
    ER 0 % positive           | ER contradictory: 0 %, positive    | stated.contradiction
    ER 10.5 % negative        | ER contradictory: 10.5 %, negative | stated.contradiction
    ER 10 % negative          | ER low positive, 10 %              | er_pr.older_cut
    PR 5 % negative           | PR positive, 5 %                   | er_pr.older_cut
    ER 5 % equivocal          | ER low positive, 5 %               | er.low_positive
    ER 50 % equivocal         | ER contradictory: 50 %, equivocal  | stated.contradiction
    ER 90 %; ER 0 %           | ER contradictory: 90 %; 0 %        | stated.contradiction
    ER 90 %; ER not_evaluable | ER positive, 90 %                  | er_pr.positive
    ER 90 %; ER 70 %          | ER positive                        | er_pr.positive
    """


def test_word_and_percentage_that_disagree_are_not_settled():
    check(WORD_AND_PERCENTAGE_THAT_DISAGREE_ARE_NOT_SETTLED)
    assert read("ER 10 % negative").er.questions == (
        "ER 10 % was called negative: was another limit used?",
    )


HER2_BY_IHC_AND_ITS_TRIAL_LABELS = """
stains | reading | rule
HER2 3+ | HER2 positive: 3+ | her2.ihc
HER2 2+ | HER2 equivocal: 2+, ISH not stated | her2.ihc
HER2 1+ | HER2 negative: 1+ (low: trial label) | her2.low
HER2 0 membrane 5 % | HER2 negative: 0, with staining of 5 % (ultralow: trial label) | her2.ultralow
HER2 0 membrane | HER2 negative: 0, with staining (ultralow: trial label) | her2.ultralow
HER2 0 no-membrane | HER2 negative: 0, no staining | her2.ultralow
HER2 0 | HER2 negative: 0, membrane staining not stated | her2.ultralow
HER2 0 5 % | HER2 negative: 0, with staining of 5 % (ultralow: trial label) | her2.ultralow
HER2 0 membrane 0 % | HER2 negative: 0, with staining, but 0 % of cells stained | her2.ultralow
HER2 0 no-membrane 5 % | HER2 negative: 0, no staining, but 5 % of cells stained | her2.ultralow
HER2 0 membrane 15 % | HER2 negative: 0, with staining of 15 % | her2.ultralow
HER2 2+; HER2 ish negative | HER2 negative: 2+, ISH negative (low: trial label) | her2.low
HER2 2+; HER2 ish positive | HER2 positive: 2+, ISH positive | her2.ish_outcome
"""


def test_her2_by_ihc_and_its_trial_labels():
    check(HER2_BY_IHC_AND_ITS_TRIAL_LABELS)
    assert read("HER2 0").her2.missing == ("whether membrane staining is present",)
    assert read("HER2 2+").her2.missing == ("ISH result",)


THE_FIVE_ISH_GROUPS_AT_THEIR_LIMITS = """
    ratio | copies | group
    2.0   | 4.0    | 1
    2.0   | 3.9    | 2
    8     | 3.99   | 2
    1.99  | 6.0    | 3
    1.99  | 5.9    | 4
    1.99  | 4.0    | 4
    1.99  | 3.9    | 5
    0.5   | 0      | 5
    """


def test_the_five_ish_groups_at_their_limits():
    for ratio, copies, group in rows_of(THE_FIVE_ISH_GROUPS_AT_THEIR_LIMITS):
        got = read(f"HER2 2+; HER2 ish ratio={ratio} copies={copies}").her2
        assert got.ish_group == group, (ratio, copies)


# Every cell of IHC by ISH; "review" is the state with the IHC read again, "" where it is the same.
GRID = """
    ihc  | group 1       | group 2   | group 3   | group 4   | group 5
    none | positive      | equivocal          | equivocal          | equivocal          | negative
    0    | contradictory | equivocal/negative | equivocal/negative | equivocal/negative | negative
    1+   | contradictory | equivocal/negative | equivocal/negative | equivocal/negative | negative
    2+   | positive      | equivocal/negative | equivocal/positive | equivocal/negative | negative
    3+ | positive | positive | positive | positive | contradictory
    """
NUMBERS = {
    "1": "ratio=2.5 copies=8",
    "2": "ratio=2.5 copies=3",
    "3": "ratio=1.5 copies=7",
    "4": "ratio=1.5 copies=5",
    "5": "ratio=1.2 copies=2",
}


@pytest.mark.parametrize("row", rows_of(GRID), ids=lambda row: row[0])
def test_every_ihc_score_with_every_ish_group(row):
    score, *cells = row
    ihc = "" if score == "none" else f"HER2 {score}; "
    for (group, numbers), cell in zip(NUMBERS.items(), cells, strict=True):
        plain, _, reviewed = cell.partition("/")
        for word, expected in (("", plain), ("reviewed", reviewed or plain)):
            got = read(f"{ihc}HER2 ish {numbers} {word}").her2
            assert (got.ish_group, got.state) == (group, expected), (score, group, word)


A_HYBRIDIZATION_WITH_ONE_NUMBER_OR_ONLY_A_WORD = """
    stains                               | reading
    HER2 2+; HER2 ish ratio=2.4          | HER2 equivocal: 2+, ISH with one number
    HER2 ish copies=7                    | HER2 equivocal: ISH with one number
    HER2 2+; HER2 ish ratio=1.2 negative | HER2 negative: 2+, ISH negative (low: trial label)
    HER2 ish negative                    | HER2 negative: ISH negative (as stated)
    HER2 2+; HER2 ish not_evaluable      | HER2 equivocal: 2+, ISH not evaluable
    HER2 2+; HER2 ish equivocal          | HER2 equivocal: 2+, ISH equivocal
    HER2 ish not_evaluable               | HER2 not evaluable: ISH not evaluable (as stated)
    HER2 3+; HER2 ish ratio=1.4          | HER2 positive: 3+, ISH with one number
    HER2 1+; HER2 ish copies=12          | HER2 equivocal: 1+, ISH with one number
    HER2 1+; HER2 ish equivocal          | HER2 equivocal: 1+, ISH equivocal
    HER2 0 no-membrane; HER2 ish equivocal | HER2 equivocal: 0, no staining, ISH equivocal
    HER2 2+ ratio=2.4 copies=6           | HER2 positive: 2+, ISH group 1
    """


def test_a_hybridization_with_one_number_or_only_a_word():
    check(A_HYBRIDIZATION_WITH_ONE_NUMBER_OR_ONLY_A_WORD)


@pytest.mark.parametrize("ish", ["copies=12", "ratio=6.0", "equivocal"])
@pytest.mark.parametrize("score", ["0 membrane", "1+"])
def test_a_low_score_with_an_open_hybridization_is_not_negative(score, ish):
    got = read(f"HER2 {score}; HER2 ish {ish}").her2
    assert got.state == "equivocal" and got.trial_label is None
    assert got.missing[0] in ("second number of the ISH", "ISH result")
    assert got.status == "unverified"


def test_a_score_called_not_evaluable_is_asked():
    for score in ("3+", "0 no-membrane", "1+"):
        got = read(f"HER2 {score} not_evaluable").her2
        assert got.state == "contradictory" and got.questions, score
    assert read("HER2 3+; HER2 not_evaluable").her2.state == "positive", "two stains, one failed"


def test_her2_statements_that_exclude_each_other():
    for stains in (
        "HER2 3+; HER2 ish ratio=1.1 copies=2",
        "HER2 3+; HER2 ish negative",
        "HER2 0; HER2 ish positive",
        "HER2 3+ negative",
        "HER2 1+ positive",
        "HER2 1+ equivocal",
        "HER2 3+; HER2 0",
        "HER2 2+; HER2 ish ratio=1.1 copies=2 positive",
        "HER2 ish ratio=2.5 copies=8; HER2 ish ratio=1.1 copies=2",
        "HER2 positive; HER2 negative",
    ):
        got = read(stains).her2
        assert got.state == "contradictory", stains
        assert got.raw and got.raw in got.label, "the raw values stay on the screen"
        assert got.questions and got.trial_label is None, stains


def test_a_word_before_the_ish_is_there_does_not_settle_two_plus():
    got = read("HER2 2+ negative").her2
    assert got.state == "equivocal" and "ISH result" in got.questions[0]


KI67_IS_SURE_ONLY_WHEN_LOW_OR_HIGH = """
    stains                | reading
    KI-67 5 %             | Ki-67 5 % (low)
    KI-67 6 %             | Ki-67 6 % (between low and high)
    KI-67 29 %            | Ki-67 29 % (between low and high)
    KI-67 30 %            | Ki-67 30 % (high)
    KI-67 5 %; KI-67 40 % | Ki-67 contradictory: 5 %; 40 %
    """


def test_ki67_is_sure_only_when_low_or_high():
    check(KI67_IS_SURE_ONLY_WHEN_LOW_OR_HIGH)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("ER+ 90 %, PR- , HER2 2+ ISH negative", "ER positive, 90 % (as typed)"),
        ("ER+ PR- HER2-", "ER positive (as typed)"),
        ("ER+PR-HER2-", "ER positive (as typed)"),
        ("ER 12,5 %, PR 0 %", "ER positive, 12.5 % (as typed)"),
        ("ER 0,5%", "ER negative, 0.5 % (as typed)"),
        ("ER+ (7,5 %), HER2-", "ER low positive, 7.5 % (as typed)"),
        ("ER 1,000 %", "ER not tested"),
        ("ER 12,5", "ER not tested"),
        ("ER+/-", "ER not tested"),
        ("ER+ HER2 0-1+", "ER not tested"),
        ("ER positively unclear", "ER not tested"),
        ("ER- (2019: ER+)", "ER not tested"),
        ("ER 140 %", "ER not tested"),
        ("ER + later ER -", "ER not tested"),
        ("triple negative", "ER negative (as typed)"),
        ("ER 3+", "ER not tested"),
    ],
)
def test_a_typed_text_is_read_as_a_whole_or_not_at_all(typed, expected):
    got = read("-", receptors=typed)
    assert got.er.label == expected
    assert got.typed == typed, "what was typed is always kept"
    assert got.is_typed_read is ("typed" in expected)


def test_a_stain_wins_over_the_typed_text_of_its_marker():
    got = read("ER 0 %", receptors="ER+ 90 %, PR+ 20 %")
    assert (got.er.label, got.pr.label) == ("ER negative, 0 %", "PR positive, 20 % (as typed)")


CAVEATS_OF_THE_TISSUE = """
    fact                | caveat
    is_decalcified=True | decalcified tissue: a negative result is not sure
    fixation_hours=5    | 5 h in formalin (6 to 72 h asked for)
    fixation_hours=73   | 73 h in formalin (6 to 72 h asked for)
    fixation_hours=6    | -
    fixation_hours=72   | -
    ischemia_minutes=61 | 61 min until formalin (up to 60 min asked for)
    ischemia_minutes=60 | -
    """


def test_caveats_of_the_tissue():
    for fact, caveat in rows_of(CAVEATS_OF_THE_TISSUE):
        name, _, value = fact.partition("=")
        got = read("ER 0 %", report={name: True if value == "True" else value})
        assert got.caveats == (() if caveat == "-" else (caveat,)), fact
    assert read("ER 0 %", kind="cytology").caveats


def test_every_reading_names_its_rules_sources_and_status():
    got = read("ER 5 %; PR 0 %; HER2 2+; HER2 ish ratio=1.2 copies=2; KI-67 20 %")
    for reading in got.readings:
        assert reading.rule_ids and reading.cites
    assert got.er.status == "verified_in_source"
    assert got.her2.status == "unverified", "the outcome of an ISH group is from memory"
    assert got.status == "unverified" and got.rules_version == "receptors 1"


def test_the_limits_are_those_of_the_rule_set_in_force():
    shipped = SHIPPED.file("receptors")
    limit = replace(shipped.thresholds["hormone_positive_percent"], value=Decimal(10))
    thresholds = {**shipped.thresholds, "hormone_positive_percent": limit}
    own = RuleSet(changed={"receptors": replace(shipped, thresholds=thresholds)})
    assert read_receptors(specimen=specimen("ER 5 %"), rules=own).er.state == "negative"
