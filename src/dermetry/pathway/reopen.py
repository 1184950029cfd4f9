"""An assessed case from its case file and the folder its photographs lie in."""

import weakref
from collections.abc import Callable
from datetime import date
from pathlib import Path

from dermetry.errors import InputNotFound
from dermetry.imaging.photograph import Opener
from dermetry.imaging.values import Picture
from dermetry.pathway import attention
from dermetry.pathway.files import hash_file, read_photograph, recorded_name
from dermetry.pathway.growing import growth_of
from dermetry.pathway.respond import respond
from dermetry.pathway.values import Assessed
from dermetry.record.case import Case


class PhotographsMissing(InputNotFound):
    """Not one photograph of the case is in the folder given."""


def reopen_case(
    *,
    case: Case,
    photographs: Path,
    today: date,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> Assessed:
    """Derive calls and growth of a case again, with its photographs found by their hash.

    Raises PhotographsMissing when photographs are named and any of them is not there: a
    report with silent holes is worse than none.
    """
    wanted = {photo.sha256: photo for visit in case.visits for photo in visit.photographs}
    paths = find_by_hash(photographs, set(wanted), on_progress)
    lost = [photo.file_name for sha256, photo in wanted.items() if sha256 not in paths]
    if lost:
        raise PhotographsMissing(
            f"{len(lost)} of {len(wanted)} photographs are not in {photographs.name}: "
            f"{', '.join(lost[:5])}",
            why="photographs are found by the hash of their bytes; an edited copy does not count",
            next_step="pass the folder that holds the original photographs of this case",
        )
    by_id = {photo.photograph_id: paths[sha256] for sha256, photo in wanted.items()}
    responded = respond(case=case)
    return Assessed(
        case=case,
        calls=responded.calls,
        role_suggestions=responded.suggestions,
        growth={each.lesion_id: growth_of(case, each.lesion_id) for each in case.lesions},
        attention=attention.of_case(case),
        open_picture=opener_of(by_id, today),
    )


def find_by_hash(
    folder: Path, wanted: set[str], on_progress: Callable[[str, int, int], None] | None
) -> dict[str, Path]:
    """Find files by the hash of their bytes, at any depth."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    found: dict[str, Path] = {}
    for index, path in enumerate(files):
        if on_progress:
            on_progress(recorded_name(path), index + 1, len(files))
        sha256 = hash_file(path)
        if sha256 in wanted:
            found.setdefault(str(sha256), path)
    return found


def opener_of(paths: dict[str, Path], today: date) -> Callable[[str], Picture]:
    """Give a function that opens a photograph of the case by its id.

    One worker stays warm for all of them; it ends when the function is no longer used.
    """
    opener = Opener()

    def open_picture(photograph_id: str) -> Picture:
        """Open one photograph in the sandbox."""
        path = paths[photograph_id]
        return opener.open(data=read_photograph(path), file_name=recorded_name(path), today=today)

    weakref.finalize(open_picture, opener.close)
    return open_picture
