"""One uploaded photograph, from its bytes to a result; no folder is needed."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from dermetry.imaging.layout import Layout
from dermetry.imaging.photograph import Opener
from dermetry.pathway.files import clean_name
from dermetry.pathway.frame import Asked
from dermetry.pathway.marks import PhotographMark
from dermetry.pathway.photographs import PhotographTask, process_photograph
from dermetry.pathway.results import PhotographResult


def examine_photograph(
    *,
    data: bytes,
    file_name: str,
    visited_on: date,
    mark: PhotographMark | None,
    opener: Opener,
    today: date,
    is_confirmed: Mapping[int, bool] | None = None,
    calipers_mm: Mapping[str, Decimal] | None = None,
    layouts: Sequence[Layout] = (),
    photograph_id: str | None = None,
    outline_ids: Sequence[str] = (),
) -> PhotographResult:
    """Open a photograph, find its scale, check it, outline and measure what ``mark`` points at.

    ``is_confirmed`` goes by the position of the outline in ``mark``, ``calipers_mm`` by lesion
    id. ``photograph_id`` and ``outline_ids`` (one per outline, in order) are the caller's own
    and stay as they are; without them ids are made from the date, the bytes and the order.
    Raises PhotographUnreadable kinds, MarksInvalid kinds for marks outside the photograph.
    """
    name = clean_name(file_name)
    task = PhotographTask(
        file_name=name,
        name=name,
        visited_on=visited_on,
        data=data,
        mark=mark,
        asked=Asked(
            marks=mark.lesion if mark else (),
            is_confirmed=is_confirmed or {},
            calipers_mm=calipers_mm or {},
            outline_ids=outline_ids,
        ),
        layouts=layouts,
        own_id=photograph_id,
    )
    return process_photograph(task=task, opener=opener, today=today)
