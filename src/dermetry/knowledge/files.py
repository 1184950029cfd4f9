"""Reading the knowledge files shipped in the package, with errors that name file and key."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, cast

from dermetry.errors import KnowledgeInvalid

Status = Literal["verified_in_source", "unverified"]
STATUSES = ("verified_in_source", "unverified")
Table = Mapping[str, Any]


@dataclass(frozen=True)
class Header:
    """What every knowledge file says of itself: what it is, and where it comes from."""

    id: str
    title: str
    version: str
    cites: tuple[str, ...]
    source_checked_on: date | None  # None: nobody has compared it with the source yet
    status: Status
    clinician_reviewed_on: date | None  # None: no clinician has reviewed it
    review_due: date | None


def knowledge_folder() -> Traversable:
    """Give the folder of knowledge files inside the installed package."""
    return files("dermetry.knowledge")


def read_knowledge_text(*, folder: str, file_name: str) -> str:
    """Read one shipped knowledge file as text; raise ``KnowledgeInvalid`` when absent."""
    place = knowledge_folder().joinpath(folder, file_name)
    if not place.is_file():
        raise KnowledgeInvalid(
            f"knowledge file {folder}/{file_name} is missing",
            next_step="install dermetry again, or correct the name",
        )
    return place.read_text(encoding="utf-8")


def parse_toml(*, text: str, name: str) -> dict[str, Any]:
    """Parse the text of a knowledge file; ``name`` is what messages call it."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KnowledgeInvalid(
            f"{name} is no valid TOML", why=str(error), next_step="correct the place named"
        ) from error


def read_header(*, table: Table, name: str) -> Header:
    """Read and check the eight header fields of a knowledge file."""
    return Header(
        id=take_text(table, "id", name),
        title=take_text(table, "title", name),
        version=take_text(table, "version", name),
        cites=take_texts(table, "cites", name),
        source_checked_on=take_date(table, "source_checked_on", name),
        status=take_status(table, name),
        clinician_reviewed_on=take_date(table, "clinician_reviewed_on", name),
        review_due=take_date(table, "review_due", name),
    )


def invalid(name: str, key: str, why: str) -> KnowledgeInvalid:
    """Build the error of one broken key of one file."""
    return KnowledgeInvalid(
        f"{name}: {key!r} {why}", next_step=f"correct {key!r} in {name}, or install dermetry again"
    )


def take(table: Table, key: str, name: str) -> object:
    """Give the value of a key that must be there."""
    if key not in table:
        raise invalid(name, key, "is missing")
    return table[key]


def take_text(table: Table, key: str, name: str) -> str:
    """Give the text of a key; an empty text is an error."""
    value = take(table, key, name)
    if not isinstance(value, str) or not value.strip():
        raise invalid(name, key, "must be a text that is not empty")
    return value


def take_texts(table: Table, key: str, name: str) -> tuple[str, ...]:
    """Give the list of texts of a key; the list may be empty."""
    value = take(table, key, name)
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise invalid(name, key, "must be a list of texts")
    return tuple(value)


def take_tables(table: Table, key: str, name: str) -> Mapping[str, Table]:
    """Give the tables that stand under a key, by their own keys."""
    value = take(table, key, name)
    if not isinstance(value, dict):
        raise invalid(name, key, "must be a table")
    for own, entry in value.items():
        if not isinstance(entry, dict):
            raise invalid(f"{name}, {key}", own, "must be a table")
    return value


def take_status(table: Table, name: str) -> Status:
    """Give the status: compared with the named source, or not."""
    value = take(table, "status", name)
    if value not in STATUSES:
        raise invalid(name, "status", f"must be one of {', '.join(STATUSES)}, not {value!r}")
    return cast(Status, value)


def take_date(table: Table, key: str, name: str) -> date | None:
    """Give the date of a key; an empty text means that it has not happened."""
    value = take(table, key, name)
    if value == "":
        return None
    try:
        return date.fromisoformat(value) if isinstance(value, str) else date.fromisoformat("")
    except ValueError:
        raise invalid(name, key, 'must be a date like "2026-01-31", or "" for never') from None
