"""The review page: what is open, the calls with their reasons, signing, the signed text."""

import re

import pytest
from tests.workbench.conftest import AT, TODAY

from dermetry.workbench import clock
from dermetry.workbench.accounts.models import Membership, User
from dermetry.workbench.casenotes.actions.findings import state_finding
from dermetry.workbench.casenotes.models import Finding, Patient, Photograph, Visit
from dermetry.workbench.casenotes.queries.findings import findings_of_visit
from dermetry.workbench.casenotes.queries.review import review_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def review(actors, opened):
    return lambda by="physician": review_of(actor=actors[by], visit_pk=opened.visit_pk, today=TODAY)


def text_of(answer) -> str:
    return " ".join(answer.content.decode().replace("&quot;", '"').replace("&#x27;", "'").split())


def test_the_calls_stand_side_by_side_with_rule_and_source(review):
    calls = {each.name: each for each in review().calls}
    assert list(calls) == ["skin", "other organs", "overall"]
    assert calls["overall"].sum is not None
    assert any("Baseline, 12 Jan 2026" in line.label for line in calls["overall"].against)
    for call in calls.values():
        assert call.reasons
        assert all(each.rule_id.startswith("recist_1_1.") for each in call.reasons)
        assert any(each.sources for each in call.reasons)


def test_an_open_measurement_is_conditional_and_linked_to_its_step(review):
    found = review()
    overall = next(each for each in found.calls if each.name == "overall")
    assert any("L2" in text for text in overall.conditionals)
    assert any(e.step == "matching" and e.text.startswith("L2:") for e in found.pending)


def test_a_confirmed_measurement_is_open_no_more(actors, opened, review):
    before = review()
    state_finding(
        actor=actors["nurse"], at=AT, today=TODAY, visit_pk=opened.visit_pk,
        lesion_pk=opened.lesions["L2"], said="",
        fields={"status": "measured", "longest_diameter_mm": "12.0"},
    )  # fmt: skip
    now = review()
    assert not any(e.text.startswith("L2: measured") for e in now.pending)
    assert now.mark != before.mark
    overall = next(each for each in now.calls if each.name == "overall")
    assert overall.conditionals == ()
    assert overall.sum.text == "44.0 mm"  # 14 + 12 + 18


def test_sizes_are_compared_with_last_and_baseline(review):
    rows = {row[0].text: [cell.text for cell in row] for row in review().measurements.rows}
    assert rows["L1"][1:6] == ["14.0 mm", "20.0 mm", "−30.0 %", "20.0 mm", "−30.0 %"]
    assert "not compared" in rows["L2"]  # proposed: never compared


def test_everything_open_is_named(opened, review):
    for number, state in enumerate(("waiting", "unreadable")):
        Photograph.objects.create(
            patient_id=opened.patient_pk, visit_id=opened.visit_pk, photograph_id=state,
            file_name=f"{state}.jpg", sha256=str(number) * 64, state=state, added_at=AT,
            reason="" if state == "waiting" else "no picture in it",
        )  # fmt: skip
    found = review()
    said = {each.text: each.step for each in found.pending}
    assert said["waiting.jpg has not been analysed yet"] == "scale"
    assert any("unreadable.jpg" in text and step == "photographs" for text, step in said.items())
    assert said["Nobody has confirmed yet that this is the patient"] == "identity"
    assert said["No date is set for the next visit"] == "vitals"
    assert any(text.startswith("Not photographed: overview") for text in said)
    copied = "L1: its description of 12 Jan 2026 is not confirmed for this visit"
    assert any(text.startswith(copied) for text in said)
    assert found.waiting == ("waiting.jpg",)


@pytest.fixture
def page(opened, sign_in, actors):
    class Page:
        address = f"/visits/{opened.visit_pk}"

        def get(self, by="physician", step="review"):
            return sign_in(actors[by]).get(f"{self.address}/{step}/")

        def post(self, step, data, by="physician"):
            told = {"is_the_patient": "on"} if step == "sign" else {}
            return sign_in(actors[by]).post(f"{self.address}/{step}/", told | data)

        def mark(self):
            return re.search(r'name="reviewed" value="(\w+)"', text_of(self.get()))[1]

    return Page()


def test_each_role_sees_what_it_may_do(page, opened, agree):
    agree(Visit.objects.get(pk=opened.visit_pk).patient_id)
    assert "Sign and lock" in text_of(page.get())
    nurse = text_of(page.get("nurse"))
    assert "Sign and lock" not in nurse
    assert "Ready to sign: tell" in nurse
    coordinator = text_of(page.get("trial_coordinator"))
    assert "Ready to sign: tell" not in coordinator
    assert "A physician of the site signs" in coordinator
    researcher = text_of(page.get("researcher"))
    assert "Ada Probe" not in researcher
    assert page.get("auditor").status_code == 403


def test_signing_and_what_stands_there_afterwards(opened, page, actors):
    page.post("ready", {"owner": actors["physician"].user_id}, by="nurse")
    assert "ready to sign: Physician 0" in text_of(page.get("nurse"))
    answer = page.post("sign", {"reviewed": page.mark(), "category": "NE", "reason": "edema"})
    assert answer.status_code == 302
    text = text_of(page.get())
    assert "Signed by Physician 0 on 4 May 2026" in text
    assert "Changed by the clinician to NE:" in text
    assert "edema" in text
    assert "Sign and lock" not in text
    answer = page.post("addendum", {"text": "The swab grew nothing."}, by="nurse")
    assert answer.status_code == 302
    assert "Addendum, Nurse 0, 4 May 2026" in text_of(page.get())
    assert page.post("addendum", {"text": " "}).status_code == 422


def test_a_signer_is_asked_who_the_patient_is_where_nobody_confirmed_it(opened, page):
    assert 'name="is_the_patient"' in text_of(page.get())
    sent = {"reviewed": page.mark(), "category": "NE", "reason": "edema", "is_the_patient": ""}
    answer = page.post("sign", sent)
    assert answer.status_code == 422
    text = text_of(answer)
    assert "Nobody has confirmed at this visit that this is the patient" in text
    assert "edema" in text
    Visit.objects.filter(pk=opened.visit_pk).update(identity_checked_at=AT)
    assert 'name="is_the_patient"' not in text_of(page.get())


def test_nothing_typed_is_lost_when_the_visit_changed_meanwhile(opened, page):
    data = {"reviewed": page.mark(), "category": "SD", "reason": "my long reason"}
    Visit.objects.filter(pk=opened.visit_pk).update(details={"notes": ["new"]})
    answer = page.post("sign", data)
    assert answer.status_code == 409
    text = text_of(answer)
    assert "Not signed: the visit was changed after you opened this review" in text
    assert "my long reason" in text
    assert 'value="SD" selected' in text
    assert page.mark() != data["reviewed"]
    answer = page.post("sign", {"reviewed": page.mark(), "category": "SD", "reason": ""})
    assert answer.status_code == 422
    assert "needs its reason" in text_of(answer)


def test_an_addendum_before_the_signature_is_refused_in_words(page):
    answer = page.post("addendum", {"text": "early"})
    assert answer.status_code == 422
    assert "not signed yet" in text_of(answer)


def test_what_was_signed_stays_though_today_it_reads_differently(opened, page):
    page.post("sign", {"reviewed": page.mark()})
    visit = opened.visit
    said = visit.details["signature"]["statement"]
    visit.details["signature"]["statement"] = "PR as of older rules"
    visit.details["signature"]["category"] = "PR"
    visit.save()
    text = text_of(page.get())
    assert "PR as of older rules" in text
    assert "Today the call would read differently" in text
    assert said.split(";")[0] in text


def test_a_signer_nobody_knows_is_refused(page):
    answer = page.post("ready", {"owner": "nobody"}, by="nurse")
    assert answer.status_code == 422
    assert "cannot sign at this site" in text_of(answer)


SIGNATURE = {
    "signed_by": "Zoe Own", "signed_on": "2026-05-04", "statement": "baseline",
    "rules_version": "1", "software_version": "1",
}  # fmt: skip


def suggested(review) -> list[str]:
    return [each.name for each in review().signers if each.is_suggested]


def test_the_patients_own_physician_is_suggested_else_who_signed_last(
    opened, review, sites, actors, page
):
    own = User.objects.create(username="own", full_name="Zoe Own")
    Membership.objects.create(user=own, site=sites[0], role="physician")
    patient = Patient.objects.get(pk=opened.patient_pk)
    assert suggested(review) == []
    assert "choose a physician" in text_of(page.get("nurse"))
    first = patient.visits.order_by("visited_on").first()
    first.details = {**first.details, "signature": SIGNATURE}
    first.signed_on = TODAY
    first.save()
    assert suggested(review) == ["Zoe Own"]
    Patient.objects.filter(pk=patient.pk).update(owner_id=actors["physician"].user_id)
    assert suggested(review) == ["Physician 0"]
    chosen = f'<option value="{actors["physician"].user_id}" selected>'
    assert chosen in page.get("nurse").content.decode()
    Patient.objects.filter(pk=patient.pk).update(owner_id=actors["nurse"].user_id)  # no physician
    assert suggested(review) == ["Zoe Own"]
    User.objects.create(username="two", full_name="Zoe Own")
    Membership.objects.create(
        user=User.objects.get(username="two"), site=sites[0], role="physician"
    )
    assert suggested(review) == []  # a name of two people suggests neither


def test_nothing_is_asked_of_a_lesion_that_is_gone(opened, review):
    said = " ".join(each.text for each in review().pending)
    assert "close-up of L1" in said
    assert "L1: its description of" in said
    Finding.objects.filter(visit_id=opened.visit_pk, lesion__lesion_id="L1").update(
        status="absent", details={}
    )
    said = " ".join(each.text for each in review().pending)
    assert "close-up of L1" not in said
    assert "L1: its description of" not in said
    assert "L2: its description of" in said
    assert "overview of" in said  # that shows it gone


def test_no_iso_date_and_no_mm2_stands_in_a_sentence(actors, opened, review):
    row = Finding.objects.get(visit_id=opened.visit_pk, lesion__lesion_id="L1")
    row.details = {**row.details, "evidence": ["area 3 mm2 on 2026-01-12"]}
    row.save()
    found = review()
    step = findings_of_visit(actor=actors["nurse"], visit_pk=opened.visit_pk)
    assert step.cards[0].now.evidence == ("area 3 mm² on 12 Jan 2026",)
    said = [
        *found.changes,
        *(each.text for each in found.pending),
        *(why.sentence for call in found.calls for why in (*call.reasons, *call.flags)),
        *(text for call in found.calls for text in (call.statement, call.note, *call.conditionals)),
    ]
    assert "12 Jan 2026" in " ".join(said)
    assert [each for each in said if re.search(r"\d{4}-\d{2}-\d{2}", each)] == []
