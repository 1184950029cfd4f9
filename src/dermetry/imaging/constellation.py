"""Fit the lesions of an earlier photograph onto those of this one, by their places alone.

Comes in: two sets of places.  Goes out: the fits worth considering, with weights that say how
much better each one explains the places than chance and than the other fits. Deterministic:
starting pairs are listed in a fixed order.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.assignment import assign
from dermetry.imaging.constellation_seeds import Index, find_seeds
from dermetry.imaging.matching_rules import section
from dermetry.imaging.skin_warp import Real, Scene, Warp, fit_warp, make_scene


@dataclass(frozen=True)
class Fit:
    """One way to lay the earlier lesions onto this photograph."""

    pairs: tuple[tuple[int, int], ...]  # (earlier, now)
    warp: Warp
    log_weight: float  # log evidence, with zone, size, look and how many are expected


@dataclass(frozen=True)
class Fits:
    """The best fit, and how sure each of its pairs is."""

    best: Fit
    trust: float  # 0..1: this fit or one that agrees with most of it, against chance
    pair_trust: dict[tuple[int, int], float]  # 0..1 for every pair of the best fit
    rivals: dict[int, int]  # earlier -> the second-best now, where one is worth naming
    column_rivals: dict[int, int]  # now -> the second-best earlier
    gain: Real  # (n, m) log odds that the pair belongs together, given the rest of the fit


def fit_constellation(
    *,
    earlier: NDArray[np.float64],
    now: NDArray[np.float64],
    is_in_mm: bool,
    diameters: Real,
    pair_log: Real,
) -> Fits | None:
    """Fit (n, 2) earlier places onto (m, 2) places of now; None when no fit beats chance.

    ``is_in_mm``: both are in millimeters, otherwise the scale is free. ``diameters`` (n,) in
    the unit of ``earlier``, 0 = unknown. ``pair_log`` (n, m) log weight of a pair from what
    is known beside the place; -inf where it can never be. Mirrored fits are never made.
    """
    least = int(section("constellation")["least_pairs"])
    if min(len(earlier), len(now)) < least:
        return None
    scene = make_scene(
        earlier=earlier[:, 0] + 1j * earlier[:, 1],
        now=now[:, 0] + 1j * now[:, 1],
        is_in_mm=is_in_mm,
        diameters=diameters,
        pair_log=pair_log,
    )
    fits = _grow_all(scene, least)
    return _weigh(scene, fits) if fits else None


def _grow_all(scene: Scene, least: int) -> list[Fit]:
    """Grow every starting set; keep the different results, best first."""
    found: dict[tuple[tuple[int, int], ...], Fit] = {}
    seen: set[tuple[bytes, bytes]] = set()
    for rows, columns in find_seeds(scene=scene):
        fit = _grow(scene, rows, columns, seen)
        if fit is not None and len(fit.pairs) >= least:
            found.setdefault(fit.pairs, fit)
    return sorted(found.values(), key=lambda fit: -fit.log_weight)


def _grow(scene: Scene, rows: Index, columns: Index, seen: set[tuple[bytes, bytes]]) -> Fit | None:
    """Fit, match again, fit again until nothing changes; None when met before."""
    for _ in range(int(section("constellation")["iterations"])):
        mark = (rows.tobytes(), columns.tobytes())
        if mark in seen:
            return None
        seen.add(mark)
        if not _is_sound(scene, rows):
            return None
        gain = pair_gain(scene=scene, warp=fit_warp(scene=scene, rows=rows, columns=columns))
        new_rows, new_columns = _matched(gain)
        if np.array_equal(rows, new_rows) and np.array_equal(columns, new_columns):
            break
        rows, columns = new_rows, new_columns
    return _make_fit(scene, rows, columns) if _is_sound(scene, rows) else None


def _matched(gain: Real) -> tuple[Index, Index]:
    pairs = np.array(assign(cost=-gain), dtype=np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]


def _is_sound(scene: Scene, rows: Index) -> bool:
    """Check that the pairs stand apart enough to fix a turn."""
    places = scene.earlier[rows]
    return len(rows) >= 2 and float(np.ptp(np.abs(places - places[0]))) > 1e-6 * scene.spread


def _make_fit(scene: Scene, rows: Index, columns: Index) -> Fit:
    warp = fit_warp(scene=scene, rows=rows, columns=columns)
    others = float(scene.pair_log[rows, columns].sum())
    pairs = tuple((int(r), int(c)) for r, c in zip(rows, columns, strict=True))
    return Fit(pairs, warp, warp.log_evidence + others)


def pair_gain(*, scene: Scene, warp: Warp) -> Real:
    """Give the log odds (n, m) of every pair belonging together against both being alone."""
    gap = warp.predicted[:, None] - scene.now[None, :]
    off2 = gap.real**2 + gap.imag**2
    rules = section("constellation")
    share, width = rules["tail_share"], rules["tail_width"]
    variance = warp.variance[:, None]
    near = np.log(1 - share) - off2 / (2 * variance)
    far = np.log(share / width**2) - off2 / (2 * variance * width**2)
    density = np.logaddexp(near, far) - np.log(2 * np.pi * variance)
    return np.asarray(density + np.log(scene.area) + scene.pair_log)


def _weigh(scene: Scene, fits: list[Fit]) -> Fits | None:
    rules = section("constellation")
    null = rules["null_log"] + rules["null_log_per_lesion"] * min(scene.pair_log.shape)
    best = fits[0]
    weights = np.exp(np.array([min(f.log_weight - best.log_weight, 0.0) for f in fits]))
    chance = float(np.exp(min(null - best.log_weight, 50.0)))
    total = float(weights.sum()) + chance
    gain = pair_gain(scene=scene, warp=best.warp)
    local, rivals, column_rivals = _local_trust(gain, best.pairs)
    share = {
        pair: sum(float(w) for w, f in zip(weights, fits, strict=True) if pair in f.pairs) / total
        for pair in best.pairs
    }
    trust = _shared_weight(fits, weights) / total
    pair_trust = {pair: share[pair] * local[pair] for pair in best.pairs}
    return Fits(best, trust, pair_trust, rivals, column_rivals, gain)


def _shared_weight(fits: list[Fit], weights: Real) -> float:
    """Add the weights of the fits that share at least half of the best one's pairs."""
    best = set(fits[0].pairs)
    return float(
        sum(
            w
            for w, f in zip(weights, fits, strict=True)
            if 2 * len(best & set(f.pairs)) >= len(best)
        )
    )


def _local_trust(
    gain: Real, pairs: tuple[tuple[int, int], ...]
) -> tuple[dict[tuple[int, int], float], dict[int, int], dict[int, int]]:
    """Weigh each pair against being alone and against each one exchange nearby."""
    column_of, row_of = dict(pairs), {c: r for r, c in pairs}
    local, rivals, column_rivals = {}, {}, {}
    for row, column in pairs:
        by_column = _exchanges(gain, row, column, row_of)
        by_row = _exchanges(gain.T, column, row, column_of)
        against = sum(np.exp(min(v, 50.0)) for v in (*by_column.values(), *by_row.values()))
        alone = np.exp(min(-gain[row, column], 50.0))
        local[row, column] = float(1 / (1 + alone + against))
        if by_column:
            rivals[row] = max(by_column, key=by_column.__getitem__)
        if by_row:
            column_rivals[column] = max(by_row, key=by_row.__getitem__)
    return local, rivals, column_rivals


def _exchanges(gain: Real, row: int, column: int, row_of: dict[int, int]) -> dict[int, float]:
    """Give, for every other column, the log weight of moving this row there instead."""
    found = {}
    for other in range(gain.shape[1]):
        if other == column or not np.isfinite(gain[row, other]):
            continue
        change = gain[row, other] - gain[row, column]
        owner = row_of.get(other)
        if owner is not None:  # its owner takes the freed column, or goes alone
            change += max(gain[owner, column], 0.0) - gain[owner, other]
        found[other] = float(change)
    return found
