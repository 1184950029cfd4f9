"""The origin score: a panel in, what it says of breast out, and when it says nothing."""

from decimal import Decimal

import pytest

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology.origin import next_stain, score_origin, why_no_stain
from dermetry.record.lesion import Lesion
from dermetry.record.patient import PrimaryTumor, PrimaryUnknown
from tests.pathology.stain_tables import case_of, rows_of, specimen

PAGE = "origin_panel"

SAYS = {
    "supports": "supports_breast",
    "fits": "not_told_apart",
    "open": "does_not_discriminate",
    "against": "argues_against_breast",
}
PRIMARIES = {"known": PrimaryTumor(), "unknown": PrimaryUnknown(), "not recorded": None}


def panel(markers: str) -> str:
    """Write "GATA3+ CK7-" as stains."""
    words = {"+": "positive", "-": "negative"}
    return "; ".join(f"{each[:-1]} {words[each[-1]]}" for each in markers.split())


def score(markers: str, *, sex="female", primary="known", **facts):
    one = specimen(panel(markers), **facts)
    return score_origin(
        specimen=one, case=case_of(one, sex=sex, primary=PRIMARIES[primary]), rules=SHIPPED
    )


WHAT_TYPICAL_PANELS_SAY = """
    sex    | primary      | panel                                   | says     | leads
    female | known        | GATA3+ ER+ CK7+ TRPS1- P63-             | supports | breast
    female | known        | GATA3+ ER+ CK7+ MAMMAGLOBIN+            | fits     | breast
    female | known        | GATA3+ TRPS1+                           | fits     | breast
    female | known        | CK7+                                    | open     | breast
    female | known        | ER- PR- HER2- GATA3- TRPS1+ SOX10+ CK7+ | fits     | breast
    female | known        | SOX10+ S100+ CK7- ER- GATA3-            | against  | melanoma
    female | unknown      | TTF-1+ CK7+ GATA3- ER-                  | against  | lung_adeno
    female | unknown      | CK20+ CDX2+ CK7- GATA3-                 | against  | colorectal
    female | unknown      | PAX8+ CK7+ GATA3- ER+                   | against  | ovary_tubes
    female | known        | P63+ CK5+ CK14+ D2-40+ GATA3+           | against  | adnexal
    male   | not recorded | CK7- P40+ P63+                          | against  | skin_squamous
    male   | known        | GATA3+ ER+ CK7+                         | fits     | breast
    """


def test_what_typical_panels_say():
    for sex, primary, markers, says, leads in rows_of(WHAT_TYPICAL_PANELS_SAY):
        got = score(markers, sex=sex, primary=primary)
        assert got.conclusion == SAYS[says], (markers, got.statement, got.stain_weight_low)
        assert got.entities[0].entity == leads, (markers, got.statement)


def test_gata3_and_trps1_do_not_part_breast_from_an_adnexal_carcinoma():
    got = score("GATA3+ TRPS1+")
    adnexal = next(each for each in got.entities if each.entity == "adnexal")
    assert adnexal.side == "not_told_apart"
    assert adnexal.label in got.not_told_apart and adnexal.label in got.statement
    assert "supports" not in got.statement
    assert "breast 94.7 % before any stain, 98.9 %" in got.statement, "the prior is said first"


WHAT_STANDS_BESIDE_THE_LEADING_ORIGIN = """
    primary | panel                        | leads      | beside it                      | shown
    known   | GATA3+ TRPS1+ P63-           | breast     | paget_extramammary             | apart
    known   | GATA3+ CD117- P40-           | breast     | paget_extramammary, urothelial | apart
    unknown | CK20+ CDX2+ CK7- GATA3-      | colorectal | gastric                        | share
    known   | SOX10+ S100+ CK7- ER- GATA3- | melanoma   | -                              | -
    """


def test_what_the_stains_do_not_part_from_the_leader_stands_beside_it_and_never_below_1_percent():
    for primary, markers, leads, beside, shown in rows_of(WHAT_STANDS_BESIDE_THE_LEADING_ORIGIN):
        first, *others = score(markers, primary=primary).entities
        near = [each for each in others if each.is_beside_leader]
        assert first.entity == leads and not first.is_beside_leader
        assert ", ".join(each.entity for each in near) == beside.replace("-", "")
        assert near == others[: len(near)], "they stand next to it"
        words = {each.shown for each in near}
        assert words == {"not told apart"} or shown != "apart"
        assert not any(each.startswith("less than 1 %") for each in words)


NO_SCORE_WHERE_TOO_LITTLE_IS_KNOWN = """
    panel         | facts         | because
    ER+ PR+ HER2- | -             | no usable stain of a lineage marker
    KI-67+        | -             | no usable stain of a lineage marker
    GATA3+        | not malignant | the specimen is not malignant
    GATA3+        | not reported  | whether the specimen is malignant is not reported
    GATA3+        | lymph node    | the score is made for specimens of the skin
    """


def test_no_score_where_too_little_is_known():
    facts = {
        "-": {},
        "not malignant": {"is_malignant": False},
        "not reported": {"is_malignant": None},
        "lymph node": {"source": "lymph_node"},
    }
    for markers, fact, because in rows_of(NO_SCORE_WHERE_TOO_LITTLE_IS_KNOWN):
        got = score(markers, **facts[fact])
        assert got.is_refused and got.refused_because.startswith(because), markers
        assert because in got.statement
        assert got.conclusion is None and got.breast is None and got.stain_weight is None
        # Stains are asked for only where they would make the score possible.
        assert bool(got.missing) == (fact == "-"), fact


WHICH_STAINS_ARE_USED_AND_WHY_THE_OTHERS_ARE_NOT = """
    stain                     | used  | why not
    GATA3 positive            | True  | -
    GATA3 80 %                | True  | -
    GATA3 10 %                | True  | -
    GATA3 0 %                 | False | -
    GATA3 0.9 %               | False | -
    GATA3 5 %                 | -     | GATA3: few cells stained, no word of the laboratory
    GATA3 5 % positive        | True  | -
    GATA3 equivocal           | -     | GATA3: equivocal
    GATA3 not_evaluable       | -     | GATA3: not evaluable
    GATA3 strong              | -     | GATA3: result not stated
    GATA3 positive; GATA3 0 % | -     | GATA3: two stains differ
    ER 5 %                    | True  | -
    ER 60 % negative          | -     | ER: ER contradictory: 60 %, negative
    AR positive               | -     | AR: no rate for another origin
    E-CADHERIN positive       | -     | E-cadherin: no rate in the table
    """


def test_which_stains_are_used_and_why_the_others_are_not():
    for stain, used, why in rows_of(WHICH_STAINS_ARE_USED_AND_WHY_THE_OTHERS_ARE_NOT):
        one = specimen(f"CK7 positive; {stain}")
        got = score_origin(specimen=one, case=case_of(one), rules=SHIPPED)
        key = stain.split()[0]
        found = {each.marker: str(each.is_positive) for each in got.used}
        assert found.get(key, "-") == used, stain
        assert got.not_used == (() if why == "-" else (why,)), stain


def test_other_spellings_of_a_marker_are_the_same_marker():
    one = specimen("TTF1 positive; CK-7 positive; PODOPLANIN negative; MIB-1 30 %")
    got = score_origin(specimen=one, case=case_of(one), rules=SHIPPED)
    assert [each.marker for each in got.used] == ["CK7", "D2-40", "TTF-1"]


THE_PATHOLOGIST_STANDS_ABOVE_THE_SCORE_AND_A_DIFFERENCE_IS_ASKED = """
    origin       | panel                        | asked
    breast       | SOX10+ S100+ CK7- ER- GATA3- | yes
    adnexal      | GATA3+ ER+ CK7+ MAMMAGLOBIN+ | no
    melanoma     | GATA3+ ER+ CK7+ MAMMAGLOBIN+ | yes
    breast       | GATA3+ ER+ CK7+ MAMMAGLOBIN+ | no
    undetermined | GATA3+ ER+ CK7+ MAMMAGLOBIN+ | no
    melanoma     | SOX10+ S100+ CK7- ER- GATA3- | no
    """


def test_the_pathologist_stands_above_the_score_and_a_difference_is_asked():
    for origin, markers, asked in rows_of(
        THE_PATHOLOGIST_STANDS_ABOVE_THE_SCORE_AND_A_DIFFERENCE_IS_ASKED
    ):
        got = score(markers, origin=origin)
        assert got.pathologist_origin == origin
        assert got.statement.startswith("The pathologist states: ")
        assert bool(got.questions) is (asked == "yes"), (origin, markers)
    refused = score("ER+", origin="breast")
    assert refused.statement.startswith("The pathologist states: breast. No origin score")


def test_it_always_says_that_it_is_not_validated():
    got = score("GATA3+ ER+")
    assert got.label == "not validated" and "not validated" in got.statement
    assert got.status == "unverified" and "origin_panel.score.design" in got.rule_ids


def test_the_prior_follows_sex_history_and_place():
    woman, man = score("CK7+"), score("CK7+", sex="male", primary="not recorded")
    assert woman.breast.prior_percent > 90 > 5 > man.breast.prior_percent
    assert score("CK7+", primary="unknown").breast.prior_percent < woman.breast.prior_percent
    navel = score("CK7+", zone="umbilicus", primary="unknown")
    gut = next(each for each in navel.entities if each.entity == "colorectal")
    plain = next(
        each for each in score("CK7+", primary="unknown").entities if each.entity == "colorectal"
    )
    assert gut.prior_percent > plain.prior_percent
    assert "prostate" not in {each.entity for each in woman.entities}
    assert {"ovary_tubes", "endometrium"}.isdisjoint(each.entity for each in man.entities)


def test_the_place_of_the_lesion_stands_in_for_that_of_the_specimen():
    lesion = Lesion(lesion_id="L1", zone="umbilicus", is_confirmed=True, confirmed_by="Dr. A")
    one = specimen(panel("CK7+"), lesion_id="L1")
    case = case_of(one, lesions=(lesion,))
    by_lesion = score_origin(specimen=one, case=case, rules=SHIPPED)
    by_specimen = score("CK7+", zone="umbilicus")
    assert by_lesion.entities == by_specimen.entities
    assert "place of the specimen" not in by_lesion.missing
    assert "place of the specimen" in score("CK7+").missing


def test_an_origin_without_a_rate_is_named_and_not_changed():
    got = score("CK15+ CK7+", primary="unknown")
    merkel = next(each for each in got.entities if each.entity == "merkel")
    assert merkel.markers_without_rate == ("CK15",)
    lone = score("CK15+", primary="unknown")
    merkel = next(each for each in lone.entities if each.entity == "merkel")
    assert merkel.stain_ratio == Decimal(1)


def test_correlated_markers_count_once_and_by_their_root():
    alone = score("GATA3+").stain_weight
    both = score("GATA3+ MAMMAGLOBIN+ GCDFP-15+ ER+").stain_weight
    assert alone < both < alone**4
    luminal = score("GATA3+ MAMMAGLOBIN+ GCDFP-15+ ER+ TRPS1+").used
    assert [each.marker for each in luminal if each.group == "luminal"] == [
        "ER",
        "GATA3",
        "GCDFP-15",
        "MAMMAGLOBIN",
    ]


def test_rates_of_the_treatment_group_are_used_for_breast():
    hormones = "ER- PR- HER2-"
    triple = score(f"{hormones} GATA3- CK7+").breast.share_percent
    luminal = score("ER+ PR+ HER2- GATA3- CK7+").breast.share_percent
    assert triple > 90
    assert score(f"{hormones} GATA3- CK7+").stain_weight > score("ER- GATA3- CK7+").stain_weight
    assert luminal > 0


def test_nothing_is_shown_as_certain():
    got = score("GATA3+ ER+ CK7+ MAMMAGLOBIN+ P63- D2-40- TTF-1- CDX2- SOX10-")
    assert got.breast.shown == "more than 99 %"
    assert {each.shown for each in got.entities[3:]} == {"less than 1 %"}
    assert got.entities[1].shown == "not told apart"


# ---------------------------------------------------------------- next stain
THE_NEXT_STAIN_IS_THE_ONE_THAT_MOVES_THE_LEADING_ORIGIN_MOST = """
    primary | panel                        | first | about  | why none
    known   | CK7+                         | GATA3 | breast | -
    unknown | GATA3+ CK7+                  | P63   | breast | -
    known   | ER+ PR+                      | GATA3 | breast | -
    known   | GATA3+ TRPS1+                | P63   | breast | -
    known   | GATA3+ ER+ CK7+ MAMMAGLOBIN+ | -     | -      | breast is at more than 99 % as it is
    known   | MAMMAGLOBIN+ CEA+ CK17- CD117- | - | - | none is expected to move
    """


def test_the_next_stain_is_the_one_that_moves_the_leading_origin_most():
    for primary, markers, first, about, why in rows_of(
        THE_NEXT_STAIN_IS_THE_ONE_THAT_MOVES_THE_LEADING_ORIGIN_MOST
    ):
        one = specimen(panel(markers))
        case = case_of(one, primary=PRIMARIES[primary])
        got = next_stain(specimen=one, case=case, rules=SHIPPED)
        said = why_no_stain(specimen=one, case=case, rules=SHIPPED)
        if first == "-":
            assert got == () and why in said, (markers, said, got)
            continue
        assert said == "" and len(got) <= 3
        shifts = [each.expected_shift_points for each in got]
        assert shifts == sorted(shifts, reverse=True)
        assert shifts[-1] >= 1 or markers == "ER+ PR+", "a tiny gain is no suggestion"
        assert (got[0].about, got[0].marker) == (about, first), [each.statement for each in got]
        assert not {each.marker for each in got} & set(markers.replace("+", "").split())


def test_each_result_of_the_next_stain_is_what_the_score_would_say():
    one = specimen(panel("CK7+"))
    first = next_stain(specimen=one, case=case_of(one), rules=SHIPPED)[0]
    for word, share in (("+", first.if_positive_percent), ("-", first.if_negative_percent)):
        assert score(f"CK7+ {first.marker}{word}").breast.share_percent == share
    assert first.now_percent == score("CK7+").breast.share_percent


@pytest.mark.parametrize("facts", [{"is_malignant": None}, {"source": "primary"}])
def test_no_next_stain_where_no_score_could_be(facts):
    one = specimen(panel("CK7+"), **facts)
    case = case_of(one)
    assert next_stain(specimen=one, case=case, rules=SHIPPED) == ()
    assert why_no_stain(specimen=one, case=case, rules=SHIPPED).startswith("No stain is suggested")


def test_the_next_stain_is_offered_before_any_lineage_marker_is_done():
    one = specimen("ER 90 %")
    assert next_stain(specimen=one, case=case_of(one), rules=SHIPPED)
