"""The chance that progression and response are real, all visits so far weighed together.

Model of disease (rule certainty.error_chance): between two visits the true sum stays the same,
or its logarithm moves by a step between minus and plus the largest one, all equally likely; a few
of the changes may lead to any size, so that no reading is impossible. The size at the start may
be any. Model of error: a measured sum is normal around the true one, its
standard deviation being the same share of the true sum as the stated one is of the measured sum.
On a grid of the logarithm the chances of every pair (true sum now, smallest true sum before)
are carried from visit to visit; nothing is drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, exp, floor, log
from operator import mul

from dermetry.response.certainty.ladder import run_by_key, steps_of_ladder
from dermetry.response.certainty.limits import Limits
from dermetry.response.certainty.settings import Settings
from dermetry.response.certainty.size_error import SumError

REACH = 5  # standard deviations of a measurement that are looked at
LEAST = 0.2  # share of the true sum below which no measured sum is looked at
FINE = 3  # points of the grid, at least, in one standard deviation of the best measurement
COARSE = 12  # such points, or a few more, in one of the worst: errors far below it count as larger
FORGOTTEN = 1e-12  # share of all chances below which a pair is left out
EXACT = 0.01  # error that exact sizes are given as long as there is no other
ERRORS = (1e-6, 1.0)  # errors of a sum outside of these shares set no grid
GONE = -(10**9)  # place of a sum of zero, below every place of the grid

Row = tuple[int, list[float]]  # chances of the sums now, from a first place on
Rows = dict[int, Row]  # by the place of the sum that is remembered (nadir or baseline)


@dataclass(frozen=True)
class Real:
    """The chances that the true sums of a visit are progression, or a response."""

    progression: float
    response: float


@dataclass(frozen=True)
class Grid:
    """The grid of the logarithm of a sum."""

    step: float
    same: float  # chance that nothing changes
    near: float  # chance of each place within ``widest`` places, by an ordinary change
    anywhere: float  # chance of each place whatever, by a change that may lead to any size
    widest: int

    def likelihood(self, reading: SumError) -> Row:
        """Give how likely the reading is at each place where the true sum can be."""
        error = max(reading.sd / reading.total, 2 * self.step)  # never finer than the grid
        low = log(reading.total / (1 + REACH * error))
        high = log(reading.total / max(1 - REACH * error, LEAST))
        first, last = floor(low / self.step), ceil(high / self.step)
        ratios = (exp(place * self.step) / reading.total for place in range(first, last + 1))
        return first, [exp(-(((1 / each - 1) / error) ** 2) / 2) / each for each in ratios]

    def size(self, place: int) -> float:
        """Give the sum of a place in millimeters."""
        return 0.0 if place == GONE else exp(place * self.step)


def follow_course(
    *, readings: Sequence[SumError], limits: Limits, settings: Settings
) -> list[Real | None]:
    """Give the chances for each of the readings, the first being the baseline.

    None from a reading on that the settings make impossible: no change of any size allowed.
    Every reading must be complete, with a known error. Nothing of a later reading reaches an
    earlier one, not even through the grid.
    """

    def run(grid: Grid, count: int) -> list[Real | None]:
        return follow_on(readings[:count], limits, grid)

    return run_by_key(keys=make_grids(readings, settings), run=run)


def follow_on(readings: Sequence[SumError], limits: Limits, grid: Grid) -> list[Real | None]:
    """Give the chances for each of the readings on one grid."""
    nadirs, baselines = start(grid, readings[0]), start(grid, readings[0])
    found: list[Real | None] = [Real(0.0, 0.0)]
    for reading in readings[1:]:
        nadirs, baselines = move(nadirs, reading, grid), move(baselines, reading, grid)
        if not nadirs or not baselines:
            return [*found, *[None] * (len(readings) - len(found))]
        found.append(
            Real(
                progression=share_over(nadirs, grid, limits.progression_from),
                response=share_under(baselines, grid, limits.response_to),
            )
        )
        nadirs = lower_nadir(nadirs)
    return found


def make_grids(readings: Sequence[SumError], settings: Settings) -> list[Grid]:
    """Choose, for each reading, a grid that fits the best and the worst error up to it."""
    grids, errors = [], []
    for reading in readings:
        if reading.total > 0 and reading.sd > 0:
            errors.append(min(max(reading.sd / reading.total, ERRORS[0]), ERRORS[1]))
        fine, coarse = (min(errors), max(errors)) if errors else (EXACT, EXACT)
        step = steps_of_ladder(max(fine / FINE, coarse / COARSE))
        widest, farthest = (
            max(1, round(each / step)) for each in (settings.largest_step, settings.farthest_step)
        )
        far_share = settings.changed_share * settings.far_share
        anywhere = far_share / (2 * farthest + 1)
        near = (settings.changed_share - far_share) / (2 * widest + 1)
        grids.append(Grid(step, 1 - settings.changed_share, near, anywhere, widest))
    return grids


def start(grid: Grid, reading: SumError) -> Rows:
    """Begin with the first reading: what is remembered is the sum itself."""
    if reading.total <= 0:
        return {GONE: (GONE, [1.0])}
    first, near = grid.likelihood(reading)
    return {first + index: (first + index, [value]) for index, value in enumerate(near)}


def move(rows: Rows, reading: SumError, grid: Grid) -> Rows:
    """Go on to the next reading: disease may change, then the reading says where it is."""
    if reading.total <= 0:
        return {key: (GONE, [sum(values)]) for key, (_, values) in rows.items()}
    first, near = grid.likelihood(reading)
    moved = {}
    for key, row in rows.items():
        expected = spread(row, first, len(near), grid)
        moved[key] = (first, list(map(mul, expected, near)))
    return normalize(moved)


def spread(row: Row, first: int, count: int, grid: Grid) -> list[float]:
    """Give the chances of the places looked at, before the reading: the same, or changed."""
    start_at, values = row
    if start_at == GONE:
        return [sum(values)] * count  # back from nothing: any size
    sums, shift = [0.0, *accumulate(values)], first - start_at
    anywhere = grid.anywhere * sums[-1]
    stayed = clipped([0.0, *values, 0.0], shift + 1, count)
    high = clipped(sums, shift + grid.widest + 1, count)
    low = clipped(sums, shift - grid.widest, count)
    return [
        grid.same * a + grid.near * (b - c) + anywhere
        for a, b, c in zip(stayed, high, low, strict=True)
    ]


def clipped(values: list[float], first: int, count: int) -> list[float]:
    """Give consecutive values from an index on; beyond the ends the last one goes on."""
    before, after = min(count, max(0, -first)), min(count, max(0, first + count - len(values)))
    inside = values[max(0, first) : max(0, first + count)]
    return [*[values[0]] * before, *inside, *[values[-1]] * after]


def normalize(rows: Rows) -> Rows:
    """Make the chances add up to 1, and leave out what is too unlikely to matter.

    Nothing is left of chances that are all zero.
    """
    total = sum(sum(values) for _, values in rows.values())
    kept = {key: row for key, row in rows.items() if sum(row[1]) > FORGOTTEN * total}
    return {key: (at, [each / total for each in values]) for key, (at, values) in kept.items()}


def lower_nadir(rows: Rows) -> Rows:
    """Let every sum below the remembered nadir become the nadir."""
    lower: dict[int, float] = {}
    kept: Rows = {}
    for key, (first, values) in rows.items():
        cut = min(max(key - first, 0), len(values))
        for index in range(cut):
            lower[first + index] = lower.get(first + index, 0.0) + values[index]
        if cut < len(values):
            kept[key] = (first + cut, values[cut:])
    for place, chance in lower.items():
        first, values = kept.get(place, (place, [0.0]))
        kept[place] = (first, [values[0] + chance, *values[1:]])
    return kept


def share_over(rows: Rows, grid: Grid, limit_of: Callable[[float], float]) -> float:
    """Give the share of all chances at or above a limit that depends on what is remembered."""
    over = total = 0.0
    for key, (first, values) in rows.items():
        limit = limit_of(grid.size(key))
        total += sum(values)
        over += sum(values) - under(first, values, limit, grid)
    return over / total


def share_under(rows: Rows, grid: Grid, limit_of: Callable[[float], float]) -> float:
    """Give the share of all chances at or below a limit that depends on what is remembered."""
    return 1 - share_over(rows, grid, limit_of)


def under(first: int, values: list[float], limit: float, grid: Grid) -> float:
    """Give the chances below a limit; the place that holds it counts in part."""
    if first == GONE:
        return sum(values) if limit > 0 else 0.0
    if limit <= 0:
        return 0.0
    at = log(limit) / grid.step - first + 1 / 2  # places below the limit, the last one in part
    whole = min(max(floor(at), 0), len(values))
    part = values[whole] * (at - whole) if at >= 0 and whole < len(values) else 0.0
    return sum(values[:whole]) + part
