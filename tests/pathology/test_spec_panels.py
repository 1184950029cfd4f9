"""Panels to order: a situation in, the panels suggested out, and what of them is not done."""

from dermetry.knowledge.markers import load_markers
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology.panels import CONDITIONS, list_panels, suggest_panel
from dermetry.record.biopsy import Biopsy
from dermetry.record.lesion import Lesion
from dermetry.record.patient import PrimaryTumor, PrimaryUnknown
from tests.pathology.stain_tables import case_of, rows_of, specimen

PAGE = "panels"

LESION = Lesion(lesion_id="L1", is_confirmed=True, confirmed_by="Dr. A")
PRIMARIES = {"known": PrimaryTumor(), "unknown": PrimaryUnknown(), "not recorded": None}
TRIPLE = "ER 0 %; PR 0 %; HER2 1+; CK7 positive; GATA3 positive; MAMMAGLOBIN positive; P63 negative"


def suggest(*specimens, primary="known"):
    case = case_of(*specimens, lesions=(LESION,), primary=PRIMARIES[primary])
    return suggest_panel(case=case, lesion=LESION, rules=SHIPPED)


WHICH_PANELS_FIT_WHICH_SITUATION = """
    situation                     | primary      | panels
    no tissue                     | known        | known_breast
    no tissue                     | unknown      | primary_unknown
    no tissue                     | not recorded | primary_unknown
    triple negative here          | known        | known_breast triple_negative tnbc_pd_l1 ngs
    triple negative, other lesion | known        | known_breast triple_negative
    lobular primary               | known        | known_breast lobular
    adnexal named                 | known        | known_breast adnexal_or_metastasis
    stains do not part            | known        | known_breast adnexal_or_metastasis ngs
    breast and well stained       | known        | known_breast ngs
    benign                        | known        | known_breast
    """


def test_which_panels_fit_which_situation():
    well = "GATA3 positive; MAMMAGLOBIN positive; P63 negative; CK5 negative; ER 90 %; CK7 positive"
    situations = {
        "no tissue": (),
        "triple negative here": (specimen(TRIPLE, lesion_id="L1"),),
        "triple negative, other lesion": (specimen(TRIPLE),),
        "lobular primary": (
            specimen("-", "P1", source="primary", report={"histologic_type": "lobular"}),
        ),
        "adnexal named": (specimen("-", lesion_id="L1", origin="adnexal"),),
        "stains do not part": (specimen("GATA3 positive; TRPS1 positive", lesion_id="L1"),),
        "breast and well stained": (specimen(well, lesion_id="L1"),),
        "benign": (specimen("-", lesion_id="L1", is_malignant=False),),
    }
    for situation, primary, panels in rows_of(WHICH_PANELS_FIT_WHICH_SITUATION):
        got = suggest(*situations[situation], primary=primary)
        assert [each.key for each in got] == panels.split(), (situation, primary)
        assert all(each.why and each.rule_ids and each.status == "unverified" for each in got)


def test_a_panel_says_what_of_it_is_not_done_yet():
    got = suggest(specimen("ER 90 %; GATA-3 positive; MIB1 20 %", lesion_id="L1"))
    known = next(each for each in got if each.key == "known_breast")
    assert known.not_done == ("PR", "HER2", "CK7")
    assert known.also == ("HER2 ISH where IHC is 2+",)


def test_a_primary_that_is_not_recorded_is_asked_for():
    (got,) = suggest(primary="not recorded")
    assert got.why == "no primary is recorded"
    assert got.missing == ("primary tumor (known or unknown)",)


def test_every_panel_holds_known_markers_and_fits_a_biopsy():
    panels = list_panels(rules=SHIPPED)
    assert len(panels) == len({each.key for each in panels}) == 7
    for each in panels:
        assert set(each.markers) <= set(load_markers().by_key), each.key
        assert Biopsy(biopsy_id="B1", panel=each.key).panel == each.key
        assert each.markers or each.also


def test_every_condition_is_used_and_every_one_named_exists():
    rows = SHIPPED.file("panels").table("panels")
    assert {row["when"] for row in rows} == set(CONDITIONS)
