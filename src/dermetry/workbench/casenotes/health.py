"""Does what the rows name lie on the disk, and nothing else?  For ``dermetry doctor``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from dermetry.errors import OutputNotWritten
from dermetry.workbench.casenotes import store
from dermetry.workbench.casenotes.models import Photograph

OLD = timedelta(days=1)  # younger ones may belong to somebody who is saving right now


class NotPutAside(OutputNotWritten):
    """A file could not be moved into the quarantine folder."""


@dataclass(frozen=True)
class Kept:
    """The photographs that rows name; names are those of the store."""

    whole: int
    missing: tuple[str, ...]
    damaged: tuple[str, ...]


@dataclass(frozen=True)
class Strays:
    """Files in the store that no row names."""

    orphans: tuple[str, ...]  # whole files
    unfinished: tuple[str, ...]  # left by a write that was cut off


def named_files() -> set[str]:
    """Give every file that a row names."""
    rows = Photograph.objects.exclude(stored_as="").exclude(state="erased")
    return set(rows.values_list("stored_as", flat=True).distinct())


def look_at_photographs(*, folder: Path) -> Kept:
    """Read every file that a row names and compare it with its hash."""
    named = named_files()
    missing, damaged = [], []
    for name in sorted(named):
        try:
            store.read(folder=folder, name=name)
        except store.PhotographNotKept:
            missing.append(name)
        except store.PhotographDamaged:
            damaged.append(name)
    whole = len(named) - len(missing) - len(damaged)
    return Kept(whole=whole, missing=tuple(missing), damaged=tuple(damaged))


def look_for_strays(*, folder: Path) -> Strays:
    """List the files that no row names; the folder is read before the rows are.

    So a photograph saved meanwhile is never taken for a stray one.
    """
    found = list(store.names(folder=folder))
    named = named_files()
    others = [name for name in found if name not in named]
    return Strays(
        orphans=tuple(each for each in others if not each.endswith(store.UNFINISHED)),
        unfinished=tuple(each for each in others if each.endswith(store.UNFINISHED)),
    )


def old_ones(*, folder: Path, names: Iterable[str], now: datetime) -> tuple[str, ...]:
    """Give those files that nobody can be writing any more."""
    before = (now - OLD).timestamp()
    return tuple(each for each in names if changed_at(folder / each) < before)


def changed_at(path: Path) -> float:
    """Give when a file was last written; one that went meanwhile counts as new."""
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")


def put_aside(*, folder: Path, into: Path, names: Iterable[str]) -> int:
    """Move files into the quarantine folder and give how many; nothing is deleted.

    Raises NotPutAside.
    """
    count = 0
    for name in names:
        try:
            (into / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).replace(into / name)
        except OSError as error:
            raise NotPutAside(
                f"{name} could not be put aside: {error.strerror or error}",
                next_step="free space or mend the rights of the data folder, then run it again",
            ) from error
        count += 1
    return count
