"""The extent: proposed, confirmed or overridden by a physician, never on other facts unseen."""

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY
from tests.workbench.extent.cases import register, stored

from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes.actions.base import RecordConflict, RecordNotLawful
from dermetry.workbench.casenotes.actions.extent import decide_extent
from dermetry.workbench.casenotes.actions.lesions import edit_lesion
from dermetry.workbench.casenotes.models import AuditEntry, Lesion
from dermetry.workbench.casenotes.queries.extent import extent_page

pytestmark = pytest.mark.django_db
OVERRIDE = {"kind": "overridden", "effects": ("t4b", "none"), "reason": "tumor board of 4 May"}


def page_of(actor, patient):
    return extent_page(actor=actor, patient_pk=patient.pk, today=TODAY)


def decide(actor, patient, **given):
    decide_extent(actor=actor, at=AT, today=TODAY, patient_pk=patient.pk, **given)


def test_the_proposal_names_its_lesions_rules_and_what_is_not_counted(known, actors):
    page = page_of(actors["nurse"], known)
    lines = page.extent
    assert (lines.statement, lines.state) == ("T4b and distant skin M1", "proposed")
    assert {each.axis: [e.label for e in each.lesions] for each in lines.effects} == {
        "T": ["L1"],
        "M": ["L2"],
    }
    assert lines.basis.rules
    assert lines.basis.is_unverified
    assert [each.label for each in lines.not_counted] == ["L3"]
    assert page.decide_url == ""  # a nurse reads


def test_a_physician_confirms_and_the_decision_is_in_record_and_log(known, actors):
    decide(actors["physician"], known, kind="confirmed")
    (kept,) = stored(known).extent_decisions
    assert (kept.kind, kept.t_effect, kept.m_effect) == ("confirmed", "t4b", "distant_skin_m1")
    assert (kept.decided_by, kept.decided_on) == (actors["physician"].name, TODAY)
    assert AuditEntry.objects.filter(action="extent.confirmed").count() == 1
    assert page_of(actors["nurse"], known).extent.state == "confirmed"


def test_an_override_needs_a_reason_and_known_effects(known, actors):
    doctor = actors["physician"]
    with pytest.raises(RecordNotLawful, match="reason"):
        decide(doctor, known, **(OVERRIDE | {"reason": "  "}))
    with pytest.raises(RecordNotLawful, match="M is missing"):
        decide(doctor, known, **(OVERRIDE | {"effects": ("t4b", "m17")}))
    assert stored(known).extent_decisions == ()
    decide(doctor, known, **OVERRIDE)
    lines = page_of(doctor, known).extent
    assert (lines.state, lines.statement) == ("overridden", "T4b, no M effect")
    assert lines.proposed == "T4b and distant skin M1"
    assert lines.decision.reason == "tumor board of 4 May"


@pytest.mark.parametrize("role", ["nurse", "pathologist", "trial_coordinator", "researcher"])
def test_only_a_physician_decides(known, actors, sign_in, role):
    with pytest.raises(NotPermitted):
        decide(actors[role], known, kind="confirmed")
    client = sign_in(actors[role])
    assert client.post(reverse("extent_decide", args=[known.pk])).status_code == 403
    assert client.get(reverse("patient_extent", args=[known.pk])).status_code == 200


def test_a_decision_on_other_facts_says_so(known, actors):
    doctor = actors["physician"]
    decide(doctor, known, kind="confirmed")
    far = Lesion.objects.get(patient=known, lesion_id="L2")
    edit_lesion(
        actor=doctor, at=AT, today=TODAY, lesion_pk=far.pk, version=None,
        fields={"zone": "nipple", "laterality": "left"},
    )  # fmt: skip
    lines = page_of(doctor, known).extent
    assert lines.is_outdated
    assert "other facts" in lines.note
    assert lines.m_effect == "distant_skin_m1"  # what was decided stands until decided anew


def test_a_decision_does_not_land_on_facts_the_person_did_not_see(known, actors, sign_in):
    doctor = actors["physician"]
    mark = page_of(doctor, known).extent.mark
    decide(doctor, known, **OVERRIDE)
    with pytest.raises(RecordConflict):
        decide(doctor, known, kind="confirmed", seen=mark)
    sent = {"mark": mark, "action": "override", "t": "t4c", "m": "none", "reason": "seen on CT"}
    answer = sign_in(doctor).post(reverse("extent_decide", args=[known.pk]), sent)
    assert answer.status_code == 409
    assert "seen on CT" in answer.content.decode()
    assert len(stored(known).extent_decisions) == 1


def test_a_decision_on_one_lesion_enters_the_proposal_of_the_patient(known, actors):
    far = Lesion.objects.get(patient=known, lesion_id="L2")
    given = {"kind": "overridden", "effects": ("none", "none"), "reason": "a cyst on review"}
    decide(actors["physician"], known, lesion_pk=far.pk, **given)
    page = page_of(actors["physician"], known)
    assert page.extent.statement == "T4b, no M effect"
    assert page.extent.state == "proposed"
    assert [(each.subject, each.kind) for each in page.history] == [("L2", "overridden")]


def test_the_form_keeps_what_was_typed_when_the_reason_is_missing(known, actors, sign_in):
    client = sign_in(actors["physician"])
    mark = page_of(actors["physician"], known).extent.mark
    sent = {"mark": mark, "action": "override", "t": "t4c", "m": "none", "reason": ""}
    answer = client.post(reverse("extent_decide", args=[known.pk]), sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "The reason is missing" in html
    assert 'value="t4c" checked' in html


def test_a_t4_of_a_removed_breast_is_asked_about_and_kept_when_meant(actors, sign_in):
    doctor = actors["physician"]
    patient = register(doctor, breast_left="removed", breast_right="removed")
    client, mark = sign_in(doctor), page_of(doctor, patient).extent.mark
    address = reverse("extent_decide", args=[patient.pk])
    sent = {"mark": mark, "action": "override", "t": "t4b", "m": "none", "reason": "seen on CT"}
    answer = client.post(address, sent)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "T4b, and the breast is removed: is that meant?" in html
    assert 'name="sure"' in html and "seen on CT" in html
    assert stored(patient).extent_decisions == ()
    recurrence = sent | {"t": "locoregional_recurrence"}
    assert client.post(address, recurrence).status_code == 302
    again = {"mark": page_of(doctor, patient).extent.mark, "sure": "yes"}
    assert client.post(address, sent | again).status_code == 302
    assert [e.t_effect for e in stored(patient).extent_decisions] == [
        "locoregional_recurrence", "t4b"
    ]  # fmt: skip


def test_what_is_recorded_beside_the_skin_stands_beside_and_no_stage_is_said(actors, sign_in):
    doctor = actors["physician"]
    stage = {"value": "rM1", "edition": "AJCC 8", "stated_on": TODAY}
    with_stage = register(doctor, stages=[stage])
    decide(doctor, with_stage, **OVERRIDE)  # T4b, no M effect: else "Stage III by itself"
    lines = page_of(doctor, with_stage).extent
    assert lines.beside == ("rM1 (AJCC 8) entered 4 May 2026",)
    assert lines.meaning == ""
    client = sign_in(actors["nurse"])
    for route in ("patient", "patient_extent"):
        html = client.get(reverse(route, args=[with_stage.pk])).content.decode()
        assert "Extent, from the skin lesions" in html, route
        assert "Recorded beside it:</strong> rM1 (AJCC 8) entered 4 May 2026." in html, route
        assert "by itself" not in html, route


def test_an_address_that_only_takes_answers_leads_to_its_page(known, actors, sign_in):
    client = sign_in(actors["physician"])
    answer = client.get(reverse("extent_decide", args=[known.pk]))
    assert answer.url == reverse("patient_extent", args=[known.pk])


def test_what_a_physician_wrote_is_hidden_from_roles_without_identity(
    known, actors, sign_in, agree
):
    agree(known.pk)
    decide(actors["physician"], known, **OVERRIDE)
    html = sign_in(actors["researcher"]).get(reverse("patient_extent", args=[known.pk]))
    assert "tumor board of 4 May" not in html.content.decode()
