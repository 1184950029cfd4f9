"""The arithmetic of the origin score: ratios against breast, groups, shares, intervals."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from dermetry.pathology.origin.readings import BREAST

RateTable = Mapping[tuple[str, str], float]  # by marker and entity, of 1
TIE = 12  # decimals within which two ratios count as equally strong


@dataclass(frozen=True)
class Model:
    """Everything that the shares of one specimen depend on."""

    prior: Mapping[str, float]
    used: Mapping[str, bool]
    rates: RateTable
    low: RateTable
    high: RateTable
    group_of: Mapping[str, str]
    cap: float
    prior_factor: float

    def with_reading(self, marker: str, is_positive: bool) -> "Model":
        """Give the model as it would be with one more stain."""
        return replace(self, used={**self.used, marker: is_positive})


def log_ratio(model: Model, marker: str, entity: str, rates: RateTable) -> float:
    """Give the log likelihood ratio of one marker for an origin against breast, capped.

    An origin without a rate for the marker is not changed by it: 0.
    """
    theirs, breast = rates.get((marker, entity)), rates.get((marker, BREAST))
    if theirs is None or breast is None:
        return 0.0
    ratio = theirs / breast if model.used[marker] else (1 - theirs) / (1 - breast)
    cap = math.log(model.cap)
    return max(-cap, min(cap, math.log(ratio)))


def log_weight(model: Model, entity: str, rates: RateTable) -> float:
    """Give how the stains weigh an origin against breast: in each group the strongest counts
    fully, the others with their square root.
    """
    groups: dict[str, list[float]] = {}
    for marker in model.used:
        group = model.group_of.get(marker, marker)
        groups.setdefault(group, []).append(log_ratio(model, marker, entity, rates))
    return math.fsum(join_group(each) for each in groups.values())


def join_group(logs: Iterable[float]) -> float:
    """Join the ratios of one group; of two equally strong ones, that against breast is full."""
    ordered = sorted(logs, key=lambda each: (round(abs(each), TIE), each))
    return ordered[-1] + math.fsum(ordered[:-1]) / 2


def log_weights(model: Model, rates: RateTable) -> dict[str, float]:
    """Give the log weight of each origin: its prior with what the stains do to it."""
    return {
        entity: math.log(weight) + log_weight(model, entity, rates)
        for entity, weight in model.prior.items()
    }


def log_odds(model: Model) -> dict[str, float]:
    """Give the log odds of each origin against all others together."""
    return odds_of(log_weights(model, model.rates))


def prior_log_odds(model: Model) -> dict[str, float]:
    """Give the log odds of each origin before any stain."""
    return odds_of({entity: math.log(weight) for entity, weight in model.prior.items()})


def odds_of(logs: Mapping[str, float]) -> dict[str, float]:
    """Turn log weights into log odds, each against the sum of the others."""
    top = max(logs.values())
    parts = {entity: math.exp(value - top) for entity, value in logs.items()}
    found = {}
    for entity, value in logs.items():
        others = math.fsum(part for each, part in parts.items() if each != entity)
        found[entity] = value - top - math.log(others)
    return found


def share(log_odds_of: float) -> float:
    """Give the share of 1 for log odds."""
    return 1 / (1 + math.exp(-log_odds_of))


@dataclass(frozen=True)
class Spread:
    """The intervals of log odds by origin: by the rates alone, and with the prior weights."""

    by_rates: Mapping[str, tuple[float, float]]
    with_prior: Mapping[str, tuple[float, float]]


def spread(model: Model) -> Spread:
    """Give the interval of each origin's log odds.

    Each rate, and each prior weight, moves alone to either end of its range; the shifts are
    added as squares, upward and downward apart.
    """
    logs = log_weights(model, model.rates)
    center = odds_of(logs)
    by_rates = [odds_of(each) for each in logs_by_rates(model, logs)]
    by_prior = [odds_of(each) for each in logs_by_prior(model, logs)]
    return Spread(around(center, by_rates), around(center, by_rates + by_prior))


def around(
    center: Mapping[str, float], moved: list[dict[str, float]]
) -> dict[str, tuple[float, float]]:
    """Give the interval of each origin around its center."""
    found = {}
    for entity, value in center.items():
        shifts = [other[entity] - value for other in moved]
        down = math.sqrt(math.fsum(each**2 for each in shifts if each < 0))
        up = math.sqrt(math.fsum(each**2 for each in shifts if each > 0))
        found[entity] = (value - down, value + up)
    return found


def logs_by_rates(model: Model, logs: Mapping[str, float]) -> Iterator[dict[str, float]]:
    """Give the log weights with each used rate at its lower, then at its upper end."""
    used = {key: rate for key, rate in model.rates.items() if key[0] in model.used}
    for cause in used:
        marker, moving = cause
        if moving not in model.prior:
            continue
        for end in (model.low[cause], model.high[cause]):
            rates = {**used, cause: end}
            touched = model.prior if moving == BREAST else (moving,)
            changed = {
                each: math.log(model.prior[each]) + log_weight(model, each, rates)
                for each in touched
                if (marker, each) in used
            }
            yield {**logs, **changed}


def logs_by_prior(model: Model, logs: Mapping[str, float]) -> Iterator[dict[str, float]]:
    """Give the log weights with each prior weight raised, then lowered."""
    step = math.log(model.prior_factor)
    for entity, value in logs.items():
        yield {**logs, entity: value + step}
        yield {**logs, entity: value - step}
