"""The timeline: gaps stay gaps, time is true, nothing is lost, texts are escaped."""

import itertools
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.report.figures.axis import DateAxis, month_ticks, pack_rows, span_of, uncrowded
from dermetry.report.figures.badge import figure_table
from dermetry.report.figures.timeline import timeline
from dermetry.report.figures.timeline_words import timeline_table
from dermetry.report.figures.values import (
    SymptomScore,
    SymptomTrack,
    TimelineEvent,
    TimelineValues,
    TreatmentBar,
)
from dermetry.report.values import ChartLine

from .made import START, XSS, course, on, visit
from .reading import SVG, attributes, of_class, parse, tags, words

WIDTHS = (760, 358)


def draw(values, width=760):
    return parse(timeline(values=values, uid="t", width=width))


def dots(root):
    return [(float(e.get("cx")), float(e.get("cy"))) for e in of_class(root, "dot")]


sums = st.one_of(st.none(), st.floats(0.1, 400, allow_nan=False))


@given(st.lists(sums, min_size=1, max_size=14), st.sampled_from(WIDTHS))
@settings(max_examples=60, deadline=None)
def test_a_gap_never_becomes_a_point_nor_a_line(values, width):
    visits = tuple(visit(21 * n, value) for n, value in enumerate(values))
    root = draw(TimelineValues("Course", on(400), visits), width)
    measured = [value for value in values if value is not None]
    assert len(dots(root)) == len(measured)
    assert len(of_class(root, "gap")) == len(values) - len(measured)
    runs = [list(g) for has, g in itertools.groupby(values, lambda v: v is not None) if has]
    lines = [len(each.get("points").split()) for each in root.iter(f"{SVG}polyline")]
    assert lines == [len(run) for run in runs]


@given(st.lists(st.floats(0.1, 400), min_size=2, max_size=10))
@settings(max_examples=40, deadline=None)
def test_larger_sums_stand_higher_and_none_stands_on_the_zero_line(values):
    root = draw(
        TimelineValues("Course", on(400), tuple(visit(21 * n, v) for n, v in enumerate(values)))
    )
    heights = [y for _, y in dots(root)]
    foot = 62.0 + 196.0
    assert all(y <= foot for y in heights)
    for (a, ya), (b, yb) in itertools.combinations(zip(values, heights, strict=True), 2):
        if a < b:
            assert ya >= yb


def test_a_gap_says_in_words_that_it_is_not_measured():
    root = draw(course())
    assert "sum not measured (incomplete)" in words(root)
    bare = replace(visit(10, None), point=replace(visit(10, None).point, label=""))
    assert "not measured" in words(draw(TimelineValues("Course", on(60), (bare, visit(40, 20.0)))))


def test_the_time_axis_is_true():
    xs = [x for x, _ in dots(draw(course()))]
    assert (xs[1] - xs[0]) / (xs[-1] - xs[0]) == pytest.approx(35 / 214, abs=0.01)


@pytest.mark.parametrize("width", WIDTHS)
def test_each_visit_links_to_its_page_and_says_its_call(width):
    root = draw(course(), width)
    named = {each.get("href"): each.get("aria-label") for each in root.iter(f"{SVG}a")}
    assert {f"/visit/{days}" for days in (0, 35, 67, 102, 214)} <= set(named)
    assert named["/visit/214"] == "14 Aug 2026: sum 42.0 mm, progressive disease, proposed"
    assert "baseline" in named["/visit/0"]
    assert "not evaluable" in named["/visit/67"]


def test_only_the_unconfirmed_call_is_dashed_and_says_proposed():
    root = draw(course())
    assert len(of_class(root, "proposed")) == 1
    assert "proposed" in [each.text for each in root.iter(f"{SVG}text")]
    confirmed = course(visits=course().visits[:4])
    assert not of_class(draw(confirmed), "proposed")


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_leaves_the_drawing(width):
    root = draw(course(), width)
    (svg,) = root.iter(f"{SVG}svg")
    height = float(svg.get("height"))
    for each in root.iter(f"{SVG}rect"):
        if each.get("x"):
            assert float(each.get("x")) >= -1
            assert float(each.get("x")) + float(each.get("width")) <= width + 1
            assert float(each.get("y")) + float(each.get("height")) <= height


def test_an_ongoing_treatment_is_open_and_an_unknown_end_says_so():
    root = draw(course())
    assert len(of_class(root, "ongoing")) == 1
    assert len(of_class(root, "earlier")) == 1
    said = words(root)
    assert "zoledronic acid, 1 Feb 2026, end not recorded" in said
    assert "Line 3: capecitabine, 20 Jan 2026, ongoing" in said


def test_a_long_history_does_not_squeeze_the_visits():
    old = TreatmentBar("tamoxifen", "systemic", date(2009, 3, 1), date(2014, 3, 1))
    xs = [x for x, _ in dots(draw(course(treatments=(old,))))]
    assert xs[-1] - xs[0] > 300


def test_events_before_the_axis_are_counted_and_told():
    old = tuple(
        TimelineEvent(date(year, 5, 1), "ER+", f"biopsy of {year}") for year in (2009, 2015)
    )
    root = draw(course(biopsies=old))
    assert "2 earlier" in words(root)
    assert "biopsy of 2009" in words(root)
    assert "biopsy of 2015" in words(root)


def test_a_symptom_not_answered_is_not_zero():
    track = SymptomTrack("Pain", (SymptomScore(on(0), 0), SymptomScore(on(60), None)))
    root = draw(course(symptoms=(track,)))
    zero, missing = of_class(root, "cell")
    assert zero.get("stroke-dasharray") is None
    assert missing.get("stroke-dasharray") == "2 2"
    said = [each.get("aria-label") for each in root.iter() if "Pain" in each.get("aria-label", "")]
    assert said == ["Pain 0 of 10, 12 Jan 2026", "Pain not answered, 13 Mar 2026"]


def test_the_table_tells_everything_in_order():
    table = timeline_table(values=course())
    everything = " ".join(" ".join(row) for row in table.rows)
    for told in (
        "sum not measured (incomplete), not evaluable", "paclitaxel", "radiation",
        "Pain: 6 of 10", "Pain: not answered", "L1: ER+ PR−", "6 photographs", "CT: stable",
    ):  # fmt: skip
        assert told.lower() in everything.lower()
    values = course()
    things = sum(len(getattr(values, k)) for k in ("visits", "treatments", "biopsies",
                                                   "photographs", "imaging"))  # fmt: skip
    assert len(table.rows) == things + 2
    assert parse(figure_table(table=table)).find(".//caption").text == values.title


def test_an_empty_timeline_says_what_comes_next():
    said = words(parse(timeline(values=TimelineValues("Course", START), uid="t")))
    assert said == "Course: nothing recorded yet. It starts with the first visit."


@pytest.mark.parametrize("width", WIDTHS)
def test_a_single_visit_and_treatments_alone_can_be_drawn(width):
    one = TimelineValues("Course", START, (visit(0, 20.0, "BL"),))
    assert len(dots(draw(one, width))) == 1
    alone = TimelineValues("Course", on(10), treatments=course().treatments)
    assert not dots(draw(alone, width))
    none = TimelineValues("Course", on(10), (visit(0, None),))
    assert not dots(draw(none, width))


@pytest.mark.parametrize("width", WIDTHS)
def test_texts_are_escaped_and_no_style_is_used(width):
    values = course(
        title=XSS,
        levels=(ChartLine(30.0, XSS, "pr"),),
        treatments=(TreatmentBar(XSS, "systemic", on(0), href="/a?b=1&c=2"),),
        symptoms=(SymptomTrack(XSS, (SymptomScore(on(0), 3),)),),
        biopsies=(TimelineEvent(on(1), XSS, XSS, "/x"),),
    )
    root = draw(values, width)
    assert not tags(root) & {"script", "img", "style"}
    assert "style" not in attributes(root)
    assert not any(name.startswith("on") for name in attributes(root))
    assert "<script>" in words(root)


def test_both_drawings_have_ids_of_their_own():
    root = parse(timeline(values=course(), uid="t"))
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    for each in root.iter(f"{SVG}svg"):
        assert each.get("aria-labelledby") in ids
        assert each.get("aria-describedby") in ids


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 300)).map(lambda s: (s[0], s[0] + s[1]))))
def test_bars_of_one_row_never_touch(spans):
    rows = pack_rows(spans=spans, gap_px=8)
    for (a, ra), (b, rb) in itertools.combinations(zip(spans, rows, strict=True), 2):
        if ra == rb:
            assert a[1] + 8 <= b[0] or b[1] + 8 <= a[0]


@given(st.lists(st.floats(0, 700), min_size=1), st.floats(1, 90))
def test_labels_keep_their_distance_and_the_last_stands(places, gap):
    shown = uncrowded(places=places, gap_px=gap)
    assert len(places) - 1 in shown
    for a, b in itertools.combinations(shown, 2):
        assert abs(places[a] - places[b]) >= gap


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.integers(0, 9000))
@settings(deadline=None)
def test_date_ticks_are_apart_and_inside(first, days):
    axis = DateAxis(first, min(first + timedelta(days=days), date(2100, 1, 1)), 50, 600)
    ticks = month_ticks(axis=axis, gap_px=62)
    assert ticks
    assert ticks[0][1].split()[-1].isdigit()
    assert len(ticks[0][1].split()[-1]) == 4
    for (a, _), (b, _) in itertools.pairwise(ticks):
        assert b - a > 50
    assert all(50 <= x <= 600 for x, _ in ticks)


def test_the_axis_holds_every_visit_and_today():
    first, last = span_of(kept=[on(0), on(90)], earlier=[on(-20), on(-900)], last=on(120))
    assert (first, last) == (on(-20), on(120))
