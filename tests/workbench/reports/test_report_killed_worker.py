"""A worker process killed in the middle of a document loses nothing: it is made again, once."""

from datetime import timedelta

import pytest
from tests.workbench.jobs.killing import work_and_be_killed

from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions.reports import MADE, MadeReport
from dermetry.workbench.casenotes.models import AuditEntry, Report
from dermetry.workbench.casenotes.report_documents import Order
from dermetry.workbench.jobs import leases, reports, worker
from dermetry.workbench.jobs.models import JobLease


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "hangs",
    ["kept_reports.build", "kept_reports.keep"],
    ids=["before it is written", "written, not yet noted"],
)
def test_a_worker_killed_in_the_middle_of_a_document_loses_nothing(
    actors, patient_pk, settings, tmp_path, hangs
):
    def ask():
        order = Order("course", "pdf")
        return reports.request(actor=actors["nurse"], patient_pk=patient_pk, order=order)

    leases.beat(worker="alive", now=clock.now())
    asked = ask()
    work_and_be_killed(hangs=hangs, begun=tmp_path / "begun")
    assert JobLease.objects.get().worker == "to be killed"
    assert Report.objects.get().state == "waiting"
    assert ask() == asked, "no second job"
    assert not worker.work_once(name="next"), "the dead worker still holds the job"

    leases.reap(now=clock.now() + leases.LEASE + timedelta(seconds=1))
    assert worker.work_once(name="next")
    assert not worker.work_once(name="next")
    assert not JobLease.objects.exists()
    assert not AuditEntry.objects.filter(action=MADE).exists(), "nobody has got it yet"
    assert isinstance(ask(), MadeReport)
    assert AuditEntry.objects.filter(action=MADE).count() == 1
    files = [each for each in settings.REPORT_FOLDER.rglob("*") if each.is_file()]
    assert len(files) == 1
