"""One timeline of a patient: sums and calls above, lanes of all else below, one axis of dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from dermetry.report.figures.axis import DateAxis, date_labels, span_of
from dermetry.report.figures.lanes import (
    EVENT_ROW_PX,
    ROW_PX,
    SYMPTOM_ROW_PX,
    Bar,
    Cell,
    Tick,
    lay_bars,
    lay_events,
    lay_scores,
)
from dermetry.report.figures.paint import render_figure
from dermetry.report.figures.panel import Panel, PanelPoint, build_panel
from dermetry.report.figures.timeline_words import describe_timeline, visit_words
from dermetry.report.figures.values import TimelineValues
from dermetry.report.words import say_date

WIDE_PX, NARROW_PX = 760, 358
BREAK_PX = 560  # narrower than this: lane titles stand over their lanes, levels under the panel
AXIS_PX, TITLE_PX, LANE_GAP_PX = 26.0, 17.0, 7.0
TODAY_PX = 52.0  # a date label nearer than this would print over the word today
CONTENTS = ("visits", "treatments", "symptoms", "biopsies", "photographs", "imaging")
EVENT_LANES = (("biopsies", "Biopsies"), ("photographs", "Photographs"), ("imaging", "Imaging"))


@dataclass(frozen=True)
class Look:
    """The measures of a width."""

    width: float
    left: float
    right: float
    top: float  # the row of calls above the panel
    panel_px: float
    is_narrow: bool


@dataclass(frozen=True)
class Lane:
    """One lane: its title, where its content starts, and what lies in it."""

    key: str
    title: str
    title_y: float
    top: float
    height: float
    bars: tuple[Bar, ...] = ()
    cells: tuple[Cell, ...] = ()
    ticks: tuple[Tick, ...] = ()


def timeline(*, values: TimelineValues, uid: str, width: int | None = None) -> str:
    """Draw the course of a patient; without a width, once wide and once for a phone.

    A missing sum is a gap that says so, never a point and never zero. ``uid`` must be
    unique in the page. The same facts as a table: ``timeline_table``.
    """
    if not any(getattr(values, key) for key in CONTENTS):
        return render_figure("empty.html", title=values.title)
    if width is not None:
        return _draw(values, uid, width)
    wide, narrow = _draw(values, f"{uid}w", WIDE_PX), _draw(values, f"{uid}n", NARROW_PX)
    return render_figure("both.html", wide=wide, narrow=narrow)


def _draw(values: TimelineValues, uid: str, width: int) -> str:
    look = _look(width, bool(values.visits))
    axis = _axis(values, look)
    panel, bottom = None, 4.0
    if values.visits:
        bottom = look.top + look.panel_px
        panel = _panel(values, axis, look, bottom)
    axis_y = bottom
    bottom += AXIS_PX + (_key_px(panel) if panel and look.is_narrow else 0.0)
    lanes = tuple(_lanes(values, axis, look, bottom))
    if lanes:
        bottom = lanes[-1].top + lanes[-1].height + LANE_GAP_PX
    ticks = date_labels(axis=axis, width=look.width, is_narrow=look.is_narrow)
    today_x = None if axis.is_before(values.today) else axis.x(values.today)
    return render_figure(
        "timeline.svg",
        uid=uid,
        values=values,
        look=look,
        height=bottom + (AXIS_PX if lanes else 6),
        panel=panel,
        lanes=lanes,
        axis_y=axis_y,
        lanes_end=bottom if lanes else None,
        ticks=ticks,
        today_x=today_x,
        says_today=today_x is not None and all(abs(today_x - x) > TODAY_PX for x, _ in ticks),
        description=describe_timeline(values=values),
        axis=axis,
    )


def _look(width: int, has_panel: bool) -> Look:
    if width < BREAK_PX:
        left = 34.0 if has_panel else 12.0
        return Look(width, left, width - 14.0, 80.0, 170.0, True)
    return Look(width, 112.0, width - 138.0, 62.0, 196.0, False)


def _axis(values: TimelineValues, look: Look) -> DateAxis:
    """Make the axis; a little air at both ends keeps marks off the frame."""
    kept: list[date] = [visit.point.on for visit in values.visits]
    kept += [event.on for event in values.photographs]
    kept += [score.on for track in values.symptoms for score in track.scores]
    earlier = [bar.start_on for bar in values.treatments]
    earlier += [bar.end_on for bar in values.treatments if bar.end_on is not None]
    earlier += [event.on for event in (*values.biopsies, *values.imaging)]
    first, last = span_of(kept=kept, earlier=earlier, last=values.today)
    return DateAxis(first, last, look.left + 16, look.right - 16)


def _panel(values: TimelineValues, axis: DateAxis, look: Look, bottom: float) -> Panel:
    return build_panel(
        points=[
            PanelPoint(
                each.point,
                each.href,
                f"{say_date(each.point.on)}: {visit_words(each, unit=values.unit)}",
                each.is_confirmed,
            )
            for each in values.visits
        ],
        levels=values.levels,
        progression_label=values.progression_label,
        unit=values.unit,
        axis=axis,
        edges=(look.left, look.right),
        height=(look.top, bottom),
        letters_wide=46 if look.is_narrow else 19,
    )


def _key_px(panel: Panel) -> float:
    """Give the room of the key under a narrow panel."""
    return 16.0 * sum(len(level.lines) for level in panel.levels) + (6.0 if panel.levels else 0.0)


def _lanes(values: TimelineValues, axis: DateAxis, look: Look, top: float) -> Iterator[Lane]:
    """Give each lane that holds something its place under the one before."""
    y = top
    for lane in _contents(values, axis, look):
        y += LANE_GAP_PX
        start = y + (TITLE_PX if look.is_narrow else 0.0)
        title_y = y + (12.0 if look.is_narrow else lane.title_y)
        yield Lane(
            lane.key, lane.title, title_y, start, lane.height, lane.bars, lane.cells, lane.ticks
        )
        y = start + lane.height


def _contents(values: TimelineValues, axis: DateAxis, look: Look) -> Iterator[Lane]:
    bars = lay_bars(bars=values.treatments, axis=axis, today=values.today)
    if bars:
        rows = max(bar.row for bar in bars) + 1
        yield Lane("treatments", "Treatment", 20.0, 0, ROW_PX * rows, bars=bars)
    for track in values.symptoms:
        cells = tuple(lay_scores(track=track, axis=axis))
        if cells:
            title = f"{track.name}, 0–10"
            yield Lane("symptom", title, 15.0, 0, SYMPTOM_ROW_PX, cells=cells)
    for key, title in EVENT_LANES:
        ticks = lay_events(
            events=getattr(values, key),
            axis=axis,
            right_px=look.width if not look.is_narrow else look.right + 10,
        )
        if ticks:
            yield Lane(key, title, 17.0, 0, EVENT_ROW_PX, ticks=ticks)
