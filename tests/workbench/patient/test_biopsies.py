"""Biopsies: pending is never benign; two editors lose nothing."""

from datetime import date

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY

from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.base import RecordConflict, RecordNotLawful
from dermetry.workbench.casenotes.actions.biopsies import save_biopsy
from dermetry.workbench.casenotes.models import AuditEntry, Lesion, Patient, Specimen
from dermetry.workbench.casenotes.queries.patient import patient_page

RESPONDER = "FERN-1041"
TAKEN = {"kind": "punch", "taken_on": date(2026, 4, 30)}

pytestmark = pytest.mark.django_db


def save(actor, pk: int, fields=TAKEN, **changed) -> str:
    given = {"lesion_pk": None} | changed
    return save_biopsy(actor=actor, at=AT, today=TODAY, patient_pk=pk, fields=fields, **given)


def test_a_biopsy_is_pending_until_a_pathologist_reports(load, actors):
    pk = load(RESPONDER)
    lesion = Lesion.objects.get(patient=pk, lesion_id="L2")
    name = save(actors["pathologist"], pk, lesion_pk=lesion.pk)
    case = mapping.read_case(patient=Patient.objects.get(pk=pk))
    made = next(each for each in case.specimens if each.specimen_id == name)
    assert (made.lesion_id, made.is_malignant, made.reported_on) == ("L2", None, None)
    assert AuditEntry.objects.latest("number").action == "biopsy.added"
    page = patient_page(actor=actors["nurse"], patient_pk=pk, today=TODAY)
    assert "punch biopsy of L2, result pending" in page.timeline_table


def test_a_biopsy_of_the_future_or_reported_before_it_was_taken_is_refused(load, actors):
    pk = load(RESPONDER)
    with pytest.raises(RecordNotLawful, match="lies in the future"):
        save(actors["physician"], pk, TAKEN | {"taken_on": date(2026, 5, 5)})
    with pytest.raises(RecordNotLawful, match="before it was taken"):
        save(actors["physician"], pk, TAKEN | {"reported_on": date(2026, 4, 29)})
    assert Specimen.objects.filter(patient=pk).count() == 2


def test_a_nurse_reads_and_does_not_change(load, sign_in, actors):
    pk = load(RESPONDER)
    with pytest.raises(NotPermitted):
        save(actors["nurse"], pk)
    address = reverse("patient_biopsies", args=[pk])
    client = sign_in(actors["nurse"])
    assert "Add a biopsy" not in client.get(address).content.decode()
    sent = {"kind": "punch", "taken_on": "2026-04-30"}
    assert client.post(address, sent).status_code == 403


def test_the_second_editor_sees_both_versions_and_chooses(load, sign_in, actors):
    pk = load(RESPONDER)
    save(actors["physician"], pk)
    row = Specimen.objects.get(patient=pk, specimen_id="BX-1")
    first = TAKEN | {"diagnosis": "Carcinoma", "is_malignant": True}
    save(actors["pathologist"], pk, first, specimen_pk=row.pk, version=row.version)
    with pytest.raises(RecordConflict):
        save(actors["physician"], pk, specimen_pk=row.pk, version=row.version)
    client = sign_in(actors["physician"])
    address = reverse("patient_biopsies", args=[pk])
    mine = {
        "specimen": row.pk,
        "version": row.version,
        "kind": "punch",
        "taken_on": "2026-04-30",
        "diagnosis": "Scar",
        "is_malignant": "no",
    }
    answer = client.post(address, mine)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Carcinoma" in html
    assert "Scar" in html
    row.refresh_from_db()
    choice = {"version": row.version, "choice_diagnosis": "mine", "choice_is_malignant": "theirs"}
    assert client.post(address, mine | choice).status_code == 302
    row.refresh_from_db()
    assert (row.details["diagnosis"], row.is_malignant) == ("Scar", True)


def test_the_form_keeps_what_was_typed_when_something_is_missing(load, sign_in, actors):
    pk = load(RESPONDER)
    client = sign_in(actors["pathologist"])
    answer = client.post(
        reverse("patient_biopsies", args=[pk]), {"kind": "core", "diagnosis": "Fibrosis"}
    )
    assert answer.status_code == 422
    assert "Fibrosis" in answer.content.decode()
