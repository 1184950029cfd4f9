"""The sum of diameters over time as chart values: points, gaps, levels, labels."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from dermetry.record.signature import Signature
from dermetry.report.sources import Thresholds
from dermetry.report.standing import standing_of
from dermetry.report.tables import evaluators_of
from dermetry.report.values import Chart, ChartLine, SeriesPoint
from dermetry.report.words import (
    SUM_NAMES,
    UNITS,
    badge_of,
    say_date,
    say_number,
    say_size,
    say_sum,
)
from dermetry.response.values import VisitCall


def build_charts(
    *,
    calls: tuple[VisitCall, ...],
    thresholds: Thresholds | None,
    signatures: Mapping[date, Signature | None],
) -> tuple[Chart, ...]:
    """Make one chart per evaluator; a missing or incomplete sum is a gap, never a point.

    An evaluator without any complete sum has no chart. What was signed, and the
    clinician's own calls, stand in place of the computed ones.
    """
    names = evaluators_of(calls)
    charts = (
        build_chart(
            calls=tuple(call for call in calls if call.evaluator == name),
            who=f", evaluator {name}" if len(names) > 1 and name else "",
            thresholds=thresholds,
            signatures=signatures,
        )
        for name in names
    )
    return tuple(chart for chart in charts if any(p.value is not None for p in chart.points))


def build_chart(
    *,
    calls: tuple[VisitCall, ...],
    thresholds: Thresholds | None,
    signatures: Mapping[date, Signature | None],
    who: str = "",
) -> Chart:
    """Make the chart of one evaluator's calls, also where every sum is a gap."""
    nadir_on = _lowest_on(calls)
    points = tuple(_point(call, nadir_on, thresholds, signatures) for call in calls)
    baseline = next((c.baseline_total for c in reversed(calls) if c.baseline_total), None)
    levels: tuple[ChartLine, ...] = ()
    if baseline is not None and thresholds is not None:
        level = baseline * (100 - thresholds.response_percent) / 100
        size = say_size(level, thresholds.unit)
        label = f"−{thresholds.response_percent:g} % of baseline: {size}"
        levels = (ChartLine(float(level), label, "pr"),)
    progression = "" if thresholds is None else thresholds.progression_words
    unit = calls[0].unit if calls else "mm"
    return Chart(
        title=f"{SUM_NAMES[unit]} of the target lesions{who}",
        summary=_summary(calls, signatures),
        points=points,
        levels=levels,
        progression_label=progression,
        unit=UNITS[unit],
    )


def _lowest_on(calls: tuple[VisitCall, ...]) -> object:
    """Give the date of the smallest complete sum so far (the nadir of the next visit)."""
    complete = [(c.total, c.visited_on) for c in calls if c.total is not None and c.is_sum_complete]
    return min(complete)[1] if len(complete) > 1 else None


def _point(
    call: VisitCall,
    nadir_on: object,
    thresholds: Thresholds | None,
    signatures: Mapping[date, Signature | None],
) -> SeriesPoint:
    is_gap = call.total is None or not call.is_sum_complete
    low, high = (call.sum_interval_95_mm if call.unit == "mm" else None) or (None, None)
    progression_from: Decimal | None = None
    if thresholds is not None and call.nadir is not None and not call.is_baseline:
        progression_from = thresholds.progression_from(call.nadir)
    if call.total is None:
        label = "no sum"
    elif is_gap:
        label = "incomplete"
    else:
        label = say_number(call.total)
    stands = standing_of(signature=signatures.get(call.visited_on), call=call)
    return SeriesPoint(
        on=call.visited_on,
        value=None if is_gap else float(call.total),  # type: ignore[arg-type]
        low=None if is_gap or low is None else float(low),
        high=None if is_gap or high is None else float(high),
        label=label,
        badge=stands.badge,
        computed=stands.today if stands.state == "own" or stands.by_today else None,
        is_as_signed=stands.state == "signed",
        is_baseline=call.is_baseline,
        is_nadir=call.visited_on == nadir_on and not is_gap,
        progression_from=None if progression_from is None else float(progression_from),
    )


def _summary(calls: tuple[VisitCall, ...], signatures: Mapping[date, Signature | None]) -> str:
    said = []
    for call in calls:
        value = (
            say_sum(call) if call.total is not None and call.is_sum_complete else "no complete sum"
        )
        words = badge_of(call).meaning
        stands = standing_of(signature=signatures.get(call.visited_on), call=call)
        if stands.state == "own":
            words = (
                f"{stands.badge.meaning}, the clinician's own call (the rules give {words.lower()})"
            )
        elif stands.by_today:
            words = f"{stands.badge.meaning}, as signed (the rules give {words.lower()} today)"
        said.append(f"{say_date(call.visited_on)}: {value}, {words}")
    return "; ".join(said)
