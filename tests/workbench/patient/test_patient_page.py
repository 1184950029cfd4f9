"""The patient page: every course of the demo clinic, masked, bounded, never a zero for a gap."""

from datetime import date

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY
from tests.workbench.demo_day import demo_patients

from dermetry.workbench.casenotes.models import Lesion, Patient, Task, Visit
from dermetry.workbench.casenotes.queries.banner import patient_banner
from dermetry.workbench.casenotes.queries.patient import patient_page

RESPONDER, DISCORDANCE, MERGING = "FERN-1041", "FERN-1052", "HARBOR-2011"
OPEN_VISIT, PROPOSED, EMPTY = "FERN-1046", "HARBOR-2024", "HARBOR-2025"
QUERIES = 34  # of one page with its ten panels, whatever the number of patients, visits and lesions

pytestmark = pytest.mark.django_db


def show(client, pk: int, route: str = "patient") -> str:
    answer = client.get(reverse(route, args=[pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def page_of(actor, pk: int):
    return patient_page(actor=actor, patient_pk=pk, today=TODAY)


@pytest.mark.parametrize("patient_id", sorted(demo_patients()))
def test_every_course_of_the_demo_clinic_has_its_page(load, sign_in, actors, patient_id):
    case = demo_patients()[patient_id].case
    client = sign_in(actors["physician"])
    pk = load(patient_id)
    html = show(client, pk)
    assert case.patient.name in html
    page = page_of(actors["physician"], pk)
    assert page.problem is None
    assert [each.lesion_id for each in page.lesions] == [e.lesion_id for e in case.lesions]
    assert {each.visited_on for each in page.visits} == {e.visited_on for e in case.visits}
    assert [each.view.name for each in page.cards] == ["skin", "other organs", "overall"]
    for lesion in case.lesions:
        assert f">{lesion.lesion_id}<" in html


def test_skin_and_other_organs_are_called_apart(load, actors):
    page = page_of(actors["physician"], load(DISCORDANCE))
    assert [each.view.letters for each in page.cards] == ["PR", "PD", "PD"]
    skin, _, overall = page.cards
    assert skin.view.reasons[0].rule_id
    assert skin.view.reasons[0].sources
    assert overall.signed.startswith("Signed as PD by Dr")


def test_the_call_of_an_unsigned_visit_is_proposed_and_says_what_it_depends_on(
    load, sign_in, actors
):
    pk = load(PROPOSED)
    page = page_of(actors["nurse"], pk)
    overall = page.cards[-1]
    assert overall.is_proposed
    assert overall.view.conditionals == ("SD if the measurements of L1, L2 are confirmed",)
    html = show(sign_in(actors["nurse"]), pk)
    assert "SD if the measurements of L1, L2 are confirmed" in html
    assert "Not signed yet." in html


def test_an_open_visit_stands_first_and_leads_back_to_its_step(load, actors):
    page = page_of(actors["nurse"], load(OPEN_VISIT))
    assert not page.visits[0].is_signed
    assert page.visits[0].step == "outlines"
    assert page.open_visit.continue_url.endswith("/outlines/")
    assert [each.level for each in page.current_notices][:4] == ["warn"] * 4


def test_what_was_not_measured_is_a_gap_and_never_zero(load, sign_in, actors):
    pk = load(OPEN_VISIT)
    page = page_of(actors["nurse"], pk)
    by_id = {each.lesion_id: each for each in page.lesions}
    assert by_id["G1"].value == ""
    assert by_id["L3"].trend_words == "not measured"
    assert by_id["L3"].change == ""  # the last change is of earlier visits
    assert page.cards[0].last_assessed.startswith("Not assessed at this visit. Last assessed")
    html = show(sign_in(actors["nurse"]), pk)
    assert "never measured" in html
    assert "0.0 mm" not in html
    assert ">0 mm" not in html


def test_merged_lesions_stand_below_with_what_became_of_them(load, actors):
    page = page_of(actors["nurse"], load(MERGING))
    ended = {each.lesion_id: each.trend_words for each in page.ended}
    assert set(ended) == {"L1", "L2"}
    assert ended["L1"].startswith("merged into L1+L2 ")
    assert 'data-lesion="L1+L2"' in page.body_map
    assert 'data-lesion="L1"' not in page.body_map


def test_a_locally_treated_lesion_says_so_at_later_visits(load, actors):
    page = page_of(actors["nurse"], load(OPEN_VISIT))
    ended = {each.lesion_id: each.trend_words for each in page.ended}
    assert ended["L1"].startswith("treated locally ")


def test_proposed_lesions_are_dashed(load, actors):
    case = demo_patients()[RESPONDER].case
    lesions = [
        each.model_copy(update={"is_confirmed": False, "confirmed_by": None})
        if each.lesion_id == "L2"
        else each
        for each in case.lesions
    ]
    visits = [
        visit.model_copy(
            update={
                "findings": tuple(
                    each.model_copy(update={"is_confirmed": False, "confirmed_by": None})
                    if each.lesion_id == "L2"
                    else each
                    for each in visit.findings
                )
            }
        )
        for visit in case.visits
    ]
    changed = case.model_copy(update={"lesions": tuple(lesions), "visits": tuple(visits)})
    page = page_of(actors["nurse"], load(RESPONDER, changed))
    second = next(each for each in page.lesions if each.lesion_id == "L2")
    assert second.is_proposed
    assert "L2, new, proposed" in page.body_map


def test_a_researcher_sees_the_identifier_and_never_the_name(load, sign_in, actors):
    pk = load(RESPONDER)
    html = show(sign_in(actors["researcher"]), pk)
    patient = demo_patients()[RESPONDER].case.patient
    assert patient.patient_id in html
    assert patient.name not in html
    assert str(patient.born_on.year) + "-" not in html
    assert f"{patient.born_on.day} {patient.born_on:%b %Y}" not in html
    banner = patient_banner(actor=actors["researcher"], patient_pk=pk, today=TODAY)
    assert (banner.name, banner.born_on, banner.is_name_hidden) == (None, None, True)


def test_after_the_last_treatment_the_banner_does_not_say_not_recorded(load, actors):
    banner = patient_banner(actor=actors["nurse"], patient_pk=load(DISCORDANCE), today=TODAY)
    assert banner.treatment.startswith("none now (elacestrant")


def test_nothing_recorded_and_none_known_stay_apart(load, actors):
    known = patient_banner(actor=actors["nurse"], patient_pk=load(RESPONDER), today=TODAY)
    assert (known.allergies, known.anticoagulants) == (("penicillin: rash",), ())
    case = demo_patients()[EMPTY].case
    bare = case.model_copy(update={"patient": case.patient.model_copy(update={"allergies": None})})
    empty = patient_banner(actor=actors["nurse"], patient_pk=load(EMPTY, bare), today=TODAY)
    assert empty.allergies is None


def test_the_page_needs_the_same_queries_for_any_number_of_patients(
    load, sign_in, actors, django_assert_max_num_queries
):
    pk = load(RESPONDER)
    client = sign_in(actors["physician"])
    show(client, pk)
    with django_assert_max_num_queries(QUERIES):
        show(client, pk)
    for each in (DISCORDANCE, MERGING, OPEN_VISIT):
        load(each)
    with django_assert_max_num_queries(QUERIES):
        show(client, pk)


def test_a_record_that_breaks_a_law_still_has_its_page(load, sign_in, actors):
    pk = load(RESPONDER)
    Lesion.objects.filter(patient=pk, lesion_id="L1").update(
        details={"merged_from": ["L2"], "first_seen_on": "2026-01-01"}
    )
    html = show(sign_in(actors["nurse"]), pk)
    assert "The record contradicts itself" in html
    assert "merged lesion L1 names one parent" in html
    assert "penicillin: rash" in html  # who, and what is dangerous, stays on the screen
    page = page_of(actors["nurse"], pk)
    assert len(page.visits) == 4
    assert page.cards == ()


def test_alerts_stand_on_the_page_with_their_owner(load, sign_in, actors):
    pk = load(RESPONDER)
    Task.objects.create(
        patient_id=pk,
        site_id=actors["nurse"].site_id,
        kind="alert",
        reason="Fever and a bad smell",
        urgency="urgent",
        due_on=date(2026, 5, 3),
        opened_at=AT,
        owner_id=actors["nurse"].user_id,
    )
    html = show(sign_in(actors["nurse"]), pk)
    assert "Fever and a bad smell" in html
    assert "was due 3 May 2026" in html
    assert "1 alert" in html


def test_a_merged_record_leads_to_the_one_that_was_kept(load, sign_in, actors):
    old, kept = load(RESPONDER), load(DISCORDANCE)
    Patient.objects.filter(pk=old).update(merged_into=kept)
    answer = sign_in(actors["nurse"]).get(reverse("patient", args=[old]), follow=True)
    assert answer.redirect_chain == [(reverse("patient", args=[kept]), 302)]
    assert "FERN-1041 was merged into this record" in answer.content.decode()


def test_photographs_that_wait_are_told(load, actors):
    pk = load(OPEN_VISIT)
    visit = Visit.objects.filter(patient=pk).latest("visited_on")
    visit.photographs.create(
        patient_id=pk,
        photograph_id="waiting-1",
        file_name="a.jpg",
        sha256="0" * 64,
        added_at=AT,
    )
    page = page_of(actors["nurse"], pk)
    assert page.visits[0].waiting == 1
    assert page.current_notices[0].text.startswith("1 photograph waits to be analysed")


def test_the_clinicians_own_call_stands_first_and_the_computed_one_beside_it(load, sign_in, actors):
    pk = load("HARBOR-2019")
    page = page_of(actors["nurse"], pk)
    overall = page.cards[-1]
    assert (overall.override, overall.view.letters) == ("NE", "SD")
    assert page.visits[0].shown == "NE"
    html = show(sign_in(actors["nurse"]), pk)
    assert "The rules give SD (stable disease)." in html


def test_an_unconfirmed_visit_is_not_told_as_not_assessed(load, actors):
    page = page_of(actors["nurse"], load(PROPOSED))
    assert page.cards[0].last_assessed == ""


def test_a_patient_without_a_visit_is_led_to_the_first_one(load, sign_in, actors):
    pk = load(EMPTY)
    html = show(sign_in(actors["nurse"]), pk)
    assert "Start the first visit" in html
    assert "Skin lesions on the body" not in html


def test_a_lesion_that_is_gone_says_since_when_and_not_when_it_was_last_looked_for(load, actors):
    page = page_of(actors["nurse"], load("FERN-1028"))
    first_gone = demo_patients()["FERN-1028"].case.visits[2].visited_on
    ended = {each.lesion_id: each.trend_words for each in page.ended}
    assert ended["L1"] == f"gone since {first_gone.day} {first_gone:%b %Y}"
