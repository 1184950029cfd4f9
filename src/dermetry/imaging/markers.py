"""Finding ArUco markers in a photograph, with corners to a fraction of a pixel."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.marker_corners import refine_corners

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class FoundMarker:
    """One marker seen: its number and its four corners (4, 2) in pixels, TL TR BR BL."""

    marker_id: int
    corners_px: FloatArray

    @property
    def side_px(self) -> float:
        """Give the shortest side in pixels."""
        sides = np.linalg.norm(self.corners_px - np.roll(self.corners_px, -1, axis=0), axis=1)
        return float(sides.min())


def find_markers(
    *,
    gray: NDArray[np.uint8],
    dictionary: str,
    groups: Sequence[Sequence[int]],
    long_side_px: int,
) -> tuple[FoundMarker, ...]:
    """Find the markers of several objects, each object given by its numbers (a group).

    A large photograph is searched in a reduced copy first, and at full size unless that
    showed whole objects only; corners are always refined at full size. A number seen twice
    is given twice: the caller decides what that means. Other numbers of the dictionary are
    not looked for, so stray patterns seldom pass for one of ours.
    """
    ids = sorted({number for group in groups for number in group})
    factor = max(gray.shape) / long_side_px
    if factor <= 1.5:
        return _refined(gray, _detect(gray, dictionary, ids))
    size = (round(gray.shape[1] / factor), round(gray.shape[0] / factor))
    small = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    ratio = np.array([gray.shape[1] / size[0], gray.shape[0] / size[1]])
    # Pixel (0, 0) is the CENTER of the first pixel, hence the half pixels.
    seen = [(number, (c + 0.5) * ratio - 0.5) for number, c in _detect(small, dictionary, ids)]
    if not _are_whole({number for number, _ in seen}, groups):
        seen = _merge(seen, _detect(gray, dictionary, ids))
    return _refined(gray, seen)


def find_any_ids(*, gray: NDArray[np.uint8], long_side_px: int) -> tuple[int, ...]:
    """Give the numbers of any 4x4 markers seen, for advice when no known object is there."""
    factor = max(1.0, max(gray.shape) / long_side_px)
    size = (round(gray.shape[1] / factor), round(gray.shape[0] / factor))
    small = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    parameters = cv2.aruco.DetectorParameters()
    parameters.errorCorrectionRate = 0.0
    known = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    ids = cv2.aruco.ArucoDetector(known, parameters).detectMarkers(small)[1]
    return () if ids is None else tuple(sorted({int(each) for each in np.ravel(ids)}))


def _detect(
    gray: NDArray[np.uint8], dictionary: str, ids: Sequence[int]
) -> list[tuple[int, FloatArray]]:
    """Detect with a dictionary cut down to the numbers wanted."""
    whole = cv2.aruco.getPredefinedDictionary(getattr(cv2.aruco, dictionary))
    wanted = cv2.aruco.Dictionary(whole.bytesList[list(ids)], whole.markerSize, 1)
    parameters = cv2.aruco.DetectorParameters()
    parameters.minMarkerPerimeterRate = 0.01
    parameters.adaptiveThreshWinSizeMax = 43
    corners, found, _ = cv2.aruco.ArucoDetector(wanted, parameters).detectMarkers(gray)
    if found is None:
        return []
    return [
        (ids[int(index)], np.asarray(c, dtype=np.float64).reshape(4, 2))
        for index, c in zip(np.ravel(found), corners, strict=True)
    ]


def _are_whole(seen: set[int], groups: Sequence[Sequence[int]]) -> bool:
    """Say whether each object seen at all is seen whole, and at least one is."""
    touched = [group for group in groups if seen & set(group)]
    return bool(touched) and all(seen >= set(group) for group in touched)


def _merge(
    first: list[tuple[int, FloatArray]], second: list[tuple[int, FloatArray]]
) -> list[tuple[int, FloatArray]]:
    """Join two lists of markers; the same marker at the same place counts once."""
    merged = list(first)
    for number, corners in second:
        center, reach = corners.mean(axis=0), np.ptp(corners, axis=0).max() / 2
        if not any(n == number and np.hypot(*(c.mean(axis=0) - center)) < reach for n, c in merged):
            merged.append((number, corners))
    return merged


def _refined(
    gray: NDArray[np.uint8], seen: list[tuple[int, FloatArray]]
) -> tuple[FoundMarker, ...]:
    found = [FoundMarker(n, refine_corners(gray=gray, corners_px=c)) for n, c in seen]
    return tuple(sorted(found, key=lambda each: each.marker_id))
