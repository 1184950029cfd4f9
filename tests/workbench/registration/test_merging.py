"""Two records of one patient become one: everything moves, nothing is lost."""

from datetime import date, timedelta

import pytest
from tests.workbench.conftest import AT, TODAY

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.pathway.merge_cases import merge_cases
from dermetry.record.case import Case
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.merging import MergeNotPossible, merge_records
from dermetry.workbench.casenotes.actions.patients import register_case
from dermetry.workbench.casenotes.actions.tasks import add_task
from dermetry.workbench.casenotes.audit import verify_chain
from dermetry.workbench.casenotes.models import Alert, AuditEntry, Patient, Photograph, Task, Visit
from dermetry.workbench.casenotes.queries import patient_search

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor(make_actor):
    """A physician of the first site."""
    return make_actor("physician")


def demo_case(number: int) -> Case:
    """Give a case of the demo clinic."""
    return load_demo_clinic(today=TODAY).patients[number].case


def keep(actor, case: Case) -> int:
    """Register a case."""
    return register_case(actor=actor, at=AT, case=case, said="case.imported")


def as_second_record(case: Case) -> Case:
    """Give a case as if the same person had come under another number on other days."""
    days = {each.visited_on: each.visited_on - timedelta(days=1) for each in case.visits}
    text = case.model_dump_json()
    for before, after in days.items():
        text = text.replace(before.isoformat(), after.isoformat())
    second = Case.model_validate_json(text)
    patient = second.patient.model_copy(update={"patient_id": "OLD-7"})
    tissue = tuple(each.model_copy(update={"note": "told anew"}) for each in second.specimens)
    second = second.model_copy(update={"specimens": tissue})  # other days: not the same tissue
    bytes_of_its_own = {
        photo.sha256: photo.sha256[::-1] for visit in second.visits for photo in visit.photographs
    }
    text = second.model_copy(update={"patient": patient}).model_dump_json()
    for before, after in bytes_of_its_own.items():
        text = text.replace(before, after)
    return Case.model_validate_json(text)


def merge(actor, kept: int, merged: int, same=None):
    """Merge with a reason."""
    return merge_records(
        actor=actor,
        at=AT,
        kept_pk=kept,
        merged_pk=merged,
        same_lesions=same or {},
        reason="identity document seen",
    )


def as_kept(patient_pk: int) -> Case:
    """Give the case of a patient as it is stored."""
    return mapping.read_case(patient=Patient.objects.get(pk=patient_pk))


def without_alerts(case: Case) -> Case:
    """Leave out the alerts, which are renewed after every change."""
    return case.model_copy(update={"alerts": ()})


@pytest.mark.parametrize("number", range(12))
def test_every_demo_course_merges_with_its_double(doctor, number):
    case = demo_case(number)
    double = as_second_record(case)
    kept_pk, merged_pk = keep(doctor, case), keep(doctor, double)
    case, double = as_kept(kept_pk), as_kept(merged_pk)  # with the alerts of the day
    Visit.objects.filter(patient_id=merged_pk).update(step="outlines")
    photographs = set(Photograph.objects.values_list("pk", flat=True))
    same = {each.lesion_id: each.lesion_id for each in case.lesions} if number % 2 else {}
    expected = merge_cases(kept=case, merged=double, same_lesions=same)

    merge(doctor, kept_pk, merged_pk, same)

    kept = Patient.objects.get(pk=kept_pk)
    assert without_alerts(as_kept(kept_pk)) == without_alerts(expected.case)
    assert {each.key for each in expected.case.alerts} <= {e.key for e in as_kept(kept_pk).alerts}
    assert set(kept.photographs.values_list("pk", flat=True)) == photographs
    assert Visit.objects.filter(patient=kept, step="outlines").count() == len(double.visits)
    assert not Visit.objects.filter(patient_id=merged_pk).exists()
    stone = Patient.objects.get(pk=merged_pk)
    assert Case.model_validate(stone.details["as_it_was"]) == double
    assert verify_chain().broken == ()


def test_one_biopsy_of_one_specimen_is_one_row_with_the_steps_of_both(doctor):
    case = demo_case(7)
    (biopsy,) = case.biopsies
    told = biopsy.model_copy(update={"biopsy_id": "BX9", "ordered_on": None, "ordered_by": ""})
    gaps = biopsy.model_copy(update={"acted_on": None, "acted_by": "", "action": ""})
    double = as_second_record(case).model_copy(
        update={"specimens": case.specimens, "biopsies": (told,), "alerts": ()}
    )
    kept_pk = keep(doctor, case.model_copy(update={"biopsies": (gaps,)}))
    row_pk = Patient.objects.get(pk=kept_pk).biopsies.get().pk
    merged_pk = keep(doctor, double)

    merge(doctor, kept_pk, merged_pk, {each.lesion_id: each.lesion_id for each in case.lesions})

    kept = as_kept(kept_pk)
    assert (kept.biopsies, kept.specimens) == ((biopsy,), case.specimens)
    assert Patient.objects.get(pk=kept_pk).biopsies.get().pk == row_pk
    assert not any("BX9" in each.key for each in kept.alerts)


def test_the_stone_points_and_is_found(doctor, sign_in):
    kept_pk = keep(doctor, demo_case(0))
    merged_pk = keep(doctor, as_second_record(demo_case(0)))
    add_task(actor=doctor, at=AT, patient_pk=merged_pk, kind="task", reason="call her",
             urgency="urgent", due_on=None, owner_user_id=None)  # fmt: skip
    merge(doctor, kept_pk, merged_pk)

    assert patient_search.first(actor=doctor, query="old-7", size=5) == [kept_pk]
    assert Task.objects.get().patient_id == kept_pk
    assert Patient.objects.get(pk=kept_pk).summary.urgent_tasks == 1
    stone = Patient.objects.get(pk=merged_pk).summary
    assert not stone.is_listed
    assert (stone.owner_id, stone.next_due_on, stone.unsigned_visit_on) == (None, None, None)
    assert (stone.open_tasks, stone.urgent_tasks, stone.to_confirm) == (0, 0, 0)
    told = {(each.patient_pk, each.action) for each in AuditEntry.objects.all()}
    assert {(kept_pk, "record.merged_in"), (merged_pk, "record.merged_away")} <= told
    answer = sign_in(doctor).get(f"/patients/{merged_pk}/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/patients/{kept_pk}/"
    assert "was merged into this record" in answer.content.decode()


def test_the_same_photograph_is_kept_once_with_its_bytes(doctor):
    case = demo_case(0)
    kept_pk = keep(doctor, case.model_copy(update={"visits": (), "lesions": (), "plan": Case(
        patient=case.patient).plan, "treatments": (), "specimens": ()}))  # fmt: skip
    merged_pk = keep(
        doctor,
        case.model_copy(update={"patient": case.patient.model_copy(update={"patient_id": "B"})}),
    )
    first = Photograph.objects.filter(patient_id=merged_pk, state="analysed").first()
    Photograph.objects.filter(pk=first.pk).update(stored_as="ab/abc", size_bytes=7)
    early = Visit.objects.create(
        patient_id=kept_pk, visited_on=first.visit.visited_on - timedelta(days=400)
    )
    waiting = Photograph.objects.create(
        patient_id=kept_pk, visit=early, photograph_id="w", file_name="w.jpg",
        sha256=first.sha256, added_at=AT,
    )  # fmt: skip
    merge(doctor, kept_pk, merged_pk)
    row = Photograph.objects.get(patient_id=kept_pk, sha256=first.sha256)
    assert (row.pk, row.state, row.stored_as) == (first.pk, "analysed", "ab/abc")
    assert not Photograph.objects.filter(pk=waiting.pk).exists()


def test_contradictions_change_nothing(doctor):
    case = demo_case(0)
    born = case.patient.model_copy(update={"patient_id": "B", "born_on": date(1931, 1, 1)})
    kept_pk = keep(doctor, case)
    merged_pk = keep(doctor, as_second_record(case).model_copy(update={"patient": born}))
    with pytest.raises(Exception, match=r"birth date is .* in one and 1 Jan 1931 in the other"):
        merge(doctor, kept_pk, merged_pk)
    assert mapping.read_case(patient=Patient.objects.get(pk=kept_pk)) == case
    assert Visit.objects.filter(patient_id=merged_pk).count() == len(case.visits)


def test_records_of_two_sites_and_merged_ones_are_refused_in_words(doctor, make_actor):
    here = keep(doctor, demo_case(0))
    there = keep(make_actor("physician", 1), demo_case(1))
    with pytest.raises(MergeNotPossible, match="not at this site"):
        merge(doctor, here, there)
    with pytest.raises(MergeNotPossible, match="one and the same"):
        merge(doctor, here, here)
    second = keep(doctor, as_second_record(demo_case(0)))
    merge(doctor, here, second)
    with pytest.raises(MergeNotPossible, match="merged before"):
        merge(doctor, here, second)


def test_what_is_confirmed_is_what_was_shown(doctor, sign_in):
    kept_pk = keep(doctor, demo_case(0))
    merged_pk = keep(doctor, as_second_record(demo_case(0)))
    client = sign_in(doctor)
    page = f"/patients/{kept_pk}/merge/"
    sent = {"other": merged_pk, "keep": "other", "reason": "same person", "previewed": "old"}
    answer = client.post(page, sent)
    assert answer.status_code == 422
    assert Patient.objects.get(pk=kept_pk).merged_into_id is None
    shown = answer.context["previewed"]
    assert client.post(page, sent | {"previewed": shown}).status_code == 302
    assert Patient.objects.get(pk=kept_pk).merged_into_id == merged_pk


def test_an_alert_stays_with_the_person_it_was_handed_to(doctor, make_actor):
    """Whom an alert was handed to stands in its row alone."""
    nurse = make_actor("nurse")
    kept_pk, merged_pk = keep(doctor, demo_case(0)), keep(doctor, as_second_record(demo_case(0)))
    for pk, key in ((kept_pk, "alerts.by_hand:kept"), (merged_pk, "alerts.by_hand:L1")):
        Alert.objects.create(
            patient_id=pk, key=key, rule_id="alerts.by_hand", urgency="soon", owner="nurse",
            assignee_id=nurse.user_id, details={
                "rules_version": "1", "statement": "seen by hand", "lesion_ids": ["L1"],
                "events": [{"kind": "fired", "happened_on": "2026-01-01", "by": "dermetry"}],
            },
        )  # fmt: skip
    pks = set(Alert.objects.filter(rule_id="alerts.by_hand").values_list("pk", flat=True))
    merge(doctor, kept_pk, merged_pk)
    rows = Alert.objects.filter(patient_id=kept_pk, rule_id="alerts.by_hand")
    assert set(rows.values_list("pk", flat=True)) == pks
    assert set(rows.values_list("assignee_id", flat=True)) == {nurse.user_id}
    assert {row.key for row in rows} == {"alerts.by_hand:kept", "alerts.by_hand:L1-b"}
    assert not Alert.objects.filter(patient_id=merged_pk).exists()
