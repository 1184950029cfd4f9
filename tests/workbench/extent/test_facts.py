"""The facts the extent rests on are entered where it says they are missing; silence stays."""

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY
from tests.workbench.extent.cases import register, stored
from tests.workbench.keeping.forms import forms_of

from dermetry.workbench.casenotes.actions.lesions import edit_lesion
from dermetry.workbench.casenotes.models import Lesion
from dermetry.workbench.casenotes.queries.extent import extent_page
from dermetry.workbench.casenotes.queries.lesion_edit import lesion_edit

pytestmark = pytest.mark.django_db
STATED = {
    "inflammatory-laterality": "left", "inflammatory-stated_by": "Dr. Draft",
    "inflammatory-stated_on": "2026-05-04", "inflammatory-covers_a_third": "yes",
    "inflammatory-began_within_six_months": "no",
}  # fmt: skip


def form_of(client, address: str, field: str):
    html = client.get(address).content.decode()
    return next(each for each in forms_of(html) if field in each.data())


def test_the_history_takes_breasts_operations_chest_wall_and_the_statement(actors, sign_in, known):
    client, address = sign_in(actors["nurse"]), reverse("patient_history", args=[known.pk])
    form = form_of(client, address, "breast_left")
    changed = {"breast_left": "removed", "chest_wall_invasion": "left", **STATED}
    assert client.post(address, form.data(**changed)).status_code == 302
    history = stored(known).history
    assert (history.breast_left, history.breast_right) == ("removed", "in_situ")
    assert history.chest_wall_invasion == "left"
    told = history.inflammatory
    assert (told.laterality, told.stated_by) == ("left", "Dr. Draft")
    assert (told.covers_a_third, told.began_within_six_months) == (True, False)
    assert told.has_invasive_carcinoma is None  # nobody said


def test_the_statement_names_its_clinician_and_nothing_typed_is_lost(actors, sign_in, known):
    client, address = sign_in(actors["nurse"]), reverse("patient_history", args=[known.pk])
    form = form_of(client, address, "breast_left")
    answer = client.post(address, form.data(**(STATED | {"inflammatory-stated_by": ""})))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Say which clinician states it" in html
    assert 'value="2026-05-04"' in html
    assert stored(known).history.inflammatory is None


def test_a_history_form_that_does_not_ask_keeps_what_is_stored(actors, sign_in, known):
    client, address = sign_in(actors["nurse"]), reverse("patient_history", args=[known.pk])
    form = form_of(client, address, "breast_left")
    asked = ("breast_", "chest_wall", "inflammatory-")
    sent = {k: v for k, v in form.data().items() if not k.startswith(asked)}
    assert client.post(address, sent | {"diagnosis": "written anew"}).status_code == 302
    history = stored(known).history
    assert (history.diagnosis, history.breast_left) == ("written anew", "in_situ")


def test_what_is_missing_leads_to_where_it_is_entered(actors, agree):
    patient = register(actors["physician"], breast_left=None)
    page = extent_page(actor=actors["nurse"], patient_pk=patient.pk, today=TODAY)
    links = [each.url for fact in page.extent.missing for each in fact.links]
    assert f"{reverse('patient_history', args=[patient.pk])}#disease" in links
    shown = [each.said.what for each in page.asked]
    assert any("left breast" in what for what in shown)
    agree(patient.pk)
    blind = extent_page(actor=actors["researcher"], patient_pk=patient.pk, today=TODAY)
    assert not [each.url for fact in blind.extent.missing for each in fact.links if each.url]


def test_surroundings_are_one_tap_each_and_no_is_not_silence(actors, sign_in, known):
    near = Lesion.objects.get(patient=known, lesion_id="L1")
    client, address = sign_in(actors["nurse"]), reverse("lesion_edit", args=[near.pk])
    form = form_of(client, address, "in_scar")
    sent = form.data(in_scar="no", in_flap="yes", continuity="separate")
    assert client.post(address, sent).status_code == 302
    around = stored(known).lesion("L1").surroundings
    assert (around.in_scar, around.in_flap, around.continuity) == (False, True, "separate")
    assert around.in_radiation_field is None
    assert stored(known).lesion("L1").skin_change == "ulceration"


def test_a_recorded_field_is_suggested_and_never_stored(actors, sign_in, known):
    near = Lesion.objects.get(patient=known, lesion_id="L1")
    page = lesion_edit(actor=actors["nurse"], lesion_pk=near.pk, today=TODAY)
    assert len(page.fields) == 1
    client, address = sign_in(actors["nurse"]), reverse("lesion_edit", args=[near.pk])
    assert "suggested: yes" in client.get(address).content.decode()
    form = form_of(client, address, "in_scar")
    client.post(address, form.data(note="looked at"))
    assert stored(known).lesion("L1").surroundings.in_radiation_field is None


def test_two_editors_of_surroundings_see_both_versions(actors, sign_in, known):
    near = Lesion.objects.get(patient=known, lesion_id="L1")
    client, address = sign_in(actors["nurse"]), reverse("lesion_edit", args=[near.pk])
    form = form_of(client, address, "in_scar")
    edit_lesion(
        actor=actors["physician"], at=AT, today=TODAY, lesion_pk=near.pk, version=near.version,
        fields={"in_scar": False},
    )  # fmt: skip
    answer = client.post(address, form.data(in_scar="yes"))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert 'name="choice_in_scar"' in html
    near.refresh_from_db()
    both = form.data(in_scar="yes", version=str(near.version), choice_in_scar="theirs")
    assert client.post(address, both).status_code == 302
    assert stored(known).lesion("L1").surroundings.in_scar is False


def test_questions_stand_where_they_are_about_and_lead_to_the_entry(actors, sign_in, known):
    near = Lesion.objects.get(patient=known, lesion_id="L1")
    edit_lesion(
        actor=actors["physician"], at=AT, today=TODAY, lesion_pk=near.pk, version=None,
        fields={"in_radiation_field": False},
    )  # fmt: skip
    client = sign_in(actors["nurse"])
    edit = reverse("lesion_edit", args=[near.pk])
    for route in ("patient", "patient_extent"):
        assert edit in client.get(reverse(route, args=[known.pk])).content.decode()
    assert "data-question" in client.get(reverse("lesion", args=[near.pk])).content.decode()
    visit = known.visits.get(visited_on=TODAY)
    review = client.get(reverse("visit_review", args=[visit.pk])).content.decode()
    assert "data-question" in review
