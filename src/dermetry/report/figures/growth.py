"""One lesion over time: the growth chart of its page, and the small line of a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from dermetry.report.figures.axis import DateAxis, cut, date_labels, span_of, text_px
from dermetry.report.figures.lanes import treatment_words
from dermetry.report.figures.paint import render_figure
from dermetry.report.figures.panel import Panel, PanelPoint, build_panel
from dermetry.report.figures.values import FigureTable, GrowthPoint, GrowthValues, TreatmentBar
from dermetry.report.values import SeriesPoint
from dermetry.report.words import say_date

WIDE_PX, NARROW_PX, BREAK_PX = 760, 358, 560
PANEL_PX, TOP_PX, MARKS_PX, AXIS_PX = 210.0, 34.0, 30.0, 26.0
STATE_WORDS = {
    "gone": "gone",
    "too_small": "too small to measure",
    "not_measured": "not measured",
}
SPARK = (104.0, 28.0)
KEY_LINE_PX = 16.0


@dataclass(frozen=True)
class Shade:
    """A treatment behind the course of a lesion."""

    left: float
    right: float
    label: str
    words: str


def growth_chart(*, values: GrowthValues, uid: str, width: int | None = None) -> str:
    """Draw the diameter of one lesion; without a width, once wide and once for a phone.

    A lesion that is gone, too small or not measured has a mark under the axis and no point:
    it is never drawn as zero.
    """
    if width is not None:
        return _draw(values, uid, width)
    wide, narrow = _draw(values, f"{uid}w", WIDE_PX), _draw(values, f"{uid}n", NARROW_PX)
    return render_figure("both.html", wide=wide, narrow=narrow)


def _draw(values: GrowthValues, uid: str, width: int) -> str:
    is_narrow = width < BREAK_PX
    left, right = 34.0, width - (14.0 if is_narrow else 138.0)
    starts = [bar.start_on for bar in values.treatments]
    first, last = span_of(
        kept=[each.point.on for each in values.points], earlier=starts, last=values.today
    )
    axis = DateAxis(first, last, left + 16, right - 16)
    bottom = TOP_PX + PANEL_PX
    panel = build_panel(
        points=[
            PanelPoint(each.point, each.href, growth_words(each), True, each.state)
            for each in values.points
        ],
        levels=values.levels,
        progression_label="",
        axis=axis,
        edges=(left, right),
        height=(TOP_PX, bottom),
        letters_wide=46 if is_narrow else 19,
    )
    states = _state_key(values.points)
    axis_y = bottom + (MARKS_PX if states else 0.0)
    key_px = KEY_LINE_PX * sum(len(level.lines) for level in panel.levels) if is_narrow else 0.0
    return render_figure(
        "growth.svg",
        uid=uid,
        values=values,
        width=width,
        is_narrow=is_narrow,
        height=axis_y + AXIS_PX + (22.0 if states else 0.0) + (key_px + 8 if key_px else 0.0),
        panel=panel,
        axis_y=axis_y,
        marks_y=bottom + 15,
        states=states,
        state_words=STATE_WORDS,
        shades=_shades(values, axis),
        ticks=date_labels(axis=axis, width=width, is_narrow=is_narrow),
        description=_describe(values.points),
    )


def _state_key(points: Sequence[GrowthPoint]) -> list[tuple[str, float]]:
    """Give the marks under the axis that the chart has, with their place in its key."""
    x, found = 2.0, []
    for state, words in STATE_WORDS.items():
        if any(each.state == state for each in points):
            found.append((state, x))
            x += 17 + text_px(words) + 14
    return found


def _shades(values: GrowthValues, axis: DateAxis) -> list[Shade]:
    """Give the treatments as shaded stretches; a name is left out where another is too near."""
    found: list[Shade] = []
    free_from = axis.left - 16
    for bar in sorted(values.treatments, key=lambda each: each.start_on):
        left, right = axis.x(bar.start_on), _end(bar, axis)
        label = cut(bar.name, max(right - left, 80.0))
        fits = left >= free_from and left + text_px(label) <= axis.right + 16
        free_from = left + text_px(label) + 6 if fits else free_from
        found.append(Shade(left, max(right, left + 2), label if fits else "", treatment_words(bar)))
    return found


def _end(bar: TreatmentBar, axis: DateAxis) -> float:
    if bar.end_on is not None:
        return axis.x(bar.end_on)
    return axis.right + 16 if bar.is_ongoing else axis.x(bar.start_on)


def growth_words(each: GrowthPoint) -> str:
    """Say a lesion at one visit: its diameter, or in a word why it has none."""
    if each.point.value is None or each.state != "measured":
        said = STATE_WORDS.get(each.state, "not measured")
        said = f"{said}: {each.words}" if each.words else said
    else:
        said = each.words or f"{each.point.label} mm"
    return f"{say_date(each.point.on)}: {said}"


def _describe(points: Sequence[GrowthPoint]) -> str:
    return "; ".join(growth_words(each) for each in points) + "." if points else "Not seen yet."


def growth_table(*, values: GrowthValues) -> FigureTable:
    """Give the chart as a table: the date, and the diameter or why there is none."""
    rows = []
    for each in sorted(values.points, key=lambda one: one.point.on):
        on, _, said = growth_words(each).partition(": ")
        rows.append((on, said))
    return FigureTable(values.title, ("Date", "Diameter"), tuple(rows))


def sparkline(*, points: Sequence[SeriesPoint], uid: str, label: str) -> str:
    """Draw a small line for a list: no axis, gaps left open and hatched; ``label`` names it."""
    panel: Panel | None = None
    if points:
        width, height = SPARK
        axis = DateAxis(points[0].on, points[-1].on, 5.0, width - 5.0)
        panel = build_panel(
            points=[PanelPoint(each, "", "") for each in points],
            levels=(),
            progression_label="",
            axis=axis,
            edges=(0.0, width),
            height=(3.0, height - 3.0),
        )
    return render_figure("sparkline.svg", uid=uid, panel=panel, size=SPARK, label=label)
