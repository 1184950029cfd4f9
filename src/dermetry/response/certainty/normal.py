"""The normal distribution, and integrals over it, by plain mathematics."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from math import cos, erf, exp, pi, sqrt

REACH = 8.0  # standard deviations beyond which a normal curve holds nothing
NOISE = 1e-9  # millimeters that a float may be off at an exact limit
ORDER = 12  # points of each stretch of an integral


def below(*, limit: float, mean: float, sd: float) -> float:
    """Give the probability that a normal variable is not above a limit; exact for sd 0."""
    if sd == 0:
        return float(mean <= limit)
    return (1 + erf((limit - mean) / (sd * sqrt(2)))) / 2


def at_least(*, limit: float, mean: float, sd: float) -> float:
    """Give the probability that a normal variable reaches a limit; for sd 0, equality counts."""
    if sd == 0:
        return float(mean >= limit - NOISE)
    return 1 - below(limit=limit, mean=mean, sd=sd)


def density(*, at: float, mean: float, sd: float) -> float:
    """Give the density of a normal variable."""
    return exp(-(((at - mean) / sd) ** 2) / 2) / (sd * sqrt(2 * pi))


def expect(
    *, of: Callable[[float], Sequence[float]], mean: float, sd: float, edges: Iterable[float]
) -> list[float]:
    """Give the means of several functions of one normal variable.

    ``edges`` name where the functions bend or jump: the integral is taken piece by piece
    between them (Gauss-Legendre). For sd 0 it is the value at the mean.
    """
    if sd == 0:
        return list(of(mean))
    low, high = mean - REACH * sd, mean + REACH * sd
    inner = {mean + step * sd for step in (-2, 0, 2)} | {each for each in edges}
    places = [low, *sorted(each for each in inner if low < each < high), high]
    totals: list[float] = []
    for start, end in itertools.pairwise(places):
        half, middle = (end - start) / 2, (end + start) / 2
        for point, weight in legendre(ORDER):
            at = middle + half * point
            share = weight * half * density(at=at, mean=mean, sd=sd)
            values = [share * each for each in of(at)]
            totals = [a + b for a, b in zip(totals, values, strict=True)] if totals else values
    return totals


@cache
def legendre(order: int) -> tuple[tuple[float, float], ...]:
    """Give points and weights of Gauss-Legendre quadrature on -1 to 1, by Newton's method."""
    found = []
    for index in range(order):
        at = cos(pi * (4 * index + 3) / (4 * order + 2))
        for _ in range(100):
            value, slope = legendre_at(order, at)
            at -= value / slope
        _, slope = legendre_at(order, at)
        found.append((at, 2 / ((1 - at * at) * slope * slope)))
    return tuple(found)


def legendre_at(order: int, at: float) -> tuple[float, float]:
    """Give a Legendre polynomial and its slope."""
    before, now = 1.0, at
    for degree in range(2, order + 1):
        before, now = now, ((2 * degree - 1) * at * now - (degree - 1) * before) / degree
    return now, order * (at * now - before) / (at * at - 1)
