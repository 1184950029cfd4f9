"""The plane of a calibration object: homography, residual, tilt, camera distance."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.layout import Marker
from dermetry.imaging.limits import read_limits
from dermetry.imaging.markers import FoundMarker

FloatArray = NDArray[np.float64]
Pair = tuple[FoundMarker, Marker]


@dataclass(frozen=True)
class PlaneFit:
    """A homography pixel -> mm with the markers it rests on and those left out."""

    homography: FloatArray
    pairs: tuple[Pair, ...]
    residual_mm: float  # rms over corners
    left_out: tuple[int, ...] = ()

    @property
    def pixels(self) -> FloatArray:
        """Give all corners used, in pixels (n, 2)."""
        return np.concatenate([found.corners_px for found, _ in self.pairs])


def fit_plane(*, pairs: tuple[Pair, ...], residual_most_mm: float) -> PlaneFit:
    """Fit the homography over all corners; one marker that does not belong is left out.

    A marker is left out only when three or more remain or two remain that agree, and the
    rest then fits within ``residual_most_mm``.
    """
    whole = _fit(pairs)
    if whole.residual_mm <= residual_most_mm or len(pairs) < 3:
        return whole
    trials = [_fit(pairs[:i] + pairs[i + 1 :], left_out=pairs[i]) for i in range(len(pairs))]
    best = min(trials, key=lambda trial: trial.residual_mm)
    return best if best.residual_mm <= residual_most_mm else whole


def _fit(pairs: tuple[Pair, ...], left_out: Pair | None = None) -> PlaneFit:
    pixels = np.concatenate([found.corners_px for found, _ in pairs])
    plane = np.concatenate([np.array(marker.corners_mm) for _, marker in pairs])
    homography = cv2.findHomography(pixels, plane, 0)[0]
    if homography is None:  # corners on one line
        return PlaneFit(np.eye(3), pairs, float("inf"))
    away = project(homography=homography, points=pixels) - plane
    residual = float(np.sqrt((away**2).sum(axis=1).mean()))
    without = () if left_out is None else (left_out[0].marker_id,)
    return PlaneFit(np.asarray(homography, dtype=np.float64), pairs, residual, without)


def project(*, homography: FloatArray, points: FloatArray) -> FloatArray:
    """Map points (n, 2) through a homography."""
    lifted = np.column_stack([points, np.ones(len(points))]) @ homography.T
    return np.asarray(lifted[:, :2] / lifted[:, 2:])


def estimate_pose(
    *, homography: FloatArray, width_px: int, height_px: int, center_mm: tuple[float, float]
) -> tuple[float, float]:
    """Estimate the tilt in degrees and the camera's distance in mm from ``center_mm``.

    Tilt is the angle between the camera's axis and the normal of the plane. The focal
    length is not known: of all focal lengths the one is taken that makes the plane's two
    axes equal and at right angles, held near a phone's by a log-normal prior (``[lens]``);
    the optical axis is taken through the middle of the photograph.
    """
    lens = read_limits(table="lens")
    back = np.linalg.inv(homography)
    diagonal = float(np.hypot(width_px, height_px))
    shift = np.array([(width_px - 1) / 2, (height_px - 1) / 2])
    ratios = np.exp(np.linspace(-3, 3, 121) * lens["focal_log_sd"])
    costs = []
    for ratio in ratios:
        axes = _axes(back, ratio * lens["focal_of_diagonal"] * diagonal, shift)
        lengths = np.linalg.norm(axes[:, :2], axis=0)
        skew = axes[:, 0] @ axes[:, 1] / (lengths[0] * lengths[1])
        uneven = np.log(lengths[0] / lengths[1])
        prior = np.log(ratio) / lens["focal_log_sd"]
        costs.append((skew**2 + uneven**2) / lens["shape_sd"] ** 2 + prior**2)
    focal = ratios[int(np.argmin(costs))] * lens["focal_of_diagonal"] * diagonal
    return _tilt_and_distance(_axes(back, focal, shift), center_mm)


def _axes(back: FloatArray, focal: float, shift: FloatArray) -> FloatArray:
    """Give K^-1 times the homography mm -> pixel: the plane's axes and origin, unscaled."""
    camera = np.array([[focal, 0, shift[0]], [0, focal, shift[1]], [0, 0, 1]])
    return np.asarray(np.linalg.solve(camera, back))


def _tilt_and_distance(axes: FloatArray, center_mm: tuple[float, float]) -> tuple[float, float]:
    lengths = np.linalg.norm(axes[:, :2], axis=0)
    normal = np.cross(axes[:, 0] / lengths[0], axes[:, 1] / lengths[1])
    tilt = np.degrees(np.arccos(np.clip(abs(normal[2]) / np.linalg.norm(normal), 0, 1)))
    place = axes @ np.array([*center_mm, 1.0]) / lengths.mean()
    return float(tilt), float(np.linalg.norm(place))
