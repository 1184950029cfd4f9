"""Match the outlines of one photograph to an earlier photograph by constellation."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.constellation import Fits, fit_constellation
from dermetry.imaging.match_places import Places, find_places, frame_of
from dermetry.imaging.match_values import Answer, KnownLesion, SeenOutline, SeenView, Sighting
from dermetry.imaging.match_weights import expected_log, pair_log
from dermetry.imaging.match_words import length, look_words, several, size_words, zone_words
from dermetry.imaging.matching_rules import section
from dermetry.imaging.values import Polygon


@dataclass(frozen=True)
class Verdict:
    """What is thought of one outline so far."""

    answer: Answer
    lesion_id: str | None
    runner_up_id: str | None
    confidence: float
    evidence: tuple[str, ...]
    open_ids: frozenset[str] = frozenset()  # lesions that an unsure outline may be


@dataclass(frozen=True)
class ViewFit:
    """One photograph of this visit laid over one earlier photograph."""

    view_id: str
    earlier_id: str
    lesions: tuple[KnownLesion, ...]
    sightings: tuple[Sighting, ...]
    outlines: tuple[SeenOutline, ...]
    places: Places  # of the outlines; indices refer to ``outlines`` before the selection
    frame: Polygon | None
    fits: Fits

    @property
    def predicted(self) -> NDArray[np.float64]:
        """Give where every lesion should be now, (n, 2)."""
        spots = self.fits.best.warp.predicted
        return np.column_stack([spots.real, spots.imag])

    @property
    def sd(self) -> NDArray[np.float64]:
        """Give 1 sd per component of every prediction, (n,)."""
        return np.asarray(np.sqrt(self.fits.best.warp.variance))


def fit_view(
    *,
    view_id: str,
    earlier_id: str,
    earlier: Sequence[tuple[KnownLesion, Sighting]],
    outlines: Sequence[SeenOutline],
    view: SeenView | None,
) -> ViewFit | None:
    """Lay the outlines of one view over one earlier view; None when that cannot be done."""
    then, now = find_places([s for _, s in earlier]), find_places(outlines)
    kept = [earlier[i] for i in then.indices]
    here = [outlines[i] for i in now.indices]
    if not kept or not here:
        return None
    is_in_mm = then.is_in_mm and now.is_in_mm
    base = expected_log(len(kept))
    weights = [
        [pair_log(lesion=known, sighting=s, outline=o) + base for o in here] for known, s in kept
    ]
    sizes = [(s.longest_diameter_mm or 0.0) if then.is_in_mm else 0.0 for _, s in kept]
    fits = fit_constellation(
        earlier=then.points,
        now=now.points,
        is_in_mm=is_in_mm,
        diameters=np.array(sizes),
        pair_log=np.array(weights),
    )
    if fits is None or fits.trust < section("constellation")["least_trust"]:
        return None
    lesions, sightings = zip(*kept, strict=True)
    frame = frame_of(view, now)
    return ViewFit(view_id, earlier_id, lesions, sightings, tuple(here), now, frame, fits)


def judge(fit: ViewFit) -> dict[str, Verdict]:
    """Give a verdict for every outline that took part in the fit."""
    row_of = {column: row for row, column in fit.fits.best.pairs}
    return {
        outline.outline_id: (
            _judge_pair(fit, row_of[column], column)
            if column in row_of
            else _judge_alone(fit, column, row_of)
        )
        for column, outline in enumerate(fit.outlines)
    }


def gap(fit: ViewFit, row: int, column: int) -> float:
    """Measure from where a lesion is predicted to an outline, in the unit of the places."""
    return float(np.hypot(*(fit.predicted[row] - fit.places.points[column])))


def words(fit: ViewFit, distance: float) -> str:
    """Write a distance in this photograph."""
    return length(distance, is_in_mm=fit.places.is_in_mm)


def _runner_up(fit: ViewFit, column: int, row: int | None) -> int | None:
    gain = fit.fits.gain[:, column].copy()
    if row is not None:
        gain[row] = -np.inf
    best = int(np.argmax(gain))
    return best if np.isfinite(gain[best]) else None


def _judge_pair(fit: ViewFit, row: int, column: int) -> Verdict:
    lesion, outline = fit.lesions[row], fit.outlines[column]
    trust = fit.fits.pair_trust[row, column]
    second = _runner_up(fit, column, row)
    others = len(fit.fits.best.pairs) - 1
    evidence = [
        f"{words(fit, gap(fit, row, column))} from where the other {others} lesions shared with "
        f"photograph {fit.earlier_id} predict {lesion.lesion_id}",
        size_words(fit.sightings[row], outline),
        look_words(fit.sightings[row], outline),
        zone_words(lesion, outline),
    ]
    second_id = None
    if second is not None:
        second_id = fit.lesions[second].lesion_id
        evidence.append(f"runner-up {second_id} at {words(fit, gap(fit, second, column))}")
    is_stray = _is_stray(fit, row, column)
    is_sure = trust >= section("answer")["same_stray" if is_stray else "same"]
    if not is_sure:
        evidence.append(_doubt(fit, is_stray))
    open_ids = frozenset() if is_sure else _open_ids(fit, column) | {lesion.lesion_id}
    answer: Answer = "same" if is_sure else "unsure"
    kept = tuple(line for line in evidence if line)
    return Verdict(answer, lesion.lesion_id, second_id, trust, kept, open_ids)


def _is_stray(fit: ViewFit, row: int, column: int) -> bool:
    """Tell whether a pair lies much farther off than the other pairs do."""
    rules, own = section("answer"), gap(fit, row, column)
    others = [gap(fit, r, c) for r, c in fit.fits.best.pairs if r != row]
    spread = np.sqrt(fit.places.points.var(axis=0).sum())
    next_one = np.sort(np.hypot(*(fit.predicted - fit.predicted[row]).T))[1]
    least = (
        rules["stray_times"] * np.median(others),
        rules["stray_share"] * spread,
        rules["stray_gap"] * next_one,
        rules["stray_sd"] * fit.sd[row],
    )
    return bool(own > max(least))


def _doubt(fit: ViewFit, is_stray: bool) -> str:
    if fit.fits.trust < section("answer")["same"]:
        return "so few places may agree by chance"
    if is_stray:
        return "it lies farther off than the other lesions do"
    return "another reading of the places is nearly as good"


def _open_ids(fit: ViewFit, column: int) -> frozenset[str]:
    """Name the lesions that this outline might be, given the rest of the fit."""
    least = np.log(section("answer")["candidate"])
    odds = _odds(fit, column)
    return frozenset(fit.lesions[row].lesion_id for row in np.nonzero(odds > least)[0])


def _odds(fit: ViewFit, column: int) -> NDArray[np.float64]:
    """Give the log odds of every lesion for an outline, less what its own pair is worth."""
    odds = fit.fits.gain[:, column].copy()
    for row, own in fit.fits.best.pairs:
        if own != column:
            odds[row] -= max(fit.fits.gain[row, own], 0.0)
    return np.asarray(odds)


def _judge_alone(fit: ViewFit, column: int, row_of: dict[int, int]) -> Verdict:
    """Judge an outline that the fit left without a lesion."""
    odds = _odds(fit, column)
    against = float(np.exp(np.minimum(odds, 50.0)).sum())
    confidence = fit.fits.trust / (1 + against)
    nearest = int(np.argmin([gap(fit, row, column) for row in range(len(fit.lesions))]))
    near_id = fit.lesions[nearest].lesion_id
    distance = words(fit, gap(fit, nearest, column))
    evidence: tuple[str, ...] = (
        f"{distance} from the nearest place where the {len(row_of)} lesions shared with "
        f"photograph {fit.earlier_id} predict a known lesion ({near_id})",
    )
    missing = set(np.nonzero(np.isfinite(odds))[0].tolist()) - set(row_of.values())
    is_told = not missing or len(row_of) >= section("answer")["new_pairs"]
    if is_told and confidence >= section("answer")["same"]:
        return Verdict("new", None, near_id, confidence, evidence)
    best = int(np.argmax(odds))
    open_ids = _open_ids(fit, column) | {fit.lesions[best].lesion_id}
    likeliest = fit.lesions[best].lesion_id
    runner_up = near_id if near_id != likeliest else None
    evidence = (*evidence, f"may be {several(sorted(open_ids))}, moved or changed, or new")
    return Verdict("unsure", likeliest, runner_up, 1 - confidence, evidence, open_ids)
