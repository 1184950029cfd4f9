"""How a call stands: proposed until signed, the clinician's own where one was given."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY

from dermetry.workbench.casenotes.actions.visits import start_visit
from dermetry.workbench.casenotes.models import Summary, Visit
from dermetry.workbench.casenotes.queries.patient import patient_page
from dermetry.workbench.casenotes.queries.today import worklist

OVERRULED, IN_DOUBT, OPEN_VISIT, RESPONDER = "HARBOR-2019", "FERN-1060", "FERN-1046", "FERN-1041"

pytestmark = pytest.mark.django_db


def page_of(actor, pk: int):
    return patient_page(actor=actor, patient_pk=pk, today=TODAY)


def row_of(actor, patient_id: str):
    return worklist(actor=actor, today=TODAY, query=patient_id).rows[0]


def begin(actor, pk: int) -> int:
    return start_visit(actor=actor, at=AT, patient_pk=pk, visited_on=TODAY, today=TODAY).visit_pk


def test_on_today_the_call_of_an_unsigned_visit_is_proposed(load, actors):
    pk = load(RESPONDER)
    Summary.objects.filter(pk=pk).update(to_confirm=0)
    assert not row_of(actors["nurse"], RESPONDER).call_is_proposed
    begin(actors["nurse"], pk)
    Summary.objects.filter(pk=pk).update(to_confirm=0)
    assert row_of(actors["nurse"], RESPONDER).call_is_proposed


def test_the_newest_of_two_unsigned_visits_makes_the_call_a_proposal(load, actors):
    pk = load(RESPONDER)
    last = Visit.objects.filter(patient_id=pk).order_by("-visited_on").first()
    between = last.visited_on + timedelta(days=1)
    start_visit(actor=actors["nurse"], at=AT, patient_pk=pk, visited_on=between, today=TODAY)
    begin(actors["nurse"], pk)
    Summary.objects.filter(pk=pk).update(to_confirm=0)
    assert row_of(actors["nurse"], RESPONDER).call_is_proposed


def test_starting_a_visit_keeps_the_appointment(load, actors):
    pk = load(OVERRULED)
    before = page_of(actors["nurse"], pk)
    assert before.next_due_on > TODAY
    begin(actors["nurse"], pk)
    now = page_of(actors["nurse"], pk)
    assert (now.next_due_on, now.next_reason) == (before.next_due_on, before.next_reason)
    summary = Summary.objects.get(pk=pk)
    assert (summary.next_due_on, summary.next_reason) == (before.next_due_on, before.next_reason)


def test_a_call_overruled_is_said_as_the_clinician_signed_it(load, sign_in, actors):
    pk = load(OVERRULED)
    page = page_of(actors["nurse"], pk)
    signed = page.cards[-1].signed
    assert signed.startswith("Signed as NE by Dr")
    assert signed.endswith("; the rules give SD.")
    assert ">NE*<" in page.timeline
    assert "rules: SD" in page.timeline
    assert "not evaluable, the clinician&#39;s own call; the rules give stable" in page.timeline
    assert (
        row_of(actors["nurse"], OVERRULED).call_note
        == "overall: NE by the clinician, SD by the rules"
    )
    visit = Visit.objects.filter(patient_id=pk).order_by("-visited_on").first()
    html = sign_in(actors["physician"]).get(reverse("visit_review", args=[visit.pk]))
    assert "The call above is what the rules give." in html.content.decode()


def test_a_lesion_of_doubt_is_nowhere_plainly_new(load, actors):
    case_page = page_of(actors["nurse"], load(IN_DOUBT))
    (card,) = [each for each in case_page.lesions if "in doubt" in each.role]
    assert card.role == "may be new (in doubt)"
    assert not any(each.trend_words == "new" for each in case_page.lesions)


def test_the_course_says_that_it_is_overall(load, actors):
    timeline = page_of(actors["nurse"], load(RESPONDER)).timeline
    assert ">Call, overall<" in timeline
    assert ">diameters,<" in timeline
    assert ">overall<" in timeline
    assert "Overall sum of diameters, mm" in timeline
