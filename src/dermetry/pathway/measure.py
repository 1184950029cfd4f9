"""One photograph measured by itself, without a case."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from dermetry.errors import MarksInvalid
from dermetry.imaging.layout import Layout
from dermetry.imaging.photograph import Opener
from dermetry.pathway.files import read_photograph, recorded_name
from dermetry.pathway.frame import Asked
from dermetry.pathway.marks import PhotographMark
from dermetry.pathway.photographs import PhotographTask, process_photograph
from dermetry.pathway.results import PhotographResult


class CaliperAmbiguous(MarksInvalid):
    """A caliper value was given with no lesion, or with several."""


def measure_photograph(
    *,
    path: Path,
    mark: PhotographMark,
    today: date,
    caliper_mm: Decimal | None = None,
    layouts: Sequence[Layout] = (),
) -> PhotographResult:
    """Measure the lesions that ``mark`` points at in one photograph.

    Raises PhotographUnreadable kinds, MarksInvalid kinds for marks outside the photograph,
    CaliperAmbiguous when a caliper value does not belong to exactly one lesion.
    """
    named = [each.lesion for each in mark.lesion if each.lesion]
    if caliper_mm is not None and len(named) != 1:
        raise CaliperAmbiguous(
            f"a caliper value belongs to one lesion, and {len(named)} are pointed at",
            next_step="give exactly one tap or box with the caliper value",
        )
    task = PhotographTask(
        file_name=recorded_name(path),
        name=f"{path.parent.name}/{recorded_name(path)}",
        visited_on=today,
        data=read_photograph(path),
        mark=mark,
        asked=Asked(
            marks=mark.lesion,
            calipers_mm={named[0]: caliper_mm} if caliper_mm is not None else {},
        ),
        layouts=layouts,
    )
    with Opener() as opener:
        return process_photograph(task=task, opener=opener, today=today)
