"""What to say of known lesions that no outline was matched to. A gap is never "gone"."""

from dataclasses import dataclass

import numpy as np
from shapely.geometry import MultiPoint, Point, Polygon
from shapely.geometry.base import BaseGeometry

from dermetry.imaging.match_values import KnownLesion, LesionMatch, Region
from dermetry.imaging.match_view import Verdict, ViewFit, words
from dermetry.imaging.match_weights import region_of, zones_agree
from dermetry.imaging.match_words import place_name, several
from dermetry.imaging.matching_rules import section


@dataclass(frozen=True)
class Looked:
    """What this visit looked at."""

    regions: tuple[Region, ...]  # of all photographs; (None, None) = a photograph without one
    fits: tuple[ViewFit, ...]
    fitted_regions: tuple[tuple[str, Region], ...]  # view id and region, all photographs
    verdicts: dict[str, Verdict]


def judge_unseen(*, lesion: KnownLesion, looked: Looked) -> LesionMatch:
    """Judge one known lesion that is not "same" for any outline."""
    open_for = sorted(k for k, v in looked.verdicts.items() if lesion.lesion_id in v.open_ids)
    if open_for:
        return _answer(lesion, "unsure", 0.5, f"may be outline {several(open_for)}: see there")
    placed = [_place(lesion, fit) for fit in looked.fits]
    known = [p for p in placed if p is not None]
    for wanted in ("not_seen", "unsure"):
        for answer, confidence, text in known:
            if answer == wanted:
                return _answer(lesion, answer, confidence, text)
    return _judge_by_zone(lesion, looked, known)


Placed = tuple[str, float, str]


def _judge_by_zone(lesion: KnownLesion, looked: Looked, outside: list[Placed]) -> LesionMatch:
    place = place_name(region_of(lesion))
    fitted = {fit.view_id for fit in looked.fits if _row(lesion, fit) is not None}
    others = [
        region
        for view_id, region in looked.fitted_regions
        if view_id not in fitted and zones_agree(region, region_of(lesion))
    ]
    if outside and not others:
        _, confidence, text = outside[0]
        return _answer(lesion, "not_photographed", confidence, text)
    if lesion.zone is None:
        return _answer(lesion, "unsure", 0.5, "its zone is not stated: it may not be in any frame")
    agreeing = [region for region in looked.regions if zones_agree(region, region_of(lesion))]
    if not agreeing:
        text = f"no photograph of {place} at this visit"
        return _answer(lesion, "not_photographed", 0.95, text)
    if all(region[0] is None for region in agreeing):
        text = f"no photograph is stated to show {place}, but one has no zone"
        return _answer(lesion, "unsure", 0.5, text)
    text = (
        f"{place} was photographed and no outline fits, but whether the lesion's place is in "
        "the frame cannot be told: fewer than three lesions shared with an earlier photograph"
    )
    return _answer(lesion, "unsure", 0.5, text)


def _answer(lesion: KnownLesion, answer: str, confidence: float, text: str) -> LesionMatch:
    return LesionMatch(answer, None, lesion.lesion_id, None, confidence, (text,))  # type: ignore[arg-type]


def _row(lesion: KnownLesion, fit: ViewFit) -> int | None:
    ids = [other.lesion_id for other in fit.lesions]
    return ids.index(lesion.lesion_id) if lesion.lesion_id in ids else None


def _place(lesion: KnownLesion, fit: ViewFit) -> Placed | None:
    """Tell whether the place where a lesion is predicted is inside the frame."""
    row = _row(lesion, fit)
    if row is None:
        return None
    inside_by, is_frame = _inside_by(fit, row)
    margin = section("answer")["border_sd"] * float(fit.sd[row])
    shared = f"the {len(fit.fits.best.pairs)} lesions shared with photograph {fit.earlier_id}"
    trust = fit.fits.trust
    if inside_by >= margin:
        where = f"{words(fit, inside_by)} inside the frame" if is_frame else "among the outlines"
        near = _nearest_outline(fit, row)
        text = f"its place as predicted from {shared} lies {where} of photograph {fit.view_id}"
        return "not_seen", trust * _alone(fit, row), f"{text}, and nothing is outlined there{near}"
    if is_frame and inside_by <= -margin:
        text = f"its place as predicted from {shared} lies {words(fit, -inside_by)} outside"
        return "not_photographed", trust, f"{text} the frame of photograph {fit.view_id}"
    why = "near the border of the frame" if is_frame else "beyond the outlines; frame not known"
    text = f"its place as predicted from {shared} lies {why} (photograph {fit.view_id})"
    return "unsure", 0.5, text


def _inside_by(fit: ViewFit, row: int) -> tuple[float, bool]:
    """Give how far inside the frame (or the outlines' hull) a prediction lies; outside < 0."""
    area: BaseGeometry = (
        Polygon(fit.frame) if fit.frame else MultiPoint(fit.places.points).convex_hull
    )
    spot = Point(*fit.predicted[row])
    border = area.boundary if area.geom_type == "Polygon" else area
    away = float(border.distance(spot))
    return (away if area.contains(spot) else -away), fit.frame is not None


def _alone(fit: ViewFit, row: int) -> float:
    """Give the chance that none of the outlines is this lesion, given the fit."""
    odds = fit.fits.gain[row].copy()
    for other, own in fit.fits.best.pairs:
        odds[own] -= max(fit.fits.gain[other, own], 0.0)
    return float(1 / (1 + np.exp(np.minimum(odds, 50.0)).sum()))


def _nearest_outline(fit: ViewFit, row: int) -> str:
    away = np.hypot(*(fit.places.points - fit.predicted[row]).T)
    return f" (nearest outline {words(fit, float(away.min()))} away)"
