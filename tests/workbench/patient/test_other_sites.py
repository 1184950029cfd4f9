"""Other sites: an imaging report feeds the overall call and leaves the skin's alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY

from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.base import (
    RecordConflict,
    RecordNotLawful,
    VisitSigned,
)
from dermetry.workbench.casenotes.actions.other_sites import (
    Reading,
    ReadingIncomplete,
    StudyGiven,
    add_lesion,
    record_report,
)
from dermetry.workbench.casenotes.actions.visits import VisitDateInvalid
from dermetry.workbench.casenotes.models import AuditEntry, ImagingStudy, Lesion, Patient, Visit
from dermetry.workbench.casenotes.queries.other_sites import other_sites
from dermetry.workbench.casenotes.queries.patient import patient_page
from dermetry.workbench.casenotes.scope import NotHere

RESPONDER, SKIN_ONLY = "FERN-1041", "HARBOR-2024"
YESTERDAY = TODAY - timedelta(days=1)

pytestmark = pytest.mark.django_db


def lesion(pk: int, name: str) -> Lesion:
    return Lesion.objects.get(patient=pk, lesion_id=name)


def report(actor, pk: int, *readings: Reading, **changed):
    given = {
        "study": StudyGiven("", "ct", YESTERDAY, "abdomen", "Larger."),
        "visit_pk": None,
        "seen": None,
    } | changed
    return record_report(actor=actor, at=AT, today=TODAY, patient_pk=pk, readings=readings, **given)


def calls(actor, pk: int) -> list[str]:
    page = patient_page(actor=actor, patient_pk=pk, today=TODAY)
    return [each.view.letters for each in page.cards]


def findings(pk: int) -> dict:
    case = mapping.read_case(patient=Patient.objects.get(pk=pk))
    return {each.lesion_id: each for each in case.visits[-1].findings}


def test_growth_in_the_liver_is_progression_overall_and_not_of_the_skin(load, actors):
    nurse, pk = actors["nurse"], load(RESPONDER)
    assert calls(nurse, pk) == ["PR", "PR", "PR"]
    readings = [
        Reading(lesion(pk, "H1").pk, "measured", Decimal("55"), ""),
        Reading(lesion(pk, "N1").pk, "measured", Decimal("30"), ""),
    ]
    study_id = report(nurse, pk, *readings)
    _, other, _ = calls(nurse, pk)
    assert other == "PD"
    kept = findings(pk)
    assert kept["H1"].longest_diameter_mm == Decimal("55")
    assert kept["N1"].short_axis_mm == Decimal("30")
    assert kept["N1"].longest_diameter_mm is None
    assert kept["H1"].method == f"CT of 3 May 2026 ({study_id})"
    assert kept["H1"].confirmed_by == nurse.name
    last = AuditEntry.objects.latest("number")
    assert (last.action, last.target) == ("imaging.recorded", study_id)


def test_a_new_visceral_lesion_is_progression_overall_and_the_skin_call_stays(load, actors):
    nurse, pk = actors["nurse"], load(RESPONDER)
    name = add_lesion(
        actor=nurse,
        at=AT,
        patient_pk=pk,
        organ="lung",
        fields={
            "site": "right lower lobe",
            "role": "new",
            "newness": "unequivocal",
            "first_seen_on": Visit.objects.filter(patient=pk).latest("visited_on").visited_on,
        },
    )
    assert name == "G1"
    visit = Visit.objects.filter(patient=pk).latest("visited_on")
    Visit.objects.filter(pk=visit.pk).update(
        signed_on=None, details={k: v for k, v in visit.details.items() if k != "signature"}
    )
    report(nurse, pk, Reading(lesion(pk, "G1").pk, "present", None, "new"), visit_pk=visit.pk)
    assert calls(nurse, pk) == ["PR", "PD", "PD"]


def test_what_a_report_says_without_a_size_names_the_study(load, actors):
    nurse, pk = actors["nurse"], load(RESPONDER)
    report(
        nurse,
        pk,
        Reading(lesion(pk, "H1").pk, "progressed", None, "doubled"),
        Reading(lesion(pk, "N1").pk, "absent", None, ""),
    )
    kept = findings(pk)
    assert kept["H1"].reason == "CT of 3 May 2026 (CT-5): doubled"
    assert kept["N1"].status == "absent"


def test_a_second_report_corrects_the_first_by_the_same_study(load, actors):
    nurse, pk = actors["nurse"], load(RESPONDER)
    key = lesion(pk, "H1").pk
    study_id = report(nurse, pk, Reading(key, "measured", Decimal("11"), ""))
    again = StudyGiven(study_id, "ct", None, "", "")
    report(nurse, pk, Reading(key, "measured", Decimal("12"), ""), study=again)
    assert findings(pk)["H1"].longest_diameter_mm == Decimal("12")
    assert ImagingStudy.objects.filter(patient=pk).count() == 5


def test_two_editors_the_second_sees_what_the_first_recorded(load, actors):
    nurse, physician, pk = actors["nurse"], actors["physician"], load(RESPONDER)
    key = lesion(pk, "H1").pk
    study_id = report(nurse, pk)
    visit = Visit.objects.create(patient_id=pk, visited_on=YESTERDAY)
    opened = other_sites(actor=physician, patient_pk=pk, today=TODAY).mark
    same = StudyGiven(study_id, "ct", None, "", "")
    first = Reading(key, "measured", Decimal("11"), "")
    report(nurse, pk, first, study=same, visit_pk=visit.pk, seen=opened)
    mine = Reading(key, "measured", Decimal("13"), "")
    with pytest.raises(RecordConflict) as caught:
        report(physician, pk, mine, study=same, visit_pk=visit.pk, seen=opened)
    assert caught.value.theirs["H1"]["longest_diameter_mm"] == "11"
    now = other_sites(actor=physician, patient_pk=pk, today=TODAY).mark
    report(physician, pk, mine, study=same, visit_pk=visit.pk, seen=now)
    assert findings(pk)["H1"].longest_diameter_mm == Decimal("13")


def test_a_signed_visit_is_refused_in_words_and_nothing_is_kept(load, actors):
    nurse, pk = actors["nurse"], load(RESPONDER)
    signed = Visit.objects.filter(patient=pk).latest("visited_on")
    reading = Reading(lesion(pk, "H1").pk, "measured", Decimal("55"), "")
    with pytest.raises(VisitSigned, match="start a visit on the day of the study"):
        report(nurse, pk, reading, visit_pk=signed.pk)
    assert ImagingStudy.objects.filter(patient=pk).count() == 4
    assert calls(nurse, pk) == ["PR", "PR", "PR"]


@pytest.mark.parametrize(
    ("status", "mm", "error"),
    [
        ("measured", None, ReadingIncomplete),
        ("measured", Decimal(0), RecordNotLawful),
        ("progressed", None, ReadingIncomplete),
        ("not_evaluable", None, ReadingIncomplete),
    ],
)
def test_what_is_missing_is_said(load, actors, status, mm, error):
    pk = load(RESPONDER)
    with pytest.raises(error):
        report(actors["nurse"], pk, Reading(lesion(pk, "H1").pk, status, mm, ""))
    assert not Visit.objects.filter(patient=pk, visited_on=YESTERDAY).exists()


def test_a_study_is_not_of_the_future(load, actors):
    tomorrow = StudyGiven("", "ct", TODAY + timedelta(days=1), "", "")
    with pytest.raises(VisitDateInvalid):
        report(actors["nurse"], load(RESPONDER), study=tomorrow)


def test_lesions_of_another_patient_are_not_here(load, actors):
    pk, other = load(RESPONDER), load("FERN-1052")
    with pytest.raises(NotHere):
        report(actors["nurse"], pk, Reading(lesion(other, "H2").pk, "absent", None, ""))


def test_only_who_may_confirm_records(load, actors):
    pk = load(RESPONDER)
    for role in ("researcher", "trial_coordinator", "pathologist"):
        with pytest.raises(NotPermitted):
            report(actors[role], pk)


def test_the_page_adds_a_lesion_and_records_its_first_size(load, sign_in, actors):
    pk = load(SKIN_ONLY)
    client = sign_in(actors["nurse"])
    address = reverse("other_sites", args=[pk])
    assert "not a statement that there are none" in client.get(address).content.decode()
    new = {"action": "add_lesion", "organ": "lymph_node", "site": "left axilla", "role": "target"}
    assert client.post(address, new).status_code == 302
    node = lesion(pk, "N1")
    assert (node.is_confirmed, node.confirmed_by) == (True, actors["nurse"].name)
    sent = {
        "action": "report",
        "modality": "ct",
        "done_on": "2026-05-02",
        f"mm_{node.pk}": "18.5",
        "visit": "new",
    }
    assert client.post(address, sent).status_code == 302
    html = client.get(address).content.decode()
    assert "18.5 mm" in html
    assert "CT of 2 May 2026 (CT-1)" in html
    assert Visit.objects.filter(patient=pk, visited_on=date(2026, 5, 2)).exists()


def test_the_visit_is_chosen_by_a_person_and_nothing_typed_is_lost(load, sign_in, actors):
    pk = load(RESPONDER)
    key = lesion(pk, "H1").pk
    sent = {
        "action": "report",
        "modality": "ct",
        "done_on": "2026-05-02",
        "report": "Liver lesion larger.",
        f"mm_{key}": "19.5",
    }
    answer = sign_in(actors["nurse"]).post(reverse("other_sites", args=[pk]), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose the visit that these findings belong to." in html
    assert "Liver lesion larger." in html
    assert 'value="19.5"' in html


def test_readers_see_the_page_without_the_forms(load, sign_in, actors):
    pk = load(RESPONDER)
    address = reverse("other_sites", args=[pk])
    client = sign_in(actors["researcher"])
    html = client.get(address).content.decode()
    assert "liver, segment VI" in html
    assert "Record an imaging report" not in html
    assert client.post(address, {"action": "report", "done_on": "2026-05-02"}).status_code == 403


@pytest.mark.parametrize("route", ["other_sites", "patient_biopsies"])
def test_a_record_that_breaks_a_law_is_told_in_words(load, sign_in, actors, route):
    pk = load(RESPONDER)
    Lesion.objects.filter(patient=pk, lesion_id="L1").update(details={"merged_from": ["L2"]})
    answer = sign_in(actors["nurse"]).get(reverse(route, args=[pk]))
    assert answer.status_code == 422
    assert "merged lesion L1 names one parent" in answer.content.decode()
