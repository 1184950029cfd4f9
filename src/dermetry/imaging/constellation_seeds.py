"""Starting guesses for fitting one constellation onto another: two lesions onto two.

Two lesions onto two fix turn, size and shift. Every guess is scored by how many of the other
lesions then fall near one of now; the best different ones are grown into fits.
"""

from itertools import permutations

import numpy as np
from numpy.typing import NDArray

from dermetry.imaging.matching_rules import section
from dermetry.imaging.skin_warp import Complex, Real, Scene

Index = NDArray[np.int64]
Seed = tuple[Index, Index]  # rows and columns of the pairs to start from
CHUNK = 300_000  # numbers held at once
SMALL_NEIGHBORS = 6
LARGE_NEIGHBORS_EARLIER, LARGE_NEIGHBORS_NOW = 4, 7
LARGE_KEPT = 3000
LOCAL_COUNT = 12  # lesions a guess is scored on when there are many


def find_seeds(*, scene: Scene) -> tuple[Seed, ...]:
    """Find the most promising starting sets of pairs, best first, all different."""
    rules = section("constellation")
    n, m = len(scene.earlier), len(scene.now)
    is_small = n * m <= rules["pair_limit"]
    guesses = _pairs_small(scene) if is_small else _triangles_large(scene)
    limit = "seed_limit" if is_small else "seed_limit_many"
    if not len(guesses):
        return ()
    scores, nearest = _score(scene, guesses)
    return _best_different(scores, nearest, int(rules[limit]))


def _scale_window(scene: Scene) -> float:
    rules = section("constellation")
    is_free = scene.scale_log_sd > rules["scale_log_sd_mm"]
    return rules["seed_scale_log_free" if is_free else "seed_scale_log_mm"]


def _neighbors(points: Complex, count: int) -> Index:
    """Give the nearest others of every point, (n, count)."""
    apart = np.abs(points[:, None] - points[None, :])
    np.fill_diagonal(apart, np.inf)
    return np.argsort(apart, axis=1, kind="stable")[:, : min(count, len(points) - 1)]


def _pairs_small(scene: Scene) -> Index:
    """List (i, j, k, l): earlier i, j onto now k, l, lengths within the expected scale."""
    near = _neighbors(scene.earlier, SMALL_NEIGHBORS)
    couples = {(min(i, int(j)), max(i, int(j))) for i, row in enumerate(near) for j in row}
    earlier = np.array(sorted(couples))
    now = np.array(list(permutations(range(len(scene.now)), 2)))
    length = np.abs(scene.earlier[earlier[:, 1]] - scene.earlier[earlier[:, 0]])
    length_now = np.abs(scene.now[now[:, 1]] - scene.now[now[:, 0]])
    with np.errstate(divide="ignore", invalid="ignore"):  # lesions on one spot
        off = np.log(length_now)[None, :] - np.log(length)[:, None] - scene.scale_log
    e, q = np.nonzero(np.abs(off) <= _scale_window(scene))
    guesses = np.column_stack([earlier[e], now[q]])
    return _allowed(scene, guesses)


def _allowed(scene: Scene, guesses: Index) -> Index:
    allowed = np.isfinite(scene.pair_log)
    return guesses[allowed[guesses[:, 0], guesses[:, 2]] & allowed[guesses[:, 1], guesses[:, 3]]]


def _triangles(points: Complex, count: int, both_orders: bool) -> tuple[Index, Complex]:
    """List triangles (i, j, k) of near points, and their shape (k - i) / (j - i)."""
    near = _neighbors(points, count)
    first, second = np.triu_indices(near.shape[1], 1)
    if both_orders:
        first, second = np.concatenate([first, second]), np.concatenate([second, first])
    i = np.repeat(np.arange(len(points)), len(first))
    j, k = near[:, first].ravel(), near[:, second].ravel()
    base = points[j] - points[i]
    is_sound = np.abs(base) > 0
    i, j, k, base = i[is_sound], j[is_sound], k[is_sound], base[is_sound]
    return np.column_stack([i, j, k]), (points[k] - points[i]) / base


def _triangles_large(scene: Scene) -> Index:
    """List guesses from triangles of near lesions with the most alike shape and size."""
    ours, shape = _triangles(scene.earlier, LARGE_NEIGHBORS_EARLIER, False)
    theirs, shape_now = _triangles(scene.now, LARGE_NEIGHBORS_NOW, True)
    length = np.log(np.abs(scene.earlier[ours[:, 1]] - scene.earlier[ours[:, 0]]))
    length_now = np.log(np.abs(scene.now[theirs[:, 1]] - scene.now[theirs[:, 0]]))
    found, cost = [np.empty((0, 2), dtype=np.int64)], [np.empty(0)]
    window = _scale_window(scene)
    for row in range(len(ours)):
        unlike = np.abs(shape_now - shape[row]) / (1 + abs(shape[row]))
        off = np.abs(length_now - length[row] - scene.scale_log)
        hits = np.nonzero((unlike < 0.15) & (off <= window))[0]
        found.append(np.column_stack([np.full(len(hits), row), hits]))
        cost.append(unlike[hits])
    pairs, costs = np.concatenate(found), np.concatenate(cost)
    kept = pairs[np.argsort(costs, kind="stable")[:LARGE_KEPT]]
    guesses = np.column_stack([ours[kept[:, 0], :2], theirs[kept[:, 1], :2]])
    return _allowed(scene, guesses)


def _score(scene: Scene, guesses: Index) -> tuple[Real, Index]:
    """Score every guess; also which now every earlier would go to (-1 = none)."""
    n, m = len(scene.earlier), len(scene.now)
    is_large = n * m > section("constellation")["pair_limit"]
    step = max(1, CHUNK // ((LOCAL_COUNT if is_large else n) * m))
    parts = [
        _score_chunk(scene, guesses[start : start + step], is_large)
        for start in range(0, len(guesses), step)
    ]
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def _score_chunk(scene: Scene, guesses: Index, is_large: bool) -> tuple[Real, Index]:
    i, j, k, k2 = guesses.T
    a = (scene.now[k2] - scene.now[k]) / (scene.earlier[j] - scene.earlier[i])
    away = np.minimum(
        np.abs(scene.earlier - scene.earlier[i, None]),
        np.abs(scene.earlier - scene.earlier[j, None]),
    )
    asked = np.broadcast_to(np.arange(len(scene.earlier)), away.shape)
    if is_large:
        asked = np.argsort(away, axis=1, kind="stable")[:, :LOCAL_COUNT]
        away = np.take_along_axis(away, asked, axis=1)
    slope = section("constellation")["seed_slope_sd"]
    variance = np.abs(a[:, None]) ** 2 * (2 * scene.jitter[asked] + (slope * away) ** 2)
    moved = a[:, None] * (scene.earlier[asked] - scene.earlier[i, None]) + scene.now[k, None]
    gain = _square(moved.real[:, :, None] - scene.now.real)
    gain += _square(moved.imag[:, :, None] - scene.now.imag)
    gain *= (-0.5 / variance)[:, :, None]
    gain += np.log(scene.area / (2 * np.pi * variance))[:, :, None]
    gain += np.minimum(scene.pair_log, 0.0)[asked]
    best = gain.argmax(axis=2)
    worth = np.maximum(np.take_along_axis(gain, best[:, :, None], axis=2)[:, :, 0], 0)
    taken = np.maximum(gain.max(axis=1), 0).sum(axis=1)  # two earlier onto one now count once
    nearest = np.full((len(guesses), len(scene.earlier)), -1)
    np.put_along_axis(nearest, asked, np.where(worth > 0, best, -1), axis=1)
    nearest[np.arange(len(guesses)), i] = k
    nearest[np.arange(len(guesses)), j] = k2
    return np.minimum(worth.sum(axis=1), taken), nearest


def _square(values: Real) -> Real:
    return np.multiply(values, values, out=values)


def _best_different(scores: Real, nearest: Index, limit: int) -> tuple[Seed, ...]:
    seeds: list[Seed] = []
    known: set[bytes] = set()
    for index in np.argsort(-scores, kind="stable"):
        columns = _one_to_one(nearest[index])
        mark = columns.tobytes()
        if mark not in known and (columns >= 0).sum() >= 2:
            known.add(mark)
            rows = np.nonzero(columns >= 0)[0]
            seeds.append((rows, columns[rows]))
        if len(seeds) == limit:
            break
    return tuple(seeds)


def _one_to_one(columns: Index) -> Index:
    """Keep only the earlier lesions whose now nobody else claims."""
    claims = np.bincount(columns[columns >= 0], minlength=1)
    alone = (columns >= 0) & (claims[np.maximum(columns, 0)] == 1)
    return np.where(alone, columns, -1)
