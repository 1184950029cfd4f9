"""Where the marks of lesions stand: the place of a zone and side, and room for each mark."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from shapely import MultiPolygon, maximum_inscribed_circle
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry

from dermetry.record.value import Laterality
from dermetry.report.figures.body import Area, Drawing, Side, load_drawings

MARK_HEIGHT = 17.0
GAP = 1.5
NEAR_MIDLINE = 16.0  # a pair whose areas lie closer to the midline than this has a middle
STEP = (7.0, 6.0)
EDGE = 1.0
OVER_MIDLINE = 7.0  # how far the frame of a mark, never its middle, may reach over the midline
OUTSIDE = 22.0  # what it costs a mark to leave its area
REACH = (98.0, 110.0)  # how far from its zone a mark may be moved to find room


@dataclass(frozen=True)
class Spot:
    """A place in one drawing, in its own units."""

    drawing: str
    x: float
    y: float
    areas: tuple[Area, ...]


@dataclass(frozen=True)
class Box:
    """The room of one mark."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: "Box") -> bool:
        """Say whether two rooms come closer than the gap between marks."""
        return (
            self.left < other.right + GAP
            and other.left < self.right + GAP
            and self.top < other.bottom + GAP
            and other.top < self.bottom + GAP
        )

    def within(self, other: "Box") -> bool:
        """Say whether this room lies inside another."""
        return (
            self.left >= other.left
            and self.right <= other.right
            and self.top >= other.top
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True)
class Wish:
    """Where a mark would stand if it were alone, and the area it should stay in."""

    x: float
    y: float
    width: float
    area: BaseGeometry | None = None
    room: Box | None = None  # what it must not leave: its drawing, and its side of the patient


def find_spots(*, zone: str | None, laterality: Laterality | None) -> tuple[tuple[Spot, ...], str]:
    """Give the places of a zone and side, or none and why in words.

    A bilateral lesion has two places. A zone with two sides and no side recorded has none:
    a side is never guessed.
    """
    if zone is None:
        return (), "place not recorded"
    if not any(area.zone == zone for _, area in _areas()):
        return (), "place not on the drawings"
    sides: tuple[Side | None, ...] = (
        ("right", "left") if laterality == "bilateral" else (laterality,)
    )
    spots = tuple(spot for side in sides if (spot := _find(zone, side)) is not None)
    if spots:
        return spots, ""
    return (), "side not recorded" if laterality is None else "no such place on that side"


def _areas() -> Iterable[tuple[Drawing, Area]]:
    return ((drawing, area) for drawing in load_drawings().values() for area in drawing.areas)


@cache
def _find(zone: str, side: Side | None) -> Spot | None:
    """Search the drawings for a zone and side, those that are its main place first."""
    having: dict[str, list[Area]] = {}
    for drawing, area in sorted(_areas(), key=lambda each: not each[1].is_main):
        if area.zone == zone:
            having.setdefault(drawing.key, []).append(area)
    for key, areas in having.items():
        spot = _within(load_drawings()[key], areas, side)
        if spot is not None:
            return spot
    return None


def _within(drawing: Drawing, areas: list[Area], side: Side | None) -> Spot | None:
    """Place a side in one drawing: the area itself, its half, or the middle of a pair."""
    exact = [area for area in areas if area.side == (side or "midline")]
    if exact:
        return _spot(drawing, exact[0].shape, exact)
    middle = [area for area in areas if area.side == "midline"]
    if middle and side in ("left", "right"):
        return _spot(drawing, _half(drawing, middle[0].shape, side), middle)
    if side == "midline" and len(areas) > 1:
        return _between(drawing, areas)
    return None


def _half(drawing: Drawing, shape: MultiPolygon, side: Side) -> BaseGeometry:
    """Cut an area at the midline of the figure and keep one side of the patient."""
    width, height = drawing.size
    at_right = drawing.viewer_right == side
    half = box(width / 2, 0, width, height) if at_right else box(0, 0, width / 2, height)
    return shape.intersection(half)


def _between(drawing: Drawing, areas: list[Area]) -> Spot | None:
    """Give the middle of a pair, when both sides reach near the midline."""
    middle = Point(drawing.size[0] / 2, areas[0].shape.centroid.y)
    near = all(area.shape.distance(middle) <= NEAR_MIDLINE for area in areas)
    if not near or not drawing.silhouette.contains(middle):
        return None
    return Spot(drawing.key, middle.x, middle.y, tuple(areas))


def _spot(drawing: Drawing, shape: BaseGeometry, areas: list[Area]) -> Spot:
    """Give the middle of a shape, or where its middle is thin the point deepest inside."""
    deepest = maximum_inscribed_circle(shape, tolerance=0.2)
    middle = shape.centroid
    is_deep = shape.contains(middle) and shape.boundary.distance(middle) > 0.8 * deepest.length
    x, y = middle.coords[0] if is_deep else deepest.coords[0]
    return Spot(drawing.key, x, y, (areas[0],))


def room_for(*, spot: Spot, laterality: Laterality | None) -> Box:
    """Give the room a mark may move in, on its sheet: a right lesion never stands on the left."""
    drawing = load_drawings()[spot.drawing]
    left, top = drawing.at
    right, bottom = left + drawing.size[0], top + drawing.size[1]
    middle = (left + right) / 2
    if laterality in ("left", "right", "bilateral") and drawing.viewer_right is not None:
        if spot.x + left > middle:
            left = middle - OVER_MIDLINE
        else:
            right = middle + OVER_MIDLINE
    return Box(left + EDGE, top + EDGE, right - EDGE, bottom - EDGE)


def mark_width(text: str) -> float:
    """Give the room a mark with these letters takes, in units of the drawing."""
    return 17.0 + 6.8 * sum(2 if ord(letter) > 0x2E7F else 1 for letter in text)


def spread(*, wishes: Sequence[Wish], room: Box, taken: Sequence[Box] = ()) -> list[Box | None]:
    """Give each mark its room near its place, none touching another, in the order given.

    A place inside the mark's own area is worth a longer way. None stands for a mark that
    found no room; the caller says it in words.
    """
    used, found = list(taken), []
    for wish in wishes:
        place = _nearest(wish, room, used)
        if place is not None:
            used.append(place)
        found.append(place)
    return found


def _nearest(wish: Wish, room: Box, used: Sequence[Box]) -> Box | None:
    best, least = None, math.inf
    for way, dx, dy in _offsets():
        if way >= least:
            break
        each = _box(wish.x + dx, wish.y + dy, wish.width)
        if not each.within(wish.room or room) or any(each.touches(other) for other in used):
            continue
        is_home = wish.area is None or wish.area.contains(Point(wish.x + dx, wish.y + dy))
        cost = way if is_home else way + OUTSIDE
        if cost < least:
            best, least = each, cost
    return best


def _box(x: float, y: float, width: float) -> Box:
    return Box(x - width / 2, y - MARK_HEIGHT / 2, x + width / 2, y + MARK_HEIGHT / 2)


@cache
def _offsets() -> tuple[tuple[float, float, float], ...]:
    """Give the moves to try with their length, the shortest first."""
    across, down = (int(reach // step) for reach, step in zip(REACH, STEP, strict=True))
    moves = [
        (math.hypot(STEP[0] * i, STEP[1] * j), STEP[0] * i, STEP[1] * j)
        for i in range(-across, across + 1)
        for j in range(-down, down + 1)
    ]
    return tuple(sorted(moves))
