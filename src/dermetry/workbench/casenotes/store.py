"""The photographs' bytes: written whole or not at all, named by their hash.

A file is written beside its place, flushed to the disk, renamed, and its folder flushed; only
then is the row written.  A crash between the two leaves a file without a row (an orphan, found by
``dermetry doctor``), never a row without its file.  Encryption at rest goes in here, in
``write`` and ``read``, and nowhere else.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from dermetry.errors import InputNotFound, OutputNotWritten

UNFINISHED = ".part"


class PhotographNotKept(InputNotFound):
    """The bytes of a photograph are not in the store."""


class PhotographNotStored(OutputNotWritten):
    """A photograph cannot be written to the disk; nothing was kept of it."""


class PhotographDamaged(InputNotFound):
    """The stored bytes are not the ones that were saved."""


def write(*, folder: Path, data: bytes) -> str:
    """Store bytes and give the name they are kept under; the same bytes are kept once."""
    name = name_of(hashlib.sha256(data).hexdigest())
    path = folder / name
    try:
        if path.is_file() and path.read_bytes() == data:  # one that was damaged is written anew
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        raise PhotographNotStored(
            f"The photograph could not be saved: {error.strerror or error}",
            why="the disk of the data folder is full, missing or read-only",
            next_step="free space or mend the disk, then send the photograph again; "
            "it is still on your device",
        ) from error
    return name


def name_of(sha256: str) -> str:
    """Give the name of bytes in the store, spread over folders so that none grows too large."""
    return f"{sha256[:2]}/{sha256}"


def write_whole(path: Path, data: bytes) -> None:
    """Write, flush, rename, flush the folder: in this order, or not at all."""
    part = path.with_name(f"{path.name}.{secrets.token_hex(6)}{UNFINISHED}")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)
    flush_folder(path.parent.parent)


def flush_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read(*, folder: Path, name: str) -> bytes:
    """Give stored bytes, checked against their hash."""
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        raise PhotographNotKept(
            "The file of this photograph is not in the store",
            why=f"it was not sent along, or the data folder lost it ({error.strerror})",
            next_step="run dermetry doctor; restore the file from a backup",
        ) from error
    if name_of(hashlib.sha256(data).hexdigest()) != name:
        raise PhotographDamaged(
            "The file of this photograph is not the one that was saved",
            why="its bytes changed on the disk",
            next_step="run dermetry doctor; restore the file from a backup",
        )
    return data


def names(*, folder: Path) -> Iterator[str]:
    """Give the name of every file in the store, unfinished ones included."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def read_picture(*, folder: Path, name: str) -> bytes | None:
    """Give a kept picture made from a photograph, or None where it must be made again."""
    try:
        return (folder / name).read_bytes()
    except OSError:
        return None


def keep_picture(*, folder: Path, name: str, data: bytes) -> None:
    """Keep a picture made from a photograph; where it cannot be kept, it is made again."""
    path = folder / name
    part = path.with_name(f"{path.name}.{secrets.token_hex(6)}{UNFINISHED}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
