"""Every photograph opened once: thumbnails and equal-scale crops with their overlays."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from dermetry.errors import DermetryError, NotMeasurable
from dermetry.imaging.crop import crop_at_scale, mm_per_pixel_at, thumbnail
from dermetry.imaging.photograph import encode_clean
from dermetry.imaging.values import Picture, Point
from dermetry.record.case import Case
from dermetry.record.photograph import Photograph, ScaleFound
from dermetry.record.visit import Visit
from dermetry.report.crop_plan import (
    CROP_MARGIN,
    CropPlan,
    center_of,
    homography_of,
    outlines_of,
    plan_crops,
)
from dermetry.report.values import Figure, Mark, Photo, ScaleBar
from dermetry.report.words import say_date

THUMBNAIL_PX = 1100
CROP_PX = 320
BAR_LENGTHS_MM = (10, 20, 50, 5, 100, 2, 1)  # first that spans a fair share of the picture
JPEG_QUALITY = 86


@dataclass
class Pictures:
    """The printed pictures of a case; ``failures`` says why one is not there."""

    figures: dict[str, Figure] = field(default_factory=dict)  # by photograph id
    crops: dict[tuple[date, str], Figure] = field(default_factory=dict)  # by visit and lesion
    failures: dict[str, str] = field(default_factory=dict)  # by photograph id
    crop_failures: dict[tuple[date, str], str] = field(default_factory=dict)
    sides_mm: dict[str, float] = field(default_factory=dict)  # by lesion id


def make_pictures(
    *,
    case: Case,
    open_picture: Callable[[str], Picture],
    of_visits: Collection[date] | None = None,
) -> Pictures:
    """Open each photograph once and cut every thumbnail and crop the report shows.

    With ``of_visits`` only the photographs of those days are opened; the scale of a lesion's
    crops is still that of the whole case. A photograph that cannot be opened any more is named
    in ``failures``, never dropped.
    """
    made = Pictures()
    plans = plan_crops(case)
    for plan in (plan for each in plans.values() for plan in each):
        if plan.side_mm is not None:
            made.sides_mm[plan.lesion_id] = plan.side_mm
    for visit in case.visits:
        if of_visits is not None and visit.visited_on not in of_visits:
            continue
        for photograph in visit.photographs:
            key = photograph.photograph_id
            try:
                picture = open_picture(key)
            except (DermetryError, OSError, KeyError) as error:
                made.failures[key] = _why(error)
                continue
            made.figures[key] = _thumbnail_figure(
                picture, photograph, visit, case, len(made.figures)
            )
            for plan in plans[key]:
                _cut(made, picture, plan)
    return made


def _why(error: Exception) -> str:
    """Say why a picture is missing; paths of the machine never enter a report."""
    if isinstance(error, DermetryError):
        return error.why or error.what
    return "the file could not be opened again"


def scale_bar(*, px_per_mm: float, width_px: float) -> ScaleBar | None:
    """Give a bar of a round length that spans a fair share of the picture's width."""
    for length_mm in BAR_LENGTHS_MM:
        length_px = length_mm * px_per_mm
        if 0.06 * width_px <= length_px <= 0.45 * width_px:
            return ScaleBar(length_px, f"{length_mm} mm")
    return None


def _thumbnail_figure(
    picture: Picture, photograph: Photograph, visit: Visit, case: Case, number: int
) -> Figure:
    pixels, factor = thumbnail(picture=picture, longest_side_px=THUMBNAIL_PX)
    labels = _labels(visit, case)

    def placed(points: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple(((x + 0.5) * factor, (y + 0.5) * factor) for x, y in points)

    candidates = [o.outline_id for o in photograph.outlines if o.source == "candidate"]
    marks = tuple(
        Mark(
            label=f"candidate {candidates.index(outline.outline_id) + 1}"
            if outline.outline_id in candidates and outline.outline_id not in labels
            else labels.get(outline.outline_id, (outline.lesion_id or "unnamed", False))[0],
            points=placed(outline.polygon),
            axis=placed(outline.longest_axis_px) if outline.longest_axis_px else None,  # type: ignore[arg-type]
            is_confirmed=labels.get(outline.outline_id, ("", False))[1],
            is_candidate=outline.outline_id not in labels and outline.source == "candidate",
        )
        for outline in photograph.outlines
    )
    bar = None
    if isinstance(photograph.scale, ScaleFound):
        places = [center_of(outline.polygon) for outline in photograph.outlines]
        middle = (picture.width_px / 2, picture.height_px / 2)
        here = center_of(tuple(places)) if places else middle
        mm = mm_per_pixel_at(homography=homography_of(photograph.scale), point=here)
        bar = scale_bar(px_per_mm=factor / mm, width_px=pixels.shape[1])
    named = [mark.label for mark in marks if not mark.is_candidate]
    alt = f"Photograph {photograph.file_name} of {say_date(visit.visited_on)}"
    alt += f" with outlines of {', '.join(named)}" if named else " without outlines"
    return Figure(_photo(f"photo-{number + 1}.jpg", pixels, alt), marks, bar)


def _labels(visit: Visit, case: Case) -> dict[str, tuple[str, bool]]:
    """Give outline id -> (lesion id, drawn solid) for every outline tied to a lesion."""
    labels = {}
    for lesion in case.lesions:
        for _, outline, tied in outlines_of(visit, lesion.lesion_id):
            labels[outline.outline_id] = (lesion.lesion_id, tied and lesion.is_confirmed)
    return labels


def _photo(name: str, pixels: NDArray[np.uint8], alt: str) -> Photo:
    return Photo(
        name,
        encode_clean(pixels=pixels, quality=JPEG_QUALITY),
        int(pixels.shape[1]),
        int(pixels.shape[0]),
        alt,
    )


def _cut(made: Pictures, picture: Picture, plan: CropPlan) -> None:
    key = (plan.visited_on, plan.lesion_id)
    if plan.side_mm is not None and isinstance(plan.photograph.scale, ScaleFound):
        homography, side = homography_of(plan.photograph.scale), plan.side_mm
    else:  # no scale: one "mm" is one pixel, and the caption says so
        homography = np.eye(3)
        side = float(np.ptp(np.asarray(plan.outline.polygon), axis=0).max()) * CROP_MARGIN
    try:
        crop = crop_at_scale(
            picture=picture,
            center_px=center_of(plan.outline.polygon),
            homography=homography,
            width_mm=side,
            height_mm=side,
            px_per_mm=CROP_PX / side,
        )
    except NotMeasurable as error:
        made.crop_failures[key] = _why(error)
        return

    def placed(points: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple((x + 0.5, y + 0.5) for x, y in crop.map_points(points))

    axis = plan.outline.longest_axis_px
    mark = Mark(
        label=plan.lesion_id,
        points=placed(plan.outline.polygon),
        axis=placed(axis) if axis else None,  # type: ignore[arg-type]
        is_confirmed=plan.is_confirmed,
    )
    bar = None
    if plan.side_mm is not None:
        bar = scale_bar(px_per_mm=crop.px_per_mm, width_px=crop.pixels.shape[1])
    alt = f"Lesion {plan.lesion_id} on {say_date(plan.visited_on)}"
    alt += ", at scale" if plan.side_mm is not None else ", not to scale"
    name = f"crop-{len(made.crops) + 1}.jpg"
    made.crops[key] = Figure(_photo(name, crop.pixels, alt), (mark,), bar)
