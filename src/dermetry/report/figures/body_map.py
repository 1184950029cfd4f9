"""The body map: front, back and head with every skin zone, and the lesions by their trend."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from shapely import affinity

from dermetry.knowledge.codes import load_skin_zones
from dermetry.report.figures.body import Area, Drawing, load_drawings
from dermetry.report.figures.paint import TREND_WORDS, render_figure
from dermetry.report.figures.placing import (
    Box,
    Spot,
    Wish,
    find_spots,
    mark_width,
    room_for,
    spread,
)
from dermetry.report.figures.values import Trend, ZoneMark, ZonePicker

SHEETS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("front", "Front", ("front",)),
    ("back", "Back", ("back",)),
    ("head", "Head and scalp", ("face", "occiput", "right", "left", "top", "unnamed")),
)
SIZE = (196.0, 436.0)
ROOM = Box(1.0, 1.0, SIZE[0] - 1.0, SIZE[1] - 1.0)
Chest = Literal["neutral", "feminine"]


@dataclass(frozen=True)
class PlacedMark:
    """A mark with its room on its sheet, and the end of its leader line when it was moved."""

    mark: ZoneMark
    words: str
    box: Box
    anchor: tuple[float, float]
    is_moved: bool


@dataclass(frozen=True)
class ShownArea:
    """An area of a zone as it is drawn: its words, link and state."""

    area: Area
    words: str
    href: str
    state: str


@dataclass(frozen=True)
class ShownDrawing:
    """A drawing on its sheet."""

    drawing: Drawing
    areas: tuple[ShownArea, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """One of the three pictures of the map."""

    key: str
    title: str
    drawings: tuple[ShownDrawing, ...]
    marks: tuple[PlacedMark, ...]


def body_map(
    *,
    marks: Sequence[ZoneMark],
    selected: str | None,
    uid: str,
    zone_links: Mapping[str, str] | None = None,
    chest: Chest = "neutral",
) -> str:
    """Draw the lesions of a patient on the body; none is dropped.

    A lesion whose place or side is unknown, or that finds no room, is listed in words
    under the figures. ``zone_links`` makes zones links; ``uid`` must be unique in the page.
    """
    sheets, listed = _fill(marks)
    chosen = frozenset() if selected is None else frozenset({selected})
    return render_figure(
        "body_map.html",
        uid=uid,
        sheets=[
            _sheet(key, title, names, sheets[key], marks, chosen, zone_links or {}, chest)
            for key, title, names in SHEETS
        ],
        size=SIZE,
        listed=listed,
        trends=_trends(marks),
        has_proposed=any(not mark.is_confirmed for mark in marks),
        picker=None,
    )


def body_map_picker(*, picker: ZonePicker, uid: str, chest: Chest = "neutral") -> str:
    """Draw the map as a help to choose places; the form field beside it holds the choice."""
    return render_figure(
        "body_map.html",
        uid=uid,
        sheets=[
            _sheet(key, title, names, [], (), picker.chosen, {}, chest)
            for key, title, names in SHEETS
        ],
        size=SIZE,
        listed=(),
        trends=(),
        has_proposed=False,
        picker=picker,
        groups=zone_groups(),
    )


def zone_words(zone: str, side: str = "") -> str:
    """Name a zone as the standard does, with the patient's side and the code."""
    known = load_skin_zones().get(zone)
    if known is None:
        return zone.replace("_", " ")
    side_words = f", {side}" if side in ("left", "right") else ""
    return f"{known.display}{side_words} (SNOMED CT {known.snomed_code})"


def zone_groups() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Give the zones as (group, ((zone, name), ...)), grouped by the sheet they stand on."""
    groups: dict[str, dict[str, str]] = {title: {} for _, title, _ in SHEETS}
    named: set[str] = set()
    drawings, zones = load_drawings(), load_skin_zones()
    for _, title, names in SHEETS:
        for area in (area for name in names for area in drawings[name].areas):
            if area.zone not in named:
                named.add(area.zone)
                groups[title][area.zone] = zones[area.zone].words.capitalize()
    return tuple(
        (title, tuple(sorted(zones.items(), key=lambda each: each[1])))
        for title, zones in groups.items()
    )


def _fill(
    marks: Sequence[ZoneMark],
) -> tuple[dict[str, list[PlacedMark]], list[tuple[ZoneMark, str, str]]]:
    """Give every mark its room on a sheet, or its words and why it has none."""
    wanted: dict[str, list[tuple[ZoneMark, Spot]]] = {key: [] for key, _, _ in SHEETS}
    listed = []
    for mark in marks:
        spots, why = find_spots(zone=mark.zone, laterality=mark.laterality)
        for spot in spots:
            wanted[_sheet_of(spot.drawing)].append((mark, spot))
        if not spots:
            listed.append((mark, _mark_words(mark), why))
    placed = {}
    for key, pairs in wanted.items():
        placed[key], crowded = _place(pairs)
        listed += [
            (mark, _mark_words(mark), "no room left on the drawing")
            for mark in dict.fromkeys(crowded)
        ]
    return placed, listed


def _place(pairs: list[tuple[ZoneMark, Spot]]) -> tuple[list[PlacedMark], list[ZoneMark]]:
    """Give room to the first mark of every place, then to the second, and so on."""
    turns: Counter[tuple[float, float]] = Counter()
    queue = []
    for mark, spot in pairs:
        queue.append((turns[spot.x, spot.y], mark, _wish(mark, spot)))
        turns[spot.x, spot.y] += 1
    queue.sort(key=lambda each: each[0])
    boxes = spread(wishes=[wish for _, _, wish in queue], room=ROOM)
    placed, crowded = [], []
    for (_, mark, wish), box in zip(queue, boxes, strict=True):
        if box is None:
            crowded.append(mark)
            continue
        is_moved = not (box.left <= wish.x <= box.right and box.top <= wish.y <= box.bottom)
        placed.append(PlacedMark(mark, _mark_words(mark), box, (wish.x, wish.y), is_moved))
    return placed, crowded


def _wish(mark: ZoneMark, spot: Spot) -> Wish:
    left, top = load_drawings()[spot.drawing].at
    area = affinity.translate(spot.areas[0].shape, left, top) if len(spot.areas) == 1 else None
    room = room_for(spot=spot, laterality=mark.laterality)
    return Wish(spot.x + left, spot.y + top, mark_width(mark.lesion_id), area, room)


def _sheet_of(drawing: str) -> str:
    return next(key for key, _, names in SHEETS if drawing in names)


def _mark_words(mark: ZoneMark) -> str:
    """Say a mark: lesion, trend, place, size; a proposal says so."""
    side = mark.laterality or ""
    place = "" if mark.zone is None else zone_words(mark.zone, side)
    if side in ("midline", "bilateral"):
        place = f"{place}, {side}" if place else side
    proposed = "" if mark.is_confirmed else "proposed"
    parts = (mark.lesion_id, TREND_WORDS[mark.trend], proposed, place, mark.label)
    return ", ".join(part for part in parts if part)


def _sheet(
    key: str,
    title: str,
    names: tuple[str, ...],
    placed: list[PlacedMark],
    marks: Sequence[ZoneMark],
    chosen: frozenset[str],
    links: Mapping[str, str],
    chest: Chest,
) -> Sheet:
    drawings = [load_drawings()[name] for name in names]
    return Sheet(
        key=key,
        title=title,
        drawings=tuple(
            ShownDrawing(
                drawing,
                tuple(_shown(area, marks, chosen, links) for area in drawing.areas),
                tuple(line.path for line in drawing.lines if line.kind in ("", chest)),
            )
            for drawing in drawings
        ),
        marks=tuple(placed),
    )


def _shown(
    area: Area, marks: Sequence[ZoneMark], chosen: frozenset[str], links: Mapping[str, str]
) -> ShownArea:
    if area.zone in chosen:
        state = "is-chosen"
    elif any(_is_in(mark, area) for mark in marks):
        state = "has-marks"
    else:
        state = ""
    return ShownArea(area, zone_words(area.zone, area.side), links.get(area.zone, ""), state)


def _is_in(mark: ZoneMark, area: Area) -> bool:
    """Say whether a lesion lies in this area; an unknown side is in neither of a pair."""
    if mark.zone != area.zone:
        return False
    return area.side == "midline" or mark.laterality in (area.side, "bilateral", "midline")


def _trends(marks: Sequence[ZoneMark]) -> tuple[tuple[Trend, str], ...]:
    shown = {mark.trend for mark in marks}
    return tuple((trend, words) for trend, words in TREND_WORDS.items() if trend in shown)
