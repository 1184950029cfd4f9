"""Made-up constellations with known truth: does matching find who is who, and does it know?

``rows()`` gives one row per family and size; ``python -m bench.constellations`` prints them.
A scene is N lesions spread over 200 x 200 mm, at least 6 mm apart (3 mm from N = 100). For the
second visit int(0.2 N) are gone, as many are new, every center moves by 1 mm (1 sd per
component), then the whole is turned, shifted and, by family:
  rigid (mm)     nothing more; both visits in millimeters
  similarity     sizes x 0.6 .. 1.7, no scale known
  affine (mm)    squeezed up to 1 : 0.8 along any direction, scale within 3 %
  affine         the same, no scale known
  warp (mm)      affine, and skin bent smoothly: thin plate over 3 x 3 shifts, 5 mm rms
  warp           the same, no scale known
  hard warp      affine, thin plate over 4 x 4 shifts, 8 mm rms (neighbors shear by 15 %)
A new lesion within 10 mm of a gone one cannot be told from it by places: counted apart.
Places only: no size, no look, one zone. That is harder than a clinic's case.
"""

import sys
import time
from dataclasses import dataclass

import numpy as np

from dermetry.imaging.match import match
from dermetry.imaging.match_values import KnownLesion, LesionMatch, SeenOutline, Sighting

FAMILIES = ("rigid (mm)", "similarity", "affine (mm)", "affine", "warp (mm)", "warp", "hard warp")
FRAME_MM = 200.0
REGION = ("chest_wall", "left")


@dataclass(frozen=True)
class Row:
    """The outcome of many scenes of one family and size."""

    family: str
    count: int
    scenes: int
    f1: float  # "same" answers; an unsure pair counts as missed
    f1_best_guess: float  # unsure outlines counted by the lesion named first
    wrong_same: int  # answered "same" with the wrong lesion, or for a new one
    wrong_in_place: int  # ... of those, a new lesion within 10 mm of where one has gone
    wrong_new: int  # answered "new" although known
    unsure_share: float  # of the outlines
    median_ms: float


def rows(*, sizes=(3, 5, 10, 20), scenes=40, seed=7):
    """Measure all families at the given sizes."""
    return tuple(
        measure(family=family, count=count, scenes=scenes, seed=seed)
        for count in sizes
        for family in FAMILIES
    )


def measure(*, family, count, scenes, seed):
    """Match many scenes of one kind and count the answers."""
    rng = np.random.default_rng([seed, count, FAMILIES.index(family)])
    tally = np.zeros(7)
    times = []
    for _ in range(scenes):
        known, seen, truth, in_place = make_scene(rng, family, count)
        start = time.perf_counter()
        found = match(known=known, seen=seen, zones_photographed=[REGION])
        times.append(1000 * (time.perf_counter() - start))
        tally += count_answers(found, truth, in_place)
    right, wrong, guessed, guessed_wrong, wrong_new, unsure, replaced = tally
    pairs = scenes * (count - int(0.2 * count))
    return Row(
        family,
        count,
        scenes,
        2 * right / (right + wrong + pairs),
        2 * guessed / (guessed + guessed_wrong + pairs),
        int(wrong),
        int(replaced),
        int(wrong_new),
        unsure / (scenes * count),
        float(np.median(times)),
    )


def count_answers(found: tuple[LesionMatch, ...], truth: dict[str, str], in_place: set[str]):
    """Count right, wrong, right and wrong with guesses, wrong new, unsure, wrong in place."""
    tally = np.zeros(7)
    for item in found:
        if item.outline_id is None:
            continue
        right = truth.get(item.outline_id)
        if item.answer == "same":
            tally[0 if item.lesion_id == right else 1] += 1
            tally[6] += item.lesion_id != right and item.outline_id in in_place
        if item.answer in ("same", "unsure") and item.lesion_id:
            tally[2 if item.lesion_id == right else 3] += 1
        tally[4] += item.answer == "new" and right is not None
        tally[5] += item.answer == "unsure"
    return tally


def make_scene(rng, family, count):
    """Make known lesions, outlines of a second visit, and the true lesion of each outline."""
    gone = int(0.2 * count)
    apart = 6.0 if count < 100 else 3.0 if count < 1000 else 1.0
    spots = _spread(rng, count + gone, apart)
    jitter = rng.normal(0, 1.0, spots.shape)
    moved = _transform(rng, family, spots + jitter)
    is_mm = family.endswith("(mm)")
    known = [
        KnownLesion(f"L{i}", *REGION, (Sighting("before", **_center(spots[i], is_mm)),))
        for i in range(count)
    ]
    names = rng.permutation(count)
    seen = [
        SeenOutline(f"o{names[i - gone]}", "after", *REGION, **_center(moved[i], is_mm))
        for i in range(gone, count + gone)
    ]
    truth = {f"o{names[i - gone]}": f"L{i}" for i in range(gone, count)}
    new = {f"o{names[i - gone]}": spots[i] for i in range(count, count + gone)}
    in_place = {k for k, s in new.items() if np.hypot(*(spots[:gone] - s).T).min() < 10}
    return known, seen, truth, in_place


def _center(place, is_mm):
    return {"center_mm" if is_mm else "center_px": (float(place[0]), float(place[1]))}


def _spread(rng, count, apart):
    spots = np.empty((0, 2))
    while len(spots) < count:
        spot = rng.uniform(0, FRAME_MM, 2)
        if not len(spots) or np.hypot(*(spots - spot).T).min() >= apart:
            spots = np.vstack([spots, spot])
    return spots


def _transform(rng, family, spots):
    is_mm = family.endswith("(mm)")
    if family == "hard warp":
        spots = spots + _bend(rng, spots, side=4, rms=8.0)
    elif family.startswith("warp"):
        spots = spots + _bend(rng, spots, side=3, rms=5.0)
    if "affine" in family or "warp" in family:
        turn = _turn(rng)
        spots = spots @ turn @ np.diag([1.0, rng.uniform(0.8, 1.0)]) @ turn.T
    size = np.exp(rng.uniform(-0.03, 0.03)) if is_mm else np.exp(rng.uniform(-0.5, 0.5))
    size = 1.0 if family == "rigid (mm)" else size
    return size * spots @ _turn(rng) + rng.uniform(-100, 100, 2)


def _turn(rng):
    angle = rng.uniform(0, 2 * np.pi)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _bend(rng, spots, side, rms):
    """Bend by a thin-plate surface through a square grid of random shifts."""
    grid = np.stack(np.meshgrid(*[np.linspace(0, FRAME_MM, side)] * 2), axis=-1).reshape(-1, 2)
    weights = np.linalg.solve(
        _plate(grid, grid) + 1e-9 * np.eye(len(grid)), rng.normal(size=grid.shape)
    )
    shift = _plate(spots, grid) @ weights
    shift -= shift.mean(axis=0)
    return shift * rms / np.sqrt((shift**2).sum(axis=1).mean())


def _plate(a, b):
    r2 = ((a[:, None] - b[None]) ** 2).sum(axis=2)
    return r2 * np.log(np.maximum(r2, 1e-12)) / 2


def main():
    """Print the rows; sizes and the number of scenes may be given: 3,5,10,20 40."""
    sizes = tuple(int(v) for v in (sys.argv[1] if len(sys.argv) > 1 else "3,5,10,20").split(","))
    scenes = int(sys.argv[2]) if len(sys.argv) > 2 else 40
    print("family        N  scenes    F1  F1guess  wrong  in_place  wrong_new  unsure  median_ms")
    for r in rows(sizes=sizes, scenes=scenes):
        print(
            f"{r.family:12s} {r.count:3d} {r.scenes:6d} {r.f1:6.3f} {r.f1_best_guess:7.3f} "
            f"{r.wrong_same:6d} {r.wrong_in_place:9d} {r.wrong_new:10d} "
            f"{r.unsure_share:7.3f} {r.median_ms:9.0f}"
        )


if __name__ == "__main__":
    main()
