"""Imaging studies with their question, and dermoscopy: recorded, asked about, never mandatory."""

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY

from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.dermoscopy import record_dermoscopies
from dermetry.workbench.casenotes.actions.other_sites import StudyGiven, record_report
from dermetry.workbench.casenotes.models import ImagingStudy, Lesion, Patient, Visit

RESPONDER = "FERN-1041"

pytestmark = pytest.mark.django_db


@pytest.fixture
def pk(load) -> int:
    """A patient of the demo clinic, at the open visit of today."""
    found = load(RESPONDER)
    Visit.objects.filter(patient=found, visited_on=TODAY).delete()
    Visit.objects.create(patient_id=found, visited_on=TODAY)
    return found


def recorded(pk: int):
    return mapping.read_case(patient=Patient.objects.get(pk=pk))


def study(actor, pk: int, **given) -> str:
    made = StudyGiven("", "dxa", TODAY, "spine", "T-score -1.2", **given)
    return record_report(actor=actor, at=AT, today=TODAY, patient_pk=pk, study=made,
                         visit_pk=None, readings=())  # fmt: skip


def test_a_bone_density_scan_asked_for_staging_gets_a_hint(pk, sign_in, actors):
    client, address = sign_in(actors["nurse"]), reverse("other_sites", args=[pk])
    name = study(actors["nurse"], pk, question="staging", finding="no_metastasis")
    assert "no staging test" in client.get(address).content.decode()
    kept = recorded(pk).imaging_studies[-1]
    assert (kept.question, kept.finding, kept.organs) == ("staging", "no_metastasis", ())
    row = ImagingStudy.objects.get(patient=pk, study_id=name)
    typed = {"action": "study", "study": name, "version": row.version, "done_on": TODAY,
             "question": "bone_density", "region": "spine", "report": "as before"}  # fmt: skip
    assert client.post(address, typed).status_code == 302
    assert "no staging test" not in client.get(address).content.decode()
    kept = recorded(pk).imaging_studies[-1]
    assert (kept.question, kept.finding, kept.report) == ("bone_density", None, "as before")
    answer = client.post(address, typed | {"region": "hip"})  # opened before the save above
    assert answer.status_code == 409
    assert ">hip<" in answer.content.decode()


def test_the_report_form_records_what_the_study_found(pk, sign_in, actors):
    client, address = sign_in(actors["nurse"]), reverse("other_sites", args=[pk])
    sent = {"action": "report", "modality": "ct", "done_on": TODAY, "question": "restaging",
            "finding": "metastasis", "organs": ["liver", "bone"]}  # fmt: skip
    assert client.post(address, sent).status_code == 302
    kept = recorded(pk).imaging_studies[-1]
    assert (kept.question, kept.organs) == ("restaging", ("liver", "bone"))


def test_dermoscopy_is_described_none_of_note_or_left_open(pk, sign_in, actors):
    visit = Visit.objects.get(patient=pk, visited_on=TODAY)
    one, two, three = Lesion.objects.filter(patient=pk, organ="skin").order_by("position")[:3]
    client, address = sign_in(actors["nurse"]), reverse("visit_dermoscopy", args=[visit.pk])
    sent = {f"l{one.pk}-structures": ["vessels_serpentine", "blue_area"],
            f"l{two.pk}-structures": ["none"], f"l{two.pk}-note": "seen dry"}  # fmt: skip
    assert client.post(address, sent).status_code == 302
    found = {each.lesion_id: each for each in recorded(pk).visits[-1].dermoscopies}
    assert found[one.lesion_id].structures == ("vessels_serpentine", "blue_area")
    assert found[two.lesion_id].structures == ()
    assert found[two.lesion_id].recorded_by == actors["nurse"].name
    assert three.lesion_id not in found
    both = {f"l{one.pk}-structures": ["none", "blue_area"]}
    answer = client.post(address, both)
    assert answer.status_code == 422
    assert "exclude each other" in answer.content.decode()


def test_dermoscopy_of_two_people_is_a_conflict_and_a_signed_visit_is_locked(pk, sign_in, actors):
    visit = Visit.objects.get(patient=pk, visited_on=TODAY)
    lesion = Lesion.objects.filter(patient=pk, organ="skin").first()
    client, address = sign_in(actors["nurse"]), reverse("visit_dermoscopy", args=[visit.pk])
    sent = {f"l{lesion.pk}-structures": ["blue_area"], "seen": "something older"}
    answer = client.post(address, sent)
    assert answer.status_code == 409
    assert recorded(pk).visits[-1].dermoscopies == ()
    record_dermoscopies(actor=actors["nurse"], at=AT, visit_pk=visit.pk, dermoscopies=())
    Visit.objects.filter(pk=visit.pk).update(signed_on=TODAY)
    assert client.post(address, sent | {"seen": ""}).status_code == 422
