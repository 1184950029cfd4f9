"""The horizontal lines of a panel: baseline, nadir, response and progression, with their words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dermetry.report.values import BadgeKey, ChartLine, SeriesPoint

LABEL_LINE_PX = 14.0
DASHES = {"base": "1 0", "ne": "1 3", "pd": "2 3"}


@dataclass(frozen=True)
class Scale:
    """The map from millimeters to drawing units; it starts at 0."""

    top_mm: float
    step_mm: float
    top: float
    bottom: float

    def y(self, value_mm: float) -> float:
        """Place a length."""
        return self.bottom - (self.bottom - self.top) * value_mm / self.top_mm


@dataclass(frozen=True)
class Level:
    """A horizontal line with its words at the right, or in the key of a narrow chart."""

    y: float
    left: float
    right: float
    key: str
    lines: tuple[str, ...]
    text_y: float
    dash: str


def own_levels(points: Sequence[SeriesPoint], unit: str) -> Iterator[ChartLine]:
    """Give the lines of the baseline and of the nadir, named with their value."""
    marked: tuple[tuple[str, BadgeKey, list[SeriesPoint]], ...] = (
        ("baseline", "base", [point for point in points if point.is_baseline]),
        ("nadir", "ne", [point for point in points if point.is_nadir]),
    )
    for word, key, chosen in marked:
        for point in chosen[-1:]:
            if point.value is not None:
                yield ChartLine(point.value, f"{word} {point.label} {unit}", key)


def lay_levels(
    *,
    levels: Sequence[ChartLine],
    points: Sequence[SeriesPoint],
    progression_label: str,
    scale: Scale,
    edges: tuple[float, float],
    letters_wide: int,
    unit: str,
) -> tuple[Level, ...]:
    """Place the levels with their words at the right so that none prints over another."""
    rows = [(scale.y(level.value), level.key, level.label) for level in levels]
    last = [each.progression_from for each in points if each.progression_from is not None]
    if last:
        rows.append((scale.y(last[-1]), "pd", f"{progression_label}: {last[-1]:.1f} {unit}"))
    rows.sort()
    placed, floor = [], scale.top - 6
    for y, key, label in rows:
        lines = tuple(wrap(label, letters_wide))
        text_y = max(y, floor)
        floor = text_y + LABEL_LINE_PX * len(lines) + 3
        dash = DASHES.get(key, "7 4")
        placed.append(Level(y, edges[0], edges[1], key, lines, text_y, dash))
    over = max(floor - LABEL_LINE_PX - scale.bottom - 8, 0.0) if placed else 0.0
    return tuple(
        Level(e.y, e.left, e.right, e.key, e.lines, e.text_y - over, e.dash) for e in placed
    )


def wrap(text: str, width: int) -> list[str]:
    """Break a label into lines of at most so many letters, at spaces."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
