"""One photograph through the imaging room: open, scale, quality, outlines, measurements.

Pixels are dropped as soon as a photograph is done, so that a long folder needs the memory
of one photograph.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import shapely

from dermetry.errors import MarksInvalid, NotMeasurable
from dermetry.imaging import appearance, candidates, quality, scale, shape
from dermetry.imaging.appearance import Look
from dermetry.imaging.layout import Layout
from dermetry.imaging.photograph import Opener
from dermetry.imaging.values import (
    Issue,
    Measurement,
    Outline,
    Picture,
    Polygon,
    Scale,
    ScaleAbsent,
)
from dermetry.pathway import outlining, scaling
from dermetry.pathway.files import recorded_name
from dermetry.pathway.marks import OutlineMark, PhotographMark

MARGIN_SHARE = 0.1  # the white border of a printed object, as a share of its size


class MarkOnCard(MarksInvalid):
    """A tap, box or outline points at the calibration object."""


@dataclass(frozen=True)
class OutlinedLesion:
    """One outline of one photograph, with its measurement or why there is none."""

    outline_id: str
    lesion_id: str | None
    mark: OutlineMark | None
    outline: Outline
    measurement: Measurement | None
    not_measured: str  # why; empty when measured
    advice: str  # what to do about it
    look: Look | None
    is_confirmed: bool


@dataclass(frozen=True)
class FailedMark:
    """A mark whose border was not found, why, and what to do about it."""

    mark: OutlineMark
    reason: str
    advice: str


@dataclass(frozen=True)
class PhotographResult:
    """Everything worked out from one photograph; holds no pixels."""

    photograph_id: str
    path: Path
    sha256: str
    width_px: int
    height_px: int
    taken_on: date | None
    mark: PhotographMark | None
    scale: Scale | ScaleAbsent
    issues: tuple[Issue, ...]
    notes: tuple[str, ...]
    outlined: tuple[OutlinedLesion, ...]
    failed: tuple[FailedMark, ...]  # marks whose border was not found
    candidates: tuple[Outline, ...]


@dataclass(frozen=True)
class PhotographTask:
    """What is known about one file before it is opened."""

    path: Path
    visited_on: date
    data: bytes
    mark: PhotographMark | None
    is_confirmed: Mapping[int, bool]  # by position of the outline mark
    calipers_mm: Mapping[str, Decimal]  # typed longest diameters by lesion id
    layouts: Sequence[Layout]

    @property
    def sha256(self) -> str:
        """Give the hash of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def name(self) -> str:
        """Give the name that messages use: visit folder and file."""
        return f"{self.path.parent.name}/{recorded_name(self.path)}"


def process_photograph(*, task: PhotographTask, opener: Opener, today: date) -> PhotographResult:
    """Open, scale, check, outline and measure one photograph.

    Raises PhotographUnreadable kinds, and MarksInvalid for a mark outside the photograph:
    a person's slip must not be passed over.
    """
    picture = opener.open(data=task.data, file_name=recorded_name(task.path), today=today)
    found = scaling.find_scale(
        picture=picture,
        sheets=task.layouts,
        ruler_mark=task.mark.ruler if task.mark else None,
        name=task.name,
    )
    issues = quality.check_picture(picture=picture)
    outlined, failed = outline_all(picture, found, issues, task)
    return PhotographResult(
        photograph_id=photograph_id(task),
        path=task.path,
        sha256=task.sha256,
        width_px=picture.width_px,
        height_px=picture.height_px,
        taken_on=picture.taken_on,
        mark=task.mark,
        scale=caliper_scale(picture, found, outlined, task),
        issues=issues,
        notes=picture.notes,
        outlined=outlined,
        failed=failed,
        candidates=find_candidates(picture, found, issues, outlined),
    )


def photograph_id(task: PhotographTask) -> str:
    """Give a stable id: the visit's date and the start of the hash."""
    return f"{task.visited_on.isoformat()}-{task.sha256[:10]}"


def outline_all(
    picture: Picture, found: Scale | ScaleAbsent, issues: tuple[Issue, ...], task: PhotographTask
) -> tuple[tuple[OutlinedLesion, ...], tuple[FailedMark, ...]]:
    """Outline and measure every mark; no border is proposed where the photograph is useless."""
    outlined, failed = [], []
    blocking = next((issue for issue in issues if issue.is_blocking), None)
    for index, mark in enumerate(task.mark.lesion if task.mark else ()):
        check_not_on_card(found, mark, task)
        if blocking and mark.outline is None:
            outlining.check_place(picture=picture, mark=mark, name=task.name)
            failed.append(FailedMark(mark, blocking.message, blocking.advice))
            continue
        mm_per_pixel = (
            scale.mm_per_pixel_at(scale=found, point=outlining.center_of(mark))
            if isinstance(found, Scale)
            else None
        )
        try:
            outline = outlining.outline_mark(
                picture=picture, mark=mark, mm_per_pixel=mm_per_pixel, name=task.name
            )
        except NotMeasurable as error:
            failed.append(FailedMark(mark, error.what, error.next_step))
            continue
        outlined.append(outlined_lesion(picture, found, issues, task, index, mark, outline))
    return tuple(outlined), tuple(failed)


def check_not_on_card(found: Scale | ScaleAbsent, mark: OutlineMark, task: PhotographTask) -> None:
    """Check that a tap or box does not point at the calibration object itself."""
    if not isinstance(found, Scale) or found.method not in ("card", "strip"):
        return  # a page or sheet may frame the lesion, and a ruler has no area
    hull = shapely.MultiPoint(found.reference_px).convex_hull
    if hull.contains(shapely.Point(outlining.center_of(mark))):
        raise MarkOnCard(
            f"{task.name}: the mark of {mark.lesion or 'an unnamed lesion'} lies on the "
            "calibration object",
            why="its middle is between the markers, where no skin is",
            next_step="correct the pixels of the tap, box or outline",
        )


def outlined_lesion(
    picture: Picture,
    found: Scale | ScaleAbsent,
    issues: tuple[Issue, ...],
    task: PhotographTask,
    index: int,
    mark: OutlineMark,
    outline: Outline,
) -> OutlinedLesion:
    """Measure one outline and describe its look."""
    measurement, not_measured, advice = measure_outline(picture, found, issues, task, mark, outline)
    return OutlinedLesion(
        outline_id=f"{photograph_id(task)}-o{index + 1}",
        lesion_id=mark.lesion,
        mark=mark,
        outline=outline,
        measurement=measurement,
        not_measured=not_measured,
        advice=advice,
        look=appearance.describe(picture=picture, polygon=outline.polygon),
        is_confirmed=task.is_confirmed.get(index, False),
    )


def measure_outline(
    picture: Picture,
    found: Scale | ScaleAbsent,
    issues: tuple[Issue, ...],
    task: PhotographTask,
    mark: OutlineMark,
    outline: Outline,
) -> tuple[Measurement | None, str, str]:
    """Measure one outline, or say in words why it cannot be measured and what to do."""
    blocking = [issue for issue in issues if issue.is_blocking]
    if blocking:
        return None, blocking[0].message, blocking[0].advice
    caliper_mm = task.calipers_mm.get(mark.lesion or "")
    if isinstance(found, ScaleAbsent):
        if caliper_mm is None:
            return None, found.reason, found.advice
        found = scaling.scale_from_caliper(outline=outline, caliper_mm=caliper_mm, picture=picture)
    try:
        size = (picture.width_px, picture.height_px)
        return shape.measure(outline=outline, scale=found, picture_size=size), "", ""
    except NotMeasurable as error:
        return None, error.what, error.next_step


def caliper_scale(
    picture: Picture,
    found: Scale | ScaleAbsent,
    outlined: tuple[OutlinedLesion, ...],
    task: PhotographTask,
) -> Scale | ScaleAbsent:
    """Give the photograph's own scale, or the caliper's where exactly one lesion has one."""
    measured = [each for each in outlined if each.measurement and each.lesion_id]
    if isinstance(found, Scale) or len(measured) != 1:
        return found
    caliper_mm = task.calipers_mm[measured[0].lesion_id or ""]
    return scaling.scale_from_caliper(
        outline=measured[0].outline, caliper_mm=caliper_mm, picture=picture
    )


def find_candidates(
    picture: Picture,
    found: Scale | ScaleAbsent,
    issues: tuple[Issue, ...],
    outlined: tuple[OutlinedLesion, ...],
) -> tuple[Outline, ...]:
    """Look for areas nobody outlined; only where the photograph is good enough to judge."""
    if any(issue.is_blocking or issue.code == "blurred" for issue in issues):
        return ()
    return candidates.find(
        picture=picture,
        scale=found if isinstance(found, Scale) else None,
        exclude=(*(each.outline.polygon for each in outlined), *calibration_area(found)),
    )


def calibration_area(found: Scale | ScaleAbsent) -> tuple[Polygon, ...]:
    """Give the place of the calibration object with its margin, so that it is no candidate."""
    if not isinstance(found, Scale) or len(found.reference_px) < 3:
        return ()
    hull = shapely.MultiPoint(found.reference_px).convex_hull
    wide = hull.buffer(MARGIN_SHARE * float(np.sqrt(hull.area)), join_style="mitre")
    return (tuple((float(x), float(y)) for x, y in wide.exterior.coords[:-1]),)
