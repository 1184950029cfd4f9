"""From a calibration object in the photograph to millimeters, or the stated fact of none."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.layout import Layout, Marker, own_layouts
from dermetry.imaging.limits import read_limits
from dermetry.imaging.markers import FoundMarker, find_any_ids, find_markers
from dermetry.imaging.plane import PlaneFit, estimate_pose, fit_plane, project
from dermetry.imaging.scale_absent import (
    absent_bent,
    absent_duplicate,
    absent_few,
    absent_none,
    absent_small,
    absent_tilted,
    absent_two_objects,
)
from dermetry.imaging.scale_spread import fit_rel_sd
from dermetry.imaging.values import Picture, Point, Scale, ScaleAbsent

FloatArray = NDArray[np.float64]
LENS_NOTE = "tilt and camera distance are estimates: they assume a phone-like lens"


def find(*, picture: Picture, sheets: Sequence[Layout] = ()) -> Scale | ScaleAbsent:
    """Find the calibration object of a photograph and give its scale, or say why there is none.

    Looks for the project's own objects and for the plain ``sheets`` given. Refuses rather
    than guesses: two objects, the same object twice, fewer than two markers, markers too
    small, too much tilt, or markers that do not lie as printed.
    """
    gray = np.asarray(cv2.cvtColor(picture.pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    layouts = (*own_layouts(), *sheets)
    seen = {index: found for index, found in enumerate(_seen(gray, layouts)) if found}
    if not seen:
        limit = int(read_limits(table="scale")["detect_long_side_px"])
        return absent_none(other_ids=find_any_ids(gray=gray, long_side_px=limit))
    for index, found in seen.items():
        if len({each.marker_id for each in found}) < len(found):
            return absent_duplicate(name=layouts[index].name)
    least = read_limits(table="scale")["markers_least"]
    enough = [index for index, found in seen.items() if len(found) >= least]
    if len(enough) > 1:
        return absent_two_objects(names=[layouts[index].name for index in enough])
    if not enough:
        index = next(iter(seen))
        return absent_few(name=layouts[index].name, expected=len(layouts[index].markers))
    stray = [layouts[index].name for index in seen if index not in enough]
    return _scale_of(picture, layouts[enough[0]], seen[enough[0]], stray)


def to_mm(*, scale: Scale, points: Sequence[Point] | FloatArray) -> FloatArray:
    """Map pixel points (n, 2) to millimeters (n, 2) in the plane of the object."""
    return project(
        homography=scale.homography, points=np.asarray(points, dtype=np.float64).reshape(-1, 2)
    )


def mm_per_pixel_at(*, scale: Scale, point: Point) -> float:
    """Give the millimeters per pixel at a pixel: root of the area that one pixel covers."""
    x, y = point
    steps = np.array([[x, y], [x + 0.5, y], [x - 0.5, y], [x, y + 0.5], [x, y - 0.5]])
    _, right, left, down, up = to_mm(scale=scale, points=steps)
    across, along = right - left, down - up
    return float(np.sqrt(abs(across[0] * along[1] - across[1] * along[0])))


def tilt_rel_sd_at(*, scale: Scale, point: Point) -> float:
    """Give the relative 1 sd of a length at a pixel from all that leaves the object's plane.

    Three causes, added as squares:
    lean: skin leaning by delta (sd a, radians) away from a plane tilted by t changes a
    length along the lean by cos(t + delta) / cos(t) - 1 = -tan(t) delta - delta^2 / 2, and
    one across it not at all, so sd = hypot(tan(t) a, a^2 / sqrt(2)) / sqrt(2);
    height: a place h above the plane looks larger by h / D at camera distance D, with
    h of sd hypot(h0, a d) at d mm outside the object;
    reach: the homography itself is less certain away from its corners.
    """
    limits = read_limits(table="scale")
    lean = np.radians(scale.unmodelled_tilt_sd_deg)
    tilt = np.radians(scale.tilt_deg if scale.tilt_deg is not None else 0.0)
    leaning = np.hypot(np.tan(tilt) * lean, lean**2 / np.sqrt(2)) / np.sqrt(2)
    outside = distance_outside_mm(scale=scale, point=point)
    distance = scale.camera_distance_mm or read_limits(table="lens")["distance_unknown_mm"]
    height = np.hypot(limits["height_sd_mm"], lean * outside) / distance
    return float(np.sqrt(leaning**2 + height**2 + _reach_rel_sd(scale, point) ** 2))


def distance_outside_mm(*, scale: Scale, point: Point) -> float:
    """Give how far a pixel lies outside the calibration object, in mm (0 within it)."""
    corners = to_mm(scale=scale, points=scale.reference_px).astype(np.float32)
    hull = np.asarray(cv2.convexHull(corners))
    place = to_mm(scale=scale, points=[point])[0]
    inside = cv2.pointPolygonTest(hull, (float(place[0]), float(place[1])), True)
    return max(0.0, -float(inside))


def far_note(*, scale: Scale, point: Point) -> str:
    """Say in words when a lesion lies far outside its calibration object; else empty."""
    corners = to_mm(scale=scale, points=scale.reference_px)
    reach = float(np.hypot(*np.ptp(corners, axis=0)))
    outside = distance_outside_mm(scale=scale, point=point)
    if outside <= reach * read_limits(table="scale")["far_of_object"]:
        return ""
    return f"{outside:.0f} mm away from the calibration object: lay it closer to the lesion"


def _reach_rel_sd(scale: Scale, point: Point) -> float:
    """Give the extra sd of the fit at a place beyond that in ``scale_rel_sd``."""
    if scale.residual_mm is None:
        return 0.0
    here = fit_rel_sd(
        homography=scale.homography,
        pixels=np.array(scale.reference_px),
        residual_mm=scale.residual_mm,
        point=point,
    )
    middle = np.array(scale.reference_px).mean(axis=0)
    base = fit_rel_sd(
        homography=scale.homography,
        pixels=np.array(scale.reference_px),
        residual_mm=scale.residual_mm,
        point=(float(middle[0]), float(middle[1])),
    )
    return float(np.sqrt(max(0.0, here**2 - base**2)))


def _seen(gray: NDArray[np.uint8], layouts: Sequence[Layout]) -> list[list[FoundMarker]]:
    """Find each layout's markers; layouts of one dictionary share one search."""
    size = int(read_limits(table="scale")["detect_long_side_px"])
    by_id: dict[tuple[str, int], list[FoundMarker]] = {}
    for dictionary in dict.fromkeys(layout.dictionary for layout in layouts):
        groups = [
            [marker.marker_id for marker in each.markers]
            for each in layouts
            if each.dictionary == dictionary
        ]
        for found in find_markers(
            gray=gray, dictionary=dictionary, groups=groups, long_side_px=size
        ):
            by_id.setdefault((dictionary, found.marker_id), []).append(found)
    return [
        [f for m in layout.markers for f in by_id.get((layout.dictionary, m.marker_id), [])]
        for layout in layouts
    ]


def _scale_of(
    picture: Picture, layout: Layout, found: list[FoundMarker], stray: list[str]
) -> Scale | ScaleAbsent:
    """Turn the markers of one object into its scale, or refuse."""
    limits = read_limits(table="scale")
    smallest = min(each.side_px for each in found)
    if smallest < limits["marker_side_least_px"]:
        return absent_small(side_px=smallest, least_px=limits["marker_side_least_px"])
    known: dict[int, Marker] = {each.marker_id: each for each in layout.markers}
    pairs = tuple((each, known[each.marker_id]) for each in found)
    most = limits["residual_of_side_most"] * min(_side_mm(each) for each in layout.markers)
    fit = fit_plane(pairs=pairs, residual_most_mm=most)
    if fit.residual_mm > most:
        return absent_bent(residual_mm=fit.residual_mm, most_mm=most)
    tilt, distance = estimate_pose(
        homography=fit.homography,
        width_px=picture.width_px,
        height_px=picture.height_px,
        center_mm=(layout.width_mm / 2, layout.height_mm / 2),
    )
    if tilt > limits["tilt_most_deg"]:
        return absent_tilted(tilt_deg=tilt, most_deg=limits["tilt_most_deg"])
    return _build(layout, fit, tilt, distance, stray)


def _build(layout: Layout, fit: PlaneFit, tilt: float, distance: float, stray: list[str]) -> Scale:
    middle = fit.pixels.mean(axis=0)
    fitted = fit_rel_sd(
        homography=fit.homography,
        pixels=fit.pixels,
        residual_mm=fit.residual_mm,
        point=(float(middle[0]), float(middle[1])),
    )
    return Scale(
        method=layout.kind,
        source=layout.name,
        homography=fit.homography,
        tilt_deg=tilt,
        residual_mm=fit.residual_mm,
        scale_rel_sd=float(np.hypot(layout.printed_size_rel_sd, fitted)),
        reference_px=tuple((float(x), float(y)) for x, y in fit.pixels),
        markers_found=len(fit.pairs),
        marker_side_px=min(found.side_px for found, _ in fit.pairs),
        camera_distance_mm=distance,
        unmodelled_tilt_sd_deg=read_limits(table="scale")["unmodelled_tilt_sd_deg"],
        notes=_notes(layout, fit, stray),
    )


def _notes(layout: Layout, fit: PlaneFit, stray: list[str]) -> tuple[str, ...]:
    notes = [LENS_NOTE]
    missing = len(layout.markers) - len(fit.pairs) - len(fit.left_out)
    if missing:
        notes.append(f"{missing} of {len(layout.markers)} markers not seen")
    notes += [f"marker {number} left out: it does not lie as printed" for number in fit.left_out]
    notes += [f"one marker of another object ({name}) was seen and not used" for name in stray]
    return tuple(notes)


def _side_mm(marker: Marker) -> float:
    (x0, y0), (x1, y1) = marker.corners_mm[:2]
    return float(np.hypot(x1 - x0, y1 - y0))
