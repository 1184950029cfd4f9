"""The sum of diameters and the small growth lines as SVG, for HTML and PDF alike."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from dermetry.report.drawing import render_template
from dermetry.report.values import Chart, SeriesPoint
from dermetry.report.words import say_date

LEFT, RIGHT, TOP, BOTTOM = 52, 176, 54, 40
NICE_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)
LABEL_GAP_PX = 84  # two dates closer than this would print over each other
VALUE_GAP_PX = 34
LETTER_GAP_PX = 26
NUDGE_PX = 1.0
LETTER_UP_PX, LETTER_DOWN_PX = 13.0, 5.0  # what the letters and their halo cover
LABEL_HALF_PX = 20.0


@dataclass(frozen=True)
class Axes:
    """The map from dates and millimeters to drawing units."""

    first: date
    days: int
    top_mm: float
    left: float
    right: float
    top: float
    bottom: float

    def x(self, on: date) -> float:
        """Place a date on the true time axis; a single date stands in the middle."""
        if self.days == 0:
            return (self.left + self.right) / 2
        return self.left + (self.right - self.left) * (on - self.first).days / self.days

    def y(self, value_mm: float) -> float:
        """Place a length; the axis starts at 0."""
        return self.bottom - (self.bottom - self.top) * value_mm / self.top_mm


def _axes(chart: Chart, box: tuple[float, float, float, float]) -> tuple[Axes, float]:
    """Make axes that hold every drawn number, and the step of the grid."""
    numbers = [0.0]
    for point in chart.points:
        numbers += [n for n in (point.value, point.high, point.progression_from) if n is not None]
    numbers += [level.value for level in chart.levels]
    highest = max(numbers) * 1.06 or 10.0
    step = next((s for s in NICE_STEPS if highest / s <= 6), highest)
    top_mm = step * -(-highest // step)
    first, last = chart.points[0].on, chart.points[-1].on
    return Axes(first, (last - first).days, top_mm, *box), float(step)


def runs(points: tuple[SeriesPoint, ...]) -> Iterator[list[SeriesPoint]]:
    """Give the unbroken stretches of a series; a gap ends one."""
    run: list[SeriesPoint] = []
    for point in points:
        if point.value is None:
            if run:
                yield run
            run = []
        else:
            run.append(point)
    if run:
        yield run


def render_chart(*, chart: Chart, palette: Mapping[str, str], uid: str) -> Markup:
    """Draw the sum of diameters with interval, baseline, nadir, levels and call badges."""
    right, foot = chart.width_px - RIGHT, chart.height_px - BOTTOM
    box = (float(LEFT + 18), float(right - 18), float(TOP), float(foot))
    axes, step = _axes(chart, box)
    values_shown = _not_crowded(axes, chart.points, VALUE_GAP_PX)
    letters_shown = _not_crowded(axes, chart.points, LETTER_GAP_PX)
    values_y, notes_y = _label_heights(axes, chart)
    grid = [step * n for n in range(int(axes.top_mm / step + 0.5) + 1)]
    return render_template(
        "chart.svg",
        chart=chart,
        palette=palette,
        uid=uid,
        size=(chart.width_px, chart.height_px),
        frame=(LEFT, right, TOP, foot),
        grid=[(axes.y(value), f"{value:g}") for value in grid],
        lines=[_path(axes, run) for run in runs(chart.points)],
        bands=[_band(axes, run) for run in runs(chart.points)],
        dots=[
            {
                "x": axes.x(p.on),
                "y": None if p.value is None else axes.y(p.value),
                "low": None if p.low is None else axes.y(p.low),
                "high": None if p.high is None else axes.y(p.high),
                "point": p,
                "shows_value": p.on in values_shown,
                "value_y": values_y[number],
                "note_y": notes_y[number],
                "letters": _short_letters(p) if p.on in letters_shown else "",
                "note": " · ".join(
                    word
                    for word, holds in (
                        ("baseline", p.is_baseline),
                        ("nadir", p.is_nadir),
                        (rules_words(p), p.computed),
                    )
                    if holds
                ),
            }
            for number, p in enumerate(chart.points)
        ],
        dates=[
            (axes.x(on), say_date(on))
            for on in sorted(_not_crowded(axes, chart.points, LABEL_GAP_PX))
        ],
        levels=_levels(axes, chart),
        steps=_progression_steps(axes, chart.points),
    )


def render_spark(*, chart: Chart, palette: Mapping[str, str], uid: str) -> Markup:
    """Draw the small growth line of one lesion, its gaps left open."""
    axes, _ = _axes(chart, (8.0, 172.0, 6.0, 40.0))
    return render_template(
        "spark.svg",
        chart=chart,
        palette=palette,
        uid=uid,
        lines=[_path(axes, run) for run in runs(chart.points)],
        bands=[_band(axes, run) for run in runs(chart.points)],
        dots=[(axes.x(p.on), axes.y(p.value)) for p in chart.points if p.value is not None],
        gaps=[axes.x(p.on) for p in chart.points if p.value is None],
        base=axes.y(0),
    )


def _path(axes: Axes, run: list[SeriesPoint]) -> str:
    return " ".join(f"{axes.x(p.on):.1f},{axes.y(p.value or 0.0):.1f}" for p in run)


def _band(axes: Axes, run: list[SeriesPoint]) -> str:
    """Give the polygon of the interval; empty unless every point of the run has one."""
    if len(run) < 2 or any(p.low is None or p.high is None for p in run):
        return ""
    upper = [(axes.x(p.on), axes.y(p.high or 0.0)) for p in run]
    lower = [(axes.x(p.on), axes.y(p.low or 0.0)) for p in reversed(run)]
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in (*upper, *lower))


def _not_crowded(axes: Axes, points: tuple[SeriesPoint, ...], gap_px: float) -> set[date]:
    """Give the dates whose labels fit beside each other; the last one always stands."""
    shown = [points[-1].on]
    for point in points[:-1]:
        placed = [axes.x(on) for on in shown]
        if all(abs(axes.x(point.on) - x) >= gap_px for x in placed):
            shown.append(point.on)
    return set(shown)


def _label_heights(axes: Axes, chart: Chart) -> tuple[list[float], list[float]]:
    """Give the baseline of the number above and of the note below each point.

    Each starts beside its error bar and is pushed away from it until no level line runs
    through the letters, as far as there is room.
    """
    above, below = [], []
    for point in chart.points:
        x = axes.x(point.on)
        lines = _lines_at(axes, chart, x)
        middle = point.value or 0.0
        top = axes.y(middle if point.high is None else point.high) - 8
        foot = axes.y(middle if point.low is None else point.low) + 18
        above.append(_free_height(top, -NUDGE_PX, lines, (axes.top + 10, axes.bottom)))
        below.append(_free_height(foot, NUDGE_PX, lines, (axes.top + 10, axes.bottom - 4)))
    return above, below


def _lines_at(axes: Axes, chart: Chart, x: float) -> list[float]:
    """Give the heights of the level lines that cross a label centered at x."""
    lines = [axes.y(level.value) for level in chart.levels]
    steps = _progression_steps(axes, chart.points)
    lines += [y for x0, x1, y in steps if x0 < x + LABEL_HALF_PX and x1 > x - LABEL_HALF_PX]
    return lines


def _free_height(start: float, step: float, lines: list[float], room: tuple[float, float]) -> float:
    """Move a text's baseline by steps until no line runs through its letters."""
    y = start
    while any(y - LETTER_UP_PX <= line <= y + LETTER_DOWN_PX for line in lines):
        y += step
        if not room[0] <= y <= room[1]:
            return start  # no free place: the halo has to do
    return y


def _short_letters(point: SeriesPoint) -> str:
    """Give letters that fit over a point: NN stands for non-CR/non-PD."""
    if point.badge is None:
        return ""
    letters = "NN" if point.badge.key == "nn" else point.badge.letters
    return f"{letters}*" if point.computed else letters


def rules_words(point: SeriesPoint) -> str:
    """Say what the rules give where the clinician called otherwise; else nothing."""
    return f"* rules: {point.computed.letters}" if point.computed else ""


def _progression_steps(
    axes: Axes, points: tuple[SeriesPoint, ...]
) -> list[tuple[float, float, float]]:
    """Give (x from, x to, y) of the level from which each visit would be progression."""
    steps = []
    for before, point in itertools.pairwise(points):
        if point.progression_from is not None:
            steps.append((axes.x(before.on), axes.x(point.on), axes.y(point.progression_from)))
    return steps


def _levels(axes: Axes, chart: Chart) -> list[dict[str, object]]:
    """Place the level labels at the right so that none prints over another."""
    labels: list[dict[str, object]] = [
        {"y": axes.y(level.value), "label": level.label, "key": level.key, "full": True}
        for level in chart.levels
    ]
    last = next((p for p in reversed(chart.points) if p.progression_from is not None), None)
    if last is not None and last.progression_from is not None:
        y = axes.y(last.progression_from)
        words = f"{chart.progression_label}: {last.progression_from:.1f} {chart.unit}"
        labels.append({"y": y, "label": words, "key": "pd", "full": False})
    labels.sort(key=lambda each: float(str(each["y"])))
    floor = 0.0
    for each in labels:
        lines = _wrap(str(each["label"]))
        at = max(float(str(each["y"])), floor)
        each.update(text_y=at, lines=lines)
        floor = at + 13.0 * len(lines) + 4.0
    return labels


def _wrap(text: str, width: int = 27) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
