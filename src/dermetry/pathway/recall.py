"""A photograph's result from what the record keeps of it, for cases that came as a file.

A case file holds scale, quality and borders, but neither pixels nor looks; what is recalled can be
outlined and measured again (``redraw_photograph``) and matched by place and size.
"""

from dataclasses import replace

import numpy as np

from dermetry.imaging import scale
from dermetry.imaging.plane import estimate_pose
from dermetry.imaging.values import Issue, Outline, Scale, ScaleAbsent
from dermetry.pathway.marks import PhotographMark
from dermetry.pathway.results import PhotographResult
from dermetry.record.photograph import Photograph, ScaleMissing

CORNERS = 4  # of one printed marker


def recall_photograph(*, photograph: Photograph) -> PhotographResult:
    """Give a recorded photograph as a result without outlines; its candidates are kept.

    The scale is the recorded one, whatever gave it. How many markers were found is not recorded
    and stays unknown; the camera's distance follows from the scale again.
    """
    found = recall_scale(photograph)
    return PhotographResult(
        photograph_id=photograph.photograph_id,
        file_name=photograph.file_name,
        sha256=photograph.sha256,
        width_px=photograph.width_px,
        height_px=photograph.height_px,
        taken_on=photograph.taken_on,
        mark=PhotographMark(
            file=photograph.file_name,
            view=photograph.view,
            zone=photograph.zone,
            laterality=photograph.laterality,
        ),
        scale=found,
        issues=tuple(
            Issue(each.code, each.is_blocking, each.message, each.advice)
            for each in photograph.issues
        ),
        notes=photograph.notes,
        outlined=(),
        failed=(),
        candidates=tuple(
            Outline(each.polygon, "candidate", each.confidence)
            for each in photograph.outlines
            if each.source == "candidate"
        ),
        found_scale=found,
    )


def recall_scale(photograph: Photograph) -> Scale | ScaleAbsent:
    """Give a recorded scale as imaging uses it."""
    fact = photograph.scale
    if isinstance(fact, ScaleMissing):
        return ScaleAbsent(reason=fact.reason, advice=fact.advice)
    found = Scale(
        method=fact.method,  # type: ignore[arg-type]  # the record keeps it as text
        source=fact.source,
        homography=np.array(fact.homography, dtype=np.float64).reshape(3, 3),
        tilt_deg=fact.tilt_deg,
        residual_mm=fact.residual_mm,
        scale_rel_sd=fact.relative_sd,
        reference_px=fact.reference_px,
        notes=fact.notes,
    )
    return replace(found, camera_distance_mm=recall_distance(photograph, found))


def recall_distance(photograph: Photograph, found: Scale) -> float | None:
    """Estimate the camera's distance as when the object was found; None for rulers and calipers."""
    if found.method in ("ruler", "caliper") or len(found.reference_px) < CORNERS:
        return None
    corners = scale.to_mm(scale=found, points=found.reference_px)
    middle = (corners.min(axis=0) + corners.max(axis=0)) / 2
    _, distance = estimate_pose(
        homography=found.homography,
        width_px=photograph.width_px,
        height_px=photograph.height_px,
        center_mm=(float(middle[0]), float(middle[1])),
    )
    return float(distance)
