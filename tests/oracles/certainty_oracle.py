"""Made-up courses of disease of known truth, and RECIST calls of the measured sums.

It shares no code with the package. A course is a list of visits, the baseline first; a visit is
a list of true sizes in millimeters. Errors are drawn from a normal distribution: ``cv`` is one
standard deviation as a share of the size, ``shared`` draws one error for all lesions of a visit.
"""

import random
from math import exp, log


def unchanged(rng: random.Random, lesions: int, visits: int) -> list[list[float]]:
    """Give disease of 10 to 40 mm lesions that never changes."""
    sizes = [rng.uniform(10, 40) for _ in range(lesions)]
    return [sizes for _ in range(visits)]


def changing(rng: random.Random, visits: int) -> list[list[float]]:
    """Give one lesion that changes between two visits as the rule file assumes."""
    size = exp(rng.uniform(log(20), log(80)))
    course = [[size]]
    for _ in range(visits - 1):
        size *= change(rng)
        course.append([size])
    return course


def change(rng: random.Random) -> float:
    """Give by how many times a size changes: not at all in half, far in one of 20 changes."""
    if rng.random() >= 0.5:
        return 1.0
    times = 1000.0 if rng.random() < 0.05 else 2.0
    return exp(rng.uniform(-log(times), log(times)))


def measure(
    rng: random.Random, course: list[list[float]], cv: float, *, shared: bool, to_mm: float
) -> list[list[float]]:
    """Measure every size once, rounded to so many millimeters (0: not at all)."""
    measured = []
    for sizes in course:
        common = rng.gauss(0, cv)
        found = [size * (1 + (common if shared else rng.gauss(0, cv))) for size in sizes]
        measured.append([round(each / to_mm) * to_mm if to_mm else each for each in found])
    return measured


def is_progression(total: float, nadir: float) -> bool:
    """Tell whether a sum is progression."""
    return total >= 1.2 * nadir - 1e-9 and total - nadir >= 5 - 1e-9


def progressions(sums: list[float]) -> list[bool]:
    """Tell for each visit whether its sum is progression over the smallest one before."""
    return [
        at > 0 and is_progression(each, min(sums[:at], default=each))
        for at, each in enumerate(sums)
    ]


def responses(sums: list[float]) -> list[bool]:
    """Tell for each visit whether its sum is at most 70 % of the baseline."""
    return [at > 0 and each <= 0.7 * sums[0] + 1e-9 for at, each in enumerate(sums)]


def share_called(draws: int, rng: random.Random, *, center: list[float], sds: list[float]):
    """Draw true sums (baseline, nadir, now) around measured ones; give the share of PD and PR."""
    grown = shrunk = 0
    for _ in range(draws):
        baseline, nadir, now = (rng.gauss(m, s) for m, s in zip(center, sds, strict=True))
        if is_progression(now, nadir):
            grown += 1
        elif now <= 0.7 * baseline:
            shrunk += 1
    return grown / draws, shrunk / draws


def margin(share: float, count: int, sds: float = 4) -> float:
    """Give how far an observed share may lie from its probability by chance."""
    return sds * (max(share * (1 - share), 1 / count) / count) ** 0.5


def weighed_chances(
    rng: random.Random, sums: list[float], cv: float, *, draws: int
) -> tuple[float, float]:
    """Give the chance that the last of some measured sums truly is progression, or a response.

    Courses are drawn from the population, and weighed by how likely they are to be measured so.
    """
    grown = shrunk = total = 0.0
    for _ in range(draws):
        away = rng.gauss(0, 1)  # where the start is drawn; what is likelier to be drawn weighs less
        size = sums[0] * exp(away * cv)
        true, weight = [size], exp(away * away / 2)
        for _ in sums[1:]:
            size *= change(rng)
            true.append(size)
        for found, each in zip(sums, true, strict=True):
            weight *= exp(-((((found / each) - 1) / cv) ** 2) / 2) / each
        total += weight
        grown += weight * progressions(true)[-1]
        shrunk += weight * responses(true)[-1]
    return grown / total, shrunk / total
