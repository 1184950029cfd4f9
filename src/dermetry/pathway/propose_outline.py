"""A border proposed for one tap or box, for the outline editor."""

from dataclasses import dataclass
from datetime import date

from dermetry.imaging.photograph import Opener
from dermetry.imaging.values import Measurement, Outline, Picture, ScaleAbsent
from dermetry.pathway.files import clean_name
from dermetry.pathway.frame import Asked, Frame
from dermetry.pathway.marks import OutlineMark
from dermetry.pathway.outlines import find_border, measure_outline
from dermetry.pathway.redraw import frame_of, open_again
from dermetry.pathway.results import PhotographResult

NOT_EXAMINED = ScaleAbsent(
    code="not_examined",
    reason="the photograph has not been examined yet",
    advice="wait until it has, or draw the border by hand",
)


@dataclass(frozen=True)
class ProposedOutline:
    """A proposed border with its confidence and, where there is a scale, its size."""

    outline: Outline  # polygon, confidence 0..1, tightest and widest plausible border, notes
    measurement: Measurement | None
    not_measured: str  # why there is no size; empty when measured
    advice: str


def propose_outline(
    *,
    data: bytes,
    file_name: str,
    opener: Opener,
    today: date,
    tap: tuple[float, float] | None = None,
    box: tuple[float, float, float, float] | None = None,
    result: PhotographResult | None = None,
) -> ProposedOutline:
    """Propose the border under one ``tap`` or in one ``box``, in pixels of the upright original.

    ``result`` is the photograph's stored result: its scale narrows the sizes that are tried,
    and a tap on its calibration object is refused (MarkOnCard). Raises OutlineNotFound or
    PhotographUseless (both NotMeasurable) with what to do, MarksInvalid kinds for a place
    outside the photograph or bytes of another one, PhotographUnreadable kinds.
    """
    name = clean_name(file_name)
    picture = open_again(result=result, data=data, file_name=name, opener=opener, today=today)
    frame = (
        frame_of(result=result, picture=picture) if result else frame_without_scale(picture, name)
    )
    mark = OutlineMark(tap=tap, box=box)
    border = find_border(frame=frame, mark=mark)
    measured = measure_outline(frame, Asked(marks=(mark,)), mark, border.outline)
    return ProposedOutline(border.outline, *measured)


def frame_without_scale(picture: Picture, name: str) -> Frame:
    """Give a photograph nobody has examined yet."""
    return Frame(
        name=name,
        photograph_id="",
        size_px=(picture.width_px, picture.height_px),
        scale=NOT_EXAMINED,
        issues=(),
        picture=picture,
    )
