"""How fast a lesion grows: rate and doubling time from dated longest diameters.

Weighted least squares on the logarithm of the diameter (exponential growth). Stands in
imaging because its inputs are measured millimeters with their standard deviations; it is
plain arithmetic and makes no call.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

_Z_95 = 1.959964
_RATE_DAYS = 30

Interval = tuple[float, float]


@dataclass(frozen=True)
class Growth:
    """A growth rate with its 95 % interval, or the reason why none can be given.

    Doubling times are given only when the whole interval grows, halving times only when it
    all shrinks; both in days, for the diameter and (as a sphere, a third of it) the volume.
    """

    statement: str
    visits_used: int
    rate_percent_per_30_days: float | None = None
    rate_interval_95: Interval | None = None
    diameter_doubling_days: float | None = None
    diameter_doubling_interval_95: Interval | None = None
    volume_doubling_days: float | None = None
    volume_doubling_interval_95: Interval | None = None
    diameter_halving_days: float | None = None
    diameter_halving_interval_95: Interval | None = None

    @property
    def is_given(self) -> bool:
        """Say whether a rate could be given."""
        return self.rate_percent_per_30_days is not None


class _Slope(NamedTuple):
    per_day: float
    sd: float

    @property
    def interval(self) -> Interval:
        return self.per_day - _Z_95 * self.sd, self.per_day + _Z_95 * self.sd


def growth(*, dated: Sequence[tuple[date, float | None, float | None]]) -> Growth:
    """Give the growth of a longest diameter over dated measurements.

    ``dated`` holds (date, diameter in mm, its standard deviation in mm). A missing or zero
    value, a missing standard deviation or a single date gives no rate, with the reason.
    Three or more visits that scatter more than stated widen the interval (Birge ratio).
    """
    reason = _reason_for_none(dated)
    if reason:
        return Growth(statement=f"Growth cannot be given: {reason}.", visits_used=len(dated))
    known = sorted((day, float(value), float(sd)) for day, value, sd in dated if value and sd)
    return _describe(_fit(known), visits_used=len(known))


def _reason_for_none(dated: Sequence[tuple[date, float | None, float | None]]) -> str:
    """Give why no rate can be given, or nothing."""
    if len({day for day, _, _ in dated}) < 2:
        return "it needs measurements on at least two dates"
    for day, value, sd in dated:
        if value is None or not math.isfinite(value) or value < 0:
            return f"the diameter on {day.day} {day:%b %Y} is missing"
        if value == 0:
            return f"the diameter on {day.day} {day:%b %Y} is zero, which has no growth rate"
        if sd is None or not math.isfinite(sd) or sd <= 0:
            return f"the diameter on {day.day} {day:%b %Y} has no stated uncertainty"
    return ""


def _fit(known: list[tuple[date, float, float]]) -> _Slope:
    """Fit ln(diameter) against days, weighted by 1 / (relative sd)^2."""
    days = [float((day - known[0][0]).days) for day, _, _ in known]
    logs = [math.log(value) for _, value, _ in known]
    weights = [(value / sd) ** 2 for _, value, sd in known]
    total = math.fsum(weights)
    day_mean = math.fsum(w * x for w, x in zip(weights, days, strict=True)) / total
    log_mean = math.fsum(w * y for w, y in zip(weights, logs, strict=True)) / total
    rows = list(zip(weights, days, logs, strict=True))
    spread = math.fsum(w * (x - day_mean) ** 2 for w, x, _ in rows)
    slope = math.fsum(w * (x - day_mean) * (y - log_mean) for w, x, y in rows) / spread
    misfit = math.fsum(w * (y - log_mean - slope * (x - day_mean)) ** 2 for w, x, y in rows)
    widening = math.sqrt(max(1.0, misfit / (len(rows) - 2))) if len(rows) > 2 else 1.0
    return _Slope(per_day=slope, sd=widening / math.sqrt(spread))


def _describe(slope: _Slope, *, visits_used: int) -> Growth:
    """Turn a slope per day into rate, doubling times and one sentence."""
    low, high = slope.interval
    rate = _percent(slope.per_day)
    interval = (_percent(low), _percent(high))
    span = f"{rate:+.1f} % per 30 days (95 % interval {interval[0]:+.1f} to {interval[1]:+.1f} %)"
    base = {
        "visits_used": visits_used,
        "rate_percent_per_30_days": rate,
        "rate_interval_95": interval,
    }
    if low <= 0 <= high:
        return Growth(statement=f"No change detectable: diameter {span}.", **base)  # type: ignore[arg-type]
    time = math.log(2) / abs(slope.per_day)
    times = (math.log(2) / max(abs(low), abs(high)), math.log(2) / min(abs(low), abs(high)))
    if slope.per_day < 0:
        return Growth(
            statement=f"Shrinking: diameter {span}, halves in {time:.0f} days.",
            diameter_halving_days=time,
            diameter_halving_interval_95=times,
            **base,  # type: ignore[arg-type]
        )
    return Growth(
        statement=f"Growing: diameter {span}, doubles in {time:.0f} days"
        f" (volume in {time / 3:.0f} days).",
        diameter_doubling_days=time,
        diameter_doubling_interval_95=times,
        volume_doubling_days=time / 3,
        volume_doubling_interval_95=(times[0] / 3, times[1] / 3),
        **base,  # type: ignore[arg-type]
    )


def _percent(slope_per_day: float) -> float:
    """Give the change in percent over 30 days."""
    return 100.0 * math.expm1(min(_RATE_DAYS * slope_per_day, 50.0))
