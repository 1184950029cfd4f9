"""The policy of a plan through its page, and the facts that only iRECIST asks for."""

import html
import json

import pytest
from tests.workbench.conftest import AT
from tests.workbench.findings.cases import register

from dermetry.pathway.respond import respond
from dermetry.record.case import Case
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.history import record_plan
from dermetry.workbench.casenotes.models import AuditEntry, Patient, StatedFinding, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(actors):
    """A patient with a signed-off first visit and an open second one."""
    return register(actors["physician"])


@pytest.fixture
def page(actors, sign_in):
    """The physician's browser."""
    return sign_in(actors["physician"])


def record(opened) -> Case:
    """Read the case as it is stored."""
    return mapping.read_case(patient=Patient.objects.get(pk=opened.patient_pk))


def choose(actors, opened, preset: str) -> None:
    """Choose a policy."""
    record_plan(
        actor=actors["physician"],
        at=AT,
        patient_pk=opened.patient_pk,
        fields={"preset": preset},
        seen=None,
    )


def test_a_policy_is_chosen_with_a_warning_and_an_entry(page, opened):
    address = f"/patients/{opened.patient_pk}/plan/"
    shown = page.get(address)
    text = html.unescape(shown.content.decode())
    assert 'value="recist11"' in text and 'value="who-any-lesion"' in text
    assert "Another policy changes calls" in text
    assert "worked out again" in text
    sent = {"mark": shown.context["mark"], "preset": "who-sum"}
    assert page.post(address, sent).status_code == 302
    case = record(opened)
    assert case.plan.preset == "who-sum"
    assert {each.criteria for each in respond(case=case).calls} == {"who"}
    entry = AuditEntry.objects.filter(action="plan.recorded").latest("number")
    assert entry.details["preset"] == ["recist11", "who-sum"]
    review = page.get(f"/visits/{opened.visit_pk}/review/").content.decode()
    assert "NC: No change" in html.unescape(review)
    assert "Sum of products" in review and "Sum of diameters" not in review
    # a page opened before there was a choice sends none: what is stored stays
    again = {"mark": page.get(address).context["mark"], "targets_total": "3"}
    assert page.post(address, again).status_code == 302
    assert (record(opened).plan.preset, record(opened).plan.targets_total) == ("who-sum", 3)
    refused = {"mark": page.get(address).context["mark"], "preset": "lesion-ect"}
    assert page.post(address, refused).status_code == 422


def test_two_people_choose_a_policy(page, actors, opened):
    address = f"/patients/{opened.patient_pk}/plan/"
    mark = page.get(address).context["mark"]
    choose(actors, opened, "irecist")
    late = page.post(address, {"mark": mark, "preset": "who-sum"})
    assert late.status_code == 409
    assert "iRECIST" in late.content.decode()
    assert record(opened).plan.preset == "irecist"


def test_a_baseline_after_the_start_of_treatment_is_asked_about(page, opened):
    address = f"/patients/{opened.patient_pk}/plan/"
    days = [each.visited_on for each in record(opened).visits]
    sent = {
        "mark": page.get(address).context["mark"],
        "preset": "recist11",
        "baseline_on": days[1].isoformat(),
        "treatment_started_on": days[0].isoformat(),
    }
    asked = page.post(address, sent)
    assert asked.status_code == 422
    text = html.unescape(asked.content.decode())
    assert f"lies {(days[1] - days[0]).days} days after the start of the treatment" in text
    assert record(opened).plan.baseline_on is None
    assert page.post(address, sent | {"is_late_baseline": "on"}).status_code == 302
    assert record(opened).plan.baseline_on == days[1]
    # what is stored is not asked about again
    again = sent | {"mark": page.get(address).context["mark"], "targets_total": "3"}
    assert page.post(address, again).status_code == 302


def test_a_row_of_before_is_read(opened):
    row = Patient.objects.get(pk=opened.patient_pk)
    row.details = {**row.details, "plan": {"criteria": "recist_1_1", "targets_total": 2}}
    row.save()
    assert (record(opened).plan.preset, record(opened).plan.targets_total) == ("recist11", 2)


def vitals(page, opened, **fields: str):
    """Send the vitals page with what it shows and some answers."""
    address = f"/visits/{opened.visit_pk}/vitals/"
    form = page.get(address)
    shown = json.loads(form.context["was"])
    sent = shown | fields | {"mark": form.context["found"].mark}
    return form.content.decode(), page.post(address, sent)


def test_clinical_stability_is_asked_where_irecist_judges(page, actors, opened):
    text, _ = vitals(page, opened)
    assert "Clinically stable" not in text
    choose(actors, opened, "irecist")
    text, answer = vitals(page, opened, clinically_stable="no")
    assert "Clinically stable" in text
    assert answer.status_code == 302
    assert record(opened).visits[-1].clinically_stable is False
    choose(actors, opened, "recist11")
    vitals(page, opened, note="seen")  # the form no longer asks: the answer stays
    assert record(opened).visits[-1].clinically_stable is False
    choose(actors, opened, "irecist")
    vitals(page, opened, clinically_stable="")
    assert record(opened).visits[-1].clinically_stable is None


def test_further_growth_is_asked_where_irecist_judges(page, actors, opened):
    findings = f"/visits/{opened.visit_pk}/findings/"
    assert "grown further" not in page.get(findings).content.decode()
    choose(actors, opened, "irecist")
    assert "grown further" in page.get(findings).content.decode()
    key = opened.lesions["L3"]
    sent = {f"s{key}-status": "progressed", f"s{key}-reason": "bulk", f"s{key}-version": "0"}
    for answer, stored in (("yes", True), ("no", False), ("", None)):
        address = f"{findings}{key}/stated/"
        given = sent | {f"s{key}-grown_further": answer}
        assert page.post(address, given).status_code == 302
        found = next(e for e in record(opened).visits[-1].findings if e.lesion_id == "L3")
        assert found.has_grown_further is stored
        stated = StatedFinding.objects.get(visit_id=opened.visit_pk, lesion_id=key)
        sent[f"s{key}-version"] = str(stated.version)


def test_a_report_of_another_site_says_further_growth_where_irecist_judges(page, actors, opened):
    address = f"/patients/{opened.patient_pk}/other-sites/"
    assert "progressed_further" not in page.get(address).content.decode()
    choose(actors, opened, "irecist")
    shown = page.get(address)
    key = opened.lesions["N1"]
    sent = {
        "action": "report", "mark": shown.context["page"].mark, "modality": "ct",
        "done_on": "2026-03-02", f"status_{key}": "progressed_further",
        f"reason_{key}": "clearly larger", "visit": str(opened.visit_pk),
    }  # fmt: skip
    answer = page.post(address, sent)
    assert answer.status_code == 302, html.unescape(answer.content.decode())
    found = next(e for e in record(opened).visits[-1].findings if e.lesion_id == "N1")
    assert (found.status, found.has_grown_further) == ("progressed", True)


def test_a_plan_of_signed_visits_changes_with_a_reason(sign_in, actors, opened):
    first = Visit.objects.filter(patient_id=opened.patient_pk).earliest("visited_on")
    Visit.objects.filter(pk=first.pk).update(signed_on=first.visited_on)
    nurse, address = sign_in(actors["nurse"]), f"/patients/{opened.patient_pk}/plan/"
    shown = nurse.get(address)
    assert "Why it changes" in shown.content.decode()
    sent = {"mark": shown.context["mark"], "preset": "recist11", "sd_window_days": "42"}
    assert nurse.post(address, sent).status_code == 302, "no call rests on it"
    sent = {"mark": nurse.get(address).context["mark"], "preset": "irecist"}
    refused = nurse.post(address, sent)
    assert refused.status_code == 422
    assert "Why does the plan change? 1 visit is signed by it" in refused.content.decode()
    assert Patient.objects.get(pk=opened.patient_pk).details["plan"]["preset"] == "recist11"
    assert nurse.post(address, sent | {"reason": "the trial says so"}).status_code == 302
    entry = AuditEntry.objects.filter(action="plan.recorded").latest("number")
    assert entry.details["reason"] == "the trial says so"
    assert entry.details["preset"] == ["recist11", "irecist"]
