"""Growth charts, small lines, badges and scale bars."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.report.figures.badge import call_badge, scale_bar, trend_mark
from dermetry.report.figures.growth import growth_chart, growth_table, sparkline
from dermetry.report.figures.values import GrowthPoint, TreatmentBar
from dermetry.report.words import BADGES

from .made import XSS, growth, on, series
from .reading import SVG, attributes, of_class, parse, tags, words

CATEGORIES = [*BADGES, "BL", None]
states = st.sampled_from(["gone", "too_small", "not_measured"])
seen = st.one_of(
    st.floats(0.1, 300).map(lambda v: (v, "measured")), states.map(lambda s: (None, s))
)


def draw(values, width=760):
    return parse(growth_chart(values=values, uid="g", width=width))


@given(st.lists(seen, min_size=1, max_size=12), st.sampled_from([760, 358]))
@settings(max_examples=60, deadline=None)
def test_gone_and_missing_are_marks_below_and_never_points(found, width):
    points = [GrowthPoint(series(20 * n, v), state) for n, (v, state) in enumerate(found)]
    root = draw(growth(*points), width)
    measured = [v for v, _ in found if v is not None]
    assert len(of_class(root, "dot")) == len(measured)
    assert len(of_class(root, "below")) == len(found) - len(measured)
    assert len(of_class(root, "gap")) == sum(state == "not_measured" for _, state in found)


def test_each_state_has_a_word_and_a_mark_of_its_own():
    points = [GrowthPoint(series(30 * n, None), s) for n, s in
              enumerate(("gone", "too_small", "not_measured"))]  # fmt: skip
    root = draw(growth(*points))
    assert len({tuple(e.get("d") or e.get("r") for e in m) for m in of_class(root, "below")}) == 3
    for word in ("gone", "too small to measure", "not measured"):
        assert word in words(root)


def test_treatments_are_shaded_and_named():
    bars = (TreatmentBar("capecitabine", "systemic", on(5), on(50), line=3),)
    root = draw(growth(treatments=bars, today=on(100)))
    (shade,) = of_class(root, "shade")
    assert float(shade.get("width")) > 100
    assert "Line 3: capecitabine, 17 Jan 2026, to 3 Mar 2026" in words(root)


def test_points_link_to_their_visit():
    (link,) = draw(growth()).iter(f"{SVG}a")
    assert link.get("href") == "/v"
    assert link.get("aria-label") == "12 Jan 2026: 23.4 ± 1.0 mm"


def test_the_table_says_why_a_visit_has_no_diameter():
    rows = growth_table(values=growth()).rows
    assert rows[1] == ("11 Feb 2026", "not measured")
    assert rows[3] == ("12 Apr 2026", "gone")


@pytest.mark.parametrize("width", [760, 358])
def test_texts_are_escaped(width):
    values = growth(GrowthPoint(series(0, 9.0), "measured", "/v", XSS), treatments=(
        TreatmentBar(XSS, "local", on(0), on(30)),))  # fmt: skip
    root = draw(values, width)
    assert not tags(root) & {"script", "img", "style"}
    assert "style" not in attributes(root)


@given(st.lists(st.one_of(st.none(), st.floats(0.1, 300)), max_size=12))
@settings(max_examples=40, deadline=None)
def test_a_small_line_keeps_its_gaps(values):
    points = [series(20 * n, v) for n, v in enumerate(values)]
    root = parse(sparkline(points=points, uid="s", label=XSS))
    assert len(of_class(root, "dot")) == sum(v is not None for v in values)
    assert len(of_class(root, "gap")) == sum(v is None for v in values)
    (svg,) = root.iter(f"{SVG}svg")
    assert svg.get("aria-label") == XSS


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_badge_says_its_call(category):
    root = parse(call_badge(category=category, uid="b"))
    assert words(root) == (category or "none yet").replace("NON-", "non-")
    assert "style" not in attributes(root)
    assert "proposed" not in words(root)


def test_badges_are_told_apart_without_color():
    shapes = set()
    told_by_letters = ("NC", "NON-i")  # the words of other criteria, with the shapes of these
    classic = [e for e in CATEGORIES if e is None or not e.startswith(("i", *told_by_letters))]
    for category in classic:
        root = parse(call_badge(category=category, uid="b"))
        parts = [e for e in root.iter() if e.tag in (f"{SVG}path", f"{SVG}circle")]
        shapes.add(tuple((e.get("d"), e.get("r"), e.get("fill") == "none") for e in parts))
    assert len(shapes) == len(classic)


def test_a_proposed_call_is_dashed_and_says_so():
    root = parse(call_badge(category="PD", uid="b", is_confirmed=False))
    assert words(root) == "PD proposed"
    assert of_class(root, "is-proposed")


def test_a_trend_has_its_word():
    assert words(parse(trend_mark(trend="not_measured"))) == "not measured"


@given(st.floats(0.05, 200), st.floats(20, 400))
def test_a_scale_bar_is_as_long_as_it_says(pixels_per_mm, widest):
    root = parse(scale_bar(pixels_per_mm=pixels_per_mm, widest_px=widest))
    (bar,) = of_class(root, "bar")
    drawn = float(bar.get("d").split("h")[1])
    said = float(words(root).removesuffix(" mm"))
    assert drawn <= widest + 0.1
    assert drawn == pytest.approx(said * pixels_per_mm, rel=0.01, abs=0.1)


@pytest.mark.parametrize("scale", [0, -1, math.nan, math.inf])
def test_without_a_scale_there_is_no_bar(scale):
    with pytest.raises(ValueError, match="scale bar"):
        scale_bar(pixels_per_mm=scale, widest_px=100)
