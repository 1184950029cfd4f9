"""A worker process killed in the middle of a photograph loses nothing: it is done again, once."""

from datetime import timedelta

import pytest
from tests.workbench.conftest import AT
from tests.workbench.jobs.killing import work_and_be_killed

from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions.photographs import add_photograph
from dermetry.workbench.casenotes.models import AuditEntry, Outline, Photograph
from dermetry.workbench.jobs import leases, worker
from dermetry.workbench.jobs.models import JobLease


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_nothing(place, photo, tmp_path):
    pk = add_photograph(
        actor=place.actor, at=AT, visit_pk=place.visit_pk, data=photo, file_name="a.jpg"
    ).photograph_pk
    leases.ask(photograph_pk=pk, now=clock.now())
    work_and_be_killed(hangs="tasks.examine_photograph", begun=tmp_path / "begun")
    assert JobLease.objects.get().worker == "to be killed"
    assert not worker.work_once(name="next"), "the dead worker still holds the job"

    leases.reap(now=clock.now() + leases.LEASE + timedelta(seconds=1))
    assert worker.work_once(name="next")
    assert not worker.work_once(name="next")
    row = Photograph.objects.get(pk=pk)
    assert (row.state, row.reason) == ("analysed", "")
    assert AuditEntry.objects.filter(action="photograph.analysed").count() == 1
    ids = Outline.objects.values_list("outline_id", flat=True)
    assert len(ids) == len(set(ids)) > 0
    assert not JobLease.objects.exists()
