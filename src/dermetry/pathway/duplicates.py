"""Whether the very same photographs already stand in a case."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from dermetry.record.case import Case


@dataclass(frozen=True)
class HeldPhotograph:
    """Where a photograph of these bytes already stands."""

    visited_on: date
    file_name: str
    photograph_id: str | None  # None: it could not be read


def find_duplicates(*, case: Case, sha256s: Collection[str]) -> Mapping[str, HeldPhotograph]:
    """Give, by hash, the photographs of the case with exactly these bytes."""
    wanted, found = set(sha256s), {}
    for visit in case.visits:
        for lost in visit.unreadable:
            if lost.sha256 in wanted:
                found[lost.sha256] = HeldPhotograph(visit.visited_on, lost.file_name, None)
        for photo in visit.photographs:
            if photo.sha256 in wanted:
                found[photo.sha256] = HeldPhotograph(
                    visit.visited_on, photo.file_name, photo.photograph_id
                )
    return found
