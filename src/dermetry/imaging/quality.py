"""Is a photograph good enough to measure on? Named issues with advice in words."""

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.blur import blur_share
from dermetry.imaging.limits import read_limits
from dermetry.imaging.values import Issue, Picture


def check_picture(*, picture: Picture) -> tuple[Issue, ...]:
    """Check size, exposure and focus; only what is truly useless blocks measuring."""
    gray = np.asarray(cv2.cvtColor(picture.pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    size = _size_issues(picture)
    exposure = _exposure_issues(picture, gray)
    if any(issue.is_blocking for issue in exposure):
        return (*size, *exposure)  # focus of a black frame means nothing
    return (*size, *exposure, *_blur_issues(gray))


def check_region(*, picture: Picture, box: tuple[float, float, float, float]) -> tuple[Issue, ...]:
    """Check focus near a lesion; ``box`` is left, top, right, bottom in pixels.

    The limits stay shares of the whole photograph's long side, so that a small box is not
    judged more strictly than the photograph.
    """
    gray = np.asarray(cv2.cvtColor(picture.pixels, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    return _blur_issues(gray, box)


def _size_issues(picture: Picture) -> tuple[Issue, ...]:
    limits = read_limits(table="size")
    side = min(picture.width_px, picture.height_px)
    if side >= limits["side_note_px"]:
        return ()
    return (
        Issue(
            code="too_small",
            is_blocking=side < limits["side_block_px"],
            message=f"the photograph has only {picture.width_px} x {picture.height_px} pixels",
            advice="use the camera's original, not a preview or a forwarded copy",
            value=float(side),
        ),
    )


def _exposure_issues(picture: Picture, gray: NDArray[np.uint8]) -> tuple[Issue, ...]:
    limits = read_limits(table="exposure")
    low, middle, high = np.percentile(gray, [1, 50, 99])
    if high < limits["black_frame_p99_most"]:
        return (_black(float(high)),)
    if low > limits["white_frame_p1_least"] or gray.std() < limits["detail_sd_least"]:
        return (_without_detail(float(gray.std())),)
    issues = []
    if middle < limits["dark_median_most"]:
        issues.append(_dark(float(middle)))
    clipped = float((picture.pixels.min(axis=2) >= limits["clipped_level"]).mean())
    if clipped > limits["clipped_share_note"]:
        issues.append(_over_exposed(clipped))
    return tuple(issues)


def _blur_issues(
    gray: NDArray[np.uint8], box: tuple[float, float, float, float] | None = None
) -> tuple[Issue, ...]:
    limits = read_limits(table="blur")
    share = blur_share(gray=gray, box=box)
    if share <= limits["note_share"]:
        return ()
    is_blocking = share > limits["block_share"]
    strength = (
        "so strongly that borders cannot be placed" if is_blocking else "(borders are less certain)"
    )
    return (
        Issue(
            code="blurred",
            is_blocking=is_blocking,
            message=f"the photograph is blurred {strength}",
            advice="tap the lesion on the screen to focus, hold still, go no closer than about "
            "15 cm, and photograph again",
            value=share,
        ),
    )


def _black(value: float) -> Issue:
    return Issue(
        code="black_frame",
        is_blocking=True,
        message="the photograph is black",
        advice="check that nothing covers the lens, switch on the light, and photograph again",
        value=value,
    )


def _without_detail(value: float) -> Issue:
    return Issue(
        code="no_detail",
        is_blocking=True,
        message="the photograph shows one even area and nothing else",
        advice="check the lens, go a little farther away, and photograph again",
        value=value,
    )


def _dark(value: float) -> Issue:
    return Issue(
        code="too_dark",
        is_blocking=False,
        message="the photograph is dark",
        advice="photograph by even daylight or room light, without your own shadow",
        value=value,
    )


def _over_exposed(value: float) -> Issue:
    return Issue(
        code="over_exposed",
        is_blocking=False,
        message=f"{value:.0%} of the photograph is burnt out to white",
        advice="switch the flash off, tap the skin to set the exposure, and photograph again",
        value=value,
    )
