"""How blurred is a picture: the spread of its sharpest edges, as a share of its long side."""

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.limits import read_limits

FloatArray = NDArray[np.float64]
FINE, COARSE = 1.0, 3.0  # known extra blurs, in pixels of the working size


def blur_share(
    *, gray: NDArray[np.uint8], box: tuple[float, float, float, float] | None = None
) -> float:
    """Give the blur's sd as a share of the long side (0 = sharper than can be told).

    An edge of blur s, blurred again by a, has slope c / sqrt(s^2 + a^2). The ratio of its
    slopes under two known blurs gives s, whatever its contrast c. The median over the
    strongest edges is taken, at a fixed working size so that resolution does not matter.
    """
    limits = read_limits(table="blur")
    small, factor = _working_copy(gray, limits["work_long_side_px"])
    if box is not None:
        small = _cut(small, box, factor)
    fine, coarse = _slope(small, FINE), _slope(small, COARSE)
    strongest = coarse >= np.quantile(coarse, 1 - limits["strong_edges_share"])
    ratio = float(np.median(fine[strongest] / np.maximum(coarse[strongest], 1e-6)))
    return _spread(ratio) / (max(gray.shape) / factor)


def _spread(ratio: float) -> float:
    """Solve the ratio of slopes for the blur's sd in working pixels."""
    if ratio >= COARSE / FINE:
        return 0.0
    if ratio <= 1.0 + 1e-6:
        return 50.0
    return float(np.sqrt(max(0.0, (COARSE**2 - ratio**2 * FINE**2) / (ratio**2 - 1))))


def _working_copy(gray: NDArray[np.uint8], long_side: float) -> tuple[FloatArray, float]:
    factor = max(1.0, max(gray.shape) / long_side)
    size = (max(1, round(gray.shape[1] / factor)), max(1, round(gray.shape[0] / factor)))
    small = cv2.resize(gray, size, interpolation=cv2.INTER_AREA) if factor > 1 else gray
    return np.asarray(small, dtype=np.float64), factor


def _cut(small: FloatArray, box: tuple[float, float, float, float], factor: float) -> FloatArray:
    left, top, right, bottom = (round(each / factor) for each in box)
    room = 8  # at least so much around, else no edge of the lesion is inside
    cut = small[max(0, top - room) : bottom + room + 1, max(0, left - room) : right + room + 1]
    return cut if min(cut.shape, default=0) >= 2 * room else small


def _slope(image: FloatArray, blur: float) -> FloatArray:
    smooth = cv2.GaussianBlur(image, (0, 0), blur)
    across = cv2.Sobel(smooth, cv2.CV_64F, 1, 0, ksize=3)
    along = cv2.Sobel(smooth, cv2.CV_64F, 0, 1, ksize=3)
    return np.asarray(np.hypot(across, along))
