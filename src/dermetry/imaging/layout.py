"""The geometry of a calibration object: where its markers stand, in millimeters.

The project's own objects are data in ``knowledge/cards``; plain sheets come from a
person's TOML (see ``sheet``). Both become the same ``Layout``.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Kind = Literal["card", "page", "strip", "sheet"]
Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
OWN_KINDS: tuple[Kind, ...] = ("card", "page", "strip")


@dataclass(frozen=True)
class Marker:
    """One ArUco marker: its number and its outer corners (as printed: TL, TR, BR, BL)."""

    marker_id: int
    corners_mm: Corners

    @property
    def center_mm(self) -> tuple[float, float]:
        """Give the mean of the four corners."""
        xs, ys = zip(*self.corners_mm, strict=True)
        return sum(xs) / 4, sum(ys) / 4


@dataclass(frozen=True)
class Patch:
    """One color field and the sRGB color it is meant to have (a printer may differ)."""

    name: str
    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    srgb: tuple[int, int, int]


@dataclass(frozen=True)
class Ruler:
    """A printed millimeter scale: its zero, its length, and where the ticks point."""

    x_mm: float
    y_mm: float
    length_mm: float
    direction: Literal["up", "down"]


@dataclass(frozen=True)
class Layout:
    """One calibration object, in its own plane: origin top-left, x right, y down."""

    kind: Kind
    name: str  # "dermetry card v1", "sheet: color_checker.toml"
    dictionary: str
    width_mm: float
    height_mm: float
    printed_size_rel_sd: float  # 1 sd of the true size against the stated one
    markers: tuple[Marker, ...]
    patches: tuple[Patch, ...] = ()
    rulers: tuple[Ruler, ...] = ()


def square_marker(*, marker_id: int, x_mm: float, y_mm: float, side_mm: float) -> Marker:
    """Make an upright marker from its top-left corner and its outer side, in mm."""
    right, bottom = x_mm + side_mm, y_mm + side_mm
    return Marker(marker_id, ((x_mm, y_mm), (right, y_mm), (right, bottom), (x_mm, bottom)))


@cache
def own_layout(*, kind: str) -> Layout:
    """Read the geometry of one of the project's own objects: card, page or strip."""
    path = files("dermetry") / "knowledge" / "cards" / f"{kind}.toml"
    return _from_table(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def own_layouts() -> tuple[Layout, ...]:
    """Read the geometry of all the project's own objects."""
    return tuple(own_layout(kind=kind) for kind in OWN_KINDS)


def _from_table(table: dict[str, Any]) -> Layout:
    return Layout(
        kind=table["kind"],
        name=f"dermetry {table['kind']} v{table['version']}",
        dictionary=table["dictionary"],
        width_mm=float(table["width_mm"]),
        height_mm=float(table["height_mm"]),
        printed_size_rel_sd=float(table["printed_size_rel_sd"]),
        markers=tuple(
            square_marker(marker_id=m["id"], x_mm=m["x_mm"], y_mm=m["y_mm"], side_mm=m["side_mm"])
            for m in table["markers"]
        ),
        patches=tuple(_patch(p) for p in table["patches"]),
        rulers=tuple(Ruler(**r) for r in table["rulers"]),
    )


def _patch(table: dict[str, Any]) -> Patch:
    red, green, blue = bytes.fromhex(table["srgb"].removeprefix("#"))
    place = {key: value for key, value in table.items() if key != "srgb"}
    return Patch(**place, srgb=(red, green, blue))
