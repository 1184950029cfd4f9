"""Treatment group and surrogate subtype: receptors in, group, label and doubt out."""

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology.receptors import subtype
from tests.pathology.stain_tables import read, rows_of

PAGE = "subtypes"


def of(stains: str, **facts):
    return subtype(receptors=read(stains, **facts), rules=SHIPPED)


THE_FIVE_TREATMENT_GROUPS = """
    stains                              | group
    ER 90 %; PR 0 %; HER2 1+            | HR positive, HER2 negative
    ER 0 %; PR 20 %; HER2 0 no-membrane | HR positive, HER2 negative
    ER 90 %; HER2 3+                    | HR positive, HER2 positive
    ER 0 %; PR 0 %; HER2 3+             | HR negative, HER2 positive
    ER 0 %; PR 0 %; HER2 1+             | triple negative
    ER 5 %; PR 0 %; HER2 1+             | HR positive, HER2 negative (ER low positive)
    ER 0 %; HER2 1+                     | unknown
    ER 0 %; PR not_evaluable; HER2 1+   | unknown
    ER 0 %; PR 0 %                      | unknown
    ER 0 %; PR 0 %; HER2 2+             | unknown
    ER 60 % negative; PR 0 %; HER2 1+   | unknown
    -                                   | unknown
    """


def test_the_five_treatment_groups():
    for stains, group in rows_of(THE_FIVE_TREATMENT_GROUPS):
        assert of(stains).group_label == group, stains


AN_UNKNOWN_GROUP_SAYS_WHICH_RECEPTOR_LEAVES_IT_OPEN = """
    stains           | because
    ER 0 %; HER2 1+  | PR not tested
    ER 90 %; HER2 2+ | HER2 equivocal: 2+, ISH not stated
    PR 0 %; HER2 3+  | ER not tested
    """


def test_an_unknown_group_says_which_receptor_leaves_it_open():
    for stains, because in rows_of(AN_UNKNOWN_GROUP_SAYS_WHICH_RECEPTOR_LEAVES_IT_OPEN):
        got = of(stains)
        assert got.uncertain_because == (because,), stains
        assert (got.surrogate, got.is_uncertain) == ("undetermined", True)


LUMINAL_A_LIKE_FROM_B_LIKE_AT_THE_LIMITS = """
    KI-67 | PR   | label                         | uncertain because
    5 %   | 20 % | luminal A-like                | -
    5 %   | 19 % | luminal B-like, HER2 negative | the published definitions differ
    12 %  | 20 % | luminal A-like                | Ki-67 12 % lies between 5 and 30 %
    13 %  | 10 % | luminal B-like, HER2 negative | the published definitions differ
    14 %  | 10 % | luminal B-like, HER2 negative | -
    19 %  | 20 % | luminal A-like                | Ki-67 19 % lies between 5 and 30 %
    20 %  | 20 % | luminal B-like, HER2 negative | Ki-67 20 % lies between 5 and 30 %
    29 %  | 80 % | luminal B-like, HER2 negative | Ki-67 29 % lies between 5 and 30 %
    29 %  | 10 % | luminal B-like, HER2 negative | -
    30 %  | 80 % | luminal B-like, HER2 negative | -
    """


def test_luminal_a_like_from_b_like_at_the_limits():
    for ki67, pr, label, because in rows_of(LUMINAL_A_LIKE_FROM_B_LIKE_AT_THE_LIMITS):
        got = of(f"ER 90 %; PR {pr}; HER2 1+; KI-67 {ki67}")
        assert got.surrogate_label == label, (ki67, pr)
        assert got.uncertain_because == (() if because == "-" else (because,)), (ki67, pr)
        assert got.is_uncertain is (because != "-")


A_VALUE_THAT_DECIDES_AND_WAS_NOT_STATED_IS_NAMED = """
    stains | label | because
    ER 90 %; PR 50 %; HER2 1+ | not determined | Ki-67 percentage not stated
    ER 90 %; PR positive; HER2 1+; KI-67 9 % | not determined | PR percentage not stated
    ER 90 %; PR 5 %; HER2 1+ | luminal B-like, HER2 negative | -
    ER 90 %; HER2 1+; KI-67 40 % | luminal B-like, HER2 negative | -
    """


def test_a_value_that_decides_and_was_not_stated_is_named():
    for stains, label, because in rows_of(A_VALUE_THAT_DECIDES_AND_WAS_NOT_STATED_IS_NAMED):
        got = of(stains)
        assert got.surrogate_label == label, stains
        found = [each for each in got.uncertain_because if "stated" in each]
        assert found == ([] if because == "-" else [because]), (stains, got.uncertain_because)


THE_SURROGATES_THAT_KI67_DOES_NOT_DECIDE = """
    stains                    | label
    ER 90 %; PR 90 %; HER2 3+ | luminal B-like, HER2 positive
    ER 0 %; PR 0 %; HER2 3+   | HER2 positive (not luminal)
    ER 0 %; PR 0 %; HER2 1+   | triple negative
    """


def test_the_surrogates_that_ki67_does_not_decide():
    for stains, label in rows_of(THE_SURROGATES_THAT_KI67_DOES_NOT_DECIDE):
        assert of(stains).surrogate_label == label and not of(stains).is_uncertain


def test_every_published_definition_is_named_with_its_own_label():
    got = of("ER 90 %; PR 10 %; HER2 1+; KI-67 10 %")
    assert {each.name: each.label for each in got.variants} == {
        "st_gallen_2013": "luminal B-like, HER2 negative",
        "maisonneuve_2014": "luminal A-like",
        "st_gallen_2017": "luminal B-like, HER2 negative",
    }
    assert set(got.rule_ids) >= {each.rule_id for each in got.variants}


def test_er_negative_with_pr_positive_is_marked():
    for stains in ("ER 0.9 %; PR 60 %; HER2 1+; KI-67 5 %", "ER 0 %; PR 60 %; HER2 3+"):
        got = of(stains)
        assert "ER negative, PR positive" in got.uncertain_because
        assert got.surrogate_label == "not determined" and got.is_uncertain
        assert {each.label for each in got.variants} <= {"not determined"}


def test_only_the_luminal_labels_rest_on_the_rule_that_was_found_in_the_sheet():
    for stains in ("ER 90 %; HER2 3+", "ER 0 %; PR 0 %; HER2 3+", "ER 0 %; PR 0 %; HER2 1+"):
        got = of(stains)
        assert "subtypes.surrogate.other_groups" in got.rule_ids
        assert "subtypes.surrogate.st_gallen_2013" not in got.rule_ids
        assert got.status == "unverified"


def test_the_statement_holds_group_label_and_doubt():
    got = of("ER 90 %; PR 60 %; HER2 1+; KI-67 18 %")
    assert got.statement == (
        "HR positive, HER2 negative; surrogate luminal A-like "
        "(uncertain: Ki-67 18 % lies between 5 and 30 %)"
    )
