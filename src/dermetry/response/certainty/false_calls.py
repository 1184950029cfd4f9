"""How often disease that never changes would have been called progression or response by now.

Worked out on the sizes as they are recorded: whole millimeters, or tenths. The chances of the
smallest sum so far are carried from visit to visit; rule certainty.false_call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, floor, sqrt

from dermetry.response.certainty.ladder import run_by_key, steps_of_ladder
from dermetry.response.certainty.limits import Limits
from dermetry.response.certainty.normal import NOISE, below
from dermetry.response.certainty.size_error import SumError

REACH = 5  # standard deviations looked at, at least
MOST = 150  # places of the grid at most
TENTHS = 10  # recorded places in a millimeter, unless all sizes are whole ones


@dataclass(frozen=True)
class FalseCalls:
    """The chances of at least one false call by a visit."""

    progression: float
    response: float


@dataclass(frozen=True)
class Scale:
    """The places of recorded sums: place times ``step`` millimeters, from ``first`` on."""

    step: float
    recorded: float  # the millimeters to which sizes were rounded
    first: int
    count: int

    @property
    def sizes(self) -> list[float]:
        """Give the sums of all places in millimeters."""
        return [(self.first + each) * self.step for each in range(self.count)]

    def up_to(self, *, mean: float, sd: float) -> list[float]:
        """Give the probability of a sum at each place or below."""
        half = self.step / 2
        return [below(limit=each + half, mean=mean, sd=sd) for each in self.sizes]

    def reaches(self, limit: float) -> float:
        """Give the sum from which on what is recorded reaches a limit, equality counting."""
        return (ceil((limit - NOISE) / self.recorded) - 1 / 2) * self.recorded

    def stays_under(self, limit: float) -> float:
        """Give the sum up to which what is recorded stays at or under a limit."""
        return (floor((limit + NOISE) / self.recorded) + 1 / 2) * self.recorded


def false_calls(*, readings: Sequence[SumError], limits: Limits) -> list[FalseCalls]:
    """Give the chances by each reading, the first being the baseline, whose sum stays true.

    Every reading must be complete, with a known error; errors keep their share of the sum.
    """
    mean = readings[0].total
    if mean <= 0:
        return [FalseCalls(0.0, 0.0)] * len(readings)

    def run(scale: Scale, count: int) -> list[FalseCalls]:
        sds = [spread_of(each, mean) for each in readings[:count]]
        if max(sds) == 0:
            return [FalseCalls(0.0, 0.0)] * count
        grown = false_progressions(mean, sds, scale, limits)
        shrunk = false_responses(mean, sds, scale, limits)
        return [FalseCalls(*each) for each in zip(grown, shrunk, strict=True)]

    return run_by_key(keys=make_scales(readings, mean), run=run)


def spread_of(reading: SumError, mean: float) -> float:
    """Give the sd of a reading of the unchanged sum; rounding of several sizes adds to it."""
    if reading.total <= 0 or reading.sd == 0:
        return 0.0
    rounded = rounding_of([reading])
    rounding = max(0, reading.measured_count - 1) * rounded * rounded / 12
    return sqrt((reading.sd / reading.total * mean) ** 2 + rounding)


def rounding_of(readings: Sequence[SumError]) -> float:
    """Give the millimeters to which sizes were rounded."""
    return 1.0 if all(each.is_whole for each in readings) else 1 / TENTHS


def make_scales(readings: Sequence[SumError], mean: float) -> list[Scale]:
    """Choose, for each reading, the places that the errors up to it need."""
    sds = [spread_of(each, mean) for each in readings]
    return [
        make_scale(rounding_of(readings[: at + 1]), mean, max(sds[: at + 1]))
        for at in range(len(readings))
    ]


def make_scale(recorded: float, mean: float, sd: float) -> Scale:
    """Choose the places: the recorded ones, or fewer where there would be too many."""
    reach = REACH * sqrt(2) * steps_of_ladder(max(sd, recorded))
    low, high = max(0.0, mean - reach), mean + reach
    step = recorded * max(1, ceil((high - low) / (MOST * recorded)))
    first = floor(low / step)
    return Scale(step, recorded, first, ceil(high / step) - first + 1)


def false_progressions(
    mean: float, sds: Sequence[float], scale: Scale, limits: Limits
) -> list[float]:
    """Give the chance of at least one false progression by each visit."""
    begins = [scale.reaches(limits.progression_from(each)) for each in scale.sizes]
    nadirs, found = masses(scale.up_to(mean=mean, sd=sds[0])), [0.0]
    for sd in sds[1:]:
        over = [0.0, *accumulate(reversed(nadirs))][::-1]  # chance of a nadir from each place on
        up_to = [0.0, *scale.up_to(mean=mean, sd=sd)]
        mass = masses(up_to[1:])
        calm = [below(limit=each, mean=mean, sd=sd) for each in begins]
        nadirs = [
            nadir * max(0.0, calm[at] - up_to[at]) + mass[at] * over[at + 1]
            for at, nadir in enumerate(nadirs)
        ]
        found.append(1 - sum(nadirs))
    return found


def false_responses(mean: float, sds: Sequence[float], scale: Scale, limits: Limits) -> list[float]:
    """Give the chance of at least one false partial response by each visit."""
    ends = [scale.stays_under(limits.response_to(each)) for each in scale.sizes]
    never, found = masses(scale.up_to(mean=mean, sd=sds[0])), [0.0]
    for sd in sds[1:]:
        never = [
            chance * (1 - below(limit=end, mean=mean, sd=sd))
            for chance, end in zip(never, ends, strict=True)
        ]
        found.append(1 - sum(never))
    return found


def masses(curve: Sequence[float]) -> list[float]:
    """Give the probability of each place; what lies beyond the last one is added to it."""
    return [high - low for low, high in zip([0.0, *curve], [*curve[:-1], 1.0], strict=False)]
