"""A job belongs to whoever gives signs of life; from the dead it is taken back."""

import threading
from datetime import timedelta

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from tests.workbench.conftest import AT

from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions.photographs import add_photograph
from dermetry.workbench.casenotes.models import AuditEntry, Patient, Photograph
from dermetry.workbench.jobs import analysis, leases, worker
from dermetry.workbench.jobs.models import JobLease, Worker
from dermetry.workbench.jobs.tasks import analyse_photograph

SECOND = timedelta(seconds=1)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pk(place, photo) -> int:
    """Give a photograph that waits."""
    added = add_photograph(
        actor=place.actor, at=AT, visit_pk=place.visit_pk, data=photo, file_name="a.jpg"
    )
    return added.photograph_pk


def state(pk: int) -> tuple[str, str]:
    """Give how far a photograph is."""
    row = Photograph.objects.get(pk=pk)
    return row.state, row.reason


def die_with_a_job(pk: int) -> JobLease:
    """Leave behind what a worker killed in the middle leaves behind."""
    leases.ask(photograph_pk=pk, now=AT)
    lease = JobLease.objects.get(photograph_pk=pk)
    DBTaskResult.objects.get(pk=lease.task_id).claim("dead")
    DBTaskResult.objects.filter(pk=lease.task_id).update(started_at=AT)
    leases.take(task_id=lease.task_id, worker="dead", now=AT)
    return lease


def test_without_a_worker_the_page_does_the_work(pk):
    analysis.request(photograph_pk=pk, now=clock.now())
    assert state(pk) == ("analysed", "")
    assert not JobLease.objects.exists()


def test_with_a_worker_alive_the_page_only_asks(pk):
    now = clock.now()
    leases.beat(worker="w", now=now)
    analysis.request(photograph_pk=pk, now=now)
    assert state(pk) == ("waiting", "")
    assert analysis.queue_of(photograph_pks=(pk,)) == {pk: analysis.Queued(False, 0)}
    analysis.tend(now=now + SECOND)
    assert state(pk) == ("waiting", "")


def test_a_worker_without_signs_of_life_is_dead_after_the_lease():
    leases.beat(worker="w", now=AT)
    assert leases.workers_alive(now=AT + leases.LEASE - SECOND)
    assert not leases.workers_alive(now=AT + leases.LEASE + SECOND)


def test_asking_twice_before_anyone_has_begun_is_asking_once(pk):
    for _ in range(2):
        leases.ask(photograph_pk=pk, now=AT)
    assert DBTaskResult.objects.count() == JobLease.objects.count() == 1


def test_asking_while_it_runs_is_a_job_of_its_own(pk):
    die_with_a_job(pk)
    leases.ask(photograph_pk=pk, now=AT)
    assert JobLease.objects.count() == 2


def test_the_reaper_leaves_the_living_alone(pk):
    lease = die_with_a_job(pk)
    leases.reap(now=AT + leases.LEASE - SECOND)
    leases.beat(worker="dead", now=AT + leases.LEASE)
    leases.reap(now=AT + leases.LEASE + 5 * SECOND)
    assert DBTaskResult.objects.get(pk=lease.task_id).status == TaskResultStatus.RUNNING


def test_the_reaper_gives_back_what_the_dead_hold_and_it_is_done_once(pk):
    lease = die_with_a_job(pk)
    leases.reap(now=AT + leases.LEASE + SECOND)
    assert DBTaskResult.objects.get(pk=lease.task_id).status == TaskResultStatus.READY
    assert worker.work_once(name="next")
    assert not worker.work_once(name="next")
    assert state(pk) == ("analysed", "")
    assert AuditEntry.objects.filter(action="photograph.analysed").count() == 1
    assert not JobLease.objects.exists()


def test_a_job_killed_between_claim_and_lease_comes_back_too(pk):
    leases.ask(photograph_pk=pk, now=AT)
    task = DBTaskResult.objects.get()
    task.claim("dead")
    DBTaskResult.objects.update(started_at=AT)
    leases.reap(now=AT + leases.LEASE + SECOND)
    task.refresh_from_db()
    assert task.status == TaskResultStatus.READY


def test_after_three_deaths_it_is_given_up_in_words_and_can_be_tried_again(pk):
    now = AT
    die_with_a_job(pk)
    for _ in range(leases.ATTEMPTS_MOST):
        now += leases.LEASE + SECOND
        leases.reap(now=now)
        task = DBTaskResult.objects.get()
        if task.status == TaskResultStatus.READY:
            task.claim("dead")
            DBTaskResult.objects.update(started_at=now)
            leases.take(task_id=task.pk, worker="dead", now=now)
    assert task.status == TaskResultStatus.FAILED
    found, reason = state(pk)
    assert found == "waiting"
    assert "could not be analysed" in reason
    assert "caliper" in reason
    leases.reap(now=now + leases.LEASE)
    assert not JobLease.objects.exists()  # it is not asked for again by itself
    analysis.request(photograph_pk=pk, now=clock.now())
    assert state(pk) == ("analysed", "")


def test_an_error_nobody_foresaw_is_tried_three_times_then_told(pk, monkeypatch, caplog):
    calls = []

    def broken(**_):
        calls.append(1)
        raise ZeroDivisionError

    monkeypatch.setitem(analyse_photograph.func.__globals__, "examine_photograph", broken)
    analysis.request(photograph_pk=pk, now=clock.now())
    assert len(calls) == leases.ATTEMPTS_MOST
    assert "stopped 3 times" in state(pk)[1]
    assert "ZeroDivisionError" in caplog.text


def test_a_photograph_kept_but_never_asked_for_is_found(pk):
    leases.reap(now=AT + leases.FORGOTTEN - SECOND)
    assert not JobLease.objects.exists()
    leases.reap(now=AT + leases.FORGOTTEN + SECOND)
    assert JobLease.objects.get().photograph_pk == pk


def test_a_worker_works_gives_signs_of_life_and_says_when_it_ends(pk, monkeypatch):
    monkeypatch.setattr(leases, "BEAT_SECONDS", 0.05)
    leases.ask(photograph_pk=pk, now=clock.now())
    stop = threading.Event()
    thread = threading.Thread(
        target=worker.run_worker, kwargs={"stop": stop, "name": "w", "interval_seconds": 0.05}
    )
    thread.start()
    try:
        for _ in range(600):
            if not JobLease.objects.exists():
                break
            stop.wait(0.1)
        assert leases.workers_alive(now=clock.now())
    finally:
        stop.set()
        thread.join()
    assert state(pk) == ("analysed", "")
    assert not Worker.objects.exists()


def test_a_record_that_does_not_hold_together_is_told_and_stops_no_worker(pk):
    Patient.objects.update(details={"plan": {"baseline_on": "1999-01-01"}})  # no such visit
    analysis.request(photograph_pk=pk, now=clock.now())
    found, reason = state(pk)
    assert found == "waiting"
    assert "baseline 1999-01-01 is not the date of any visit" in reason
    assert AuditEntry.objects.filter(action="photograph.not_analysed").count() == 1
    assert not JobLease.objects.exists()
