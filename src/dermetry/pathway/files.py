"""Reading files a person sent: size first, whole bytes second, errors in words."""

import hashlib
from pathlib import Path

from dermetry.errors import PhotographUnreadable
from dermetry.imaging.limits import read_limits

NAME_LENGTH = 160


class FileNotReadable(PhotographUnreadable):
    """The bytes of a file cannot be had: no permission, no regular file, far too large."""


def recorded_name(path: Path) -> str:
    """Give a file's name as the record can hold it."""
    return clean_name(path.name)


def clean_name(name: str) -> str:
    """Give a name as the record can hold it: valid text, no control signs, not too long."""
    text = name.encode("utf-8", "backslashreplace").decode("utf-8")
    text = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    text = " ".join(text.split()) or "unnamed"
    if len(text) <= NAME_LENGTH:
        return text
    return f"{text[: NAME_LENGTH - 40]}...{text[-30:]}"


def read_photograph(path: Path) -> bytes:
    """Read the bytes of a photograph; its size is looked at before anything is read.

    Raises FileNotReadable.
    """
    most = int(read_limits(table="opener")["bytes_most"])
    name = recorded_name(path)
    try:
        if not path.is_file():
            raise FileNotReadable(f"{name} is not a regular file", next_step="remove it")
        if path.stat().st_size > most:
            raise FileNotReadable(
                f"{name} has {path.stat().st_size / 1e6:.0f} MB",
                why=f"photographs of up to {most / 1e6:.0f} MB are read",
                next_step="a video or archive does not belong here; save a photograph smaller",
            )
        return path.read_bytes()
    except OSError as error:
        raise FileNotReadable(
            f"{name} cannot be read from disk: {error.strerror or error}",
            next_step="check that you may read it, and copy it again",
        ) from error


def hash_file(path: Path) -> str | None:
    """Give the SHA-256 of a file in pieces, or None where it cannot be read or is too large."""
    try:
        if path.stat().st_size > read_limits(table="opener")["bytes_most"]:
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
