"""Mimics by look and by site: what is offered, why, and never by frequency."""

import pytest
from hypothesis import given, settings

from dermetry.knowledge.codes import load_skin_zones
from dermetry.knowledge.morphology import load_morphologies, recognize_morphologies
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology.differential import mimics
from dermetry.record.appearance import Appearance
from dermetry.record.lesion import Lesion, Surroundings
from tests.pathology.drawn import breast_cases
from tests.pathology.extent_tables import breast_case

PAGE = "differential"
FILE = SHIPPED.file("differential")
EMPTY = breast_case("lesion | zone | side | tissue | facts\n")


def offered(look: str | None, *, zone: str | None = None, seen: str | None = None, **around):
    lesion = Lesion(lesion_id="L1", zone=zone, morphology=look, surroundings=Surroundings(**around))
    appearance = Appearance(lesion_id="L1", morphology=seen) if seen else None
    return mimics(lesion=lesion, appearance=appearance, case=EMPTY, rules=SHIPPED)


OFFERED_BY_LOOK_AND_SITE = """
look                | zone         | around             | offered
nodule              | thigh_anterior |                  | melanoma, epidermal_cyst, skin_lymphoma
plaque              | back         |                    | eczema, psoriasis, bowen
flat redness        | areola       |                    | cellulitis, mastitis, contact_dermatitis
hard, sclerotic skin | chest_skin  |                    | radiation_fibrosis, morphea
violaceous papules  | chest_skin   | in_radiation_field | angiosarcoma, atypical_vascular_lesion
zosteriform         | back         |                    | herpes_zoster
blisters            | back         |                    | herpes_zoster, pemphigoid
alopecic plaque     | scalp        |                    | alopecia_areata, scarring_alopecia
blue-black spot     | cheek        |                    | melanoma, basal_cell_carcinoma, blue_nevus
ulcerated nodule    | back         |                    | squamous_cell_carcinoma, pyoderma
fungating           | chest_skin   |                    | pyogenic_granuloma
subungual           | finger       |                    | melanoma, paronychia
                    | umbilicus    |                    | other_primary_navel, navel_benign
pagetoid            | nipple       |                    | paget_extramammary, eczema
purpura             | hand         | in_lymphedema      | angiosarcoma, vasculitis
ring-shaped         | back         |                    | erythema_annulare
nodule              | chest_skin   | in_scar            | suture_granuloma, fat_necrosis
                    | eyelid_upper |                    | chalazion, rosacea
nodule              | hand         | in_lymphedema      | angiosarcoma
"""


@pytest.mark.parametrize(
    "row", OFFERED_BY_LOOK_AND_SITE.strip().splitlines()[1:], ids=lambda each: each.strip()
)
def test_mimics_of_a_look_and_site(row):
    look, zone, around, names = (cell.strip() for cell in row.split("|"))
    got = offered(look or None, zone=zone, **({around: True} if around else {}))
    missing = set(names.split(", ")) - {each.key for each in got}
    assert not missing, [each.key for each in got]


def test_a_known_look_leaves_out_what_looks_otherwise():
    keys = {each.key for each in offered("nodule", zone="chest_skin", in_radiation_field=True)}
    assert "radiation_dermatitis" not in keys
    assert "angiosarcoma" in keys, "what must not be missed stays, whatever the look"


def test_what_must_not_be_missed_comes_first_and_each_says_why():
    got = offered("telangiectatic", zone="chest_skin", in_radiation_field=True)
    assert got[0].key == "angiosarcoma"
    assert got[0].why == ("look: telangiectatic", "site: irradiated skin (stated)")
    flags = [each.must_not_miss for each in got]
    assert flags == sorted(flags, reverse=True)


def test_the_order_does_not_follow_the_file():
    assert offered("pagetoid", zone="nipple")[0].key == "paget_extramammary"
    rest = [each for each in offered("nodule", zone="chest_skin", in_scar=True)]
    assert next(each.key for each in rest if not each.must_not_miss) == "fat_necrosis"


def test_the_look_of_the_day_stands_above_that_of_the_lesion():
    assert "herpes_zoster" in {each.key for each in offered("nodule", seen="zosteriform")}
    assert "lipoma" not in {each.key for each in offered("nodule", seen="zosteriform")}


def test_a_recorded_field_is_a_site_and_says_so():
    field = {"field_id": "R1", "zones": ("chest_skin",), "laterality": "left"}
    case = breast_case(
        "lesion | zone | side | tissue | facts\nL1 | chest_skin | left | none | ",
        history={"radiation_fields": (field,)},
    )
    got = mimics(lesion=case.lesions[0], appearance=None, case=case, rules=SHIPPED)
    assert got[0].why == ("site: irradiated skin (zone in field R1)",)


def test_without_look_and_site_nothing_is_offered():
    assert offered(None, zone="back") == ()
    assert offered("something gray", zone="back") == ()


def test_no_frequency_is_given_and_everything_is_marked():
    for row in FILE.table("mimics"):
        assert "%" not in row["tells_apart"]
        assert set(row["morphologies"]) <= set(load_morphologies().by_key)
        assert set(row["sites"]) <= {each["key"] for each in FILE.table("sites")}
        assert row["sites"] or row["morphologies"]
    for site in FILE.table("sites"):
        assert set(site.get("zones", ())) <= set(load_skin_zones())
    assert {each.status for each in offered("nodule", zone="scalp")} == {"unverified"}


@given(case=breast_cases())
@settings(max_examples=50, deadline=None)
def test_every_lesion_gets_a_list_with_rules(case):
    for lesion in case.lesions:
        got = mimics(lesion=lesion, appearance=None, case=case, rules=SHIPPED)
        assert len({each.key for each in got}) == len(got)
        assert all(each.why and each.rule_ids and each.cites for each in got)
        if lesion.morphology and recognize_morphologies(text=lesion.morphology):
            assert got
