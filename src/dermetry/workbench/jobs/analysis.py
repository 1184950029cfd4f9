"""What the pages ask of the jobs: analyse this, how far is that; with or without a worker."""

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError

from dermetry.workbench.jobs import leases, worker
from dermetry.workbench.jobs.models import JobLease

log = logging.getLogger("dermetry.workbench")
JOBS_PER_REQUEST = 20  # without a worker a page works off at most this many


def request(*, photograph_pk: int, now: datetime) -> None:
    """Ask for the analysis of a photograph; without a live worker it is done here and now."""
    leases.ask(photograph_pk=photograph_pk, now=now)
    if leases.workers_alive(now=now):
        return
    leases.reap(now=now)
    waits = JobLease.objects.filter(photograph_pk=photograph_pk, worker="")
    for _ in range(JOBS_PER_REQUEST):
        if not (waits.exists() and work_here()):
            return


def request_many(*, photograph_pks: Iterable[int], now: datetime) -> None:
    """Ask for the analysis of many photographs; without a live worker one is done here and now.

    The rest is worked off as pages of the patient's visits are opened.
    """
    for photograph_pk in photograph_pks:
        leases.ask(photograph_pk=photograph_pk, now=now)
    tend(now=now)


def tend(*, now: datetime) -> None:
    """Take back what dead workers hold; without a live worker do one waiting job here."""
    leases.reap(now=now)
    if not leases.workers_alive(now=now):
        work_here()


def work_here(*, task_id: uuid.UUID | None = None) -> bool:
    """Do one job in this request; a database that is busy leaves it for the next one."""
    name = worker.new_name("page")
    try:
        with worker.Pulse(name, is_worker=False):
            return worker.work_once(name=name, task_id=task_id)
    except OperationalError as error:
        log.warning("no job done in a page: %s", type(error).__name__)
        return False


@dataclass(frozen=True)
class Queued:
    """Where an asked-for analysis stands."""

    is_running: bool
    before: int  # how many are worked on or wait before it


def queue_of(*, photograph_pks: tuple[int, ...]) -> dict[int, Queued]:
    """Give, for each photograph with an analysis asked for, how many come before it."""
    reports = JobLease.objects.filter(report_pk__isnull=False).count()  # they go ahead
    leased = JobLease.objects.filter(report_pk=None).order_by("asked_at", "task_id")
    places: dict[int, Queued] = {}
    for before, lease in enumerate(leased, start=reports):
        if lease.photograph_pk in photograph_pks:
            found = Queued(is_running=bool(lease.worker), before=before)
            places.setdefault(lease.photograph_pk, found)
    return places
