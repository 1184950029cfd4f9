"""Registering, mending, history, consent, plan and treatments through their pages."""

import html
from datetime import date

import pytest
from django.utils import timezone
from tests.workbench.conftest import AT

from dermetry.record.case import Case
from dermetry.record.patient import Patient as RecordedPatient
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.patients import register_case
from dermetry.workbench.casenotes.models import AuditEntry, Patient
from dermetry.workbench.casenotes.queries.consents import allows

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(make_actor):
    """A nurse of the first site."""
    return make_actor("nurse")


@pytest.fixture
def page(nurse, sign_in):
    """The nurse's browser."""
    return sign_in(nurse)


@pytest.fixture
def known(nurse) -> int:
    """A patient who is registered."""
    patient = RecordedPatient(patient_id="N-1", name="Łucja Müller", born_on=date(1956, 4, 12))
    return register_case(actor=nurse, at=AT, case=Case(patient=patient), said="patient.registered")


@pytest.fixture
def send(page, known):
    """Open a page of the patient and send its form, as a browser does: with its mark."""

    def post(name: str, fields: dict[str, object]):
        address = f"/patients/{known}/{name}/"
        return page.post(address, {"mark": page.get(address).context["mark"]} | fields)

    return post


def record(patient_pk: int) -> Case:
    """Read the case as it is stored."""
    return mapping.read_case(patient=Patient.objects.get(pk=patient_pk))


def words(answer) -> str:
    """Give the page as text."""
    return html.unescape(answer.content.decode())


def typed(**fields) -> dict[str, str]:
    """Give the fields of an identity as a browser sends them."""
    empty = {"name": "", "born_on": "", "patient_id": "", "sex": "", "owner": ""}
    known = {"allergies_known": "", "allergies": "", "anticoagulants_known": "",
             "anticoagulants": ""}  # fmt: skip
    return empty | known | fields


def test_registering_tells_apart_none_known_and_not_asked(page):
    sent = typed(name="Ada  Ito", born_on="1961-02-03", patient_id=" N-7", sex="female",
                 allergies_known="none", anticoagulants="apixaban\r\n\r\naspirin",
                 anticoagulants_known="list")  # fmt: skip
    answer = page.post("/patients/new/", sent)
    made = Patient.objects.get()
    assert answer.url == f"/patients/{made.pk}/"
    patient = record(made.pk).patient
    assert (patient.name, patient.patient_id) == ("Ada Ito", "N-7")
    assert (patient.allergies, patient.anticoagulants) == ((), ("apixaban", "aspirin"))
    assert AuditEntry.objects.get(action="patient.registered").patient_pk == made.pk


@pytest.mark.parametrize(
    ("name", "born_on", "patient_id"),
    [
        ("Mueller, Lucja", "1956-04-12", "N-9"),
        ("Łucja Müler-Kowalska", "1956-04-12", "N-9"),
        ("Lucja Muller", "", "N-9"),
    ],
)
def test_a_second_record_of_one_person_is_asked_about(page, known, name, born_on, patient_id):
    sent = typed(name=name, born_on=born_on, patient_id=patient_id)
    answer = page.post("/patients/new/", sent)
    assert answer.status_code == 422
    assert "Is it one of these patients?" in words(answer)
    assert "N-1" in words(answer)
    assert name in words(answer)  # what was typed is still there
    assert Patient.objects.count() == 1
    assert page.post("/patients/new/", sent | {"is_somebody_else": "on"}).status_code == 302
    assert Patient.objects.count() == 2


def test_another_birth_date_is_another_person(page, known):
    sent = typed(name="Łucja Müller", born_on="1956-04-13", patient_id="N-2")
    assert page.post("/patients/new/", sent).status_code == 302


def test_one_identifier_is_never_two_people(page, known):
    sent = typed(name="Ada Ito", patient_id="n-1", is_somebody_else="on")
    answer = page.post("/patients/new/", sent)
    assert answer.status_code == 422
    assert "This identifier is in use" in words(answer)
    assert "register anyway" not in words(answer)
    assert Patient.objects.count() == 1


def test_two_people_mend_one_identity(page, known):
    mark = page.get(f"/patients/{known}/identity/").context["mark"]
    first = typed(name="Łucja Müller", born_on="1956-04-12", patient_id="N-1", sex="female")
    second = typed(name="Łucja Maria Müller", born_on="1956-04-12", patient_id="N-1", sex="male")
    address = f"/patients/{known}/identity/"
    assert page.post(address, first | {"mark": mark}).status_code == 302
    answer = page.post(address, second | {"mark": mark})
    assert answer.status_code == 409
    both = {each["name"]: (each["theirs"], each["mine"]) for each in answer.context["conflict"]}
    assert both == {
        "name": ("Łucja Müller", "Łucja Maria Müller"),
        "sex": ("female", "male"),
    }
    assert record(known).patient.name == "Łucja Müller"
    chosen = {"mark": answer.context["mark"], "choice_name": "mine", "choice_sex": "theirs"}
    assert page.post(address, second | chosen).status_code == 302
    patient = record(known).patient
    assert (patient.name, patient.sex) == ("Łucja Maria Müller", "female")


def test_a_change_of_the_history_is_no_conflict_for_the_identity(page, send, known):
    mark = page.get(f"/patients/{known}/identity/").context["mark"]
    assert send("history", history(diagnosis="lobular carcinoma")).status_code == 302
    sent = typed(name="Łucja Müller", born_on="1956-04-12", patient_id="N-1", mark=mark)
    assert page.post(f"/patients/{known}/identity/", sent).status_code == 302
    assert record(known).history.diagnosis == "lobular carcinoma"


def history(**fields) -> dict[str, object]:
    """Give the fields of a history as a browser sends them."""
    plain = {"diagnosis": "", "primary_kind": "", "laterality": "", "diagnosed_on": "",
             "receptors": "", "surgery": "", "primary_note": "", "note": ""}  # fmt: skip
    for name in ("stages", "surgeries", "radiation_fields"):
        plain |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    return plain | fields


WHOLE = {
    "diagnosis": "invasive lobular carcinoma",
    "primary_kind": "known",
    "laterality": "left",
    "diagnosed_on": "2019-03-04",
    "receptors": "ER+ 90 %",
    "stages-TOTAL_FORMS": "2",
    "stages-0-value": "cT4b N1 M0",
    "stages-0-edition": "AJCC 8",
    "stages-0-kind": "clinical",
    "stages-0-stated_on": "2019-04-01",
    "surgeries-TOTAL_FORMS": "1",
    "surgeries-0-name": "mastectomy",
    "surgeries-0-laterality": "left",
    "radiation_fields-TOTAL_FORMS": "1",
    "radiation_fields-0-zones": ["axilla", "chest_skin"],
    "radiation_fields-0-laterality": "left",
    "radiation_fields-0-dose_gy": "50,4",
    "radiation_fields-0-fractions": "28",
}


def test_a_history_is_written_and_read_back_as_it_was_typed(page, send, known):
    assert send("history", history(**WHOLE)).status_code == 302
    case = record(known)
    assert (case.primary.kind, case.primary.diagnosed_on) == ("known", date(2019, 3, 4))
    (stage,) = case.history.stages
    assert (stage.value, stage.edition, stage.kind) == ("cT4b N1 M0", "AJCC 8", "clinical")
    (surgery,) = case.history.surgeries
    assert (surgery.surgery_id, surgery.name) == ("S1", "mastectomy")
    (field,) = case.history.radiation_fields
    assert (field.field_id, field.zones, str(field.dose_gy), field.fractions) == (
        "R1", ("axilla", "chest_skin"), "50.4", 28,
    )  # fmt: skip
    shown = page.get(f"/patients/{known}/history/").context["lists"]
    assert [form["value"].value() for form in shown["stages"]] == ["cT4b N1 M0"]


def test_one_more_row_saves_nothing_and_loses_nothing(send, known):
    answer = send("history", history(**WHOLE, add="surgeries"))
    assert answer.status_code == 200
    first = answer.context["lists"]["surgeries"].forms[0]
    assert first["name"].value() == ("mastectomy")
    assert len(answer.context["lists"]["surgeries"].forms) == 2
    assert record(known).history.surgeries == ()


def test_an_unknown_primary_is_stated(send, known):
    send("history", history(primary_kind="unknown", primary_note="looked for in 2024"))
    primary = record(known).primary
    assert (primary.kind, primary.note) == ("unknown", "looked for in 2024")


def test_a_stage_without_its_edition_and_a_field_without_a_zone_are_refused(send, known):
    wrong = WHOLE | {"stages-0-edition": "", "radiation_fields-0-zones": []}
    answer = send("history", history(**wrong))
    assert answer.status_code == 422
    assert "Say from which edition" in words(answer)
    assert "Choose the zones" in words(answer)
    assert record(known).history.diagnosis == ""


def test_a_later_answer_replaces_without_erasing(page, known):
    address = f"/patients/{known}/consent/"
    first = {"use": "teaching", "answer": "given", "answered_on": "2024-01-05", "note": "paper"}
    assert page.post(address, first).status_code == 302
    assert allows(case=record(known), use="teaching")
    second = first | {"answer": "withdrawn", "answered_on": "2025-02-06"}
    assert page.post(address, second).status_code == 302
    case = record(known)
    assert [each.answer for each in case.consents] == ["given", "withdrawn"]
    assert not allows(case=case, use="teaching")
    assert not allows(case=case, use="research")  # never asked is no consent
    assert allows(case=case, use="care")
    late = first | {"answered_on": f"{timezone.localdate().year + 1}-01-01"}
    assert "lies in the future" in words(page.post(address, late))


def test_a_plan_holds_only_what_was_said(send, known):
    sent = {"baseline_on": "", "treatment_started_on": "2025-03-01", "targets_total": "3",
            "targets_per_organ": ""}  # fmt: skip
    assert send("plan", sent).status_code == 302
    plan = record(known).plan
    assert (plan.baseline_on, plan.targets_total, plan.targets_per_organ) == (None, 3, None)
    assert send("plan", sent | {"targets_total": "11"}).status_code == 422


def treatment(**fields) -> dict[str, str]:
    """Give the fields of a treatment as a browser sends them."""
    return {"name": "capecitabine", "kind": "systemic", "line": "2", "started_on": "2025-01-02",
            "ended_on": ""} | fields  # fmt: skip


def test_treatments_are_added_ended_and_removed_with_their_reason(page, known):
    address = f"/patients/{known}/treatments/"
    assert page.post(address, treatment()).status_code == 302
    (line,) = page.get(address).context["page"].treatments
    key = {"treatment": line.treatment_pk, "version": line.version}
    assert page.post(address, treatment(ended_on="2025-01-01", **key)).status_code == 422
    assert page.post(address, treatment(ended_on="2025-06-01", **key)).status_code == 302
    (kept,) = record(known).treatments
    assert (kept.treatment_id, kept.line, kept.ended_on) == ("T1", 2, date(2025, 6, 1))

    answer = page.post(address, treatment(name="other drug", **key))  # the version of before
    assert answer.status_code == 409
    assert {each["name"] for each in answer.context["conflict"]} == {"name", "ended_on"}

    key["version"] = answer.context["version"]
    assert page.post(address, treatment(action="remove", reason="", **key)).status_code == 422
    page.post(address, treatment(action="remove", reason="wrong patient", **key))
    assert record(known).treatments == ()
    entry = AuditEntry.objects.get(action="treatment.removed")
    assert (entry.details["reason"], entry.details["removed"]["name"]) == (
        "wrong patient", "capecitabine",
    )  # fmt: skip


def test_nothing_before_birth(page, known):
    sent = treatment(started_on="1950-01-01")
    answer = page.post(f"/patients/{known}/treatments/", sent)
    assert answer.status_code == 422
    assert "birth" in words(answer)
    assert record(known).treatments == ()
