"""Which crop to cut: one outline per lesion and visit, one scale per lesion."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.crop import map_points
from dermetry.imaging.values import Point
from dermetry.record.case import Case
from dermetry.record.finding import Measured
from dermetry.record.photograph import DrawnOutline, Photograph, ScaleFound
from dermetry.record.visit import Visit

CROP_MARGIN = 1.45  # patch side over the largest span of the outline


@dataclass(frozen=True)
class CropPlan:
    """One crop to cut: of which lesion and outline, and how many millimeters wide."""

    lesion_id: str
    visited_on: date
    photograph: Photograph
    outline: DrawnOutline
    is_confirmed: bool
    side_mm: float | None  # None: the photograph has no scale


def plan_crops(case: Case) -> dict[str, list[CropPlan]]:
    """Choose one outline per lesion and visit, and one side in mm per lesion for all visits."""
    chosen: list[CropPlan] = []
    for lesion in case.lesions:
        picks = [
            (visit, *best)
            for visit in case.visits
            if (best := _best_outline(visit, lesion.lesion_id)) is not None
        ]
        spans = [span for _, photo, outline, _ in picks if (span := _span_mm(photo, outline))]
        side = max(10.0, 5.0 * float(np.ceil(max(spans) * CROP_MARGIN / 5.0))) if spans else None
        for visit, photo, outline, tied in picks:
            here = side if isinstance(photo.scale, ScaleFound) else None
            sure = tied and lesion.is_confirmed
            plan = CropPlan(lesion.lesion_id, visit.visited_on, photo, outline, sure, here)
            chosen.append(plan)
    plans: dict[str, list[CropPlan]] = defaultdict(list)
    for plan in chosen:
        plans[plan.photograph.photograph_id].append(plan)
    return plans


def outlines_of(visit: Visit, lesion_id: str) -> Iterator[tuple[Photograph, DrawnOutline, bool]]:
    """Give the outlines of a lesion at a visit, and whether a person tied them to it."""
    proposed = {
        p.outline_id for p in visit.proposals if p.lesion_id == lesion_id and p.answer != "unsure"
    }
    for photograph in visit.photographs:
        for outline in photograph.outlines:
            if outline.lesion_id == lesion_id:
                yield photograph, outline, outline.is_confirmed
            elif outline.lesion_id is None and outline.outline_id in proposed:
                yield photograph, outline, False


def _best_outline(visit: Visit, lesion_id: str) -> tuple[Photograph, DrawnOutline, bool] | None:
    used = {
        photo_id
        for finding in visit.findings
        if isinstance(finding, Measured) and finding.lesion_id == lesion_id
        for photo_id in finding.photograph_ids
    }

    def rank(entry: tuple[Photograph, DrawnOutline, bool]) -> tuple[bool, bool, bool, float]:
        photo, outline, tied = entry
        span = np.ptp(np.asarray(outline.polygon, float), axis=0).max()
        return photo.photograph_id in used, tied, isinstance(photo.scale, ScaleFound), float(span)

    return max(outlines_of(visit, lesion_id), key=rank, default=None)


def homography_of(scale: ScaleFound) -> NDArray[np.float64]:
    """Give the (3, 3) map from pixels to millimeters."""
    return np.asarray(scale.homography, float).reshape(3, 3)


def center_of(polygon: tuple[Point, ...]) -> Point:
    """Give the middle of an outline's bounding box."""
    points = np.asarray(polygon, float)
    x, y = (points.min(axis=0) + points.max(axis=0)) / 2
    return float(x), float(y)


def _span_mm(photograph: Photograph, outline: DrawnOutline) -> float | None:
    if not isinstance(photograph.scale, ScaleFound):
        return None
    points = map_points(matrix=homography_of(photograph.scale), points=outline.polygon)
    around = np.asarray(points) - np.asarray(points).mean(axis=0)
    return 2.0 * float(np.hypot(around[:, 0], around[:, 1]).max())
