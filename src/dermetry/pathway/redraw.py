"""Outlines of a photograph that was examined before, drawn or corrected since.

Scale and quality are kept from the stored result, so that a drawn outline is measured at once
and without its pixels.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import shapely

from dermetry.errors import MarksInvalid
from dermetry.imaging.photograph import Opener
from dermetry.imaging.values import Outline, Picture
from dermetry.pathway.frame import Asked, Frame
from dermetry.pathway.marks import OutlineMark, PhotographMark
from dermetry.pathway.outlines import Border, caliper_scale, outline_all
from dermetry.pathway.results import OutlinedLesion, PhotographResult


class ScaleMarksChanged(MarksInvalid):
    """The ruler or sheet of a photograph has changed, so its stored scale no longer holds."""


def redraw_photograph(
    *,
    result: PhotographResult,
    mark: PhotographMark,
    is_confirmed: Mapping[int, bool] | None = None,
    calipers_mm: Mapping[str, Decimal] | None = None,
    outline_ids: Sequence[str] = (),
    picture: Picture | None = None,
) -> PhotographResult:
    """Outline and measure ``mark`` again on the scale and quality found before.

    An outline that keeps its id and its tap, box or polygon keeps its border and look. A new
    polygon is measured without pixels (its look stays unknown until the photograph is examined
    again, or ``picture`` is given); a new tap or box without ``picture`` stands in ``failed``.
    Raises ScaleMarksChanged when ruler or sheet differ, MarksInvalid for a mark outside the
    photograph or on the calibration object.
    """
    check_scale_marks(result, mark)
    frame = frame_of(result=result, picture=picture)
    asked = Asked(
        marks=mark.lesion,
        is_confirmed=is_confirmed or {},
        calipers_mm=calipers_mm or {},
        outline_ids=outline_ids,
    )
    known = known_borders(result, asked)
    outlined, failed = outline_all(frame=frame, asked=asked, known=known)
    return replace(
        result,
        mark=mark,
        scale=caliper_scale(frame=frame, asked=asked, outlined=outlined),
        outlined=outlined,
        failed=failed,
        candidates=tuple(each for each in result.candidates if not is_outlined(each, outlined)),
    )


def frame_of(*, result: PhotographResult, picture: Picture | None) -> Frame:
    """Give a stored photograph as its outlines see it."""
    return Frame(
        name=result.file_name,
        photograph_id=result.photograph_id,
        size_px=(result.width_px, result.height_px),
        scale=result.found_scale,
        issues=result.issues,
        picture=picture,
    )


def open_again(
    *, result: PhotographResult | None, data: bytes, file_name: str, opener: Opener, today: date
) -> Picture:
    """Open the photograph of a stored result again; refuses the bytes of another one."""
    picture = opener.open(data=data, file_name=file_name, today=today)
    if result is not None and picture.sha256 != result.sha256:
        raise MarksInvalid(
            f"{file_name} is not the photograph this result was made from",
            why="its bytes have another hash",
            next_step="open the stored original",
        )
    return picture


def check_scale_marks(result: PhotographResult, mark: PhotographMark) -> None:
    """Check that the marks the stored scale rests on are unchanged."""
    before = (result.mark.ruler, result.mark.sheet) if result.mark else (None, None)
    if before != (mark.ruler, mark.sheet):
        raise ScaleMarksChanged(
            f"{result.file_name}: the ruler or sheet has changed since it was examined",
            why="the stored scale no longer holds",
            next_step="examine the photograph again",
        )


def known_borders(result: PhotographResult, asked: Asked) -> dict[int, Border]:
    """Give the borders that need not be looked for again, by position of the mark."""
    stored = {each.outline_id: each for each in result.outlined}
    known = {}
    for index, mark in enumerate(asked.marks):
        before = stored.get(asked.outline_id(result.photograph_id, index))
        if before and before.mark and place(before.mark) == place(mark):
            known[index] = Border(before.outline, before.look)
    return known


def place(mark: OutlineMark) -> tuple[object, ...]:
    """Give what a mark points at."""
    return mark.tap, mark.box, mark.outline


def is_outlined(candidate: Outline, outlined: Sequence[OutlinedLesion]) -> bool:
    """Tell whether the middle of a candidate lies in an outline."""
    middle = shapely.MultiPoint(candidate.polygon).centroid
    return any(shapely.Polygon(e.outline.polygon).buffer(0).contains(middle) for e in outlined)
