"""A photograph filed to the wrong patient or visit: moved, told in both records, nothing lost."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from tests.workbench.conftest import AT
from tests.workbench.matching.clinic_visits import LATE, open_clinic

from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes import audit, mapping, scope
from dermetry.workbench.casenotes.actions.base import RecordConflict, RecordMerged, VisitSigned
from dermetry.workbench.casenotes.actions.moving import (
    Destination,
    MoveRefused,
    move_photograph,
)
from dermetry.workbench.casenotes.actions.photographs import add_photograph
from dermetry.workbench.casenotes.actions.visits import VisitDateInvalid
from dermetry.workbench.casenotes.models import AuditEntry, Lesion, Outline, Photograph, Visit

pytestmark = pytest.mark.django_db


def move(filed, *, role=None, version=None, reason="taken with the former patient open", **to):
    actor = role or filed.clinic.actor
    row = Photograph.objects.get(pk=filed.photograph_pk)
    destination = {"patient_pk": filed.other.patient_pk, "visit_pk": None} | to
    destination.setdefault("is_identity_confirmed", True)
    if destination["visit_pk"] is None:
        destination.setdefault("visited_on", row.visit.visited_on)
    return move_photograph(
        actor=actor,
        at=AT,
        today=LATE,
        photograph_pk=row.pk,
        version=row.version if version is None else version,
        to=Destination(**destination),
        reason=reason,
    )


def test_it_leaves_one_record_and_stands_in_the_other(filed):
    before = Photograph.objects.get(pk=filed.photograph_pk)
    drawn = before.outlines.exclude(source="candidate").order_by("position", "pk")
    borders = [each.details["polygon"] for each in drawn]
    followed, new = filed.lesions[:-1], filed.lesions[-1]
    assert set(filed.clinic.findings(filed.second_pk)) == set(filed.lesions)
    moved = move(filed)
    row = Photograph.objects.get(pk=filed.photograph_pk)
    assert (row.patient_id, row.visit_id) == (filed.other.patient_pk, moved.visit_pk)
    assert (row.sha256, row.stored_as) == (before.sha256, before.stored_as)
    # the old record no longer rests on it
    left = filed.clinic.recorded(filed.second_pk)
    assert left.photographs == ()
    assert not [each for each in left.findings if each.status == "measured"]
    assert not [each for each in left.proposals if each.outline_id]
    names = set(
        Lesion.objects.filter(patient_id=filed.clinic.patient_pk).values_list(
            "lesion_id", flat=True
        )
    )
    assert set(followed) <= names
    assert new not in names  # it stood on this photograph alone
    # the new one has it with every border, and asks who is who
    there = filed.other.recorded(moved.visit_pk)
    (photo,) = there.photographs
    assert [
        list(map(list, each.polygon)) for each in photo.outlines if each.source != "candidate"
    ] == borders
    assert all(each.lesion_id is None for each in photo.outlines)
    assert len(there.proposals) >= len(borders)
    assert new in moved.said


def test_both_records_say_so_in_the_audit_log(filed):
    move(filed)
    out = AuditEntry.objects.get(action="photograph.moved")
    into = AuditEntry.objects.get(action="photograph.moved_here")
    assert (out.patient_pk, into.patient_pk) == (filed.clinic.patient_pk, filed.other.patient_pk)
    for entry in (out, into):
        assert entry.details["from_patient"] == "T-1"
        assert entry.details["to_patient"] == "T-2"
        assert entry.details["reason"] == "taken with the former patient open"
    assert out.details["lesions"] == sorted(filed.lesions)
    assert AuditEntry.objects.filter(action="lesion.removed", target=filed.lesions[-1]).exists()
    assert not audit.verify_chain().broken


def test_what_is_decided_there_is_measured_there(filed):
    moved = move(filed)
    rows = Outline.objects.filter(photograph_id=filed.photograph_pk)
    outline = rows.exclude(source="candidate").first()
    filed.other.decide(moved.visit_pk, "new", outline, lesion_id="L1")
    finding = filed.other.findings(moved.visit_pk)["L1"]
    assert finding.status == "measured"
    assert finding.is_confirmed


def test_the_analysis_can_run_again_in_the_new_place(filed):
    move(filed)
    filed.other.analyse(filed.photograph_pk)
    row = Photograph.objects.get(pk=filed.photograph_pk)
    assert row.state == "analysed"
    ids = [each.outline_id for each in row.outlines.all()]
    assert len(ids) == len(set(ids))


def test_moved_back_it_is_where_it_was(filed):
    moved = move(filed)
    move(filed, patient_pk=filed.clinic.patient_pk, visit_pk=filed.second_pk)
    row = Photograph.objects.get(pk=filed.photograph_pk)
    assert row.visit_id == filed.second_pk
    assert filed.other.recorded(moved.visit_pk).photographs == ()
    assert len(filed.clinic.recorded(filed.second_pk).photographs) == 1


def test_names_that_are_taken_there_are_replaced(filed):
    """Records that came from files name their photographs as they like."""
    row = Photograph.objects.get(pk=filed.photograph_pk)
    day = filed.other.visit(row.visit.visited_on)
    taken = Photograph.objects.create(
        patient_id=filed.other.patient_pk, visit_id=day, photograph_id=row.photograph_id,
        file_name=row.file_name, sha256="1" * 64, state="analysed", added_at=AT,
        details=row.details,
    )  # fmt: skip
    for each in row.outlines.all():
        Outline.objects.create(
            photograph=taken, patient_id=filed.other.patient_pk, outline_id=each.outline_id,
            source="drawn", details=each.details,
        )  # fmt: skip
    move(filed, visit_pk=day)
    photos = filed.other.recorded(day).photographs
    assert len({each.photograph_id for each in photos}) == 2
    assert len({each.file_name for each in photos}) == 2
    filed.other.analyse(filed.photograph_pk)


def test_to_another_visit_of_the_patient_the_lesions_keep_their_names(filed):
    on = Visit.objects.get(pk=filed.first_pk).visited_on - timedelta(days=9)
    moved = move(filed, patient_pk=filed.clinic.patient_pk, visited_on=on)
    findings = filed.clinic.findings(moved.visit_pk)
    assert {name for name, each in findings.items() if each.status == "measured"} == set(
        filed.lesions
    )
    seen = {each.lesion_id: each.first_seen_on for each in filed.clinic.case().lesions}
    assert set(seen.values()) == {on}
    assert AuditEntry.objects.filter(action="photograph.moved_here").count() == 0


def sign(visit_pk: int) -> None:
    row = Visit.objects.get(pk=visit_pk)
    row.signed_on = row.visited_on
    row.details["signature"] = {
        "signed_by": "Dr. A", "signed_on": row.visited_on.isoformat(), "statement": "SD",
        "rules_version": "1", "software_version": "1",
    }  # fmt: skip
    row.save()


def snapshot(filed) -> tuple:
    cases = (filed.clinic.case(), filed.other.case())
    return (
        *cases,
        AuditEntry.objects.count(),
        Photograph.objects.get(pk=filed.photograph_pk).version,
    )


@pytest.mark.parametrize(
    ("harm", "error", "words"),
    [
        ("signed here", VisitSigned, "ask a physician"),
        ("signed there", VisitSigned, "addendum"),
        ("there already", MoveRefused, "has this very photograph already"),
        ("not confirmed", MoveRefused, "confirmed whom"),
        ("no reason", MoveRefused, "why"),
        ("same visit", MoveRefused, "already"),
        ("tomorrow", VisitDateInvalid, "future"),
        ("merged", RecordMerged, "open that record"),
        ("old version", RecordConflict, "Somebody else"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_changes_nothing(filed, harm, error, words):
    options: dict = {}
    if harm == "signed here":
        sign(filed.second_pk)
    elif harm == "signed there":
        options["visit_pk"] = filed.other.visit(date(2026, 1, 5))
        sign(options["visit_pk"])
    elif harm == "there already":
        row = Photograph.objects.get(pk=filed.photograph_pk)
        data = (settings.PHOTOGRAPH_FOLDER / row.stored_as).read_bytes()
        add_photograph(
            actor=filed.clinic.actor, at=AT, visit_pk=filed.other.visit(date(2026, 1, 5)),
            file_name="b.jpg", data=data,
        )  # fmt: skip
    elif harm == "not confirmed":
        options["is_identity_confirmed"] = False
    elif harm == "no reason":
        options["reason"] = "  "
    elif harm == "same visit":
        options |= {"patient_pk": filed.clinic.patient_pk, "visit_pk": filed.second_pk}
    elif harm == "tomorrow":
        options["visited_on"] = LATE + timedelta(days=1)
    elif harm == "merged":
        Photograph.objects.get(pk=filed.photograph_pk)
        type(Visit.objects.first().patient).objects.filter(pk=filed.other.patient_pk).update(
            merged_into=filed.clinic.patient_pk
        )
    elif harm == "old version":
        options["version"] = 999
    before = snapshot(filed)
    with pytest.raises(error) as caught:
        move(filed, **options)
    assert words in str(caught.value)
    assert snapshot(filed) == before


def test_another_sites_patient_does_not_exist(filed, make_actor, opener):
    foreign = open_clinic(make_actor("nurse", 1), opener, "S-1")
    with pytest.raises(scope.NotHere):
        move(filed, patient_pk=foreign.patient_pk)


def test_who_may_not_move_may_not_move(filed, actors):
    with pytest.raises(NotPermitted):
        move(filed, role=actors["pathologist"])


def test_the_wrong_patient_journey_in_plain_forms(sign_in, filed):
    client = sign_in(filed.clinic.actor)
    photo = Photograph.objects.get(pk=filed.photograph_pk)
    page = client.get(reverse("photograph", args=[photo.pk])).content.decode()
    address = reverse("photograph_move", args=[photo.pk])
    assert address in page
    assert "T-2" in client.get(address, {"q": "t-2"}).content.decode()
    assert "<strong>T-1</strong>" not in client.get(address, {"q": "t-1"}).content.decode()
    chosen = client.get(address, {"q": "t-2", "to": filed.other.patient_pk}).content.decode()
    assert "born 3 Feb 1960" in chosen
    sent = {
        "to": filed.other.patient_pk, "q": "t-2", "version": photo.version, "visit": "new",
        "visited_on": photo.visit.visited_on.isoformat(), "reason": "wrong patient was open",
    }  # fmt: skip
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "Nobody has confirmed whom" in refused.content.decode()
    assert "wrong patient was open" in refused.content.decode()
    done = client.post(address, sent | {"confirm": "on"}, follow=True)
    assert done.status_code == 200
    assert "Moved to the visit of" in done.content.decode()
    assert "T-2" in done.content.decode()
    photo.refresh_from_db()
    assert photo.patient_id == filed.other.patient_pk


def test_an_outline_is_given_to_another_lesion(sign_in, filed):
    client = sign_in(filed.clinic.actor)
    outline = Outline.objects.get(
        photograph_id=filed.photograph_pk, lesion__lesion_id=filed.lesions[-1]
    )
    other = filed.clinic.lesion(filed.lesions[0])
    twice = {"do": "outline", "outline": outline.pk, "lesion": other.pk, "version": outline.version}
    address = reverse("photograph_move", args=[filed.photograph_pk])
    refused = client.post(address, twice)  # two outlines of one photograph cannot be one lesion
    assert refused.status_code == 422
    Outline.objects.filter(photograph_id=filed.photograph_pk, lesion=other).update(lesion=None)
    done = client.post(address, twice)
    assert done.status_code == 302
    outline.refresh_from_db()
    assert outline.lesion_id == other.pk


def test_a_case_still_reads_after_every_move(filed):
    move(filed)
    for clinic in (filed.clinic, filed.other):
        assert mapping.read_case(
            patient=Visit.objects.filter(patient_id=clinic.patient_pk).first().patient
        )


def test_findings_that_came_with_a_file_go_with_their_photograph(load, actors, opener):
    patient = load("partial response over three")
    visit = patient.visits.order_by("visited_on").last()
    visit.signed_on = None
    visit.details.pop("signature")
    visit.save()
    other = open_clinic(actors["nurse"], opener, "T-2")
    for row in list(visit.photographs.order_by("pk")):
        move_photograph(
            actor=actors["physician"],
            at=AT,
            today=LATE,
            photograph_pk=row.pk,
            version=row.version,
            to=Destination(other.patient_pk, None, visit.visited_on, is_identity_confirmed=True),
            reason="somebody else",
        )
    case = mapping.read_case(patient=patient)
    findings = case.visits[-1].findings
    measured = {each.lesion_id for each in findings if each.status == "measured"}
    skin = {each.lesion_id for each in case.lesions if each.organ == "skin"}
    assert not measured & skin
    assert measured  # a liver lesion of a CT does not hang on a photograph
    assert len(case.lesions) == patient.lesions.count() == 5
    assert len(other.case().visits[0].photographs) == 2
