"""A worker process killed in the middle of a photograph loses nothing: it is done again, once."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests.workbench.conftest import AT

from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions.photographs import add_photograph
from dermetry.workbench.casenotes.models import AuditEntry, Outline, Photograph
from dermetry.workbench.jobs import leases, worker
from dermetry.workbench.jobs.models import JobLease

ROOT = Path(__file__).parents[3]
PROGRAM = """
import json, os, sys, threading, time
from pathlib import Path

import django
from django.conf import settings

place = json.loads(os.environ["TEST_PLACE"])
settings.DATABASES["default"] |= place["database"]
settings.PHOTOGRAPH_FOLDER = Path(place["photographs"])
django.setup()
from dermetry.workbench.jobs import tasks, worker

def hang(**_):
    Path(place["begun"]).touch()
    time.sleep(600)

tasks.examine_photograph = hang
worker.run_worker(stop=threading.Event(), name="to be killed")
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_loses_nothing(place, photo, tmp_path):
    pk = add_photograph(
        actor=place.actor, at=AT, visit_pk=place.visit_pk, data=photo, file_name="a.jpg"
    ).photograph_pk
    leases.ask(photograph_pk=pk, now=clock.now())
    begun = tmp_path / "begun"
    with started(begun) as process:
        wait_for(begun, process)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
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


def started(begun: Path) -> subprocess.Popen:
    """Start a worker of its own on the same tables and store, that stops in the middle."""
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    database = {name: str(connection.settings_dict[name] or "") for name in names}
    test_place = {
        "database": database,
        "photographs": str(settings.PHOTOGRAPH_FOLDER),
        "begun": str(begun),
    }
    environment = os.environ | {
        "TEST_PLACE": json.dumps(test_place),
        "PYTHONPATH": str(ROOT / "src"),
    }
    return subprocess.Popen([sys.executable, "-c", PROGRAM], env=environment)


def wait_for(begun: Path, process: subprocess.Popen) -> None:
    """Wait until the worker is in the middle."""
    while not begun.exists():
        assert process.poll() is None, "the worker ended by itself"
        time.sleep(0.05)
