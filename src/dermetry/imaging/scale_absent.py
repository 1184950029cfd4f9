"""The reasons why a photograph has no scale, in words, each with what to do about it."""

from collections.abc import Sequence

from dermetry.imaging.values import ScaleAbsent


def absent_none(*, other_ids: Sequence[int]) -> ScaleAbsent:
    """Say that no known calibration object was found."""
    if len(other_ids) >= 2:
        numbers = " ".join(str(number) for number in other_ids)
        return ScaleAbsent(
            reason=f"markers {numbers} are there, but the size of their sheet is not known",
            advice="give the sheet's measures in a small TOML file",
            code="unknown_sheet",
        )
    return ScaleAbsent(
        reason="no marker found",
        advice="photograph again with the calibration card or strip beside the lesion, all of it "
        "sharp and in view, or tap two points of a ruler, or type a caliper value",
        code="no_marker",
    )


def absent_two_objects(*, names: Sequence[str]) -> ScaleAbsent:
    """Say that two different calibration objects are in the photograph."""
    return ScaleAbsent(
        reason=f"two different calibration objects: {' and '.join(names)}",
        advice="photograph again with only one of them",
        code="two_objects",
    )


def absent_duplicate(*, name: str) -> ScaleAbsent:
    """Say that the same calibration object is in the photograph twice."""
    return ScaleAbsent(
        reason=f"the same calibration object is there twice: {name}",
        advice="photograph again with only one card, strip or page in view",
        code="duplicate_markers",
    )


def absent_few(*, name: str, expected: int) -> ScaleAbsent:
    """Say that a single marker is too little to stand on."""
    return ScaleAbsent(
        reason=f"only one of {expected} markers found ({name}): too few to measure with",
        advice="photograph again with the whole calibration object sharp, uncovered and in view",
        code="few_markers",
    )


def absent_small(*, side_px: float, least_px: float) -> ScaleAbsent:
    """Say that the markers are too small in the photograph."""
    return ScaleAbsent(
        reason=f"marker only {side_px:.0f} px wide; at least {least_px:.0f} px are needed",
        advice="go closer, or use the camera's full resolution",
        code="marker_small",
    )


def absent_tilted(*, tilt_deg: float, most_deg: float) -> ScaleAbsent:
    """Say that the camera was tilted too far."""
    return ScaleAbsent(
        reason=f"camera tilted by about {tilt_deg:.0f} degrees; at most {most_deg:.0f} can be "
        "corrected",
        advice="hold the phone straight above the lesion, parallel to the skin",
        code="tilted",
    )


def absent_bent(*, residual_mm: float, most_mm: float) -> ScaleAbsent:
    """Say that the markers do not lie as they were printed."""
    return ScaleAbsent(
        reason=f"the markers do not lie as printed: {residual_mm:.2f} mm off, at most "
        f"{most_mm:.2f} mm allowed; the object is bent, or it is not the one described",
        advice="lay the calibration object flat, or check the sheet's measures",
        code="residual",
    )
