"""From imaging's floats to the record's exact decimals, rounded once, here.

A photograph's lengths are recorded to 0.1 mm, half even (response rule sheet, design
decision 1); intervals are rounded outward so that they never claim more than was known.
"""

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from dermetry.imaging import scale
from dermetry.imaging.values import Issue, Outline, Scale, ScaleAbsent, Uncertainty
from dermetry.pathway.results import OutlinedLesion, PhotographResult
from dermetry.record.finding import UncertaintyMm
from dermetry.record.photograph import (
    Cleansing,
    DrawnOutline,
    Photograph,
    QualityIssue,
    ScaleFact,
    ScaleFound,
    ScaleMissing,
)

TENTH = Decimal("0.1")
HUNDREDTH = Decimal("0.01")


def length_mm(value: float) -> Decimal:
    """Round a length to 0.1 mm, half even."""
    return Decimal(repr(value)).quantize(TENTH, rounding=ROUND_HALF_EVEN)


def uncertainty_mm(uncertainty: Uncertainty) -> UncertaintyMm:
    """Round an uncertainty up to 0.01 mm, cause by cause."""

    def up(value: float) -> Decimal:
        return Decimal(repr(value)).quantize(HUNDREDTH, rounding=ROUND_CEILING)

    return UncertaintyMm(
        scale=up(uncertainty.scale),
        tilt=up(uncertainty.tilt),
        outline=up(uncertainty.outline),
        repeat=up(uncertainty.repeat),
        combined=up(uncertainty.combined),
    )


def interval_mm(interval: tuple[float, float]) -> tuple[Decimal, Decimal]:
    """Round an interval outward to 0.1 mm, never below zero."""
    low = Decimal(repr(max(interval[0], 0.0))).quantize(TENTH, rounding=ROUND_FLOOR)
    return low, Decimal(repr(interval[1])).quantize(TENTH, rounding=ROUND_CEILING)


def record_scale(found: Scale | ScaleAbsent, mm_per_pixel: float | None) -> ScaleFact:
    """Record a scale, or the stated lack of one."""
    if isinstance(found, ScaleAbsent):
        return ScaleMissing(reason=found.reason, advice=found.advice)
    # Ten digits are far below any pixel, and the same on every machine.
    values = [float(f"{value:.10g}") for value in found.homography.ravel()]
    return ScaleFound(
        method=found.method,
        source=found.source,
        homography=(
            values[0],
            values[1],
            values[2],
            values[3],
            values[4],
            values[5],
            values[6],
            values[7],
            values[8],
        ),
        mm_per_pixel=six_digits(mm_per_pixel),
        tilt_deg=rounded(found.tilt_deg, 2),
        residual_mm=rounded(found.residual_mm, 4),
        relative_sd=round(found.scale_rel_sd, 5),
        reference_px=points(found.reference_px),
        notes=found.notes,
    )


def six_digits(value: float | None) -> float:
    """Round to six significant digits; a scale without a value would be a guess, so none is made.

    Raises ValueError when there is no value.
    """
    if value is None:
        raise ValueError("a scale was found, but not how many millimeters a pixel covers")
    return float(f"{value:.6g}")


def rounded(value: float | None, digits: int) -> float | None:
    """Round a value that may be absent."""
    return None if value is None else round(float(value), digits)


def points(polygon: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    """Round points to 0.01 pixel."""
    return tuple((round(float(x), 2), round(float(y), 2)) for x, y in polygon)


def record_issue(issue: Issue) -> QualityIssue:
    """Record a quality issue."""
    return QualityIssue(
        code=issue.code, is_blocking=issue.is_blocking, message=issue.message, advice=issue.advice
    )


def record_outline(
    outlined: OutlinedLesion, confirmed_by: str | None, confirmers: Mapping[str, str]
) -> DrawnOutline:
    """Record an outline; a polygon a person drew is kept exactly as drawn."""
    confirmed_by = confirmers.get(outlined.outline_id, confirmed_by)
    outline, measurement = outlined.outline, outlined.measurement
    axis = measurement.longest_axis_px if measurement else None
    is_drawn = outline.source == "drawn"
    return DrawnOutline(
        outline_id=outlined.outline_id,
        lesion_id=outlined.lesion_id,
        polygon=outline.polygon if is_drawn else points(outline.polygon),
        source=outline.source,
        is_confirmed=outlined.is_confirmed,
        confirmed_by=confirmed_by if outlined.is_confirmed else None,
        confidence=rounded(outline.confidence, 3),
        longest_axis_px=(points(axis)[0], points(axis)[1]) if axis else None,
    )


def record_candidate(outline: Outline, outline_id: str) -> DrawnOutline:
    """Record an automatic candidate: listed apart, never confirmed, of no lesion."""
    return DrawnOutline(
        outline_id=outline_id,
        polygon=points(outline.polygon),
        source="candidate",
        confidence=rounded(outline.confidence, 3),
    )


def record_photograph(
    *,
    result: PhotographResult,
    confirmed_by: str | None,
    confirmers: Mapping[str, str] | None = None,
    cleansing: Cleansing | None = None,
) -> Photograph:
    """Record a photograph with its scale, issues, outlines and candidates.

    ``confirmed_by`` confirmed its confirmed outlines, but those whose id ``confirmers`` gives
    to somebody else. The scale is stated at the middle of what was measured.
    """
    mark = result.mark
    candidates = tuple(
        record_candidate(outline, f"{result.photograph_id}-c{index + 1}")
        for index, outline in enumerate(result.candidates)
    )
    return Photograph(
        photograph_id=result.photograph_id,
        file_name=result.file_name,
        sha256=result.sha256,
        width_px=result.width_px,
        height_px=result.height_px,
        taken_on=result.taken_on,
        view=mark.view if mark else None,
        zone=mark.zone if mark else None,
        laterality=mark.laterality if mark else None,
        cleansing=cleansing,
        scale=record_scale(result.scale, middle_mm_per_pixel(result)),
        issues=tuple(record_issue(issue) for issue in result.issues),
        notes=result.notes,
        outlines=(
            *(record_outline(each, confirmed_by, confirmers or {}) for each in result.outlined),
            *candidates,
        ),
    )


def middle_mm_per_pixel(result: PhotographResult) -> float | None:
    """Give how many millimeters a pixel covers at the middle of what was measured."""
    if not isinstance(result.scale, Scale):
        return None
    measured = [each.measurement for each in result.outlined if each.measurement]
    if measured:
        return sum(each.mm_per_pixel for each in measured) / len(measured)
    middle = (result.width_px / 2, result.height_px / 2)
    return scale.mm_per_pixel_at(scale=result.scale, point=middle)
