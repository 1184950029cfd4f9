"""The page of reports: what is offered to whom, what is sent, what is said when something lacks."""

import pytest
from django.urls import reverse

from dermetry.workbench.casenotes.actions.reports import MADE
from dermetry.workbench.casenotes.models import AuditEntry, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(sign_in, patient_pk):
    """Ask for a document as somebody."""

    def ask(actor, route="report_file", **fields):
        return sign_in(actor).post(reverse(route, args=[patient_pk]), fields)

    return ask


def test_a_pdf_comes_as_a_file_that_nobody_keeps(actors, post, visit_pk):
    answer = post(actors["nurse"], document="visit", file_format="pdf", visit=visit_pk)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="visit-report-20')
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_page_is_read_at_once_under_the_policy_of_all_pages(actors, post, client):
    answer = post(actors["nurse"], document="course", file_format="html")
    assert answer["Content-Type"].startswith("text/html")
    assert answer["Content-Disposition"].startswith("inline")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    style = client.get(reverse("report_style"))
    assert style["Content-Type"].startswith("text/css")
    assert b"{" in style.content


def test_the_note_is_shown_to_be_copied_and_comes_as_text(actors, post, visit_pk):
    fields = {"document": "visit", "visit": visit_pk}
    shown = post(actors["nurse"], file_format="note", **fields)
    sent = post(actors["nurse"], file_format="txt", **fields)
    assert sent["Content-Type"].startswith("text/plain")
    text = sent.content.decode()
    assert text.startswith("SKIN METASTASES")
    assert text.splitlines()[3] in shown.content.decode()
    assert AuditEntry.objects.filter(action=MADE).count() == 2


def test_only_who_makes_trial_forms_is_offered_one(actors, sign_in, post, patient_pk):
    url = reverse("reports", args=[patient_pk])
    assert b"Response form for a trial" in sign_in(actors["trial_coordinator"]).get(url).content
    assert b"Response form for a trial" not in sign_in(actors["physician"]).get(url).content
    answer = post(actors["physician"], "response_form", file_format="pdf", subject_number="T-1")
    assert answer.status_code == 403


def test_a_form_without_a_number_says_so_and_makes_nothing(actors, post):
    answer = post(
        actors["trial_coordinator"], "response_form", file_format="pdf", subject_number=" "
    )
    assert answer.status_code == 422
    assert "no subject number" in answer.content.decode()
    assert not AuditEntry.objects.filter(action=MADE).exists()


def test_a_report_of_no_visit_says_so(actors, post):
    answer = post(actors["nurse"], document="visit", file_format="pdf")
    assert answer.status_code == 422
    assert "No visit is chosen" in answer.content.decode()


def test_a_format_that_is_not_made_is_said_and_keeps_the_question(actors, post):
    answer = post(actors["nurse"], document="board", file_format="csv", question="Surgery?")
    assert answer.status_code == 422
    assert "Surgery?" in answer.content.decode()


def test_what_is_made_up_is_not_found(actors, post, visit_pk):
    assert post(actors["nurse"], document="secrets", file_format="pdf").status_code == 404
    answer = post(actors["nurse"], document="visit", file_format="pdf", visit=visit_pk + 1000)
    assert answer.status_code == 404


def test_a_visit_of_another_patient_is_not_found(actors, post, load, unsigned):
    other = Visit.objects.filter(patient_id=load(unsigned)).first()
    answer = post(actors["nurse"], document="visit", file_format="pdf", visit=other.pk)
    assert answer.status_code == 404
    assert not AuditEntry.objects.filter(action=MADE).exists()


def test_another_site_finds_nothing(make_actor, post, visit_pk):
    stranger = make_actor("physician", 1)
    answer = post(stranger, document="visit", file_format="pdf", visit=visit_pk)
    assert answer.status_code == 404


def test_the_page_tells_what_was_made_before(actors, post, sign_in, patient_pk, visit_pk):
    post(actors["nurse"], document="visit", file_format="pdf", visit=visit_pk)
    entry = AuditEntry.objects.get(action=MADE)
    shown = sign_in(actors["physician"]).get(reverse("reports", args=[patient_pk]))
    assert entry.details["sha256"][:8] in shown.content.decode()


def test_visits_that_are_drafts_are_called_so(actors, sign_in, load, unsigned):
    shown = sign_in(actors["nurse"]).get(reverse("reports", args=[load(unsigned)]))
    assert "DRAFT, not signed" in shown.content.decode()
