"""The whole-skin checklist, what it means for "new", and advice for difficult places."""

from datetime import date

import pytest

from dermetry.knowledge.codes import load_skin_zones
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathway.capture_advice import advise_capture
from dermetry.pathway.respond import respond
from dermetry.pathway.skin_check import check_skin
from dermetry.record.case import Case
from dermetry.record.lesion import Lesion, Surroundings
from dermetry.record.patient import Patient
from dermetry.record.visit import Visit
from tests.response.tables import build_case

PAGE = "capture"
FIRST, SECOND = date(2026, 1, 5), date(2026, 2, 16)
GENITAL = ("external_genitalia",)
SCALP = ("scalp", "scalp_vertex", "scalp_parietal", "scalp_temporal", "scalp_occipital")


def check(on: date = SECOND, **second):
    case = Case(
        patient=Patient(patient_id="P1"),
        visits=(
            Visit(
                visited_on=FIRST,
                regions_examined=(*SCALP, "back"),
                regions_refused=("external_genitalia",),
                regions_not_examined=("foot",),
            ),
            Visit(visited_on=SECOND, **second),
        ),
    )
    return check_skin(case=case, on=on, rules=SHIPPED)


def region(found, key: str):
    return next(each for each in found.regions if each.key == key)


def zone(found, name: str):
    return next(z for r in found.regions for z in r.zones if z.zone == name)


def test_every_coded_zone_stands_in_one_region():
    zones = [each.zone for region in check().regions for each in region.zones]
    assert sorted(zones) == sorted(load_skin_zones())


def test_four_states_are_never_confused():
    found = check(on=FIRST)
    assert zone(found, "scalp").state == "examined"
    assert zone(found, "external_genitalia").state == "refused"
    assert zone(found, "foot").state == "not_examined"
    assert zone(found, "face").state == "not_recorded"
    assert region(found, "scalp").state == "examined"
    assert region(found, "back").state == "partly"
    assert region(found, "genital").state == "refused"
    assert "examined: Scalp" in found.statement
    assert "refused: Genital skin" in found.statement


def test_when_a_zone_was_last_examined_and_which_never():
    found = check(regions_examined=("scalp",))
    assert zone(found, "scalp").last_examined_on == SECOND
    assert zone(found, "scalp_vertex").last_examined_on == FIRST
    assert region(found, "scalp").last_examined_on == FIRST, "since then all of it has been seen"
    assert "foot" in found.never_zones
    assert "scalp" not in found.never_zones
    assert region(found, "back").last_examined_on is None


WHAT_MAKES_AN_EXAMINATION_COMPLETE = """
examined   | refused                | complete | answered | refused then
all        |                        | SECOND   | SECOND   |
but scalp  | all of the scalp       |          | SECOND   | Scalp
but vertex | scalp_vertex           |          | SECOND   | part of Scalp
but scalp  |                        |          |          |
but groin  | external_genitalia     | SECOND   | SECOND   |
"""


@pytest.mark.parametrize("row", WHAT_MAKES_AN_EXAMINATION_COMPLETE.strip().splitlines()[1:])
def test_an_examination_with_a_refused_region_is_not_complete(row):
    examined, refused, complete, answered, said = (cell.strip() for cell in row.split("|"))
    left_out = {"but scalp": SCALP, "but vertex": ("scalp_vertex",), "but groin": GENITAL}
    zones = tuple(e for e in load_skin_zones() if e not in left_out.get(examined, ()))
    named = SCALP if refused.startswith("all of") else tuple(refused.split())
    found = check(regions_examined=zones, regions_refused=named)
    days = {"SECOND": SECOND, "": None}
    assert (found.last_complete_on, found.last_answered_on) == (days[complete], days[answered])
    assert ", ".join(found.refused_then) == said
    assert ("Scalp (part refused)" in found.statement) is (said == "part of Scalp")


def test_a_later_visit_does_not_count_for_an_earlier_day():
    found = check(on=FIRST, regions_examined=("face",))
    assert zone(found, "face").last_examined_on is None


def test_gaps_at_baseline_are_named_refused_ones_too():
    gaps = check().baseline_gaps
    assert {"foot", "external_genitalia", "face"} <= set(gaps)
    assert not {"scalp", "back"} & set(gaps)


def test_a_complete_examination_needs_something_of_every_region():
    every = tuple(load_skin_zones())
    assert check(regions_examined=every).last_complete_on == SECOND
    some = tuple(each for each in every if each not in SCALP)
    assert check(regions_examined=some).last_complete_on is None
    asked = tuple(each for each in every if each != "external_genitalia")
    assert check(regions_examined=asked).last_complete_on == SECOND


@pytest.mark.parametrize("examined", [(), ("back",)])
def test_a_region_refused_at_baseline_flags_a_later_lesion_there(examined):
    case = build_case(
        """
        lesion | baseline | week 6
        T1     |       20 |     20
        L1     |          |     12
        """,
        lesions={"L1": {"zone": "scalp"}},
        regions={"baseline": {"regions_refused": ("scalp",), "regions_examined": examined}},
    )
    call = respond(case=case).calls[-1]
    assert call.category == "PD"
    flags = " ".join(str(each) for each in call.flags)
    assert "region not examined at baseline: scalp (L1)" in flags


ADVICE_BY_PLACE = """
zone           | fact         | look      | advice
scalp_parietal |              |           | scalp
cheek          |              |           | face
eyelid_lower   |              |           | eyelid
hand           | in_lymphedema |          | lymphedema
finger         |              |           | nail
foot           |              | subungual | nail
umbilicus      |              |           | navel
upper_arm_anterior | in_lymphedema | nodule | lymphedema
chest_wall_anterior |         |           | chest
thigh_anterior |              | nodule    |
"""


@pytest.mark.parametrize(
    "row", ADVICE_BY_PLACE.strip().splitlines()[1:], ids=lambda each: each.strip()
)
def test_advice_for_a_place(row):
    name, fact, look, key = (cell.strip() for cell in row.split("|"))
    around = Surroundings(**({fact: True} if fact else {}))
    lesion = Lesion(lesion_id="L1", zone=name, morphology=look or None, surroundings=around)
    got = advise_capture(lesion=lesion, rules=SHIPPED)
    assert [each.key for each in got] == [key] * bool(key)
    for each in got:
        assert each.photograph and each.biopsy and each.status == "unverified"
        assert each.rule_ids == ("capture.photograph", "capture.biopsy")


def test_a_swollen_limb_comes_before_its_zone():
    lesion = Lesion(lesion_id="L1", zone="finger", surroundings=Surroundings(in_lymphedema=True))
    got = advise_capture(lesion=lesion, rules=SHIPPED)
    assert [each.key for each in got] == ["lymphedema", "nail"]


def test_every_zone_of_the_advice_is_a_coded_one():
    for row in SHIPPED.file("capture").table("advice"):
        assert set(row["zones"]) <= set(load_skin_zones())
