"""The worker process: ``python -m dermetry.workbench.worker``, started by ``serve``."""

import importlib
import os
import signal
import threading

import django


def main() -> None:
    """Load Django, then work off jobs until told to stop; a job under way is finished first."""
    os.umask(0o077)  # pictures and files it makes are for the owner alone, as in ``serve``
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dermetry.workbench.settings")
    django.setup()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    # Tables can be imported only now that Django is set up.
    importlib.import_module("dermetry.workbench.jobs.worker").run_worker(stop=stop)


if __name__ == "__main__":
    main()
