"""Plain marker sheets described by a person in a small TOML file."""

import math
import tomllib
from typing import Any

import cv2

from dermetry.errors import MarksInvalid
from dermetry.imaging.layout import Layout, Marker, square_marker

SIDE_MM = (3.0, 500.0)
GAP_MM = (1.0, 2000.0)
# Sheets of others carry no self-check line; the seven we could check were 0.3 to 1.6 % off.
UNCHECKED_REL_SD = 0.01
SHORT_FIELDS = {"ids", "marker_side_mm", "gap_w_mm", "gap_h_mm"}
COMMON_FIELDS = {"dictionary", "title", "unit", "printed_size_rel_sd"}
MARKER_FIELDS = {"id", "x_mm", "y_mm", "side_mm"}
UNITS = ("_cm", "_in", "_inch", "_m", "_px", "_pt")


class SheetInvalid(MarksInvalid):
    """The description of a marker sheet does not hold."""


def read_sheet(*, text: str, name: str) -> Layout:
    """Read a sheet: four markers by side and gaps, or explicit marker places.

    Four markers: ``ids = [TL, TR, BL, BR]``, ``marker_side_mm`` (outer side of the black
    square), ``gap_w_mm`` and ``gap_h_mm`` (white distance between the facing black sides,
    across and down). Or any number of ``[[markers]]`` with ``id, x_mm, y_mm, side_mm``
    (top-left corner). ``dictionary`` is an ArUco name such as "DICT_4X4_50".
    Raises ``SheetInvalid`` naming the file and the field.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SheetInvalid(
            f"{name} is no valid TOML", why=str(error), next_step="correct that line"
        ) from error
    listed = "markers" in table
    _check_fields(table, COMMON_FIELDS | ({"markers"} if listed else SHORT_FIELDS), name)
    if table.get("unit", "mm") != "mm":
        raise _error(name, "unit", f'is {table["unit"]!r}; only "mm" is understood')
    size = _dictionary_size(table, name)
    markers = _listed_markers(table, name) if listed else _four_markers(table, name)
    _check_ids(markers, size, name)
    spread = _number(table, "printed_size_rel_sd", (0.0, 0.1), name, default=UNCHECKED_REL_SD)
    return Layout(
        kind="sheet",
        name=f"sheet: {name}",
        dictionary=table["dictionary"],
        width_mm=max(x for m in markers for x, _ in m.corners_mm),
        height_mm=max(y for m in markers for _, y in m.corners_mm),
        printed_size_rel_sd=spread,
        markers=markers,
    )


def _four_markers(table: dict[str, Any], name: str) -> tuple[Marker, ...]:
    ids = table.get("ids")
    if not (isinstance(ids, list) and len(ids) == 4):
        raise _error(
            name, "ids", "must list four numbers: top left, top right, bottom left, bottom right"
        )
    side = _number(table, "marker_side_mm", SIDE_MM, name)
    step_w = side + _number(table, "gap_w_mm", GAP_MM, name)
    step_h = side + _number(table, "gap_h_mm", GAP_MM, name)
    places = ((0.0, 0.0), (step_w, 0.0), (0.0, step_h), (step_w, step_h))
    return tuple(
        square_marker(marker_id=_whole(number, "ids", name), x_mm=x, y_mm=y, side_mm=side)
        for number, (x, y) in zip(ids, places, strict=True)
    )


def _listed_markers(table: dict[str, Any], name: str) -> tuple[Marker, ...]:
    rows = table["markers"]
    if not (isinstance(rows, list) and len(rows) >= 2 and all(isinstance(r, dict) for r in rows)):
        raise _error(name, "markers", "must be two or more [[markers]] tables")
    markers = []
    for row in rows:
        _check_fields(row, MARKER_FIELDS, name)
        markers.append(
            square_marker(
                marker_id=_whole(row.get("id"), "id", name),
                x_mm=_number(row, "x_mm", (0.0, 3000.0), name),
                y_mm=_number(row, "y_mm", (0.0, 3000.0), name),
                side_mm=_number(row, "side_mm", SIDE_MM, name),
            )
        )
    _check_apart(markers, name)
    return tuple(markers)


def _check_fields(table: dict[str, Any], known: set[str], name: str) -> None:
    for key in table:
        if key in known:
            continue
        stem = next((key.removesuffix(unit) for unit in UNITS if key.endswith(unit)), None)
        if stem and f"{stem}_mm" in known:
            raise _error(name, key, f"is not in millimeters; give {stem}_mm")
        raise _error(name, key, f"is not known; known are {', '.join(sorted(known))}")


def _number(
    table: dict[str, Any],
    key: str,
    limits: tuple[float, float],
    name: str,
    default: float | None = None,
) -> float:
    value = table.get(key, default)
    if value is None:
        raise _error(name, key, "is missing")
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _error(name, key, f"must be a number, not {value!r}")
    if not limits[0] <= value <= limits[1]:
        raise _error(
            name,
            key,
            f"is {value:g}; it must lie between {limits[0]:g} and {limits[1]:g} (millimeters?)",
        )
    return float(value)


def _whole(value: object, key: str, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise _error(name, key, f"must be marker numbers, not {value!r}")
    return value


def _dictionary_size(table: dict[str, Any], name: str) -> int:
    wanted = table.get("dictionary")
    if not (isinstance(wanted, str) and wanted.startswith("DICT_") and hasattr(cv2.aruco, wanted)):
        raise _error(
            name, "dictionary", f'must be an ArUco name such as "DICT_4X4_50", not {wanted!r}'
        )
    return len(cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, wanted)).bytesList)


def _check_ids(markers: tuple[Marker, ...], size: int, name: str) -> None:
    ids = [each.marker_id for each in markers]
    if len(set(ids)) < len(ids):
        raise _error(name, "ids", "names a marker number twice")
    if max(ids) >= size:
        raise _error(name, "ids", f"has {max(ids)}, but the dictionary ends at {size - 1}")


def _check_apart(markers: list[Marker], name: str) -> None:
    for i, one in enumerate(markers):
        for other in markers[i + 1 :]:
            (ax, ay), (bx, by) = one.corners_mm[0], one.corners_mm[2]
            (cx, cy), (dx, dy) = other.corners_mm[0], other.corners_mm[2]
            if ax < dx and cx < bx and ay < dy and cy < by:
                raise _error(
                    name, "markers", f"{one.marker_id} and {other.marker_id} overlap as described"
                )


def _error(name: str, field: str, why: str) -> SheetInvalid:
    return SheetInvalid(f"{name}: {field} {why}", next_step=f"correct {field} in {name}")
