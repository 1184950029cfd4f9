"""The whole-skin checklist, what else a lesion can be, and burning beside pain."""

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY
from tests.workbench.extent.cases import FIRST, OPEN_ON, stored

from dermetry.workbench.casenotes.actions.findings import describe_lesion, record_regions
from dermetry.workbench.casenotes.appearances import EMPTY
from dermetry.workbench.casenotes.models import Lesion
from dermetry.workbench.casenotes.queries.findings import card_of_lesion, findings_of_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(known):
    return known.visits.get(visited_on=OPEN_ON)


def at_visit(patient):
    return next(each for each in stored(patient).visits if each.visited_on == OPEN_ON)


def answer(client, visit, **sent):
    mark = client.get(reverse("visit_findings", args=[visit.pk])).content.decode()
    mark = mark.partition('name="mark" value="')[2][:16]
    address = reverse("visit_regions", args=[visit.pk])
    return client.post(address, {"mark": mark, "asks_refused": "1", **sent})


def test_one_tap_answers_a_whole_region_and_again_takes_it_back(actors, sign_in, known, visit):
    client = sign_in(actors["nurse"])
    zones = set(region(actors, visit, "scalp").zones)
    assert answer(client, visit, region="scalp:refused").status_code == 302
    assert set(at_visit(known).regions_refused) == zones
    sent = {"refused": list(zones), "region": "scalp:examined"}
    assert answer(client, visit, **sent).status_code == 302
    now = at_visit(known)
    assert (set(now.regions_examined), now.regions_refused) == (zones, ())
    answer(client, visit, examined=list(zones), region="scalp:examined")
    now = at_visit(known)
    assert (now.regions_examined, now.regions_not_examined, now.regions_refused) == ((), (), ())


def region(actors, visit, key):
    found = findings_of_visit(actor=actors["nurse"], visit_pk=visit.pk).regions
    return next(each for each in found.checklist if each.key == key)


def test_a_region_says_when_it_was_last_seen_and_refused_is_not_seen(actors, known, visit):
    assert region(actors, visit, "scalp").last_on is None
    assert region(actors, visit, "scalp").never
    assert region(actors, visit, "axillae").last_on == FIRST


def test_a_page_from_before_refusing_could_be_told_keeps_what_was_refused(
    actors, sign_in, known, visit
):
    record_regions(
        actor=actors["nurse"], at=AT, visit_pk=visit.pk, examined=(), not_examined=(),
        refused=("scalp", "face"),
    )  # fmt: skip
    client = sign_in(actors["nurse"])
    address = reverse("visit_regions", args=[visit.pk])
    assert client.post(address, {"examined": ["scalp"]}).status_code == 302
    assert at_visit(known).regions_refused == ("face",)


def test_a_zone_examined_and_refused_is_asked_about_and_nothing_is_lost(
    actors, sign_in, known, visit
):
    sent = {"examined": ["scalp"], "refused": ["scalp"]}
    said = answer(sign_in(actors["nurse"]), visit, **sent)
    assert said.status_code == 422
    assert "Ticked as examined and as refused" in said.content.decode()
    assert at_visit(known).regions_refused == ()


def test_burning_and_tightness_are_kept_and_zero_is_an_answer(actors, sign_in, known, visit):
    lesion = Lesion.objects.get(patient=known, lesion_id="L1")
    prefix = f"l{lesion.pk}-"
    client = sign_in(actors["nurse"])
    address = reverse("appearance_save", args=[visit.pk, lesion.pk])
    sent = {f"{prefix}version": "0", f"{prefix}burning_0_10": "7", f"{prefix}tightness_0_10": "0"}
    assert client.post(address, sent).status_code == 302
    seen = at_visit(known).appearances[0]
    assert (seen.burning_0_10, seen.tightness_0_10, seen.pain_0_10) == (7, 0, None)
    old = {f"{prefix}version": "1", f"{prefix}pain_0_10": "3"}  # a page that does not ask
    assert client.post(address, old).status_code == 302
    seen = at_visit(known).appearances[0]
    assert (seen.burning_0_10, seen.tightness_0_10, seen.pain_0_10) == (7, 0, 3)


def test_mimics_follow_the_typed_look_and_free_text_stays(actors, known, visit):
    lesion = Lesion.objects.get(patient=known, lesion_id="L2")
    words = "a strange look, erysipeloid"
    describe_lesion(
        actor=actors["nurse"], at=AT, visit_pk=visit.pk, lesion_pk=lesion.pk,
        values=EMPTY | {"morphology": words}, version=0,
    )  # fmt: skip
    card = card_of_lesion(actor=actors["nurse"], visit_pk=visit.pk, lesion_pk=lesion.pk)
    assert card.standing.values["morphology"] == words
    assert card.alike.looks == ("inflammatory (erysipeloides)",)
    assert all(each.tells_apart and each.basis.rules for each in card.alike.mimics)
    musts = [each.must_not_miss for each in card.alike.mimics]
    assert musts
    assert musts == sorted(musts, reverse=True)


def test_advice_for_difficult_places_stands_folded_with_the_photographs(
    actors, sign_in, known, visit
):
    page = sign_in(actors["nurse"]).get(reverse("visit_photographs", args=[visit.pk]))
    html = page.content.decode()
    assert "How to photograph here" in html
    assert "scalp (L2" in html
    assert TODAY == OPEN_ON
