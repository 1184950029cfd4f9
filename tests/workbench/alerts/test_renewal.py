"""Alerts follow every change and every day: fired once, ended, never twice, never in silence."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from tests.workbench.alerts.conftest import RULE, at, demo_cases, put_off_appointment
from tests.workbench.conftest import TODAY

from dermetry.errors import KnowledgeInvalid
from dermetry.workbench.casenotes import alert_rows, audit
from dermetry.workbench.casenotes.actions import alerts, tasks
from dermetry.workbench.casenotes.models import (
    Alert,
    AuditEntry,
    Lesion,
    RuleSignature,
    Summary,
    Visit,
)
from dermetry.workbench.casenotes.queries.patient import patient_page
from dermetry.workbench.casenotes.queries.today import worklist
from dermetry.workbench.jobs import alerts_of_today, leases

pytestmark = pytest.mark.django_db


def kinds(row: Alert) -> list[str]:
    """Give what happened to an alert."""
    row.refresh_from_db()
    return [each["kind"] for each in row.details["events"]]


def touch(actor, patient_pk: int, days: int = 0) -> None:
    """Change something else of the patient's record."""
    tasks.add_task(actor=actor, at=at(days), patient_pk=patient_pk, kind="task", reason="call",
                   urgency="routine", due_on=None, owner_user_id=None)  # fmt: skip


def test_a_change_of_the_record_fires_and_the_program_stands_in_the_audit_log(overdue, alert):
    assert kinds(alert) == ["fired"]
    assert (alert.state, alert.kind, alert.fired_on) == ("open", "task", TODAY)
    entry = AuditEntry.objects.get(action="alerts.renewed")
    assert (entry.actor_name, entry.user_id, entry.patient_pk) == ("dermetry", None, overdue)
    assert alert.key in entry.details["fired"]
    assert audit.verify_chain().broken == ()


def test_it_fires_once_and_ends_with_its_facts(actors, overdue, alert):
    touch(actors["nurse"], overdue)
    assert kinds(alert) == ["fired"]
    put_off_appointment(overdue, TODAY + timedelta(days=9))
    touch(actors["nurse"], overdue)
    assert kinds(alert) == ["fired", "ended"]
    assert alert.state == "ended"
    assert Alert.objects.filter(patient=overdue, rule_id=RULE).count() == 1
    ended = AuditEntry.objects.filter(action="alerts.renewed").latest("number")
    assert ended.details["ended"] == [alert.key]


def test_new_words_alone_are_no_new_version_for_who_has_the_page_open(actors, overdue, alert):
    Alert.objects.filter(pk=alert.pk).update(details=alert.details | {"statement": "old words"})
    touch(actors["nurse"], overdue)
    version = alert.version
    alert.refresh_from_db()
    assert (alert.version, alert.details["statement"] == "old words") == (version, False)


def test_time_alone_fires_once_a_day_by_the_worker(make_actor, overdue, alert):
    Visit.objects.filter(patient=overdue).update(next_due_on=TODAY - timedelta(days=1))
    assert alerts.renew_stale(at=at(0), most=20) == 0  # is of today
    assert alerts.renew_stale(at=at(1), most=20) == 1
    assert kinds(alert) == ["fired", "ended"]
    assert not waiting(overdue)  # the grace of the new appointment has not passed
    assert alerts.renew_stale(at=at(20), most=20) == 1
    assert [row.rule_id for row in waiting(overdue)].count(RULE) == 1
    assert alerts.renew_stale(at=at(20), most=20) == 0
    assert Summary.objects.get(pk=overdue).open_tasks == len(waiting(overdue))


def waiting(patient_pk: int) -> list[Alert]:
    """Give the alerts of the rule that wait for a person."""
    found = Alert.objects.filter(patient=patient_pk, rule_id=RULE)
    return list(found.filter(is_waiting=True))


def test_without_a_worker_today_does_some_patients_of_its_own_site(overdue, alert, sites):
    put_off_appointment(overdue, TODAY + timedelta(days=90))
    alerts_of_today.renew(at=at(1), site_id=sites[1].pk)
    assert kinds(alert) == ["fired"]
    leases.beat(worker="one", now=at(1))
    alerts_of_today.renew(at=at(1), site_id=sites[0].pk)  # a worker is alive and does it
    assert kinds(alert) == ["fired"]
    leases.leave(worker="one")
    alerts_of_today.renew(at=at(1), site_id=sites[0].pk)
    assert kinds(alert) == ["fired", "ended"]


def test_alerts_of_an_earlier_day_are_said_to_be(actors, overdue):
    nurse, tomorrow = actors["nurse"], TODAY + timedelta(days=1)
    assert worklist(actor=nurse, today=TODAY).to_renew == ""
    assert worklist(actor=nurse, today=tomorrow).to_renew == "1"
    todo = patient_page(actor=nurse, patient_pk=overdue, today=tomorrow).todo
    assert (todo.is_old, todo.renewed_on) == (True, TODAY)


def test_rules_of_a_site_that_change_are_asked_again(actors, overdue, sites):
    alerts.ask_renewal(site_id=sites[0].pk)
    RuleSignature.objects.create(
        site=sites[0], file_id="alerts", signed_at=at(0), signed_on=TODAY, signed_by="Dr A"
    )
    todo = patient_page(actor=actors["nurse"], patient_pk=overdue, today=TODAY).todo
    assert todo.not_asked.startswith("The rules of the site have changed since")
    assert alerts.renew_stale(at=at(0), most=20) == 1  # what the worker calls
    assert patient_page(actor=actors["nurse"], patient_pk=overdue, today=TODAY).todo.renewed_on


def test_rules_that_fail_lose_no_save_and_are_not_passed_over(actors, overdue, alert, monkeypatch):
    def fail(**_):
        raise KnowledgeInvalid("rules/alerts.toml is broken")

    monkeypatch.setattr(alert_rows, "check_rules", fail)
    touch(actors["nurse"], overdue)
    assert kinds(alert) == ["fired"]
    todo = patient_page(actor=actors["nurse"], patient_pk=overdue, today=TODAY).todo
    assert todo.problem == "rules/alerts.toml is broken"
    (row,) = worklist(actor=actors["nurse"], today=TODAY).rows
    assert "alerts could not be checked: open the patient" in [r.text for r in row.reasons]


def test_a_record_that_breaks_a_law_keeps_its_alerts_and_says_so(actors, overdue, alert):
    Lesion.objects.create(patient_id=overdue, lesion_id="not lawful!", organ="skin", role="target")
    assert alerts.renew_patient(patient_pk=overdue, at=at(1)) is False
    assert kinds(alert) == ["fired"]
    assert Summary.objects.get(pk=overdue).details["alerts_problem"]


def test_the_worklist_and_the_page_ask_no_rule(actors, sign_in, overdue, monkeypatch):
    def fail(**_):
        raise AssertionError("a rule was asked")

    monkeypatch.setattr(alert_rows, "check_rules", fail)
    client = sign_in(actors["nurse"])
    assert client.get("/today/").status_code == 200
    assert client.get(f"/patients/{overdue}/").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_two_who_renew_at_once_fire_once(actors, overdue):
    Alert.objects.all().delete()
    failed: list[Exception] = []
    gate = threading.Barrier(2)

    def renew():
        try:
            gate.wait()
            alerts.renew_patient(patient_pk=overdue, at=at(0))
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    both = [threading.Thread(target=renew) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert failed == []
    assert kinds(Alert.objects.get(patient=overdue, rule_id=RULE)) == ["fired"]
    assert connection.vendor == "postgresql"


def test_more_patients_cost_the_worklist_no_more_questions(actors, overdue, load):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            worklist(actor=actors["nurse"], today=TODAY)
        return len(asked)

    one = count()
    for case in demo_cases()[:3]:
        load(case)
    assert count() == one
