"""Outlines and photographs as the matcher sees them: places, sizes and looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dermetry.imaging import match, scale
from dermetry.imaging.match_values import (
    KnownLesion,
    LesionMatch,
    SeenOutline,
    SeenView,
    Sighting,
)
from dermetry.imaging.values import Point, Polygon, Scale
from dermetry.pathway.outlining import middle_of
from dermetry.pathway.results import OutlinedLesion, PhotographResult
from dermetry.record.lesion import Lesion

Sightings = Mapping[str, tuple[Sighting, ...]]  # by lesion id, those of its last visit


@dataclass(frozen=True)
class Pair:
    """One outline and the photograph it lies on."""

    result: PhotographResult
    outlined: OutlinedLesion


def pairs_of(results: Sequence[PhotographResult]) -> tuple[Pair, ...]:
    """Give every outline of a visit with its photograph."""
    return tuple(Pair(result, each) for result in results for each in result.outlined)


def named_pairs(results: Sequence[PhotographResult]) -> dict[str, list[Pair]]:
    """Give the outlines of a visit by the lesion they were named after."""
    named: dict[str, list[Pair]] = {}
    for pair in pairs_of(results):
        if pair.outlined.lesion_id:
            named.setdefault(pair.outlined.lesion_id, []).append(pair)
    return named


def sightings_of(named: Mapping[str, Sequence[Pair]]) -> dict[str, tuple[Sighting, ...]]:
    """Give what later visits need to know of the lesions seen at a visit."""
    return {
        lesion_id: tuple(sighting_of(pair) for pair in pairs) for lesion_id, pairs in named.items()
    }


def run_matcher(
    *, lesions: Sequence[Lesion], before: Sightings, results: Sequence[PhotographResult]
) -> tuple[LesionMatch, ...]:
    """Run the matcher on all outlines of a visit against the last sightings."""
    pairs = pairs_of(results)
    known = tuple(
        KnownLesion(
            lesion_id=lesion.lesion_id,
            zone=lesion.zone,
            laterality=lesion.laterality,
            sightings=before[lesion.lesion_id],
        )
        for lesion in lesions
        if lesion.lesion_id in before
    )
    if not known and all(pair.outlined.lesion_id for pair in pairs):
        return ()
    views = tuple(seen_view(result) for result in results if is_usable(result))
    return match.match(
        known=known,
        seen=tuple(seen_outline(pair) for pair in pairs),
        zones_photographed=tuple((view.zone, view.laterality) for view in views),
        views=views,
    )


def is_usable(result: PhotographResult) -> bool:
    """Tell whether a photograph is good enough for "not seen" to mean anything."""
    return not any(issue.is_blocking for issue in result.issues)


def place_of(pair: Pair) -> dict[str, object]:
    """Give the place of an outline in pixels and, where there is a scale, in plane mm."""
    center, found = middle_of(pair.outlined.outline.polygon), pair.result.scale
    if not isinstance(found, Scale):
        return {"center_px": center}
    return {
        "center_px": center,
        "center_mm": on_plane(found, (center,))[0],
        "mm_per_pixel": scale.mm_per_pixel_at(scale=found, point=center),
    }


def on_plane(found: Scale, points: Sequence[Point]) -> Polygon:
    """Give points in the plane's millimeters."""
    return tuple((float(x), float(y)) for x, y in scale.to_mm(scale=found, points=points))


def sighting_of(pair: Pair) -> Sighting:
    """Give what later visits need to know of one outline of a known lesion."""
    return Sighting(
        view_id=pair.result.photograph_id,
        longest_diameter_mm=diameter_of(pair.outlined),
        look=pair.outlined.look,
        **place_of(pair),  # type: ignore[arg-type]
    )


def seen_outline(pair: Pair) -> SeenOutline:
    """Give one outline of this visit as the matcher sees it."""
    mark = pair.result.mark
    return SeenOutline(
        outline_id=pair.outlined.outline_id,
        view_id=pair.result.photograph_id,
        zone=mark.zone if mark else None,
        laterality=mark.laterality if mark else None,
        longest_diameter_mm=diameter_of(pair.outlined),
        look=pair.outlined.look,
        **place_of(pair),  # type: ignore[arg-type]
    )


def seen_view(result: PhotographResult) -> SeenView:
    """Give one photograph's region and frame, even with nothing outlined in it."""
    right, bottom = result.width_px - 1.0, result.height_px - 1.0
    frame = ((0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom))
    found = result.scale if isinstance(result.scale, Scale) else None
    return SeenView(
        view_id=result.photograph_id,
        zone=result.mark.zone if result.mark else None,
        laterality=result.mark.laterality if result.mark else None,
        frame_mm=on_plane(found, frame) if found else None,
        frame_px=frame,
    )


def diameter_of(outlined: OutlinedLesion) -> float | None:
    """Give the measured longest diameter of an outline, or None."""
    return outlined.measurement.longest_diameter_mm.value if outlined.measurement else None
