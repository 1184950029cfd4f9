"""The lanes under the sum: treatments, symptoms and single events, laid out on the axis."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dermetry.report.figures.axis import DateAxis, cut, pack_rows, text_px
from dermetry.report.figures.values import SymptomTrack, TimelineEvent, TreatmentBar
from dermetry.report.words import say_date

ROW_PX, SYMPTOM_ROW_PX, EVENT_ROW_PX = 28.0, 22.0, 26.0
CELL_PX, CELL_LEAST_PX, CELL_TEXT_PX = 22.0, 5.0, 13.0
SHORTEST_BAR_PX = 5.0
LABEL_FROM_PX, LABEL_GAP_PX = 9.0, 8.0  # from a symbol to its label, and on to the next symbol
EARLIER_PX = 8.0
KIND_WORDS = {
    "systemic": "",
    "radiation": "radiation: ",
    "surgery": "surgery: ",
    "local": "local treatment: ",
    "supportive": "supportive: ",
    "other": "other treatment: ",
}


@dataclass(frozen=True)
class Bar:
    """A treatment as drawn."""

    kind: str
    left: float
    right: float
    row: int
    label: str
    label_x: float
    words: str
    href: str
    is_open: bool
    is_end_unknown: bool
    is_earlier: bool


@dataclass(frozen=True)
class Cell:
    """A symptom score as drawn; without a score it is an empty dashed cell."""

    left: float
    width: float
    score: int | None
    opacity: float
    text: str
    words: str


@dataclass(frozen=True)
class Tick:
    """A single event as drawn."""

    x: float
    label: str
    words: str
    href: str
    is_earlier: bool


def treatment_words(bar: TreatmentBar) -> str:
    """Say a treatment: kind, line, name, from when to when."""
    if bar.end_on is not None:
        ends = "on that day" if bar.end_on == bar.start_on else f"to {say_date(bar.end_on)}"
    else:
        ends = "ongoing" if bar.is_ongoing else "end not recorded"
    return f"{_name(bar)}, {say_date(bar.start_on)}, {ends}"


def _name(bar: TreatmentBar) -> str:
    words = KIND_WORDS[bar.kind] + bar.name
    words = words[:1].upper() + words[1:]
    return f"Line {bar.line}: {bar.name}" if bar.line is not None else words


def lay_bars(*, bars: Sequence[TreatmentBar], axis: DateAxis, today: date) -> tuple[Bar, ...]:
    """Give each treatment its row; its name stands over the bar and touches no other."""
    ordered = sorted(bars, key=lambda bar: bar.start_on)
    spans, drawn = [], []
    for bar in ordered:
        left, right = axis.x(bar.start_on), axis.x(bar.end_on or _last_known(bar, today))
        right = max(right, left + SHORTEST_BAR_PX)
        label = _name(bar)
        if axis.is_before(bar.start_on):
            label = f"{label}, since {say_date(bar.start_on)}"
        after = "" if bar.end_on is not None or bar.is_ongoing else ", end not recorded"
        label = cut(label, axis.right - axis.left - text_px(after)) + after
        label_x = max(min(left, axis.right - text_px(label)), axis.left)
        spans.append((min(left, label_x), max(right, label_x + text_px(label))))
        drawn.append((bar, left, right, label, label_x))
    rows = pack_rows(spans=spans, gap_px=8)
    return tuple(
        Bar(
            kind=bar.kind,
            left=left,
            right=right,
            row=row,
            label=label,
            label_x=label_x,
            words=treatment_words(bar),
            href=bar.href,
            is_open=bar.end_on is None and bar.is_ongoing,
            is_end_unknown=bar.end_on is None and not bar.is_ongoing,
            is_earlier=axis.is_before(bar.start_on),
        )
        for (bar, left, right, label, label_x), row in zip(drawn, rows, strict=True)
    )


def _last_known(bar: TreatmentBar, today: date) -> date:
    """Give the day up to which a bar is drawn when it has no end."""
    return max(today, bar.start_on) if bar.is_ongoing else bar.start_on


def lay_scores(*, track: SymptomTrack, axis: DateAxis) -> Iterator[Cell]:
    """Give each score a cell centered on its day, narrower where days are close."""
    scores = sorted(track.scores, key=lambda each: each.on)
    places = [axis.x(each.on) for each in scores]
    gaps = [b - a for a, b in pairwise(places) if b > a]
    width = max(min([CELL_PX, *(gap - 1.5 for gap in gaps)]), CELL_LEAST_PX)
    for each, x in zip(scores, places, strict=True):
        shown = "–" if each.score is None else str(each.score)
        said = "not answered" if each.score is None else f"{each.score} of 10"
        yield Cell(
            left=x - width / 2,
            width=width,
            score=each.score,
            opacity=0.06 + 0.5 * (each.score or 0) / 10,
            text=shown if width >= CELL_TEXT_PX else "",
            words=f"{track.name} {said}, {say_date(each.on)}",
        )


def lay_events(
    *, events: Sequence[TimelineEvent], axis: DateAxis, right_px: float
) -> tuple[Tick, ...]:
    """Give each event its place; those before the axis are counted at its left edge.

    A label is left out where the next event or the edge ``right_px`` is too near.
    """
    ordered = sorted(events, key=lambda each: each.on)
    earlier = [each for each in ordered if axis.is_before(each.on)]
    inside = [each for each in ordered if not axis.is_before(each.on)]
    places = [axis.x(each.on) for each in inside]
    ticks = []
    if earlier:
        words = "; ".join(f"{say_date(each.on)}: {each.words}" for each in earlier)
        href = earlier[0].href if len(earlier) == 1 else ""
        labels = (f"{len(earlier)} earlier", str(len(earlier)))
        x = axis.left - EARLIER_PX
        ticks.append(Tick(x, _fitting(labels, x, [*places, right_px]), words, href, True))
    for number, (each, x) in enumerate(zip(inside, places, strict=True)):
        label = _fitting((each.label,), x, [*places[number + 1 :], right_px])
        words = f"{say_date(each.on)}: {each.words}"
        ticks.append(Tick(x, label, words, each.href, False))
    return tuple(ticks)


def _fitting(labels: Sequence[str], x: float, after: Sequence[float]) -> str:
    """Give the first label that ends before the next thing on the lane, or none."""
    room = min(after) - LABEL_GAP_PX - (x + LABEL_FROM_PX)
    return next((label for label in labels if text_px(label) <= room), "")
