"""Documents kept longer than a day: counted, and cleared with their bytes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from dermetry.workbench.casenotes import store
from dermetry.workbench.casenotes.health import changed_at
from dermetry.workbench.casenotes.models import Report

KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """How many documents are kept, and what of them is to be cleared."""

    documents: int
    old: int
    old_files: int  # that no document names, or only an old one


def count_kept(*, now: datetime, folder: Path) -> Kept:
    """Count the documents kept; changes nothing."""
    before = now - KEPT_FOR
    young = Report.objects.filter(asked_at__gte=before)
    return Kept(
        documents=Report.objects.count(),
        old=Report.objects.filter(asked_at__lt=before).count(),
        old_files=len(old_files(before, folder, set(young.values_list("stored_as", flat=True)))),
    )


def clear_old(*, now: datetime, folder: Path) -> int:
    """Clear documents older than a day, then old files that no document names; gives how many."""
    before = now - KEPT_FOR
    count, _ = Report.objects.filter(asked_at__lt=before).delete()
    named = set(Report.objects.values_list("stored_as", flat=True))
    files = old_files(before, folder, named)
    for name in files:
        (folder / name).unlink(missing_ok=True)
    return max(count, len(files))


def old_files(before: datetime, folder: Path, named: set[str]) -> list[str]:
    """Give the files that no document names and nobody can be writing any more.

    A file whose document was kept under the same bytes again is named, and stays.
    """
    return [
        name
        for name in store.names(folder=folder)
        if name not in named and changed_at(folder / name) < before.timestamp()
    ]
