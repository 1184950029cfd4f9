"""Charts: gaps stay gaps, time is true, levels come from the rule file, lines hold many visits."""

import itertools
import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from dermetry.report.charts import render_chart, render_spark, runs
from dermetry.report.drawing import PRINT_PALETTE, clean_text, render_shape
from dermetry.report.sources import Thresholds
from dermetry.report.strips import join_gaps
from dermetry.report.sums import build_charts
from dermetry.report.values import Chart, ChartLine, SeriesPoint, Tile

MADE_UP = Thresholds(Decimal(40), Decimal(10), Decimal(3))


def draw(chart):
    svg = render_chart(chart=chart, palette=PRINT_PALETTE, uid="t")
    ElementTree.fromstring(svg)
    return svg


def test_a_missing_sum_breaks_the_line_and_draws_no_point(assessed):
    (chart,) = build_charts(calls=assessed.calls, thresholds=None, signatures={})
    assert [point.value for point in chart.points] == [57.0, None, 34.8, 29.9]
    assert [len(run) for run in runs(chart.points)] == [1, 2]
    svg = draw(chart)
    assert svg.count('r="4.5"') == 3
    assert "incomplete" in svg


def test_baseline_and_nadir_are_marked(assessed):
    (chart,) = build_charts(calls=assessed.calls, thresholds=None, signatures={})
    assert [point.is_baseline for point in chart.points] == [True, False, False, False]
    assert [point.is_nadir for point in chart.points] == [False, False, False, True]


def test_the_time_axis_is_true(assessed):
    (chart,) = build_charts(calls=assessed.calls, thresholds=None, signatures={})
    marks = [
        float(x) for x in re.findall(r'<circle cx="([0-9.]+)" cy="[0-9.]+" r="4.5"', draw(chart))
    ]
    days = [0, 67, 102]
    assert (marks[1] - marks[0]) / (marks[2] - marks[0]) == pytest.approx(
        days[1] / days[2], abs=0.01
    )


def test_levels_follow_the_thresholds_that_are_passed_in(assessed):
    (chart,) = build_charts(calls=assessed.calls, thresholds=MADE_UP, signatures={})
    assert chart.levels[0].value == pytest.approx(57.0 * 0.6)
    assert "40 % of baseline: 34.2 mm" in chart.levels[0].label.replace(".0 %", " %")
    assert chart.points[3].progression_from == pytest.approx(34.8 * 1.1)
    assert "+10 % and +3 mm over nadir" in chart.progression_label
    (bare,) = build_charts(calls=assessed.calls, thresholds=None, signatures={})
    assert bare.levels == ()
    assert all(point.progression_from is None for point in bare.points)


def test_small_nadirs_need_the_millimeters(assessed):
    assert MADE_UP.progression_from(Decimal(20)) == Decimal(23)
    assert MADE_UP.progression_from(Decimal(100)) == Decimal(110)


def test_no_sum_at_all_has_no_chart(assessed_empty):
    assert build_charts(calls=assessed_empty.calls, thresholds=None, signatures={}) == ()


def test_each_evaluator_has_a_chart(assessed):
    named = [call.model_copy(update={"evaluator": "B"}) for call in assessed.calls]
    charts = build_charts(calls=(*assessed.calls, *named), thresholds=None, signatures={})
    assert len(charts) == 2
    assert charts[1].title.endswith("evaluator B")


def test_crowded_labels_do_not_print_over_each_other():
    start = date(2026, 1, 1)
    points = tuple(
        SeriesPoint(start + timedelta(days=9 * n), 20.0 + n, 19.0 + n, 21.0 + n, f"{20 + n}.0")
        for n in range(40)
    )
    svg = draw(Chart("Sum", "many", points))
    for anchor in (r'y="([0-9.]+)" text-anchor="middle" font-weight="600"',):
        assert re.search(anchor, svg)
    dates = sorted(
        float(x) for x in re.findall(r'<text x="([0-9.]+)" y="310" text-anchor="middle"', svg)
    )
    assert len(dates) > 3
    assert all(b - a >= 84 - 0.2 for a, b in itertools.pairwise(dates))


def test_every_shape_differs_without_color():
    gray = dict.fromkeys(PRINT_PALETTE, "#777777")
    keys = ("cr", "pr", "sd", "pd", "ne", "nn", "base", "none")
    shapes = {str(render_shape(key=key, palette=gray, uid="s")) for key in keys}
    assert len(shapes) == len(keys)


def test_growth_lines_keep_their_gaps(assessed):
    points = (
        SeriesPoint(date(2026, 1, 1), 10.0, 9.0, 11.0, "10.0"),
        SeriesPoint(date(2026, 2, 1), None, None, None, "gap"),
        SeriesPoint(date(2026, 3, 1), 12.0, None, None, "12.0"),
    )
    svg = render_spark(chart=Chart("L1", "", points), palette=PRINT_PALETTE, uid="t")
    assert svg.count("<circle") == 2
    assert svg.count("-hatch)") == 1


def test_control_characters_and_direction_overrides_are_dropped():
    assert clean_text("a\x00b\x1bc\u202edef\u2066g") == "abcdefg"
    assert clean_text("Łódź 患者 naïve") == "Łódź 患者 naïve"


def test_equal_gaps_are_joined_and_pictures_and_values_never():
    gap = Tile("1 Jan 2026", "Not yet seen", "", None, "missing")
    value = Tile("2 Jan 2026", "12.0 mm", "", None, "")
    tiles = (gap, replace(gap, visited="2 Jan 2026"), value, value, gap)
    joined = join_gaps(tiles)
    assert [tile.visited for tile in joined] == [
        "1 Jan 2026 to 2 Jan 2026",
        "2 Jan 2026",
        "2 Jan 2026",
        "1 Jan 2026",
    ]
    assert joined[0].detail == "2 visits"


@pytest.mark.parametrize("level", [36.0, 38.0, 40.0, 42.0, 43.0])
def test_no_level_line_runs_through_a_number(level):
    """The middle point's number would stand just over its bar, where the lines run."""
    points = tuple(
        SeriesPoint(
            date(2026, month, 1), value, value - 1.5, value + 1.5, f"{value}",
            is_nadir=month == 2, progression_from=progression,
        )
        for month, value, progression in ((1, 57.0, None), (2, 40.0, level + 3), (3, 45.0, 48.0))
    )  # fmt: skip
    svg = draw(Chart("Sum", "three", points, (ChartLine(level, "level", "pr"),), "PD"))
    lines = [float(y) for y in re.findall(r'd="M[0-9.]+ ([0-9.]+)H[0-9.]+"[^>]*dash', svg)]
    assert len(lines) == 3
    size = 9  # a capital of 12 px type
    for words in ("40.0", "nadir"):
        at, *_ = re.findall(rf'y="([0-9.]+)" text-anchor="middle"[^>]*>{words}<', svg)
        # the last step, at 48, spans the second half only and does not reach this label's middle
        assert all(not float(at) - size < y < float(at) + 1 for y in lines[:2]), words


def test_a_number_stands_over_its_bar_where_nothing_is_in_the_way():
    points = (
        SeriesPoint(date(2026, 1, 1), 20.0, 19.0, 21.0, "20.0"),
        SeriesPoint(date(2026, 3, 1), 30.0, 29.0, 31.0, "30.0"),
    )
    svg = draw(Chart("Sum", "two", points))
    at, *_ = re.findall(r'y="([0-9.]+)" text-anchor="middle"[^>]*>20.0<', svg)
    (bar,) = re.findall(r'd="M70.0 [0-9.]+V([0-9.]+)M', svg)
    assert float(at) == pytest.approx(float(bar) - 8, abs=0.2)
