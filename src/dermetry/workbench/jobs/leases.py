"""Leases: a job belongs to whoever gives signs of life; from the dead it is taken back.

A worker killed in the middle leaves its task running for ever in the tasks' table; the reaper
gives it back once its lease has run out, and gives it up in words after too many attempts.
"""

import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from dermetry.workbench.casenotes.actions import analyses, kept_reports
from dermetry.workbench.casenotes.queries.photographs_of_visit import waiting_photographs
from dermetry.workbench.jobs.models import JobLease, Worker
from dermetry.workbench.jobs.tasks import analyse_photograph, make_report

LEASE = timedelta(seconds=30)
BEAT_SECONDS = 5.0
ATTEMPTS_MOST = 3
FORGOTTEN = timedelta(seconds=10)  # what waits this long without a job gets one
TARGETS = {  # which column of a lease holds what a task works on
    analyse_photograph.module_path: "photograph_pk",
    make_report.module_path: "report_pk",
}
GIVEN_UP = (
    "The photograph could not be analysed: the program stopped {attempts} times while working "
    "on it. The photograph is kept. Next: try again; sizes can be entered from a caliper."
)
REPORT_GIVEN_UP = {
    "what": "The document could not be made",
    "why": "the program stopped {attempts} times while working on it; the record is as it was",
    "next_step": "try again; if it fails again, tell your site administrator. The note to paste "
    "holds the same findings as text",
}


def ask(*, photograph_pk: int, now: datetime) -> None:
    """Ask for the analysis of a photograph, unless one is asked for that nobody has begun."""
    with transaction.atomic():
        if JobLease.objects.filter(photograph_pk=photograph_pk, worker="").exists():
            return
        result = analyse_photograph.enqueue(photograph_pk)
        JobLease.objects.create(task_id=result.id, photograph_pk=photograph_pk, asked_at=now)


def ask_report(*, report_pk: int, now: datetime) -> None:
    """Ask for a document to be made, unless it is asked for or being made."""
    if JobLease.objects.filter(report_pk=report_pk).exists():
        return
    try:
        with transaction.atomic():
            result = make_report.enqueue(report_pk)
            JobLease.objects.create(task_id=result.id, report_pk=report_pk, asked_at=now)
    except IntegrityError:
        return  # somebody else asked at the same moment


def take(*, task_id: uuid.UUID, worker: str, now: datetime) -> None:
    """Note that a worker has begun."""
    task = DBTaskResult.objects.get(pk=task_id)
    (target_pk,) = task.args_kwargs["args"]
    with transaction.atomic():
        lease, _ = JobLease.objects.select_for_update().get_or_create(
            task_id=task_id, defaults={TARGETS[task.task_path]: target_pk, "asked_at": now}
        )
        lease.worker, lease.heartbeat_at = worker, now
        lease.attempts += 1
        lease.save()


def beat(*, worker: str, now: datetime, is_worker: bool = True) -> None:
    """Give a sign of life for what is held, and for the worker itself (a page is none)."""
    if is_worker:
        Worker.objects.update_or_create(name=worker, defaults={"heartbeat_at": now})
    JobLease.objects.filter(worker=worker).update(heartbeat_at=now)


def leave(*, worker: str) -> None:
    """Note that a worker has ended; pages know at once that nobody works."""
    Worker.objects.filter(name=worker).delete()


def workers_alive(*, now: datetime) -> bool:
    """Tell whether a worker gave a sign of life lately."""
    return Worker.objects.filter(heartbeat_at__gt=now - LEASE).exists()


def settle(*, task_id: uuid.UUID, status: str, now: datetime) -> None:
    """End the lease of a job that succeeded; give back, or give up, one that failed."""
    if status == TaskResultStatus.SUCCESSFUL:
        JobLease.objects.filter(task_id=task_id).delete()
    else:
        give_back(task_id=task_id, status=status, now=now)


def reap(*, now: datetime) -> None:
    """Take back what dead workers hold, and ask for what was forgotten."""
    running = DBTaskResult.objects.running().values_list("pk", "started_at")
    for task_id, started_at in running:
        lease = JobLease.objects.filter(task_id=task_id).first()
        seen_at = (lease and lease.heartbeat_at) or started_at
        if seen_at < now - LEASE:
            give_back(task_id=task_id, status=TaskResultStatus.RUNNING, now=now)
    Worker.objects.filter(heartbeat_at__lt=now - 10 * LEASE).delete()
    ask_for_forgotten(now=now)


def ask_for_forgotten(*, now: datetime) -> None:
    """Ask for what waits without a job: who wrote it down was stopped before asking."""
    asked = set(JobLease.objects.values_list("photograph_pk", flat=True))
    for photograph_pk in waiting_photographs(before=now - FORGOTTEN):
        if photograph_pk not in asked:
            ask(photograph_pk=photograph_pk, now=now)
    for report_pk in kept_reports.forgotten(before=now - FORGOTTEN):
        ask_report(report_pk=report_pk, now=now)


def give_back(*, task_id: uuid.UUID, status: str, now: datetime) -> None:
    """Let a job be done again, or give it up in words after too many attempts."""
    with transaction.atomic():
        lease = JobLease.objects.select_for_update().filter(task_id=task_id).first()
        is_over = lease is None or lease.attempts >= ATTEMPTS_MOST
        to = TaskResultStatus.FAILED if is_over else TaskResultStatus.READY
        mine = DBTaskResult.objects.filter(pk=task_id, status=status)
        if not mine.update(status=to, finished_at=now if is_over else None) or lease is None:
            return  # somebody else was faster
        if not is_over:
            lease.worker, lease.heartbeat_at = "", None
            lease.save()
            return
        lease.delete()
    give_up(lease, now)


def give_up(lease: JobLease, now: datetime) -> None:
    """Say in words that a job is not tried again by itself."""
    if lease.report_pk is not None:
        words = {key: text.format(attempts=lease.attempts) for key, text in REPORT_GIVEN_UP.items()}
        kept_reports.keep_failure(report_pk=lease.report_pk, **words)
    elif lease.photograph_pk is not None:
        analyses.keep_failure(
            photograph_pk=lease.photograph_pk,
            reason=GIVEN_UP.format(attempts=lease.attempts),
            at=now,
        )
