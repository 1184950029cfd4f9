"""The drawings of the body: outlines, lines and the area of every skin zone, as values."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal

from shapely import BufferCapStyle, affinity
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import unary_union

from dermetry.report.figures.curves import Segment, path_of_curve, path_of_ring, sample, smooth

Side = Literal["right", "left", "midline"]
Table = Mapping[str, Any]
OPPOSITE: dict[Side, Side] = {"right": "left", "left": "right", "midline": "midline"}
SMALLEST_SHARE = 0.1  # of the largest part: slivers that clipping leaves behind are no place
TOLERANCE = 0.25  # how far a border may leave its smooth shape, to keep pages small


@dataclass(frozen=True)
class Area:
    """Where one zone lies in one drawing; ``side`` is the patient's."""

    zone: str
    side: Side
    shape: MultiPolygon
    is_main: bool  # its marks are drawn here when several drawings show the zone

    @cached_property
    def path(self) -> str:
        """Give the border as SVG path data."""
        kept = self.shape.simplify(TOLERANCE)
        parts = kept.geoms if isinstance(kept, MultiPolygon) else [kept]
        rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
        return "".join(path_of_ring(ring.coords[:-1]) for ring in rings)


@dataclass(frozen=True)
class Line:
    """A line of the drawing without meaning of its own; ``kind`` names a variant."""

    path: str
    kind: str


@dataclass(frozen=True)
class Drawing:
    """One view of the body, in units of its own from its upper left corner."""

    key: str
    title: str
    size: tuple[float, float]
    at: tuple[float, float]
    viewer_right: Side | None  # None: one side of the patient only, as in a profile
    outline: str
    silhouette: Polygon
    lines: tuple[Line, ...]
    areas: tuple[Area, ...]


@cache
def load_drawings() -> Mapping[str, Drawing]:
    """Load every drawing by its key, in the order they are searched for a zone's place."""
    tables: dict[str, Table] = {}
    for name in ("body.toml", "head.toml"):
        tables |= tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))
    return {key: _drawing(key, tables) for key in tables}


def _drawing(key: str, tables: Mapping[str, Table]) -> Drawing:
    table = tables[key]
    source = tables[table["mirror_of"]] if "mirror_of" in table else table
    width = float(table["size"][0])
    flip = width if "mirror_of" in table else None
    middle = float(table["middle"])
    ring = _outline(tables[source["outline_of"]] if "outline_of" in source else source, middle)
    segments = smooth(points=_flipped(ring, flip), is_closed=True)
    silhouette = Polygon(sample(segments)).buffer(0)
    return Drawing(
        key=key,
        title=table["title"],
        size=(width, float(table["size"][1])),
        at=tuple(table.get("at", (0, 0))),
        viewer_right=table.get("viewer_right"),
        outline=path_of_curve(segments=segments, is_closed=True),
        silhouette=silhouette,
        lines=tuple(_lines(source, middle, flip)),
        areas=tuple(_areas(key, source, table, silhouette, flip)),
    )


def _outline(table: Table, middle: float) -> list[tuple[float, float]]:
    """Give the whole ring, from one half or as it stands."""
    if "outline_whole" in table:
        return [(middle + x, y) for x, y in table["outline_whole"]]
    half = [(x, y) for x, y in table["outline"]]
    other = [(-x, y) for x, y in reversed(half) if x != 0]
    return [(middle + x, y) for x, y in (*half, *other)]


def _flipped(
    points: Iterable[tuple[float, float]], flip: float | None
) -> list[tuple[float, float]]:
    return [(x if flip is None else flip - x, y) for x, y in points]


def _lines(table: Table, middle: float, flip: float | None) -> Iterable[Line]:
    """Give each line of the drawing, on both sides where the drawing has two."""
    for line in table.get("lines", ()):
        for sign in (1,) if "outline_whole" in table else (1, -1):
            points = _flipped([(middle + sign * x, y) for x, y in line["points"]], flip)
            segments: list[Segment] = smooth(points=points, is_closed=False)
            yield Line(path_of_curve(segments=segments, is_closed=False), line.get("kind", ""))


def _areas(
    key: str, source: Table, table: Table, silhouette: Polygon, flip: float | None
) -> Iterable[Area]:
    """Give each area: its shape within the outline, less the areas listed before it."""
    middle = float(table["middle"])
    taken: BaseGeometry = Polygon()
    for row in source.get("areas", ()):
        for side, sign in _sides(key, row, table):
            shape = _shape(row, side, middle, sign)
            if flip is not None:
                shape = affinity.affine_transform(shape, [-1, 0, 0, 1, flip, 0])
            left_over = _parts(shape.intersection(silhouette).difference(taken))
            taken = unary_union([taken, left_over])
            yield Area(row["zone"], side, left_over, bool(row.get("is_main", False)))


def _sides(key: str, row: Table, table: Table) -> tuple[tuple[Side, int], ...]:
    """Give the patient's side of each area of a row, with the direction it is drawn in."""
    if "sides" not in row:
        return ((("left" if key == "left" else "right"), 1),)
    if row["sides"] == "midline":
        return (("midline", 1),)
    on_right: Side = table["viewer_right"]
    return ((on_right, 1), (OPPOSITE[on_right], -1))


def _shape(row: Table, side: Side, middle: float, sign: int) -> BaseGeometry:
    """Give the raw shape of a row, in the coordinates of its drawing."""
    if "ellipse" in row:
        x, y, rx, ry = row["ellipse"]
        return affinity.scale(Point(middle + sign * x, y).buffer(1, quad_segs=6), rx, ry)
    half = [(x, y) for x, y in row["points"]]
    if side == "midline" and "sides" in row:
        half += [(-x, y) for x, y in reversed(half) if x != 0]
    ring = [(middle + sign * x, y) for x, y in half]
    if row.get("is_round", False):
        ring = sample(smooth(points=ring, is_closed=True))
    return Polygon(ring).buffer(0)


def _parts(shape: BaseGeometry) -> MultiPolygon:
    """Keep the parts that are large enough to be a place."""
    opened = shape.buffer(-0.35, cap_style=BufferCapStyle.flat).buffer(0.35).intersection(shape)
    parts = [part for part in getattr(opened, "geoms", [opened]) if isinstance(part, Polygon)]
    largest = max((part.area for part in parts), default=0.0)
    return MultiPolygon([part for part in parts if part.area > SMALLEST_SHARE * largest])
