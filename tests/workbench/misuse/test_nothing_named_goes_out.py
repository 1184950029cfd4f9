"""A de-identified export holds no name, birth date, file name or sentence, and is still a case."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.conf import settings
from tests.workbench.conftest import AT, TODAY

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.record.case import Case
from dermetry.record.casefile import read_case_file
from dermetry.workbench.casenotes import deidentifying
from dermetry.workbench.casenotes.actions.loading import load_patient

pytestmark = pytest.mark.django_db
NAME = "Ottoline Quillfeather"
FILE = "Priya Kalpanika 1971"
SENTENCE = "told Wilhelmine Musterblatt"
STAFF = "Dr. Zdenka Izmislena"
BORN_ON = date(1963, 3, 14)
PLANTED = (
    *NAME.split(), *FILE.split()[:2], *SENTENCE.split()[1:], *STAFF.split()[1:],
    "1963-03-14", "14.03.1963", "14 Mar 1963", "H-77-SECRET",
)  # fmt: skip
STEPS = ("suggested_on", "ordered_on", "taken_on", "at_lab_on", "reported_on", "acted_on")
KNOWN_SETS = (
    deidentifying.STAFF,
    deidentifying.CODED,
    deidentifying.SHORT,
    deidentifying.NUMBERED,
    deidentifying.GIVEN,
    deidentifying.FREE,
)


def planted(value, field: str = ""):
    """Plant secrets in every text of a plain case."""
    if isinstance(value, dict):
        return {name: planted(each, name) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [planted(each, field) for each in value]
    if not isinstance(value, str):
        return value
    if field in deidentifying.STAFF:
        return f"{STAFF} {sum(map(ord, value)) % 7}" if value else value
    if field in deidentifying.FREE and value not in deidentifying.EVIDENCE:
        return f"{SENTENCE}, {FILE}.jpg, {NAME}"
    return value


def planted_case(case: Case) -> Case:
    """Give a case of the demo in which everything that can hold a secret holds one."""
    plain = planted(case.model_dump())
    plain["patient"] |= {"name": NAME, "born_on": BORN_ON, "patient_id": "H-77-SECRET"}
    plain["history"] |= {
        "diagnosis": f"invasive ductal ({NAME}, born 14.03.1963, {STAFF} 1, {FILE}-0.jpg)",
        "note": SENTENCE,
    }
    plain["lesions"][0] |= {"note": SENTENCE, "site": f"see {FILE}-0.jpg"}
    plain["consents"].append(
        {"use": "research", "answer": "given", "answered_on": TODAY, "recorded_by": STAFF,
         "note": SENTENCE}
    )  # fmt: skip
    plant_arms(plain)
    for number, visit in enumerate(plain["visits"]):
        visit["notes"] = [SENTENCE]
        visit["remarks"] = [{"kind": "note", "file_name": f"{FILE}.jpg", "message": SENTENCE}]
        for place, photo in enumerate(visit["photographs"]):
            photo["file_name"] = f"{FILE}-{place}.jpg"
        visit["unreadable"] = [
            {"file_name": f"{FILE}-u.jpg", "sha256": f"{number:064x}",
             "reason": f"{FILE}-u.jpg cannot be opened"}
        ]  # fmt: skip
        visit["findings"].append(
            {"status": "not_evaluable", "lesion_id": "X9", "evaluator": STAFF,
             "reason": f"{FILE}-0.jpg is blurred"}
        )  # fmt: skip
        if visit["signature"]:
            signed = {"written_by": STAFF, "written_on": visit["signature"]["signed_on"]}
            visit["addenda"] = [signed | {"text": SENTENCE}]
    plain["lesions"].append({"lesion_id": "X9", "is_confirmed": True, "confirmed_by": STAFF})
    return Case.model_validate(plain)


def plant_arms(plain) -> None:
    """Plant secrets in specimens, biopsies, decisions and alerts."""
    lesion_id = plain["lesions"][0]["lesion_id"]
    plain["lesions"][0] |= {"evidence": "histological"}
    report = {"accession": FILE, "pathologist": STAFF, "conclusion": SENTENCE, "origin": "breast"}
    stain = {"marker": "ER", "antibody": f"SP1 ({STAFF} 1)", "percent": "90", "note": SENTENCE}
    plain["specimens"].append(
        {"specimen_id": "BX-9", "lesion_id": lesion_id, "kind": "punch", "taken_on": TODAY,
         "photograph_id": plain["visits"][0]["photographs"][0]["photograph_id"],
         "point_px": [3, 4], "report": report, "stains": [stain], "note": SENTENCE}
    )  # fmt: skip
    plain["current_specimen"] = {
        "specimen_id": "BX-9", "chosen_by": STAFF, "chosen_on": TODAY, "reason": SENTENCE,
    }  # fmt: skip
    by = dict.fromkeys(("ordered_by", "taken_by", "acted_by", "cancelled_by"), f"{STAFF} 2")
    said = dict.fromkeys(("purpose", "lab", "action", "cancel_reason"), SENTENCE)
    days = dict.fromkeys((*STEPS, "cancelled_on"), TODAY)
    plain["biopsies"].append(
        {"biopsy_id": "X-9", "specimen_id": "BX-9", "lesion_id": lesion_id, **by, **said, **days}
    )
    effects = ("t_effect", "m_effect", "proposed_t_effect", "proposed_m_effect")
    plain["extent_decisions"].append(
        {**dict.fromkeys(effects, "none"), "kind": "overridden", "decided_by": STAFF,
         "decided_on": TODAY, "reason": SENTENCE, "rules_version": "1"}
    )  # fmt: skip
    events = [{"kind": "fired", "happened_on": TODAY, "by": "dermetry"},
              {"kind": "assigned", "happened_on": TODAY, "by": STAFF, "text": STAFF}]  # fmt: skip
    plain["alerts"].append(
        {"key": f"alerts.no_tissue:{lesion_id}", "rule_id": "alerts.no_tissue",
         "rules_version": "1", "statement": SENTENCE, "facts": [SENTENCE], "urgency": "soon",
         "owner": STAFF, "lesion_ids": [lesion_id], "events": events}
    )  # fmt: skip


@pytest.fixture
def known(make_actor) -> int:
    """A patient of the record with the photographs' bytes."""
    demo = load_demo_clinic(today=TODAY).patients[0]
    return load_patient(
        actor=make_actor("physician"),
        at=AT,
        case=planted_case(demo.case),
        photographs=demo.photographs,
        folder=settings.PHOTOGRAPH_FOLDER,
    )


def everything(archive: zipfile.ZipFile) -> str:
    """Give names and bytes of a zip as one text."""
    parts = [archive.read(each).decode("latin-1") for each in archive.namelist()]
    return "\n".join([*archive.namelist(), *parts])


@pytest.mark.parametrize("use", ["research", "care"])
def test_nothing_planted_is_in_the_zip_and_the_case_loads(make_actor, sign_in, known, use):
    client = sign_in(make_actor("physician"))
    asked = {"use": use, "is_deidentified": "on", "code": "ST-04", "with_photographs": "on"}
    answer = client.post(f"/patients/{known}/export/", asked)
    assert answer.status_code == 200
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    text = everything(archive)
    assert [each for each in PLANTED if each in text] == []
    assert "MISSING.txt" not in archive.namelist()
    case = read_case_file(text=archive.read("case.json").decode(), name="case.json")
    assert case.history.diagnosis.startswith("invasive ductal (removed")
    assert case.lesions[0].site == "see photograph-1.jpg"
    assert (case.specimens[-1].stains[0].percent, case.lesions[0].evidence) == (90, "histological")
    assert case.biopsies[-1].specimen_id == case.current_specimen.specimen_id == "BX-9"
    assert f"alerts.no_tissue:{case.lesions[0].lesion_id}" in {each.key for each in case.alerts}
    assert case.specimens[-1].photograph_id == case.visits[0].photographs[0].photograph_id
    staff = {each.confirmed_by for each in case.lesions if each.confirmed_by}
    assert all(re.fullmatch(r"clinician \d+", each) for each in staff)
    assert len({text for field, text in deidentifying.texts_of(case.model_dump(), "")
                if field in deidentifying.STAFF and text}) > 1  # fmt: skip


def test_a_file_that_cannot_be_read_is_named_by_its_number(make_actor, sign_in, known):
    for each in settings.PHOTOGRAPH_FOLDER.rglob("*"):
        if each.is_file():
            each.unlink()
    client = sign_in(make_actor("physician"))
    asked = {"use": "research", "code": "ST-04", "with_photographs": "on"}
    answer = client.post(f"/patients/{known}/export/", asked)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert "photograph-1.jpg" in archive.read("MISSING.txt").decode()
    assert [each for each in PLANTED if each in everything(archive)] == []


def test_every_text_of_the_record_is_judged_by_name():
    schema = Case.model_json_schema()
    texts = {
        name
        for model in (schema, *schema["$defs"].values())
        for name, field in model.get("properties", {}).items()
        if is_text(field)
    }
    judged = [each for names in KNOWN_SETS for each in names]
    assert texts - set(judged) == set()
    assert set(judged) - texts == set()
    assert len(judged) == len(set(judged))


def is_text(field: dict) -> bool:
    """Tell whether a field of the record holds text; a number written as text is none."""
    branches = [each for kind in ("anyOf", "prefixItems") for each in field.get(kind, ())]
    branches += [field["items"]] if isinstance(field.get("items"), dict) else []
    numbers = [each for each in branches if each.get("type") == "number"]
    is_plain = field.get("type") == "string" and field.get("format") != "date"
    return is_plain or (not numbers and any(is_text(each) for each in branches))
