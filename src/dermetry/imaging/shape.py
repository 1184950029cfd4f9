"""What an outline measures in millimeters, with the uncertainty split by cause."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from shapely import MultiPoint
from shapely import Polygon as Shape

from dermetry.errors import MarksInvalid, NotMeasurable
from dermetry.imaging.convexity import convexity_note, convexity_rel_at
from dermetry.imaging.limits import read_limits
from dermetry.imaging.outline_settings import read_settings
from dermetry.imaging.scale import far_note, mm_per_pixel_at, tilt_rel_sd_at
from dermetry.imaging.values import (
    Measurement,
    Outline,
    Point,
    Polygon,
    Quantity,
    Scale,
    Uncertainty,
)

FloatArray = NDArray[np.float64]
Axis = tuple[Point, Point]


class LesionCut(NotMeasurable):
    """The outline reaches the edge of the photograph, so its size is not known."""


class OutlineOffPlane(NotMeasurable):
    """The outline lies where the plane of the calibration object cannot be seen."""


class LesionTooSmall(NotMeasurable):
    """A size of the outline would be printed as 0.0, which no lesion has."""


class LesionTooLarge(NotMeasurable):
    """The outline measures more than any lesion, so its scale cannot be right."""


class OutlineWithoutArea(MarksInvalid):
    """The outline has fewer than three points or encloses nothing."""


@dataclass(frozen=True)
class Extent:
    """The four sizes of one polygon and its two axes; lengths in the polygon's unit."""

    longest: float
    perpendicular: float
    area: float
    perimeter: float
    longest_axis: Axis
    perpendicular_axis: Axis


def measure(*, outline: Outline, scale: Scale, picture_size: tuple[int, int]) -> Measurement:
    """Give the diameters, area and perimeter of an outline in millimeters.

    ``picture_size`` is (width, height) in px. The perpendicular is the greatest extent at
    right angles to the longest diameter (what the jaws of a caliper turned by 90 degrees
    give). Raises LesionCut, LesionTooSmall, LesionTooLarge, OutlineOffPlane,
    OutlineWithoutArea.
    """
    points = np.asarray(outline.polygon, dtype=float).reshape(-1, 2)
    _check_within(points, picture_size)
    on_plane = measure_polygon(points=to_plane(homography=scale.homography, points=points))
    larger = convexity_rel_at(scale=scale, point=_center(points))
    extent = _enlarged(on_plane, 1 + larger)
    _check_plausible(extent)
    causes = _relative_causes(outline, scale, extent, points, 1 + larger)
    back = np.linalg.inv(scale.homography)
    return Measurement(
        longest_diameter_mm=_quantity(extent.longest, causes["longest"]),
        perpendicular_mm=_quantity(extent.perpendicular, causes["perpendicular"]),
        area_mm2=_quantity(extent.area, causes["area"]),
        perimeter_mm=_quantity(extent.perimeter, causes["perimeter"]),
        longest_axis_px=_axis_in_pixels(extent.longest_axis, back),
        perpendicular_axis_px=_axis_in_pixels(extent.perpendicular_axis, back),
        mm_per_pixel=mm_per_pixel_at(scale=scale, point=_center(points)),
        tilt_deg=scale.tilt_deg,
        method=f"photograph, {scale.method}, outline {_HOW[outline.source]}",
        notes=_notes(points, scale, larger),
    )


def _enlarged(extent: Extent, factor: float) -> Extent:
    """Give the sizes enlarged; the axes stay where they are on the plane."""
    return replace(
        extent,
        longest=extent.longest * factor,
        perpendicular=extent.perpendicular * factor,
        area=extent.area * factor**2,
        perimeter=extent.perimeter * factor,
    )


_HOW = {"drawn": "drawn", "tap": "by tap", "box": "by box", "candidate": "proposed, no mark"}


def measure_polygon(*, points: FloatArray) -> Extent:
    """Give the sizes of one closed polygon (N, 2), in the unit of its points.

    The longest diameter is the greatest distance between two corners of the convex hull,
    which is exact for a polygon. Raises OutlineWithoutArea.
    """
    shape = Shape(points) if len(points) >= 3 else Shape()
    if shape.is_empty or not np.isfinite(shape.area) or shape.area <= 0:
        raise OutlineWithoutArea(
            "The outline encloses nothing",
            why="it has fewer than three different points, or they lie on one line",
            next_step="Draw the border of the lesion again, all the way round",
        )
    hull = np.asarray(MultiPoint(points).convex_hull.exterior.coords)[:-1]
    start, end = _longest_axis(hull)
    longest = float(np.hypot(*(end - start)))
    along = (end - start) / longest
    across = np.array([-along[1], along[0]])
    offsets = (hull - start) @ across
    middle = start + along * float(
        np.mean((hull[[offsets.argmin(), offsets.argmax()]] - start) @ along)
    )
    return Extent(
        longest=longest,
        perpendicular=float(np.ptp(offsets)),
        area=float(shape.area),
        perimeter=float(shape.length),
        longest_axis=(_point(start), _point(end)),
        perpendicular_axis=(
            _point(middle + across * offsets.min()),
            _point(middle + across * offsets.max()),
        ),
    )


def to_plane(*, homography: FloatArray, points: FloatArray) -> FloatArray:
    """Give pixel points (N, 2) in plane millimeters. Raises OutlineOffPlane."""
    projected = np.column_stack([points, np.ones(len(points))]) @ homography.T
    depth = projected[:, 2]
    if np.abs(depth).min() < 1e-12 or depth.min() * depth.max() <= 0:
        raise OutlineOffPlane(
            "The outline lies beyond the horizon of the calibration object's plane",
            why="the camera was tilted so far that the plane ends inside the outline",
            next_step="Photograph again, straight above the lesion, with the card beside it",
        )
    return np.asarray(projected[:, :2] / depth[:, None])


def _longest_axis(hull: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Give the two hull corners farthest apart, in a fixed order (left or upper first)."""
    gaps = ((hull[:, None] - hull[None]) ** 2).sum(axis=2)
    first, second = np.unravel_index(int(gaps.argmax()), gaps.shape)
    ends = sorted([tuple(hull[first]), tuple(hull[second])])
    return np.array(ends[0]), np.array(ends[1])


def _point(values: FloatArray) -> Point:
    return float(values[0]), float(values[1])


def _center(points: FloatArray) -> Point:
    center = Shape(points).centroid
    return float(center.x), float(center.y)


def _axis_in_pixels(axis: Axis, back: FloatArray) -> Axis:
    """Give an axis of the plane as pixel end points."""
    ends = to_plane(homography=back, points=np.asarray(axis))
    return _point(ends[0]), _point(ends[1])


def _check_within(points: FloatArray, picture_size: tuple[int, int]) -> None:
    """Refuse an outline that touches the edge of the photograph."""
    margin = float(read_settings(table="shape")["frame_margin_px"])
    low = points.min(axis=0) if len(points) else np.zeros(2)
    high = points.max(axis=0) if len(points) else np.zeros(2)
    limit = np.asarray(picture_size) - 1 - margin
    if len(points) and ((low < margin).any() or (high > limit).any()):
        raise LesionCut(
            "The lesion is cut by the edge of the photograph",
            why="its outline reaches the edge, so the part outside cannot be measured",
            next_step="Photograph again with skin visible all round the lesion and the card",
        )


def _check_plausible(extent: Extent) -> None:
    """Refuse sizes that would be printed as zero, and sizes that no lesion has."""
    limits = read_limits(table="plausible_sizes")
    if min(extent.longest, extent.perpendicular, extent.area) <= limits["least"]:
        raise LesionTooSmall(
            "The outline is too small to be measured",
            why=f"it is {extent.longest:.2g} mm by {extent.perpendicular:.2g} mm, "
            f"{extent.area:.2g} mm2, and would be printed as 0.0",
            next_step="Check the scale, and draw the border of the lesion, not a point in it",
        )
    if extent.longest > limits["longest_most_mm"]:
        raise LesionTooLarge(
            "The outline is too large to be a lesion",
            why=f"it is {extent.longest:.0f} mm long; no lesion is that large: check the scale",
            next_step="Check that the calibration object is the printed one, at its true size",
        )


def _notes(points: FloatArray, scale: Scale, larger: float) -> tuple[str, ...]:
    """Say what a reader of the number should know."""
    smallest = float(read_settings(table="shape")["small_lesion_px"])
    across = float(np.ptp(points, axis=0).max())
    small = f"lesion only {across:.0f} px across: border placement weighs heavily"
    far = far_note(scale=scale, point=_center(points))
    said = (small if across < smallest else "", far, convexity_note(rel=larger))
    return tuple(note for note in said if note)


def _relative_causes(
    outline: Outline, scale: Scale, extent: Extent, points: FloatArray, factor: float
) -> dict[str, Uncertainty]:
    """Give one Uncertainty per size, in the unit of the size."""
    center = _center(points)
    tilt = tilt_rel_sd_at(scale=scale, point=center)
    border = _border_sd(outline, scale, extent, center, factor)
    sizes = {name: getattr(extent, name) for name in border}
    power = {"longest": 1, "perpendicular": 1, "area": 2, "perimeter": 1}
    return {
        name: Uncertainty(
            scale=size * power[name] * scale.scale_rel_sd,
            tilt=size * power[name] * tilt,
            outline=border[name],
        )
        for name, size in sizes.items()
    }


def _border_sd(
    outline: Outline, scale: Scale, extent: Extent, center: Point, factor: float
) -> dict[str, float]:
    """Give the sd of each size from not knowing exactly where the border runs."""
    settings = read_settings(table="shape")
    pixel_mm = factor * mm_per_pixel_at(scale=scale, point=center)
    pixel_mm *= float(settings["border_sd_px"])
    floor = {
        "longest": pixel_mm * np.sqrt(2),
        "perpendicular": pixel_mm * np.sqrt(2),
        "area": pixel_mm * extent.perimeter / 2,
        "perimeter": pixel_mm * np.pi,
    }
    spread = _plausible_spread(outline, scale, extent, settings, factor)
    return {name: float(np.hypot(floor[name], spread[name])) for name in floor}


def _plausible_spread(
    outline: Outline, scale: Scale, extent: Extent, settings: object, factor: float
) -> dict[str, float]:
    """Give one sd per size: half the inner-outer difference, or the stated default.

    Inner and outer borders are enlarged by the same factor as the outline between them.
    """
    values = dict(settings)  # type: ignore[call-overload]
    names = ("longest", "perpendicular", "area", "perimeter")
    if outline.inner is None or outline.outer is None:
        area_rel = float(values["drawn_area_rel_sd"])
        share = {"area": area_rel}
        return {name: getattr(extent, name) * share.get(name, area_rel / 2) for name in names}
    inner, outer = (
        _enlarged(_on_plane(border, scale), factor) for border in (outline.inner, outline.outer)
    )
    widths = float(values["plausible_half_width_sds"][outline.source])
    return {name: abs(getattr(outer, name) - getattr(inner, name)) / 2 / widths for name in names}


def _on_plane(border: Polygon, scale: Scale) -> Extent:
    points = to_plane(homography=scale.homography, points=np.asarray(border))
    return measure_polygon(points=points)


def _quantity(value: float, uncertainty: Uncertainty) -> Quantity:
    """Give a value with its 95 % interval, never below zero."""
    reach = 1.959964 * uncertainty.combined
    return Quantity(
        value=value, uncertainty=uncertainty, interval_95=(max(0.0, value - reach), value + reach)
    )
