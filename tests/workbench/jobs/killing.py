"""A real worker process that stops in the middle of a job, to be killed there."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[3]
PROGRAM = """
import json, os, sys, threading, time
from pathlib import Path

import django
from django.conf import settings

place = json.loads(os.environ["TEST_PLACE"])
settings.DATABASES["default"] |= place["database"]
settings.PHOTOGRAPH_FOLDER = Path(place["photographs"])
settings.REPORT_FOLDER = Path(place["reports"])
django.setup()
from dermetry.workbench.casenotes.actions import kept_reports
from dermetry.workbench.jobs import tasks, worker

def hang(*_, **__):
    Path(place["begun"]).touch()
    time.sleep(600)

{hangs} = hang
worker.run_worker(stop=threading.Event(), name="to be killed")
"""


def work_and_be_killed(*, hangs: str, begun: Path) -> None:
    """Start a worker on the same tables and folders; kill it where it calls ``hangs``."""
    with start(PROGRAM.format(hangs=hangs), begun) as process:
        while not begun.exists():
            assert process.poll() is None, "the worker ended by itself"
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()


def start(program: str, begun: Path) -> subprocess.Popen:
    """Start the program on the same tables and folders."""
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    database = {name: str(connection.settings_dict[name] or "") for name in names}
    place = {
        "database": database,
        "photographs": str(settings.PHOTOGRAPH_FOLDER),
        "reports": str(settings.REPORT_FOLDER),
        "begun": str(begun),
    }
    environment = os.environ | {"TEST_PLACE": json.dumps(place), "PYTHONPATH": str(ROOT / "src")}
    return subprocess.Popen([sys.executable, "-c", program], env=environment)
