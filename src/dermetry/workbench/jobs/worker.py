"""The loop of a worker process: signs of life, the reaper, jobs, and once a day the alerts."""

import logging
import os
import secrets
import threading
import uuid
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions.alerts import renew_stale
from dermetry.workbench.casenotes.old_reports import clear_old
from dermetry.workbench.jobs import leases

log = logging.getLogger("dermetry.workbench")
REAP_EVERY_SECONDS = 5.0
CLEAR_EVERY_SECONDS = 600.0
RENEW_EVERY_SECONDS = 60.0  # looks whether a new day has begun for the alerts of anybody
RENEW_AT_ONCE = 20  # patients between two jobs, so that nobody's photograph waits for long
BACKEND = "default"


def run_worker(*, stop: threading.Event, name: str = "", interval_seconds: float = 0.5) -> None:
    """Work until ``stop`` is set; a job under way is finished first."""
    name = name or new_name("worker")
    with Pulse(name, is_worker=True):
        reaping, clearing = Every(REAP_EVERY_SECONDS), Every(CLEAR_EVERY_SECONDS)
        renewing, renewed = Every(RENEW_EVERY_SECONDS), 0
        while not stop.is_set():
            close_old_connections()
            now = clock.now()
            try:
                if reaping.is_due(now):
                    leases.reap(now=now)
                if clearing.is_due(now):
                    clear_old(now=now, folder=settings.REPORT_FOLDER)
                if work_once(name=name):
                    continue
                if renewed or renewing.is_due(now):
                    renewed = renew_stale(at=now, most=RENEW_AT_ONCE)
                    if renewed:
                        continue
            except (DatabaseError, DermetryError, OSError) as error:  # the next round may do
                log.warning("worker %s: %s", name, type(error).__name__)
            stop.wait(interval_seconds)
    connection.close()


class Every:
    """Something done now and then, for the first time at once."""

    def __init__(self, seconds: float) -> None:
        self.pause = timedelta(seconds=seconds)
        self.next_at: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Tell whether it is time; the next time counts from here."""
        if self.next_at is not None and now < self.next_at:
            return False
        self.next_at = now + self.pause
        return True


def work_once(*, name: str, task_id: uuid.UUID | None = None) -> bool:
    """Do the job that is first in line, or the one named; tells whether it waited."""
    waiting = DBTaskResult.objects.ready().filter(backend_name=BACKEND)
    if task_id is not None:
        waiting = waiting.filter(pk=task_id)
    if not waiting.exists():
        return False
    with exclusive_transaction(waiting.db):
        task = waiting.get_locked()
        if task is None:
            return False
        task.claim(name)
    LeasedWorker(name).run_task(task)
    return True


def new_name(kind: str) -> str:
    """Make a name for whoever works."""
    return f"{kind}-{os.getpid()}-{secrets.token_hex(4)}"


class LeasedWorker(TaskWorker):
    """The tasks' own worker, which holds its job by a lease."""

    def __init__(self, name: str) -> None:
        super().__init__(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name=BACKEND,
            startup_delay=False,
            max_tasks=1,
            worker_id=name,
            excluded_queue_names=[],
        )

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run a claimed job under its lease."""
        leases.take(task_id=db_task_result.pk, worker=self.worker_id, now=clock.now())
        super().run_task(db_task_result)
        if db_task_result.exception_class_path:
            kind = db_task_result.exception_class_path
            log.error("job %s failed: %s", db_task_result.pk, kind)
        leases.settle(task_id=db_task_result.pk, status=db_task_result.status, now=clock.now())


class Pulse:
    """Signs of life from a thread of its own, while its block runs."""

    def __init__(self, name: str, *, is_worker: bool) -> None:
        self.name = name
        self.is_worker = is_worker
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self.run, name=f"pulse of {name}", daemon=True)

    def __enter__(self) -> Self:
        """Start; a worker is known to be alive from here on."""
        if self.is_worker:
            leases.beat(worker=self.name, now=clock.now())
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End, and say that nobody of this name works any more."""
        self.stop.set()
        self.thread.join()
        if self.is_worker:
            leases.leave(worker=self.name)

    def run(self) -> None:
        """Beat until stopped."""
        try:
            while not self.stop.wait(leases.BEAT_SECONDS):
                self.beat()
        finally:
            connection.close()

    def beat(self) -> None:
        """Give one sign of life; a database that is busy gets the next one."""
        try:
            leases.beat(worker=self.name, now=clock.now(), is_worker=self.is_worker)
        except DatabaseError as error:
            log.warning("no sign of life from %s: %s", self.name, type(error).__name__)
            connection.close()
