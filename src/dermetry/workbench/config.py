"""Settings a site chooses: one ``dermetry.toml`` in the data folder, overridden by environment.

Every setting stands in ``FIELDS`` with what it means; docs/reference/settings.md is made of it.
"""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dermetry.errors import EnvironmentUnfit

FILE_NAME = "dermetry.toml"
FIELDS: dict[str, tuple[Any, str]] = {
    "database_url": ("", "PostgreSQL address; empty: the embedded SQLite in the data folder"),
    "allowed_hosts": (["127.0.0.1", "localhost"], "Names under which the workbench is reached"),
    "time_zone": ("UTC", "Time zone of the clinic, such as Europe/Berlin"),
    "behind_tls": (False, "True where the pages are reached over https (secure cookies)"),
    "idle_minutes": (15, "Minutes without a request after which a person is signed out"),
    "absolute_hours": (12, "Hours after which everyone signs in again"),
    "upload_limit_mb": (60, "Largest photograph taken in, in megabytes"),
    "is_demo": (False, "True for the demo clinic: a banner says so on every page"),
}
TRUE_WORDS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


class SettingInvalid(EnvironmentUnfit):
    """A setting of the workbench is unknown or has a value that cannot be used."""


@dataclass(frozen=True)
class Config:
    """The settings in force, and the folder that holds everything the clinic keeps."""

    home: Path
    values: dict[str, Any]

    def __getattr__(self, name: str) -> Any:
        """Give one setting by its name."""
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None


def read_config(*, home: Path) -> Config:
    """Read the settings of a data folder; raises SettingInvalid naming the setting."""
    given = read_file(home / FILE_NAME)
    values = {}
    for name, (default, _) in FIELDS.items():
        value = given.pop(name, default)
        typed = os.environ.get(f"DERMETRY_{name.upper()}")
        values[name] = parse(name, typed, default) if typed is not None else value
        if type(values[name]) is not type(default):
            raise refused(name, values[name], default)
    if given:
        raise SettingInvalid(
            f"{FILE_NAME} has an unknown setting: {', '.join(sorted(given))}",
            next_step="docs/reference/settings.md lists every setting",
        )
    return Config(home=home, values=values)


def read_file(path: Path) -> dict[str, Any]:
    """Read the file of settings, or give none where there is no file."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise SettingInvalid(
            f"{FILE_NAME} cannot be read: {error}",
            next_step="correct the file in the data folder, or take it away to use the defaults",
        ) from error


def parse(name: str, typed: str, default: Any) -> Any:
    """Read a setting from the environment, in the type of its default."""
    if isinstance(default, bool):
        if typed.lower() not in TRUE_WORDS:
            raise refused(name, typed, default)
        return TRUE_WORDS[typed.lower()]
    if isinstance(default, int):
        if not typed.isdigit():
            raise refused(name, typed, default)
        return int(typed)
    return [each.strip() for each in typed.split(",")] if isinstance(default, list) else typed


def refused(name: str, value: object, default: Any) -> SettingInvalid:
    """Say which setting has a value of the wrong kind."""
    return SettingInvalid(
        f"the setting {name} is {value!r}, which cannot be used",
        why=f"it takes a value like {default!r} ({FIELDS[name][1]})",
        next_step=f"correct it in {FILE_NAME} or in the environment (DERMETRY_{name.upper()})",
    )
