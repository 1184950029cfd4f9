"""The shipped demo clinic: lawful, current on any day, and true to what the engine says."""

import hashlib
from datetime import date, timedelta
from importlib.resources import files
from itertools import pairwise

import pytest

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.demo.clinic.shift import ANCHOR
from dermetry.knowledge.codes import load_skin_zones
from dermetry.pathway.respond import respond
from dermetry.record.case import Case

DAYS = [ANCHOR, date(2026, 11, 23), date(2028, 2, 29), date(2031, 12, 31)]
MOST_BYTES = 6_000_000
COURSES = {
    "Ottoline Quillfeather": [None, "PR", "PR", "PR"],
    "Ngozi Akụkọ-Ifo": [None, "SD", "PD"],
    "Wilhelmine Musterblatt": [None, "NON-CR/NON-PD", "PD"],
    "Beatrice Fiabesca": [None, "SD", "SD", "SD"],
    "Amina Mfano": [None, "SD"],
    "Conceição Faz-de-Conta": [None, "SD", "PD"],
    "Svetla Izmislena": [None, "NE", "PR"],
    "Bertrand Exemplaire": [None, "PR"],
    "Lan Thí-Dụ": [None, "NE"],
    "Hoshiko Tatoebanashi": [None, "PR", "CR", "CR"],
    "Priya Kalpanika": [None, "SD", "NE"],
    "Yusra Mithal": [],
    "Aino Kuvitteellinen": [None, "SD", "SD"],
    "Solveig Oppdiktet": [None],
}


@pytest.fixture(scope="module")
def clinic():
    return load_demo_clinic(today=ANCHOR)


@pytest.fixture(scope="module")
def patients(clinic):
    return {patient.case.patient.name: patient for patient in clinic.patients}


def test_every_course_is_the_one_the_story_tells(patients):
    told = {
        name: [call.category for call in respond(case=patient.case).calls]
        for name, patient in patients.items()
        if patient.case.visits
    }
    assert {**told, "Yusra Mithal": []} == COURSES


@pytest.mark.parametrize("today", DAYS)
def test_cases_stay_lawful_and_alike_on_any_day(clinic, today):
    for before, after in zip(clinic.patients, load_demo_clinic(today=today).patients, strict=True):
        Case.model_validate(after.case.model_dump())
        assert after.case.patient == before.case.patient
        visits = [each.visited_on for each in after.case.visits]
        shipped = [each.visited_on for each in before.case.visits]
        assert [b - a for a, b in pairwise(visits)] == [b - a for a, b in pairwise(shipped)]
        assert all(day <= today for day in visits)
        for old, new in zip(before.tasks, after.tasks, strict=True):
            assert new.due_on - today == old.due_on - ANCHOR
        for visit in after.case.visits:
            for photo in visit.photographs:
                assert photo.photograph_id.startswith(f"{visit.visited_on}-{photo.sha256[:10]}")


@pytest.mark.parametrize("today", DAYS)
def test_what_was_signed_is_what_the_engine_says_today(today):
    signed = 0
    for patient in load_demo_clinic(today=today).patients:
        if not patient.case.visits:
            continue
        calls = {call.visited_on: call for call in respond(case=patient.case).calls}
        for visit in patient.case.visits:
            call, signature = calls[visit.visited_on], visit.signature
            if signature is None:
                continue
            signed += 1
            assert signature.statement == call.statement
            assert signature.category == call.category
            assert signature.sum_mm == call.sum_mm
            assert signature.rules_version == call.rules_version
    assert signed > 30


def test_every_photograph_is_there_with_its_hash_and_nothing_else_is(clinic):
    read = set()
    for patient in clinic.patients:
        shown = [photo for visit in patient.case.visits for photo in visit.photographs]
        assert {photo.sha256 for photo in shown} == set(patient.photographs)
        for sha256, path in patient.photographs.items():
            assert hashlib.sha256(patient.read_photograph(sha256=sha256)).hexdigest() == sha256
            read.add(str(path))
    data = files("dermetry.demo.clinic") / "data"
    shipped = [path for folder in data.iterdir() for path in (folder / "photographs").glob("*")]
    assert {str(path) for path in shipped} == read
    assert sum(path.stat().st_size for path in shipped) <= MOST_BYTES


def test_photographs_carry_no_day_that_would_contradict_their_visit(clinic):
    photos = [p for each in clinic.patients for v in each.case.visits for p in v.photographs]
    assert len(photos) > 40
    assert all(photo.taken_on is None for photo in photos)


def test_nobody_and_no_number_is_there_twice(clinic):
    names = [each.full_name for each in clinic.users]
    names += [each.case.patient.name for each in clinic.patients]
    assert len(set(names)) == len(names)
    assert len({each.case.patient.patient_id for each in clinic.patients}) == len(clinic.patients)
    assert len({each.username for each in clinic.users}) == len(clinic.users)


def test_whoever_is_named_works_at_the_site(clinic):
    users = {each.username: each for each in clinic.users}
    by_name = {each.full_name: each for each in clinic.users}
    sites = {each.code for each in clinic.sites}
    assert len(sites) == 2
    assert {user.role for user in clinic.users} >= {
        "nurse", "physician", "pathologist", "trial_coordinator", "researcher",
        "site_administrator", "auditor",
    }  # fmt: skip
    assert all(set(user.site_codes) <= sites for user in clinic.users)
    for patient in clinic.patients:
        owners = [patient.owner_username, *(task.owner_username for task in patient.tasks)]
        assert all(patient.site_code in users[owner].site_codes for owner in owners)
        for visit in patient.case.visits:
            writers = [each.recorded_by for each in visit.appearances]
            writers += [each.confirmed_by for each in visit.findings if each.confirmed_by]
            if visit.signature:
                signer = by_name[visit.signature.signed_by]
                assert signer.role == "physician"
                writers.append(signer.full_name)
            assert all(patient.site_code in by_name[name].site_codes for name in writers)


def test_regions_are_coded(clinic):
    known = set(load_skin_zones())
    for patient in clinic.patients:
        for visit in patient.case.visits:
            assert {*visit.regions_examined, *visit.regions_not_examined} <= known
        history = patient.case.history
        zones = {zone for field in history.radiation_fields for zone in field.zones}
        assert {*zones, *(each.zone for each in history.surgeries if each.zone)} <= known


@pytest.mark.parametrize("today", DAYS)
def test_the_worklist_has_one_of_each(today):
    patients = load_demo_clinic(today=today).patients
    due = {each.case.patient.name: each.case.visits[-1] for each in patients if each.case.visits}
    overdue = {name for name, visit in due.items() if (visit.next_due_on or today) < today}
    assert overdue == {"Beatrice Fiabesca"}
    assert due["Bertrand Exemplaire"].next_due_on == today
    unsigned = {name for name, visit in due.items() if visit.signature is None}
    opened = {each.case.patient.name: each.open_step for each in patients if each.open_step}
    assert unsigned == set(opened)
    assert opened == {"Priya Kalpanika": "outlines", "Lan Thí-Dụ": "matching"}
    assert [task.kind for each in patients for task in each.tasks].count("alert") == 1


def test_a_photograph_waits_to_be_confirmed(patients):
    last = patients["Lan Thí-Dụ"].case.visits[-1]
    outlines = [outline for photo in last.photographs for outline in photo.outlines]
    assert {outline.lesion_id for outline in outlines} == {"L1", "L2"}
    assert not any(outline.is_confirmed for outline in outlines)
    assert not any(finding.is_confirmed for finding in last.findings)


def test_the_emptiest_patient_has_nothing_but_registration(patients):
    case = patients["Yusra Mithal"].case
    assert case == Case(patient=case.patient)
    assert (case.patient.allergies, case.patient.anticoagulants, case.patient.sex) == (None,) * 3


def test_the_skin_alone_would_mislead(patients):
    last, first = (patients["Conceição Faz-de-Conta"].case.visits[each] for each in (-1, 0))

    def total(visit, letter):
        return sum(
            each.longest_diameter_mm
            for each in visit.findings
            if each.lesion_id[0] == letter and each.status == "measured"
        )

    assert 10 * total(last, "L") <= 7 * total(first, "L")
    assert 5 * total(last, "H") >= 6 * total(first, "H")


def test_the_rare_things_are_there(patients):
    mass = patients["Beatrice Fiabesca"].case.lesion("L1+L2")
    assert mass.merged_from == ("L1", "L2")
    assert patients["Aino Kuvitteellinen"].case.lesion("L3").newness == "equivocal"
    assert patients["Lan Thí-Dụ"].case.primary.kind == "unknown"
    assert patients["Bertrand Exemplaire"].case.patient.sex == "male"
    infected = patients["Amina Mfano"].case.visits[-1]
    assert infected.signature.override.category == "NE"
    assert {each.kind: each.value for each in infected.observations}["temperature_c"] > 38
    assert {photo.cleansing for photo in infected.photographs} == {"before", "after"}
    local = patients["Priya Kalpanika"].case.visits[1]
    assert [f.lesion_id for f in local.findings if f.status == "treated_locally"] == ["L1", "L2"]
    scales = [
        photo.scale.kind
        for patient in patients.values()
        for visit in patient.case.visits
        for photo in visit.photographs
    ]
    assert scales.count("missing") == 2
    assert sum(bool(visit.addenda) for p in patients.values() for visit in p.case.visits) == 1


def test_next_visits_lie_after_the_visit_on_any_weekday():
    for ahead in range(7):
        for patient in load_demo_clinic(today=ANCHOR + timedelta(days=ahead)).patients:
            for visit in patient.case.visits:
                assert visit.next_due_on is None or visit.next_due_on > visit.visited_on
