"""What the review shows of an open visit: calls as proposals, other organs, the step's state."""

import pytest
from django.urls import reverse
from tests.workbench.conftest import AT, TODAY
from tests.workbench.findings.cases import look

from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions.findings import describe_lesion
from dermetry.workbench.casenotes.models import Finding
from dermetry.workbench.casenotes.queries.review import OTHER_SITES, review_of
from dermetry.workbench.casenotes.queries.visit import visit_progress
from dermetry.workbench.clinic.visit.flow import judge_findings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def on_the_day(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


def html_of(sign_in, actor, visit_pk: int) -> str:
    return sign_in(actor).get(reverse("visit_review", args=[visit_pk])).content.decode()


def test_calls_are_proposed_until_the_visit_is_signed(actors, opened, sign_in):
    assert "call-proposed" in html_of(sign_in, actors["physician"], opened.visit_pk)
    found = review_of(actor=actors["physician"], visit_pk=opened.visit_pk, today=TODAY)
    client = sign_in(actors["physician"])
    client.post(
        reverse("visit_sign", args=[opened.visit_pk]),
        {"reviewed": found.mark, "is_the_patient": "on"},
    )
    html = html_of(sign_in, actors["physician"], opened.visit_pk)
    assert 'class="call call-' in html
    assert "call-proposed" not in html


def test_a_lesion_of_another_organ_without_a_finding_is_open(actors, opened, sign_in):
    said = "N1 (lymph node, left axilla): nothing is recorded at this visit"
    before = review_of(actor=actors["nurse"], visit_pk=opened.visit_pk, today=TODAY).pending
    assert said not in [each.text for each in before]
    Finding.objects.filter(visit=opened.visit_pk, lesion__lesion_id="N1").delete()
    now = review_of(actor=actors["nurse"], visit_pk=opened.visit_pk, today=TODAY).pending
    assert [each.step for each in now if each.text == said] == [OTHER_SITES]
    address = reverse("other_sites", args=[opened.patient_pk])
    assert f'class="button" href="{address}"' in html_of(sign_in, actors["nurse"], opened.visit_pk)


def test_the_findings_step_is_done_only_once_every_lesion_is_described(actors, opened):
    Finding.objects.filter(visit=opened.visit_pk).update(
        is_confirmed=True, confirmed_by="Dr. Draft"
    )

    def judged():
        progress = visit_progress(actor=actors["nurse"], visit_pk=opened.visit_pk)
        return judge_findings(progress)

    assert judged() == ("todo", "0 of 3 lesions described")  # L4 is gone
    for number, lesion_id in enumerate(("L1", "L2", "L3"), 1):
        describe_lesion(
            actor=actors["nurse"], at=AT, visit_pk=opened.visit_pk,
            lesion_pk=opened.lesions[lesion_id], values=look(exudate="low"), version=0,
            is_whole=True,
        )  # fmt: skip
        state, _ = judged()
        assert state == ("done" if number == 3 else "todo")
