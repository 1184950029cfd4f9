"""The sum of diameters over time as chart values: points, gaps, levels, labels."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from dermetry.record.signature import CallOverride
from dermetry.report.signing import category_badge
from dermetry.report.sources import Thresholds
from dermetry.report.tables import evaluators_of
from dermetry.report.values import Chart, ChartLine, SeriesPoint
from dermetry.report.words import badge_of, say_date, say_number, say_with_interval
from dermetry.response.values import VisitCall


def build_charts(
    *,
    calls: tuple[VisitCall, ...],
    thresholds: Thresholds | None,
    own: Mapping[date, CallOverride],
) -> tuple[Chart, ...]:
    """Make one chart per evaluator; a missing or incomplete sum is a gap, never a point.

    An evaluator without any complete sum has no chart. ``own`` are the clinician's own calls,
    which stand in place of the computed ones.
    """
    names = evaluators_of(calls)
    charts = (
        build_chart(
            calls=tuple(call for call in calls if call.evaluator == name),
            who=f", evaluator {name}" if len(names) > 1 and name else "",
            thresholds=thresholds,
            own=own,
        )
        for name in names
    )
    return tuple(chart for chart in charts if any(p.value is not None for p in chart.points))


def build_chart(
    *,
    calls: tuple[VisitCall, ...],
    thresholds: Thresholds | None,
    own: Mapping[date, CallOverride],
    who: str = "",
) -> Chart:
    """Make the chart of one evaluator's calls, also where every sum is a gap."""
    nadir_on = _lowest_on(calls)
    points = tuple(_point(call, nadir_on, thresholds, own) for call in calls)
    baseline = next((c.baseline_sum_mm for c in reversed(calls) if c.baseline_sum_mm), None)
    levels: tuple[ChartLine, ...] = ()
    if baseline is not None and thresholds is not None:
        level = baseline * (100 - thresholds.response_percent) / 100
        label = f"−{thresholds.response_percent:g} % of baseline: {say_number(level)} mm"
        levels = (ChartLine(float(level), label, "pr"),)
    progression = "" if thresholds is None else thresholds.progression_words
    return Chart(
        title=f"Sum of diameters of the target lesions{who}",
        summary=_summary(calls, own),
        points=points,
        levels=levels,
        progression_label=progression,
    )


def _lowest_on(calls: tuple[VisitCall, ...]) -> object:
    """Give the date of the smallest complete sum so far (the nadir of the next visit)."""
    complete = [
        (c.sum_mm, c.visited_on) for c in calls if c.sum_mm is not None and c.is_sum_complete
    ]
    return min(complete)[1] if len(complete) > 1 else None


def _point(
    call: VisitCall,
    nadir_on: object,
    thresholds: Thresholds | None,
    own: Mapping[date, CallOverride],
) -> SeriesPoint:
    is_gap = call.sum_mm is None or not call.is_sum_complete
    low, high = call.sum_interval_95_mm or (None, None)
    from_mm: Decimal | None = None
    if thresholds is not None and call.nadir_mm is not None and not call.is_baseline:
        from_mm = thresholds.progression_from(call.nadir_mm)
    if call.sum_mm is None:
        label = "no sum"
    elif is_gap:
        label = "incomplete"
    else:
        label = say_number(call.sum_mm)
    override = own.get(call.visited_on)
    return SeriesPoint(
        on=call.visited_on,
        value=None if is_gap else float(call.sum_mm),  # type: ignore[arg-type]
        low=None if is_gap or low is None else float(low),
        high=None if is_gap or high is None else float(high),
        label=label,
        badge=category_badge(override.category) if override else badge_of(call),
        computed=badge_of(call) if override else None,
        is_baseline=call.is_baseline,
        is_nadir=call.visited_on == nadir_on and not is_gap,
        progression_from=None if from_mm is None else float(from_mm),
    )


def _summary(calls: tuple[VisitCall, ...], own: Mapping[date, CallOverride]) -> str:
    said = []
    for call in calls:
        value = (
            say_with_interval(call.sum_mm, call.sum_interval_95_mm)
            if call.sum_mm is not None and call.is_sum_complete
            else "no complete sum"
        )
        words = badge_of(call).meaning
        if override := own.get(call.visited_on):
            given = category_badge(override.category).meaning
            words = f"{given}, the clinician's own call (the rules give {words.lower()})"
        said.append(f"{say_date(call.visited_on)}: {value}, {words}")
    return "; ".join(said)
