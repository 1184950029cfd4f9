"""What the pages ask of the jobs: make this document, how far is that; with or without a worker."""

from dataclasses import replace
from datetime import date

from django.conf import settings

from dermetry.workbench import clock
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.actions import kept_reports, reports
from dermetry.workbench.casenotes.actions.kept_reports import Asked
from dermetry.workbench.casenotes.actions.reports import MadeReport
from dermetry.workbench.casenotes.old_reports import clear_old
from dermetry.workbench.casenotes.queries.reports import KeptReport, kept_report
from dermetry.workbench.casenotes.report_documents import Order
from dermetry.workbench.jobs import leases
from dermetry.workbench.jobs.analysis import work_here
from dermetry.workbench.jobs.models import JobLease
from dermetry.workbench.jobs.opener import open_bytes
from dermetry.workbench.jobs.tasks import folders

ROUNDS_MOST = 3  # a record that changes while its document is made is waited for this often


def make_now(*, actor: Actor, patient_pk: int, order: Order) -> MadeReport:
    """Make a document in the request: a note, which opens no photograph."""
    order = dated(order)
    return reports.make_report(
        actor=actor,
        at=clock.now(),
        patient_pk=patient_pk,
        order=order,
        folder=settings.PHOTOGRAPH_FOLDER,
        open_bytes=open_bytes,
    )


def request(*, actor: Actor, patient_pk: int, order: Order) -> MadeReport | Asked:
    """Give a document of the record as it stands, or say which one is being made.

    Without a live worker it is made here and now.  Raises what ``kept_reports.ask`` raises.
    """
    order = dated(order)
    for _ in range(ROUNDS_MOST):
        now = clock.now()
        found = kept_reports.ask(
            actor=actor, at=now, patient_pk=patient_pk, order=order, folders=folders()
        )
        if isinstance(found, MadeReport):
            return found
        leases.ask_report(report_pk=found.report_pk, now=now)
        if leases.workers_alive(now=now):
            return found
        clear_old(now=now, folder=settings.REPORT_FOLDER)
        leases.reap(now=now)
        make_here(found.report_pk)
        if kept_reports.state_of(report_pk=found.report_pk) not in ("made", "overtaken"):
            return found
    return found


def dated(order: Order) -> Order:
    """Give an order with the day of today, of which its extent and alerts are told."""
    return replace(order, on=clock.today().isoformat())


def request_again(*, actor: Actor, patient_pk: int, report_pk: int) -> MadeReport | Asked:
    """Ask for what an earlier order asked for, of the record as it stands; raises ReportGone."""
    order = kept_reports.order_of(actor=actor, patient_pk=patient_pk, report_pk=report_pk)
    return request(actor=actor, patient_pk=patient_pk, order=order)


def look(*, actor: Actor, patient_pk: int, report_pk: int, today: date) -> KeptReport:
    """Tell how far a document is; without a live worker it is made meanwhile.

    Raises NotHere, ReportGone.
    """
    found = kept_report(actor=actor, patient_pk=patient_pk, report_pk=report_pk, today=today)
    now = clock.now()
    if found.state != "waiting" or leases.workers_alive(now=now):
        return found
    leases.reap(now=now)
    make_here(report_pk)
    return kept_report(actor=actor, patient_pk=patient_pk, report_pk=report_pk, today=today)


def make_here(report_pk: int) -> None:
    """Make a document in this request, unless somebody has begun; as often as a worker would."""
    for _ in range(leases.ATTEMPTS_MOST):
        lease = JobLease.objects.filter(report_pk=report_pk, worker="").first()
        if lease is None or not work_here(task_id=lease.task_id):
            return
