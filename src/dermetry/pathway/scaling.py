"""Where a photograph's scale comes from: a card, a sheet, a ruler, or a caliper value."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import numpy as np

from dermetry.errors import MarksInvalid
from dermetry.imaging import ruler, scale, shape
from dermetry.imaging.layout import Layout
from dermetry.imaging.values import Outline, Picture, Scale, ScaleAbsent
from dermetry.pathway.marks import RulerMark

# A ruler on skin bends: up to about 20 % beside a card is no contradiction.
RULER_AGREES_LOG = 0.18


def find_scale(
    *, picture: Picture, sheets: Sequence[Layout], ruler_mark: RulerMark | None, name: str
) -> Scale | ScaleAbsent:
    """Find the calibration object; failing that, use the two ruler taps of the marks.

    A ruler is always checked; beside a card it is compared, and a contradiction refuses both.
    """
    found = scale.find(picture=picture, sheets=tuple(sheets))
    if ruler_mark is None:
        return found
    by_ruler = ruler_scale(picture, ruler_mark, name)
    if isinstance(found, ScaleAbsent):
        return by_ruler
    middle = (np.asarray(ruler_mark.first) + np.asarray(ruler_mark.second)) / 2
    place = (float(middle[0]), float(middle[1]))
    ratio = scale.mm_per_pixel_at(scale=by_ruler, point=place) / scale.mm_per_pixel_at(
        scale=found, point=place
    )
    if abs(np.log(ratio)) <= RULER_AGREES_LOG:
        return found
    return ScaleAbsent(
        code="ruler_contradicts",
        reason=f"the ruler and {found.source} disagree: the ruler reads {ratio:.2f} times as long",
        advice="check the two points and the distance in millimeters, or leave the ruler out",
    )


def ruler_scale(picture: Picture, ruler_mark: RulerMark, name: str) -> Scale:
    """Make the scale of two ruler taps; an impossible ruler is named with its photograph."""
    try:
        return ruler.from_two_points(
            first_px=ruler_mark.first,
            second_px=ruler_mark.second,
            distance_mm=float(ruler_mark.mm),
            width_px=picture.width_px,
            height_px=picture.height_px,
        )
    except MarksInvalid as error:
        raise type(error)(
            f"{name}: {error.what}", why=error.why, next_step=error.next_step
        ) from error


def scale_from_caliper(*, outline: Outline, caliper_mm: Decimal, size_px: tuple[int, int]) -> Scale:
    """Make a scale from a typed caliper diameter and the outline's longest axis."""
    points = np.asarray(outline.polygon, dtype=float)
    first, second = shape.measure_polygon(points=points).longest_axis
    found = ruler.from_two_points(
        first_px=first,
        second_px=second,
        distance_mm=float(caliper_mm),
        width_px=size_px[0],
        height_px=size_px[1],
    )
    return replace(found, method="caliper", source=f"caliper value of {caliper_mm} mm")
