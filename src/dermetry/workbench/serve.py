"""Start the workbench: prepare the data folder, one worker process, one web server.

Called by the command line, which has set ``DERMETRY_HOME`` before anything of Django is read.
"""

import importlib
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from granian import Granian

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.errors import EnvironmentUnfit
from dermetry.workbench import clock

LOCAL = ("127.0.0.1", "localhost", "::1")
OWNER_ONLY = 0o077  # what is made is for the person who runs the workbench, nobody else
TARGET = "dermetry.workbench.wsgi:application"


class AddressRefused(EnvironmentUnfit):
    """Serving beyond this machine needs settings that are not there."""


class FolderNotPrivate(EnvironmentUnfit):
    """Other users of the machine could read the data folder."""


def prepare() -> None:
    """Load Django, bring the tables up to date, make the cache table; all for the owner alone."""
    os.umask(OWNER_ONLY)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dermetry.workbench.settings")
    django.setup()
    keep_others_out(settings.HOME)
    for folder in (settings.PHOTOGRAPH_FOLDER, settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.WHITENOISE_USE_FINDERS = False  # also for workers that start as copies of us


def keep_others_out(home: Path) -> None:
    """Close the data folder, which may have been there before, to everybody but its owner."""
    try:
        if home.stat().st_mode & OWNER_ONLY:
            home.chmod(0o700)
    except OSError as error:
        raise FolderNotPrivate(
            f"The data folder cannot be closed to other users: {error.strerror or error}",
            why="it holds patients' data, and others of this machine could read it",
            next_step="let the user who starts dermetry own the folder, with mode 0700",
        ) from error


def check_address(host: str) -> None:
    """Raise AddressRefused where pages would leave this machine unprotected."""
    if host in LOCAL:
        return
    missing = []
    if not settings.CONFIG.behind_tls:
        missing.append("behind_tls = true (with a proxy that speaks https)")
    if set(settings.ALLOWED_HOSTS) <= set(LOCAL):
        missing.append("allowed_hosts with the name people type")
    if missing:
        raise AddressRefused(
            f"The workbench will not serve {host}",
            why=f"patients' data would leave this machine unprotected; missing: "
            f"{'; '.join(missing)}",
            next_step="set what is missing in dermetry.toml, or serve 127.0.0.1",
        )


def first_administrator() -> tuple[str, str] | None:
    """Make the first site administrator where nobody can sign in yet; gives name and password."""
    accounts = importlib.import_module("dermetry.workbench.accounts.actions")  # after prepare()
    password = one_time_password()
    made = accounts.make_first_administrator(password=password)
    return ("admin", password) if made else None


def fill_demo(*, on_progress: Callable[[str, int, int], None]) -> tuple[tuple[Any, ...], str]:
    """Fill the demo clinic where it is not there yet; gives its people and their password."""
    filling = importlib.import_module("dermetry.workbench.demo_clinic")  # after prepare()
    password = one_time_password()
    people = filling.fill(
        clinic=load_demo_clinic(today=clock.today()),
        at=clock.now(),
        password=password,
        folder=settings.PHOTOGRAPH_FOLDER,
        on_progress=on_progress,
    )
    return people, password


def one_time_password() -> str:
    """Make a password to be changed at the first sign-in."""
    return "-".join(secrets.token_hex(3) for _ in range(3))


@contextmanager
def worker_process() -> Iterator[None]:
    """Run one worker beside the server, and end it with the server."""
    command = [sys.executable, "-m", "dermetry.workbench.worker"]
    process = subprocess.Popen(command)  # noqa: S603 - our own module
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def serve(*, host: str, port: int, workers: int) -> None:
    """Serve pages until stopped."""
    check_address(host)
    with worker_process():
        Granian(
            TARGET,
            address=host,
            port=port,
            interface="wsgi",  # type: ignore[arg-type]
            workers=workers,
            blocking_threads=1,  # measured: twice the requests of the default
            respawn_failed_workers=True,
            log_enabled=False,
        ).serve()
