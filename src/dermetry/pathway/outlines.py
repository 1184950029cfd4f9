"""Every outline of one photograph: its border, its size or why it has none, its look."""

from collections.abc import Mapping
from dataclasses import dataclass

import shapely

from dermetry.errors import MarksInvalid, NotMeasurable
from dermetry.imaging import appearance, scale, shape
from dermetry.imaging.appearance import Look
from dermetry.imaging.values import Measurement, Outline, Scale, ScaleAbsent
from dermetry.pathway import outlining, scaling
from dermetry.pathway.frame import Asked, Frame
from dermetry.pathway.marks import OutlineMark
from dermetry.pathway.results import FailedMark, OutlinedLesion


class MarkOnCard(MarksInvalid):
    """A tap, box or outline points at the calibration object."""


class PhotographUseless(NotMeasurable):
    """The photograph is too poor to look for a border in."""


@dataclass(frozen=True)
class Border:
    """An outline with its look; worked out before, or just now."""

    outline: Outline
    look: Look | None


def outline_all(
    *, frame: Frame, asked: Asked, known: Mapping[int, Border] | None = None
) -> tuple[tuple[OutlinedLesion, ...], tuple[FailedMark, ...]]:
    """Outline and measure every mark; no border is proposed where the photograph is useless.

    ``known`` holds borders worked out before, by position of the mark. Raises MarksInvalid
    kinds for a mark outside the photograph or on the calibration object.
    """
    outlined, failed = [], []
    for index, mark in enumerate(asked.marks):
        try:
            border = (known or {}).get(index) or find_border(frame=frame, mark=mark)
        except NotMeasurable as error:
            failed.append(FailedMark(mark, error.what, error.next_step))
            continue
        outlined.append(outlined_lesion(frame, asked, index, border))
    return tuple(outlined), tuple(failed)


def find_border(*, frame: Frame, mark: OutlineMark) -> Border:
    """Find the border that one mark points at, with its look where pixels are at hand.

    Raises MarkOnCard, MarksInvalid for a mark outside the photograph, NotMeasurable where no
    border is found or the photograph is useless.
    """
    check_not_on_card(frame, mark)
    if frame.blocking and mark.outline is None:
        outlining.check_place(size_px=frame.size_px, mark=mark, name=frame.name)
        raise PhotographUseless(frame.blocking.message, next_step=frame.blocking.advice)
    found = frame.scale
    mm_per_pixel = (
        scale.mm_per_pixel_at(scale=found, point=outlining.center_of(mark))
        if isinstance(found, Scale)
        else None
    )
    outline = outlining.outline_mark(frame=frame, mark=mark, mm_per_pixel=mm_per_pixel)
    look = (
        appearance.describe(picture=frame.picture, polygon=outline.polygon)
        if frame.picture
        else None
    )
    return Border(outline, look)


def check_not_on_card(frame: Frame, mark: OutlineMark) -> None:
    """Check that a tap or box does not point at the calibration object itself."""
    found = frame.scale
    if not isinstance(found, Scale) or found.method not in ("card", "strip"):
        return  # a page or sheet may frame the lesion, and a ruler has no area
    hull = shapely.MultiPoint(found.reference_px).convex_hull
    if hull.contains(shapely.Point(outlining.center_of(mark))):
        raise MarkOnCard(
            f"{frame.name}: the mark of {mark.lesion or 'an unnamed lesion'} lies on the "
            "calibration object",
            why="its middle is between the markers, where no skin is",
            next_step="correct the pixels of the tap, box or outline",
        )


def outlined_lesion(frame: Frame, asked: Asked, index: int, border: Border) -> OutlinedLesion:
    """Measure one outline."""
    mark = asked.marks[index]
    measurement, not_measured, advice = measure_outline(frame, asked, mark, border.outline)
    return OutlinedLesion(
        outline_id=asked.outline_id(frame.photograph_id, index),
        lesion_id=mark.lesion,
        mark=mark,
        outline=border.outline,
        measurement=measurement,
        not_measured=not_measured,
        advice=advice,
        look=border.look,
        is_confirmed=asked.is_confirmed.get(index, False),
    )


def measure_outline(
    frame: Frame, asked: Asked, mark: OutlineMark, outline: Outline
) -> tuple[Measurement | None, str, str]:
    """Measure one outline, or say in words why it cannot be measured and what to do."""
    if frame.blocking:
        return None, frame.blocking.message, frame.blocking.advice
    found = frame.scale
    caliper_mm = asked.calipers_mm.get(mark.lesion or "")
    if isinstance(found, ScaleAbsent):
        if caliper_mm is None:
            return None, found.reason, found.advice
        found = scaling.scale_from_caliper(
            outline=outline, caliper_mm=caliper_mm, size_px=frame.size_px
        )
    try:
        return shape.measure(outline=outline, scale=found, picture_size=frame.size_px), "", ""
    except NotMeasurable as error:
        return None, error.what, error.next_step


def caliper_scale(
    *, frame: Frame, asked: Asked, outlined: tuple[OutlinedLesion, ...]
) -> Scale | ScaleAbsent:
    """Give the photograph's own scale, or the caliper's where exactly one lesion has one."""
    measured = [each for each in outlined if each.measurement and each.lesion_id]
    if isinstance(frame.scale, Scale) or len(measured) != 1:
        return frame.scale
    caliper_mm = asked.calipers_mm[measured[0].lesion_id or ""]
    return scaling.scale_from_caliper(
        outline=measured[0].outline, caliper_mm=caliper_mm, size_px=frame.size_px
    )
