"""The upper panel of a chart: a measured length over time with its interval and levels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dermetry.report.charts import NICE_STEPS, rules_words
from dermetry.report.figures.axis import DateAxis, uncrowded
from dermetry.report.figures.levels import Level, Scale, lay_levels, own_levels
from dermetry.report.values import Badge, ChartLine, SeriesPoint

VALUE_GAP_PX, LETTER_GAP_PX, GAP_WORD_PX = 37.0, 27.0, 15.0
LETTER_UP_PX, LETTER_DOWN_PX, LABEL_HALF_PX = 12.0, 4.0, 18.0
PROPOSED_GAP_PX = 56.0
MARK_PX, SMALLEST = 15.0, 0.35
NOTE_HALF_PX, AIR_PX = 26.0, 16.0


@dataclass(frozen=True)
class Dot:
    """One visit of the panel; ``y`` None is a gap and says ``gap`` instead."""

    x: float
    y: float | None
    low: float | None
    high: float | None
    label: str
    gap: str
    label_y: float
    note: str
    note_x: float
    note_y: float
    is_baseline: bool
    badge: Badge | None
    letters: str
    is_confirmed: bool
    says_proposed: bool
    rules: str  # what the rules give, where the call is the clinician's own; empty: no room
    state: str
    href: str
    words: str


@dataclass(frozen=True)
class PanelPoint:
    """One visit as the panel takes it."""

    point: SeriesPoint
    href: str
    words: str
    is_confirmed: bool = True
    state: str = "measured"


@dataclass(frozen=True)
class Panel:
    """A panel ready to draw."""

    left: float
    right: float
    top: float
    bottom: float
    grid: tuple[tuple[float, str], ...]
    lines: tuple[str, ...]
    bands: tuple[str, ...]
    steps: tuple[tuple[float, float, float], ...]
    dots: tuple[Dot, ...]
    levels: tuple[Level, ...]
    shrink: float  # 1, or less where visits stand so close that their marks would overlap


@dataclass(frozen=True)
class Shown:
    """The numbers of the visits whose labels fit."""

    values: set[int]
    letters: set[int]
    gaps: set[int]
    proposed: set[int]  # and those that say what the rules give


def build_panel(
    *,
    points: Sequence[PanelPoint],
    levels: Sequence[ChartLine],
    progression_label: str,
    axis: DateAxis,
    edges: tuple[float, float],
    height: tuple[float, float],
    letters_wide: int = 17,
    unit: str = "mm",
) -> Panel:
    """Lay out a panel between ``edges`` (left, right) and ``height`` (top, bottom) in px."""
    scale = _scale(points, levels, height)
    steps = tuple(_steps(points, axis, scale))
    series = [each.point for each in points]
    drawn = [*own_levels(series, unit), *levels]
    return Panel(
        left=edges[0],
        right=edges[1],
        top=height[0],
        bottom=height[1],
        grid=tuple(
            (scale.y(scale.step_mm * n), f"{scale.step_mm * n:g}")
            for n in range(int(scale.top_mm / scale.step_mm + 0.5) + 1)
        ),
        lines=tuple(_line(run, axis, scale) for run in _runs(points)),
        bands=tuple(band for run in _runs(points) if (band := _band(run, axis, scale))),
        steps=steps,
        dots=tuple(_dots(points, axis, scale, [scale.y(level.value) for level in drawn], steps)),
        levels=lay_levels(
            levels=drawn,
            points=series,
            progression_label=progression_label,
            scale=scale,
            edges=edges,
            letters_wide=letters_wide,
            unit=unit,
        ),
        shrink=_shrink([axis.x(each.point.on) for each in points]),
    )


def _shrink(places: Sequence[float]) -> float:
    """Give the factor for marks that stand closer together than they are wide."""
    gaps = [after - before for before, after in pairwise(places) if after > before]
    return min(max(min([MARK_PX, *gaps]) / MARK_PX, SMALLEST), 1.0)


def _scale(
    points: Sequence[PanelPoint], levels: Sequence[ChartLine], height: tuple[float, float]
) -> Scale:
    numbers = [level.value for level in levels]
    for each in (one.point for one in points):
        numbers += [n for n in (each.value, each.high, each.progression_from) if n is not None]
    highest = max([0.0, *numbers]) * 1.08 or 10.0
    step = float(next((s for s in NICE_STEPS if highest / s <= 5), highest))
    return Scale(step * -(-highest // step), step, *height)


def _runs(points: Sequence[PanelPoint]) -> Iterator[list[PanelPoint]]:
    """Give the unbroken stretches; a visit without a value ends one."""
    run: list[PanelPoint] = []
    for each in points:
        if each.point.value is None:
            if run:
                yield run
            run = []
        else:
            run.append(each)
    if run:
        yield run


def _line(run: Sequence[PanelPoint], axis: DateAxis, scale: Scale) -> str:
    places = [
        (axis.x(e.point.on), scale.y(e.point.value)) for e in run if e.point.value is not None
    ]
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _band(run: Sequence[PanelPoint], axis: DateAxis, scale: Scale) -> str:
    """Give the polygon of the interval; empty unless every point of the run has one."""
    limits = [
        (axis.x(e.point.on), e.point.low, e.point.high)
        for e in run
        if e.point.low is not None and e.point.high is not None
    ]
    if len(run) < 2 or len(limits) < len(run):
        return ""
    upper = [(x, scale.y(high)) for x, _, high in limits]
    lower = [(x, scale.y(low)) for x, low, _ in reversed(limits)]
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in (*upper, *lower))


def _dots(
    points: Sequence[PanelPoint],
    axis: DateAxis,
    scale: Scale,
    levels: Sequence[float],
    steps: Sequence[tuple[float, float, float]],
) -> Iterator[Dot]:
    places = [axis.x(each.point.on) for each in points]
    shown = _shown(points, places)
    for number, (each, x) in enumerate(zip(points, places, strict=True)):
        point = each.point
        is_gap = point.value is None
        middle = 0.0 if point.value is None else point.value
        head = scale.y(middle if point.high is None else point.high) - 8
        foot = scale.y(middle if point.low is None else point.low) + 16
        near = [y for a, b, y in steps if a < x + LABEL_HALF_PX and b > x - LABEL_HALF_PX]
        notes = (("baseline", point.is_baseline), ("nadir", point.is_nadir))
        yield Dot(
            x=x,
            y=None if point.value is None else scale.y(point.value),
            low=None if point.low is None else scale.y(point.low),
            high=None if point.high is None else scale.y(point.high),
            label=point.label if number in shown.values and not is_gap else "",
            gap=(point.label or "not measured") if is_gap and number in shown.gaps else "",
            label_y=_free(head, -1.0, [*levels, *near], scale),
            note=" · ".join(word for word, holds in notes if holds and not is_gap),
            note_x=max(x, axis.left - AIR_PX + NOTE_HALF_PX),
            note_y=_free(foot, 1.0, [*levels, *near], scale),
            is_baseline=point.is_baseline,
            badge=point.badge,
            letters=_letters(point) if number in shown.letters else "",
            is_confirmed=each.is_confirmed,
            says_proposed=number in shown.proposed and not each.is_confirmed,
            rules=rules_words(point) if number in shown.proposed else "",
            state=each.state,
            href=each.href,
            words=each.words,
        )


def _shown(points: Sequence[PanelPoint], places: Sequence[float]) -> Shown:
    """Choose the labels that fit: baseline, nadir and last value, changes of the call first."""
    numbers = range(len(points))
    last = [*numbers][-1:]
    marked = [n for n in numbers if points[n].point.is_baseline or points[n].point.is_nadir]
    keys = [each.point.badge and each.point.badge.key for each in points]
    changed = [n for n in numbers if n == 0 or keys[n] != keys[n - 1]]
    return Shown(
        values=uncrowded(places=places, gap_px=VALUE_GAP_PX, first=[*last, *marked]),
        letters=uncrowded(places=places, gap_px=LETTER_GAP_PX, first=[*last, *reversed(changed)]),
        gaps=_among([n for n in numbers if points[n].point.value is None], places, GAP_WORD_PX),
        proposed=_among(
            [n for n in numbers if not points[n].is_confirmed or points[n].point.computed],
            places,
            PROPOSED_GAP_PX,
        ),
    )


def _among(numbers: list[int], places: Sequence[float], gap_px: float) -> set[int]:
    """Choose among some of the places only."""
    chosen = uncrowded(places=[places[n] for n in numbers], gap_px=gap_px)
    return {numbers[n] for n in chosen}


def _free(start: float, step: float, lines: Sequence[float], scale: Scale) -> float:
    """Move a text away from its point until no level line runs through its letters."""
    y = min(start, scale.bottom - 4)
    while any(y - LETTER_UP_PX <= line <= y + LETTER_DOWN_PX for line in lines):
        y += step
        if not scale.top + 8 <= y <= scale.bottom - 4:
            return min(start, scale.bottom - 4)  # no free place: the halo has to do
    return y


def _letters(point: SeriesPoint) -> str:
    """Give letters that fit over a point: NN is non-CR/non-PD, a star the clinician's own."""
    if point.badge is None:
        return ""
    letters = {"nn": "NN", "none": "–"}.get(point.badge.key, point.badge.letters)
    return f"{letters}*" if point.computed else letters


def _steps(
    points: Sequence[PanelPoint], axis: DateAxis, scale: Scale
) -> Iterator[tuple[float, float, float]]:
    """Give (x from, x to, y) of the sum from which each visit would be progression."""
    for before, each in pairwise(points):
        if each.point.progression_from is not None:
            y = scale.y(each.point.progression_from)
            yield axis.x(before.point.on), axis.x(each.point.on), y
