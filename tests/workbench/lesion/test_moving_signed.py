"""A photograph of the wrong patient in a signed visit: it leaves with an addendum, once asked."""

from datetime import date

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY
from tests.workbench.matching.clinic_visits import LATE

from dermetry.pathway.overview import overview_of
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes import audit, mapping
from dermetry.workbench.casenotes.actions.base import VisitSigned
from dermetry.workbench.casenotes.actions.correcting import say_finding
from dermetry.workbench.casenotes.actions.leaving_signed import TEXT_MOST, addendum_text
from dermetry.workbench.casenotes.actions.moving import Destination, MoveRefused, move_photograph
from dermetry.workbench.casenotes.actions.signing import sign_visit
from dermetry.workbench.casenotes.derive import renew_visit
from dermetry.workbench.casenotes.models import (
    AuditEntry,
    Finding,
    Lesion,
    Patient,
    Photograph,
    Visit,
)
from dermetry.workbench.casenotes.queries.patient_calls import call_cards
from dermetry.workbench.casenotes.queries.review import review_of

pytestmark = pytest.mark.django_db
REASON = "taken with the former patient open"


def sign(actor, visit_pk: int) -> None:
    """Sign a visit as a physician does."""
    read = review_of(actor=actor, visit_pk=visit_pk, today=TODAY)
    on = read.visited_on
    sign_visit(
        actor=actor, at=AT, today=on, visit_pk=visit_pk, reviewed=read.mark,
        signs_without_waiting=True, is_the_patient=True,
    )  # fmt: skip


@pytest.fixture
def signed(filed, actors):
    """Sign both visits of the patient; the second holds somebody else's photograph."""
    Patient.objects.filter(pk=filed.other.patient_pk).update(name="Jana Nováková")
    for visit_pk in (filed.first_pk, filed.second_pk):
        sign(actors["physician"], visit_pk)
    return filed


def move(filed, actor, *, reason=REASON, with_addendum=True, photograph_pk=None, **to):
    row = Photograph.objects.get(pk=photograph_pk or filed.photograph_pk)
    destination = {"patient_pk": filed.other.patient_pk, "visit_pk": None} | to
    if destination["visit_pk"] is None:
        destination.setdefault("visited_on", row.visit.visited_on)
    return move_photograph(
        actor=actor, at=AT, today=LATE, photograph_pk=row.pk, version=row.version, reason=reason,
        to=Destination(**destination, is_identity_confirmed=True, with_addendum=with_addendum),
    )  # fmt: skip


def test_a_physician_moves_it_and_the_addendum_tells_it(signed, actors):
    before = signed.clinic.recorded(signed.second_pk)
    untouched = signed.clinic.recorded(signed.first_pk)
    row = Photograph.objects.get(pk=signed.photograph_pk)
    moved = move(signed, actors["physician"])
    after = signed.clinic.recorded(signed.second_pk)
    assert after.signature == before.signature
    assert signed.clinic.recorded(signed.first_pk) == untouched
    assert after.photographs == ()
    (told,) = after.addenda
    assert (told.written_by, told.written_on) == (actors["physician"].name, LATE)
    for word in (row.file_name, row.photograph_id, "T-2", REASON, *signed.lesions):
        assert word in told.text
    assert "jana" not in told.text.casefold()
    assert "novákov" not in told.text.casefold()
    assert len(signed.other.recorded(moved.visit_pk).photographs) == 1
    assert "addendum" in moved.said


def test_no_size_of_the_other_patients_skin_stays(signed, actors):
    followed, new = signed.lesions[:-1], signed.lesions[-1]
    move(signed, actors["physician"])
    findings = signed.clinic.findings(signed.second_pk)
    assert set(findings) == set(followed)
    for each in findings.values():
        assert each.status == "not_evaluable"
        assert each.reason == "its photograph was moved, see the addendum of 1 Jan 2027"
        assert each.is_confirmed
        assert each.confirmed_by == actors["physician"].name
    kept = Lesion.objects.filter(patient_id=signed.clinic.patient_pk)
    assert new not in set(kept.values_list("lesion_id", flat=True))
    text = signed.clinic.recorded(signed.second_pk).addenda[0].text
    assert f"{new}: was" in text
    assert "stood on it alone and is removed" in text


def second_photograph(filed, lesion_id: str) -> Photograph:
    """Put the lesion on another photograph of the same visit too, drawn a little otherwise."""
    first = Photograph.objects.get(pk=filed.photograph_pk)
    outline = first.outlines.get(lesion__lesion_id=lesion_id)
    twin = Photograph.objects.get(pk=filed.photograph_pk)
    twin.pk, twin.photograph_id, twin.file_name = None, "twin", "twin.jpg"
    twin.sha256, twin.analysis, twin.upload_key = "2" * 64, "", None
    twin.save()
    outline.pk, outline.photograph, outline.outline_id = None, twin, "twin-1"
    grown = [[x, y] for x, y in outline.details["polygon"]]
    middle = [sum(part) / len(grown) for part in zip(*grown, strict=True)]
    outline.details = {**outline.details, "polygon": [
        [m + (v - m) * 0.8 for v, m in zip(point, middle, strict=True)] for point in grown
    ]}  # fmt: skip
    outline.save()
    return twin


def test_what_other_photographs_show_is_worked_out_from_them(filed, actors):
    lesion_id = filed.lesions[0]
    twin = second_photograph(filed, lesion_id)
    renew_visit(visit=Visit.objects.get(pk=filed.second_pk), today=LATE)
    both = filed.clinic.findings(filed.second_pk)[lesion_id]
    assert len(both.photograph_ids) == 2
    sign(actors["physician"], filed.second_pk)
    move(filed, actors["physician"])
    left = filed.clinic.findings(filed.second_pk)[lesion_id]
    assert left.status == "measured"
    assert left.photograph_ids == (twin.photograph_id,)
    assert left.longest_diameter_mm < both.longest_diameter_mm
    assert left.is_confirmed
    text = filed.clinic.recorded(filed.second_pk).addenda[0].text
    assert f"{lesion_id}: was" in text
    assert "from what is left" in text


def test_a_typed_size_stays_without_the_photographs_evidence(filed, actors):
    row = Finding.objects.get(visit_id=filed.second_pk, lesion__lesion_id=filed.lesions[0])
    row.details = {
        "longest_diameter_mm": "11.0", "area_mm2": "90.0", "method": "caliper, typed in",
        "photograph_ids": row.details["photograph_ids"],
        "evidence": ["area 90.0 mm2 from the outline, scaled by this value"],
    }  # fmt: skip
    row.is_derived = False
    row.save()
    sign(actors["physician"], filed.second_pk)
    move(filed, actors["physician"])
    left = filed.clinic.findings(filed.second_pk)[filed.lesions[0]]
    assert str(left.longest_diameter_mm) == "11.0"
    assert (left.area_mm2, left.photograph_ids, left.evidence) == (None, (), ())
    assert "its stated value stays" in filed.clinic.recorded(filed.second_pk).addenda[0].text


def test_pages_show_what_was_signed_beside_what_it_reads_today(signed, actors):
    physician = actors["physician"]
    assert not review_of(actor=physician, visit_pk=signed.second_pk, today=TODAY).signed.differs
    category = signed.clinic.recorded(signed.second_pk).signature.category
    move(signed, physician)
    seen = review_of(actor=physician, visit_pk=signed.second_pk, today=TODAY).signed
    assert "now reads differently" in seen.differs
    assert len(seen.additions) == 1
    case = signed.clinic.case()
    cards = call_cards(overview=overview_of(case=case), case=case)
    assert any(category in each.differs and "today" in each.differs for each in cards)


def test_both_records_say_that_the_visit_was_signed(signed, actors):
    move(signed, actors["physician"])
    out = AuditEntry.objects.get(action="photograph.moved")
    into = AuditEntry.objects.get(action="photograph.moved_here")
    assert (out.patient_pk, into.patient_pk) == (signed.clinic.patient_pk, signed.other.patient_pk)
    for entry in (out, into):
        assert entry.details["from_signed"] is True
        assert entry.details["signed_by"] == actors["physician"].name
        assert entry.details["reason"] == REASON
    assert out.details["findings"]
    assert "findings" not in into.details
    assert AuditEntry.objects.filter(
        action="visit.addendum_written", patient_pk=signed.clinic.patient_pk
    ).exists()
    assert not audit.verify_chain().broken


def test_to_another_visit_of_the_patient(signed, actors):
    on = date(2026, 12, 24)
    moved = move(signed, actors["physician"], patient_pk=signed.clinic.patient_pk, visited_on=on)
    there = signed.clinic.findings(moved.visit_pk)
    assert {each.status for each in there.values()} >= {"measured"}
    findings = signed.clinic.findings(signed.second_pk)
    assert signed.lesions[-1] not in findings  # first seen later now
    assert {each.status for each in findings.values()} == {"not_evaluable"}
    assert "is first seen later now" in signed.clinic.recorded(signed.second_pk).addenda[0].text


REFUSED = (
    ("nurse", {}, VisitSigned, "ask a physician"),
    ("site_administrator", {}, VisitSigned, "ask a physician"),
    ("pathologist", {}, NotPermitted, "."),
    ("physician", {"with_addendum": False}, MoveRefused, "agreed to the addendum"),
    ("physician", {"reason": " "}, MoveRefused, "Say why"),
    ("physician", {"reason": "it is Mrs NOVAKOVA"}, MoveRefused, "write T-2"),
    ("physician", {"patient_pk": "first"}, VisitSigned, "choose another visit or start one"),
)


def test_what_is_refused_changes_nothing(signed, actors):
    case, entries = signed.clinic.case(), AuditEntry.objects.count()
    for role, given, error, words in REFUSED:
        back = {"patient_pk": signed.clinic.patient_pk, "visit_pk": signed.first_pk}
        options = back if given.get("patient_pk") else given
        with pytest.raises(error, match=words):
            move(signed, actors[role], **options)
        assert signed.clinic.case() == case, (role, given)
    assert AuditEntry.objects.count() == entries
    assert signed.other.case().visits == ()


def test_a_file_named_after_the_other_patient_is_told_by_its_id(signed, actors):
    Photograph.objects.filter(pk=signed.photograph_pk).update(file_name="Novakova_1.jpg")
    move(signed, actors["physician"])
    text = signed.clinic.recorded(signed.second_pk).addenda[0].text
    assert "ovakova" not in text
    assert Photograph.objects.get(pk=signed.photograph_pk).photograph_id in text


def test_a_long_addendum_is_cut_where_it_says_so():
    text = addendum_text("P was moved", "r" * 300, [f"L{n}: was 1 mm" for n in range(300)])
    assert len(text) == TEXT_MOST
    assert "audit log" in text
    assert text.endswith("stay as they were given.")


def test_a_signed_record_that_came_with_a_file(load, actors, filed):
    """Findings that were imported, two of the photographs: nothing measured stays from them."""
    patient = load("partial response over three")
    visit = patient.visits.order_by("visited_on").last()
    signature = visit.details["signature"]
    for row in list(visit.photographs.order_by("pk")):
        move(filed, actors["physician"], photograph_pk=row.pk)
    case = mapping.read_case(patient=patient)
    skin = {each.lesion_id for each in case.lesions if each.organ == "skin"}
    last = case.visits[-1]
    found = {each.lesion_id: each.status for each in last.findings if each.lesion_id in skin}
    assert set(found.values()) == {"not_evaluable", "absent"}
    gone = next(name for name, status in found.items() if status == "absent")
    assert f"{gone}: gone, stays as it was stated; check whether" in last.addenda[0].text
    assert any(e.status == "measured" for e in last.findings)  # a liver lesion of a CT stays
    assert len(last.addenda) == len({each.text for each in last.addenda}) == 2
    visit.refresh_from_db()
    assert visit.details["signature"] == signature


def test_the_journey_in_plain_forms(sign_in, signed, actors):
    photo = Photograph.objects.get(pk=signed.photograph_pk)
    shown, address = (reverse(name, args=[photo.pk]) for name in ("photograph", "photograph_move"))
    nurse = sign_in(actors["nurse"])
    assert "a physician can move it" in nurse.get(shown).content.decode()
    assert "Ask a physician to move this photograph" in nurse.get(address).content.decode()
    sent = {
        "to": signed.other.patient_pk, "q": "t-2", "version": photo.version, "visit": "new",
        "visited_on": photo.visit.visited_on.isoformat(), "reason": REASON, "confirm": "on",
    }  # fmt: skip
    assert nurse.post(address, sent | {"addendum": "on"}).status_code == 422
    client = sign_in(actors["physician"])
    assert address in client.get(shown).content.decode()
    chosen = client.get(address, {"q": "t-2", "to": signed.other.patient_pk}).content.decode()
    assert "This visit is signed" in chosen
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "nobody has agreed to the addendum" in refused.content.decode()
    assert REASON in refused.content.decode()
    done = client.post(address, sent | {"addendum": "on"}, follow=True)
    assert done.status_code == 200
    assert "An addendum to the signed visit of" in done.content.decode()
    review = client.get(reverse("visit_review", args=[signed.second_pk])).content.decode()
    assert "Today the call would read differently" in review
    assert "was moved out of this visit" in review
    photo.refresh_from_db()
    assert photo.patient_id == signed.other.patient_pk


def test_a_finding_is_said_by_its_size_or_status():
    assert say_finding(Finding(status="measured", details={"short_axis_mm": "9.5"})) == "9.5 mm"
    assert say_finding(Finding(status="not_evaluable")) == "not evaluable"
