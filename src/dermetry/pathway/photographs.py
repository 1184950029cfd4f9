"""One photograph through the imaging room: open, scale, quality, outlines, measurements.

Pixels are dropped as soon as a photograph is done, so that a long folder needs the memory
of one photograph.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import shapely

from dermetry.imaging import candidates, quality
from dermetry.imaging.layout import Layout
from dermetry.imaging.photograph import Opener
from dermetry.imaging.values import Outline, Picture, Polygon, Scale, ScaleAbsent
from dermetry.pathway import scaling
from dermetry.pathway.frame import Asked, Frame
from dermetry.pathway.marks import PhotographMark
from dermetry.pathway.outlines import caliper_scale, outline_all
from dermetry.pathway.results import OutlinedLesion, PhotographResult

MARGIN_SHARE = 0.1  # the white border of a printed object, as a share of its size


@dataclass(frozen=True)
class PhotographTask:
    """What is known about one photograph before it is opened."""

    file_name: str  # as the record holds it
    name: str  # what messages call it, such as 2026-02-16/a.jpg
    visited_on: date
    data: bytes
    mark: PhotographMark | None = None
    asked: Asked = field(default_factory=Asked)
    layouts: Sequence[Layout] = ()
    own_id: str | None = None  # an id given by the caller

    @property
    def sha256(self) -> str:
        """Give the hash of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def photograph_id(self) -> str:
        """Give a stable id: the caller's, or the visit's date and the start of the hash."""
        return self.own_id or f"{self.visited_on.isoformat()}-{self.sha256[:10]}"


def process_photograph(*, task: PhotographTask, opener: Opener, today: date) -> PhotographResult:
    """Open, scale, check, outline and measure one photograph.

    Raises PhotographUnreadable kinds, and MarksInvalid for a mark outside the photograph:
    a person's slip must not be passed over.
    """
    picture = opener.open(data=task.data, file_name=task.file_name, today=today)
    frame = Frame(
        name=task.name,
        photograph_id=task.photograph_id,
        size_px=(picture.width_px, picture.height_px),
        scale=scaling.find_scale(
            picture=picture,
            sheets=task.layouts,
            ruler_mark=task.mark.ruler if task.mark else None,
            name=task.name,
        ),
        issues=quality.check_picture(picture=picture),
        picture=picture,
    )
    outlined, failed = outline_all(frame=frame, asked=task.asked)
    return PhotographResult(
        photograph_id=task.photograph_id,
        file_name=task.file_name,
        sha256=task.sha256,
        width_px=picture.width_px,
        height_px=picture.height_px,
        taken_on=picture.taken_on,
        mark=task.mark,
        scale=caliper_scale(frame=frame, asked=task.asked, outlined=outlined),
        issues=frame.issues,
        notes=picture.notes,
        outlined=outlined,
        failed=failed,
        candidates=find_candidates(frame, picture, outlined),
        found_scale=frame.scale,
    )


def find_candidates(
    frame: Frame, picture: Picture, outlined: tuple[OutlinedLesion, ...]
) -> tuple[Outline, ...]:
    """Look for areas nobody outlined; only where the photograph is good enough to judge."""
    if any(issue.is_blocking or issue.code == "blurred" for issue in frame.issues):
        return ()
    return candidates.find(
        picture=picture,
        scale=frame.scale if isinstance(frame.scale, Scale) else None,
        exclude=(*(each.outline.polygon for each in outlined), *calibration_area(frame.scale)),
    )


def calibration_area(found: Scale | ScaleAbsent) -> tuple[Polygon, ...]:
    """Give the place of the calibration object with its margin, so that it is no candidate."""
    if not isinstance(found, Scale) or len(found.reference_px) < 3:
        return ()
    hull = shapely.MultiPoint(found.reference_px).convex_hull
    wide = hull.buffer(MARGIN_SHARE * float(np.sqrt(hull.area)), join_style="mitre")
    return (tuple((float(x), float(y)) for x, y in wide.exterior.coords[:-1]),)
