"""Smooth curves through given points: as SVG path text, and as points for geometry."""

import itertools
from collections.abc import Sequence

Point = tuple[float, float]
Segment = tuple[Point, Point, Point, Point]
SAMPLES = 6  # points kept of each piece of curve when it becomes a polygon


def smooth(*, points: Sequence[Point], is_closed: bool) -> list[Segment]:
    """Give the cubic Bézier pieces of a Catmull-Rom curve through the points."""
    count = len(points)
    if is_closed:
        around = [points[-1], *points, points[0], points[1]]
        pieces = count
    else:
        around = [points[0], *points, points[-1]]
        pieces = count - 1
    segments: list[Segment] = []
    for n in range(pieces):
        before, start, end, after = around[n : n + 4]
        one = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        two = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        segments.append((start, one, two, end))
    return segments


def path_of_curve(*, segments: Sequence[Segment], is_closed: bool) -> str:
    """Write a curve as SVG path data."""
    parts = [f"M{say(segments[0][0])}"]
    parts += [f"C{say(one)} {say(two)} {say(end)}" for _, one, two, end in segments]
    return "".join(parts) + ("Z" if is_closed else "")


def path_of_ring(ring: Sequence[Point]) -> str:
    """Write a closed polygon as SVG path data, in steps from point to point to keep it short."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in ring]
    parts = [f"M{say(ring[0])}l"]
    for (x0, y0), (x1, y1) in itertools.pairwise(tenths):
        across, down = _trim((x1 - x0) / 10), _trim((y1 - y0) / 10)
        parts.append(across + ("" if down.startswith("-") else " ") + down)
    return parts[0] + " ".join(parts[1:]).replace(" -", "-") + "z"


def _trim(value: float) -> str:
    """Write a number without the zeros that SVG does not need."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text.replace("0.", ".") if abs(value) < 1 else text


def sample(segments: Sequence[Segment]) -> list[Point]:
    """Give points along a curve, close enough together to stand for it."""
    found = []
    for start, one, two, end in segments:
        for n in range(SAMPLES):
            t = n / SAMPLES
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            found.append(
                (
                    a * start[0] + b * one[0] + c * two[0] + d * end[0],
                    a * start[1] + b * one[1] + c * two[1] + d * end[1],
                )
            )
    return found


def say(point: Point) -> str:
    """Write a point with a tenth of a unit, without needless zeros."""
    return " ".join(f"{value:.1f}".removesuffix(".0") for value in point)
