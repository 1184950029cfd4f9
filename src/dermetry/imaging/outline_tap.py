"""From one tap: a border fitted at several trial sizes, and the most plausible one chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.outline_crop import cut_crop
from dermetry.imaging.outline_fit import BorderFit, Prior, fit_border

FloatArray = NDArray[np.float64]
Levels = list[NDArray[np.uint8]]


@dataclass(frozen=True)
class Trial:
    """One trial size: the border it led to and its bounding box (x0, y0, x1, y1) in px."""

    fit: BorderFit
    box: tuple[float, float, float, float]


def trial_radii(
    *, picture_size: tuple[int, int], mm_per_pixel: float | None, settings: Mapping[str, Any]
) -> FloatArray:
    """Give the trial radii in px, from the scale when known, else from the picture's size."""
    short = min(picture_size)
    smallest, largest = short * settings["smallest_share"], short * settings["largest_share"]
    if mm_per_pixel:
        smallest = max(smallest / 4, settings["smallest_mm"] / mm_per_pixel)
        largest = min(largest, settings["largest_mm"] / mm_per_pixel)
    smallest = max(smallest, float(settings["smallest_px"]))
    count = max(
        1, int(np.ceil(np.log(max(largest / smallest, 1.0)) / np.log(settings["scale_ratio"])))
    )
    return np.asarray(smallest * np.geomspace(1, max(largest / smallest, 1.0), count + 1))


def run_trials(
    *,
    levels: Levels,
    tap: tuple[float, float],
    radii: FloatArray,
    rough: Mapping[str, Any],
    settings: Mapping[str, Any],
) -> list[Trial]:
    """Fit at every trial size, move to what was found, fit again; keep those round the tap."""
    trials: list[Trial] = []
    for radius in radii:
        first = _fit_at(levels, tap, (float(radius), float(radius)), rough, settings)
        if min(first.box[2] - first.box[0], first.box[3] - first.box[1]) < 3:
            continue
        trial = refit(levels, first.box, rough, settings)
        across = max(trial.box[2] - trial.box[0], trial.box[3] - trial.box[1])
        is_runaway = across > 2 * settings["growth_most"] * float(radius)
        if holds_tap(fit=trial.fit, tap=tap) and not is_runaway:
            trials.append(trial)
    return trials


def holds_tap(*, fit: BorderFit, tap: tuple[float, float]) -> bool:
    """Say whether the fitted border encloses the tap."""
    border = fit.points(fit.radii).astype(np.float32)
    return bool(cv2.pointPolygonTest(border, (float(tap[0]), float(tap[1])), False) >= 0)


def refit(
    levels: Levels,
    box: tuple[float, float, float, float],
    fit_settings: Mapping[str, Any],
    settings: Mapping[str, Any],
) -> Trial:
    """Fit again around the ellipse inscribed in a box (px)."""
    center = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    return _fit_at(
        levels, center, ((box[2] - box[0]) / 2, (box[3] - box[1]) / 2), fit_settings, settings
    )


def _fit_at(
    levels: Levels,
    center: tuple[float, float],
    semi_axes: tuple[float, float],
    fit_settings: Mapping[str, Any],
    settings: Mapping[str, Any],
) -> Trial:
    """Fit one border around an ellipse held loosely."""
    reach = float(fit_settings["reach"])
    crop = cut_crop(
        levels=levels,
        center=center,
        reach=(semi_axes[0] * reach, semi_axes[1] * reach),
        work_px=int(fit_settings["work_px"]),
    )
    prior = Prior(
        center=center,
        semi_axes=semi_axes,
        radius_mean=float(settings["radius_mean"]),
        radius_sd=float(settings["radius_sd"]),
        radius_min=float(settings["radius_min"]),
        radius_max=float(settings["radius_max"]),
    )
    fit = fit_border(crop=crop, prior=prior, settings=fit_settings)
    border = fit.points(fit.radii)
    (x0, y0), (x1, y1) = border.min(axis=0), border.max(axis=0)
    return Trial(fit=fit, box=(float(x0), float(y0), float(x1), float(y1)))
