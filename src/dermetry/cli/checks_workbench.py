"""The checks behind ``dermetry doctor --home``: is what the clinic keeps whole?"""

from pathlib import Path
from typing import Any

from dermetry.cli.checks import Check, guarded
from dermetry.cli.workbench import load
from dermetry.errors import InputNotFound

MARKS_OF_A_HOME = ("dermetry.sqlite3", "dermetry.toml", "secret-key")


class NoDataFolder(InputNotFound):
    """The folder named holds no data of a clinic."""


def open_home(*, home: Path) -> Any:
    """Load the workbench on a data folder; raises NoDataFolder, WorkbenchNotInstalled.

    A folder that is none is left as it is: reading its settings would begin one.
    """
    if not any((home / name).is_file() for name in MARKS_OF_A_HOME):
        raise NoDataFolder(
            f"{home} holds no data of a clinic",
            why=f"there is none of {', '.join(MARKS_OF_A_HOME)} in it",
            next_step="name the folder that dermetry serve was started with",
        )
    module = load("selfcheck", home)
    module.prepare()
    return module


def run_home_checks(*, module: Any) -> list[Check]:
    """Run every check of the data folder; an unforeseen error of one is its failure."""
    return [guarded(name, check) for name, check in module.checks()]


def fix_home(*, module: Any) -> str:
    """Put stray files aside; gives what was done in words, or nothing."""
    return str(module.put_old_aside())
