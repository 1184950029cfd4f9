"""Outlines: proposed from one tap or a box, or taken exactly as a person drew them.

A proposal carries its confidence and the tightest and widest outlines still plausible; a
place without a visible border is refused (OutlineNotFound) instead of guessed.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from shapely import Polygon as Shape

from dermetry.errors import MarksInvalid, NotMeasurable
from dermetry.imaging.outline_box import Box, fit_box
from dermetry.imaging.outline_crop import build_pyramid
from dermetry.imaging.outline_fit import BorderFit
from dermetry.imaging.outline_frame import CUT_NOTE, cut_to_frame, leaves_frame
from dermetry.imaging.outline_fuse import fuse_trials
from dermetry.imaging.outline_rank import describe_fit, describe_trial, predict_dice
from dermetry.imaging.outline_settings import read_settings
from dermetry.imaging.outline_tap import holds_tap, refit, run_trials, trial_radii
from dermetry.imaging.values import Outline, OutlineSource, Picture, Polygon


class OutlineNotFound(NotMeasurable):
    """No border that can be told from the skin was found at this place."""


class BoxInvalid(MarksInvalid):
    """A box is empty or lies outside the photograph."""


class TapInvalid(MarksInvalid):
    """A tap lies outside the photograph."""


class PolygonInvalid(MarksInvalid):
    """A drawn outline has too few points, leaves the photograph or crosses itself."""


def propose_from_box(*, picture: Picture, box: Box, mm_per_pixel: float | None = None) -> Outline:
    """Propose the outline of the lesion that fills a box (x0, y0, x1, y1) in px.

    The box may be a little loose. ``mm_per_pixel`` is not needed: the box gives the size.
    Raises BoxInvalid, OutlineNotFound.
    """
    _check_box(picture, box)
    fit = fit_box(picture=picture, box=box)
    likely = predict_dice(
        features=describe_fit(fit=fit), weights=read_settings(table="border_weights")
    )
    settings = read_settings(table="box")
    if fit.contrast < settings["contrast_needed"] or likely < settings["dice_needed"]:
        raise _not_found("inside the box")
    return _as_outline(fit, picture, source="box", confidence=likely)


def propose_from_tap(
    *, picture: Picture, tap: tuple[float, float], mm_per_pixel: float | None = None
) -> Outline:
    """Propose the outline of the lesion under one tap (x, y) in px.

    ``mm_per_pixel`` narrows the sizes that are tried. Raises TapInvalid, OutlineNotFound.
    """
    _check_tap(picture, tap)
    settings, fit_settings = read_settings(table="tap"), read_settings(table="tap_fit")
    levels = build_pyramid(pixels=picture.pixels, smallest_px=int(settings["pyramid_px"]))
    trials = run_trials(
        levels=levels,
        tap=tap,
        radii=trial_radii(
            picture_size=(picture.width_px, picture.height_px),
            mm_per_pixel=mm_per_pixel,
            settings=settings,
        ),
        rough=fit_settings,
        settings=settings,
    )
    weights = read_settings(table="tap_weights")
    likely = [
        predict_dice(features=describe_trial(trial=one, trials=trials, tap=tap), weights=weights)
        for one in trials
    ]
    if not trials or max(likely) < settings["dice_needed"]:
        raise _not_found("under the tap")
    chosen = int(np.argmax(likely))
    best = trials[chosen].fit
    visible = predict_dice(
        features=describe_fit(fit=best), weights=read_settings(table="border_weights")
    )
    if best.contrast < settings["contrast_needed"] or visible < settings["border_needed"]:
        raise _not_found("under the tap")
    fine = refit(levels, trials[chosen].box, read_settings(table="fit"), settings)
    if holds_tap(fit=fine.fit, tap=tap):
        trials[chosen] = fine
    fused = fuse_trials(
        trials=trials, likely=np.array(likely), temperature=float(settings["fuse_temperature"])
    )
    return _outline_of(fused, picture, source="tap", confidence=min(max(likely), visible))


def drawn(*, picture_size: tuple[int, int], polygon: Sequence[tuple[float, float]]) -> Outline:
    """Take an outline exactly as a person drew it, points (x, y) in px.

    ``picture_size`` is (width, height) in px; no pixels are looked at.
    Raises PolygonInvalid: fewer than three points, outside the photograph, crossing itself.
    """
    points = tuple((float(x), float(y)) for x, y in polygon)
    _check_polygon(picture_size, points)
    return Outline(polygon=points, source="drawn")


def _as_outline(
    fit: BorderFit, picture: Picture, *, source: OutlineSource, confidence: float
) -> Outline:
    borders = tuple(fit.points(radii) for radii in (fit.radii, fit.inner, fit.outer))
    return _outline_of(borders, picture, source=source, confidence=confidence)


def _outline_of(
    borders: Sequence[NDArray[np.float64]],
    picture: Picture,
    *,
    source: OutlineSource,
    confidence: float,
) -> Outline:
    """Give (border, inner, outer) as an Outline proposal, none of it outside the photograph."""
    size = (picture.width_px, picture.height_px)
    middle, inner, outer = (cut_to_frame(points=border, picture_size=size) for border in borders)
    if middle is None or inner is None or outer is None:
        raise _not_found("within the photograph")
    reaches = any(leaves_frame(points=border, picture_size=size) for border in borders)
    return Outline(
        polygon=middle,
        source=source,
        confidence=float(np.clip(confidence, 0.0, 1.0)),
        inner=inner,
        outer=outer,
        notes=("proposal, not confirmed", *((CUT_NOTE,) if reaches else ())),
    )


def _not_found(where: str) -> OutlineNotFound:
    return OutlineNotFound(
        f"No border of a lesion was found {where}",
        why="what is there cannot be told from the skin around it",
        next_step="Draw the border by hand, or mark the lesion with a box that just holds it",
    )


def _check_box(picture: Picture, box: Box) -> None:
    """Refuse a box that is empty, not a number, or not wholly in the photograph."""
    x0, y0, x1, y1 = box
    if not np.isfinite(box).all() or x1 - x0 < 3 or y1 - y0 < 3:
        raise BoxInvalid(
            "The box is empty",
            why=f"from ({x0:g}, {y0:g}) to ({x1:g}, {y1:g}) it is less than 3 px across",
            next_step="Draw the box from its upper left to its lower right corner",
        )
    if x0 < -0.5 or y0 < -0.5 or x1 > picture.width_px - 0.5 or y1 > picture.height_px - 0.5:
        raise BoxInvalid(
            "The box leaves the photograph",
            why=f"the photograph is {picture.width_px} x {picture.height_px} px, "
            f"the box runs from ({x0:g}, {y0:g}) to ({x1:g}, {y1:g})",
            next_step="Draw the box within the photograph, round one lesion",
        )


def _check_tap(picture: Picture, tap: tuple[float, float]) -> None:
    """Refuse a tap that is not on the photograph."""
    x, y = tap
    if not (-0.5 <= x <= picture.width_px - 0.5 and -0.5 <= y <= picture.height_px - 0.5):
        raise TapInvalid(
            f"The tap at ({x:g}, {y:g}) is outside the photograph",
            why=f"the photograph is {picture.width_px} x {picture.height_px} px",
            next_step="Tap on the lesion",
        )


def _check_polygon(picture_size: tuple[int, int], points: Polygon) -> None:
    """Refuse a drawn polygon that cannot be an outline."""
    why = ""
    width, height = picture_size
    array = np.asarray(points, dtype=float).reshape(-1, 2)
    if len(set(points)) < 3:
        why = f"it has {len(set(points))} different points; three are needed"
    elif not np.isfinite(array).all():
        why = "a coordinate is not a number"
    elif (array < -0.5).any() or (array > (width - 0.5, height - 0.5)).any():
        why = f"it leaves the photograph of {width} x {height} px"
    elif not Shape(points).is_valid or Shape(points).area <= 0:
        why = "it crosses itself or encloses nothing"
    if why:
        raise PolygonInvalid(
            "The drawn outline cannot be used", why=why, next_step="Draw the border again"
        )
