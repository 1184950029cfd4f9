"""A death and a new treatment, typed on a page, stand everywhere they bear on."""

import html
import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from tests.workbench.conftest import TODAY
from tests.workbench.demo_day import demo_patients, load, today

from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.models import AuditEntry, Patient, Summary, Treatment, Visit
from dermetry.workbench.casenotes.queries.response import response_page
from dermetry.workbench.casenotes.queries.today import worklist

__all__ = ["load", "today"]
PATIENT = "HARBOR-2011"  # overdue, with calls
pytestmark = pytest.mark.django_db


def identity(client, pk: int, **fields: str):
    """Send the identity form as a browser does: everything it holds, and what was typed."""
    page = client.get(f"/patients/{pk}/identity/")
    held = {
        name: page.context["form"].initial.get(name, "") for name in page.context["form"].fields
    }
    sent = {name: value or "" for name, value in held.items()}
    return client.post(
        f"/patients/{pk}/identity/", {**sent, "mark": page.context["mark"], **fields}
    )


def said(answer) -> str:
    """Give a page as text."""
    return html.unescape(answer.content.decode())


@pytest.fixture
def pk(load) -> int:
    """A demo patient whose next visit is overdue."""
    return load(PATIENT)


@pytest.fixture
def client(sign_in, actors):
    """The physician's browser."""
    return sign_in(actors["physician"])


def last_visit() -> date:
    """Give the day of the last visit."""
    return demo_patients()[PATIENT].case.visits[-1].visited_on


def test_a_death_is_typed_once_and_ends_what_waits(client, actors, pk):
    who = {"actor": actors["physician"], "today": TODAY}
    row = worklist(**who, query=PATIENT).rows[0]
    assert any("overdue" in each.text for each in row.reasons)
    died_on = last_visit() + timedelta(days=9)
    assert identity(client, pk, died_on=died_on.isoformat()).status_code == 302
    assert mapping.read_case(patient=Patient.objects.get(pk=pk)).patient.died_on == died_on
    entry = AuditEntry.objects.filter(action="patient.identity_changed").latest("pk")
    assert entry.details["changed"] == ["died_on"]

    row = worklist(**who, query=PATIENT).rows[0]
    words = f"{died_on:%-d %b %Y}"
    assert row.due_text == f"died {words}"
    assert not any("overdue" in each.text for each in row.reasons)
    assert Summary.objects.get(pk=pk).next_due_on is None  # in no list of what is due
    page = said(client.get(f"/patients/{pk}/"))
    assert f"Died {words}" in page
    assert "Next visit <strong>" not in page and "No date is set for the next" not in page

    best = response_page(actor=actors["physician"], patient_pk=pk, policy="", today=TODAY).best
    survival = next(each for each in best.endpoints if each.title == "Overall survival")
    assert (survival.outcome, survival.on) == ("Event", died_on)
    shown = said(client.get(f"/patients/{pk}/response/"))
    assert f"The record holds the death on {words}" in shown
    assert "No day of death" not in shown


def test_no_visit_is_started_after_a_death(client, pk):
    died_on = last_visit() + timedelta(days=9)
    identity(client, pk, died_on=died_on.isoformat())
    before = Visit.objects.filter(patient=pk).count()
    answer = client.post(f"/patients/{pk}/visit/", {"visited_on": TODAY.isoformat()})
    assert answer.status_code == 422
    assert "is after the patient's death" in said(answer)
    assert Visit.objects.filter(patient=pk).count() == before


@pytest.mark.parametrize(
    ("name", "day", "words"),
    [
        ("died_on", TODAY + timedelta(days=1), "lies in the future"),
        ("last_contact_on", TODAY + timedelta(days=1), "lies in the future"),
        ("died_on", date(2020, 1, 1), "is after the patient's death"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(client, pk, name, day, words):
    answer = identity(client, pk, **{name: day.isoformat()})
    assert answer.status_code == 422
    assert words in said(answer)
    assert f'value="{day.isoformat()}"' in said(answer)
    assert getattr(mapping.read_case(patient=Patient.objects.get(pk=pk)).patient, name) is None


def test_a_new_treatment_is_said_on_its_form_and_cuts_the_course(client, actors, pk):
    started_on = last_visit() - timedelta(days=1)
    address = f"/patients/{pk}/treatments/"
    fields = {"name": "second line", "kind": "systemic", "line": "9",
              "started_on": started_on.isoformat(), "is_new_anticancer": "yes"}  # fmt: skip
    assert client.post(address, fields).status_code == 302
    assert "response is judged up to its start" in said(client.get(address))
    best = response_page(actor=actors["physician"], patient_pk=pk, policy="", today=TODAY).best
    survival = next(each for each in best.endpoints if each.title.startswith("Progression-free"))
    assert survival.outcome == "Censored" and survival.on < started_on
    assert any("new anticancer treatment (second line)" in each for each in best.remarks)
    new = Treatment.objects.get(patient=pk, name="second line")
    form = client.get(address, {"edit": new.pk}).context["form"]
    assert form.initial["is_new_anticancer"] == "yes"


def test_an_export_without_the_name_keeps_the_day_as_it_keeps_all_days(client, actors, pk):
    died_on = last_visit() + timedelta(days=9)
    identity(client, pk, died_on=died_on.isoformat())
    sent = {"use": "care", "is_deidentified": "on", "code": "ST-04"}
    answer = client.post(f"/patients/{pk}/export/", sent)
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        case = json.loads(archive.read("case.json"))["case"]
    assert case["patient"]["died_on"] == died_on.isoformat()
    assert case["patient"]["born_on"] is None
