"""Documents of a patient: each in each format, noted with its hash, told by no name."""

import hashlib
import io
import re

import numpy as np
import pytest
from pypdf import PdfReader

from dermetry.workbench.accounts.roles import (
    GRANTED,
    ROLES,
    ROLES_WITHOUT_IDENTITY,
)
from dermetry.workbench.casenotes import audit, store
from dermetry.workbench.casenotes.actions.reports import MADE, picture_opener
from dermetry.workbench.casenotes.models import AuditEntry, Patient, Photograph, Visit
from dermetry.workbench.casenotes.report_documents import WRITERS, Order
from dermetry.workbench.jobs import reports as jobs
from dermetry.workbench.jobs.opener import open_bytes

pytestmark = pytest.mark.django_db
STARTS = {"pdf": b"%PDF-", "html": b"<!doctype html>", "csv": b"", "txt": b"SKIN METASTASES"}
STYLE = "/reports/style.css"


def make(actor, patient_pk, document, file_format, **more):
    order = Order(document, file_format, stylesheet_href=STYLE, **more)
    return jobs.request(actor=actor, patient_pk=patient_pk, order=order)


@pytest.mark.parametrize(("document", "file_format"), WRITERS)
def test_every_document_is_made_and_noted_with_the_hash_of_its_bytes(
    actors, patient_pk, visit_pk, responder, document, file_format
):
    actor = actors["trial_coordinator"] if document == "form" else actors["nurse"]
    made = make(
        actor, patient_pk, document, file_format, visit_pk=visit_pk, subject_number="T-0042"
    )
    assert made.data[:20].lower().startswith(STARTS[file_format].lower())
    entry = AuditEntry.objects.get(action=MADE)
    assert entry.patient_pk == patient_pk
    assert entry.actor_name == actor.name
    assert entry.details["sha256"] == hashlib.sha256(made.data).hexdigest() == made.sha256
    assert (entry.details["document"], entry.details["format"]) == (document, file_format)
    assert audit.verify_chain().broken == ()
    patient = responder.case.patient
    for word in (patient.patient_id, *patient.name.split()):
        assert word.lower() not in made.file_name.lower()
    assert made.file_name.endswith(f"-{made.sha256[:8]}.{file_format}")


def test_the_same_record_gives_the_same_bytes(actors, patient_pk, visit_pk):
    first, second = (
        make(actors["nurse"], patient_pk, "visit", "pdf", visit_pk=visit_pk) for _ in range(2)
    )
    assert first == second


def test_a_page_has_a_linked_style_and_nothing_the_policy_refuses(actors, patient_pk, visit_pk):
    text = make(actors["nurse"], patient_pk, "visit", "html", visit_pk=visit_pk).data.decode()
    assert f'href="{STYLE}"' in text
    assert not re.search(r"<style|<script|\sstyle=|\son\w+=", text)


def test_the_question_stands_on_the_sheet_and_not_in_the_log(actors, patient_pk):
    question = "Shall we go on with the same drug?"
    made = make(actors["physician"], patient_pk, "board", "pdf", question=question)
    pages = PdfReader(io.BytesIO(made.data)).pages
    assert len(pages) == 1
    assert "same drug" in pages[0].extract_text()
    assert "drug" not in str(AuditEntry.objects.get(action=MADE).details)


@pytest.mark.parametrize("file_format", ["html", "csv", "pdf"])
def test_the_response_form_names_nobody(actors, patient_pk, responder, file_format):
    made = make(
        actors["trial_coordinator"], patient_pk, "form", file_format, subject_number="T-0042"
    )
    text = made.data.decode() if file_format != "pdf" else read_pdf(made.data)
    assert "T-0042" in text
    patient = responder.case.patient
    for word in (patient.patient_id, *patient.name.split()):
        assert word not in text
    assert "data:image/jpeg" not in text
    assert "T-0042" not in str(list(AuditEntry.objects.values_list("details", "target")))


def read_pdf(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def test_an_unsigned_visit_says_draft(actors, load, unsigned):
    patient_pk = load(unsigned)
    draft = Visit.objects.filter(patient_id=patient_pk, signed_on=None).latest("visited_on")
    for file_format in ("html", "txt"):
        made = make(actors["nurse"], patient_pk, "visit", file_format, visit_pk=draft.pk)
        assert "DRAFT" in made.data.decode()
    assert "DRAFT" in read_pdf(
        make(actors["nurse"], patient_pk, "visit", "pdf", visit_pk=draft.pk).data
    )


def detail(pixels) -> float:
    """Give how much neighboring pixels differ."""
    return float(np.abs(np.diff(pixels.astype(float), axis=1)).mean())


def test_photographs_are_blurred_where_the_role_does_not_see_them_clear(settings, patient_pk):
    patient = Patient.objects.get(pk=patient_pk)
    opened = {
        is_blurred: picture_opener(
            patient=patient,
            folder=settings.PHOTOGRAPH_FOLDER,
            open_bytes=open_bytes,
            is_blurred=is_blurred,
        )
        for is_blurred in (False, True)
    }
    for key in Photograph.objects.filter(patient=patient).values_list("photograph_id", flat=True):
        clear, blurred = opened[False](key), opened[True](key)
        assert blurred.pixels.shape == clear.pixels.shape
        assert detail(blurred.pixels) < detail(clear.pixels) / 4


@pytest.mark.parametrize(
    ("role", "is_clear"), [("nurse", True), ("pathologist", True), ("trial_coordinator", False)]
)
def test_the_role_decides_which_photographs_a_report_holds(
    actors, patient_pk, visit_pk, role, is_clear
):
    made = make(actors[role], patient_pk, "visit", "html", visit_pk=visit_pk)
    clear = make(actors["physician"], patient_pk, "visit", "html", visit_pk=visit_pk)
    assert (made.data == clear.data) is is_clear
    entry = AuditEntry.objects.filter(action=MADE).earliest("number")
    assert entry.details["blurred"] is not is_clear


def test_whoever_makes_reports_may_see_who_they_are_about():
    makers = {role for role in ROLES if "make_reports" in GRANTED[role]}
    assert makers.isdisjoint(ROLES_WITHOUT_IDENTITY)


def test_a_lost_photograph_is_named_in_the_report(settings, actors, patient_pk, visit_pk):
    row = Photograph.objects.filter(visit_id=visit_pk).earliest("position")
    (settings.PHOTOGRAPH_FOLDER / row.stored_as).unlink()
    text = make(actors["nurse"], patient_pk, "visit", "html", visit_pk=visit_pk).data.decode()
    with pytest.raises(store.PhotographNotKept) as lost:
        store.read(folder=settings.PHOTOGRAPH_FOLDER, name=row.stored_as)
    assert row.file_name in text
    assert lost.value.why[:20] in text
