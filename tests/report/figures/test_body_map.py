"""The body map: no mark is lost, none covers another, words are escaped."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.knowledge.codes import load_skin_zones
from dermetry.report.figures.body_map import body_map, body_map_picker, zone_words
from dermetry.report.figures.paint import TREND_WORDS
from dermetry.report.figures.placing import Box, Wish, mark_width, spread
from dermetry.report.figures.values import ZonePicker

from .made import XSS, mark
from .reading import SVG, attributes, of_class, parse, tags, words

ROOM = Box(0, 0, 196, 436)
ZONES = sorted(load_skin_zones())


def draw(*marks, **more):
    return parse(body_map(marks=marks, selected=more.pop("selected", None), uid="m", **more))


def lesions(root):
    """Give every lesion the map names, on a figure or in the list beside it."""
    on_figures = [each.get("data-lesion") for each in of_class(root, "mark")]
    return set(on_figures), " ".join(words(each) for each in of_class(root, "bodymap-listed"))


@given(
    wishes=st.lists(st.tuples(st.floats(0, 196), st.floats(0, 436), st.integers(1, 6)), max_size=40)
)
@settings(max_examples=60, deadline=None)
def test_marks_never_overlap_and_stay_on_the_drawing(wishes):
    asked = [Wish(x, y, mark_width("L" * n)) for x, y, n in wishes]
    boxes = [box for box in spread(wishes=asked, room=ROOM) if box is not None]
    for number, box in enumerate(boxes):
        assert box.within(ROOM)
        assert not any(box.touches(other) for other in boxes[:number])


def test_many_marks_of_one_place_fan_out():
    asked = [Wish(70, 120, mark_width("L10"))] * 30
    boxes = spread(wishes=asked, room=ROOM)
    assert None not in boxes
    assert len(set(boxes)) == 30


@given(
    st.lists(
        st.tuples(
            st.sampled_from([*ZONES, None, "no_such_zone"]),
            st.sampled_from(["left", "right", "midline", "bilateral", None]),
        ),
        max_size=25,
    )
)
@settings(max_examples=25, deadline=None)
def test_no_lesion_is_ever_dropped(places):
    marks = [mark(zone, side, f"L{n}") for n, (zone, side) in enumerate(places)]
    on_figures, listed = lesions(draw(*marks))
    for each in marks:
        assert each.lesion_id in on_figures or f"{each.lesion_id}," in listed


def frames(root):
    """Give the lesion, sheet and middle of every mark."""
    for sheet in of_class(root, "bodymap-sheet"):
        name = sheet.get("class").split("bodymap-")[-1]
        for each in of_class(sheet, "mark"):
            box = each.find(f"{SVG}rect")
            x, width = float(box.get("x")), float(box.get("width"))
            yield each.get("data-lesion"), name, x + width / 2


@given(st.lists(st.tuples(st.sampled_from(ZONES), st.sampled_from("RL")), max_size=40))
@settings(max_examples=25, deadline=None)
def test_a_crowded_mark_never_moves_to_the_other_side_of_the_patient(places):
    marks = [
        mark(zone, {"R": "right", "L": "left"}[side], f"{side}{n}")
        for n, (zone, side) in enumerate(places)
    ]
    for lesion, sheet, x in frames(draw(*marks)):
        if sheet in ("front", "back"):
            assert (x < 98) is ((lesion[0] == "R") is (sheet == "front")), lesion


def test_many_lesions_of_one_side_stay_on_it():
    marks = [mark("chest_wall_anterior", "right", f"L{n}") for n in range(12)]
    found = list(frames(draw(*marks)))
    assert len(found) == 12
    assert all(sheet == "front" and x < 98 for _, sheet, x in found)


def test_a_crowd_without_room_is_listed_in_words():
    marks = [mark(lesion_id=f"L{n}") for n in range(300)]
    on_figures, listed = lesions(draw(*marks))
    assert 10 < len(on_figures) < 300
    assert "no room left on the drawing" in listed
    for each in marks:
        assert (each.lesion_id in on_figures) != (f"{each.lesion_id}," in listed)


def test_unknown_places_and_sides_are_listed_with_the_reason():
    _, listed = lesions(draw(mark(None, None, "L7"), mark("axilla", None, "L8", href="")))
    assert "L7, growing : place not recorded" in listed
    assert "side not recorded" in listed


def test_every_trend_has_its_own_shape_and_word():
    shapes = set()
    for trend, word in TREND_WORDS.items():
        (drawn,) = of_class(draw(mark(trend=trend)), "mark")
        group = drawn.find(f"{SVG}g")
        shapes.add(tuple(each.get("d") or each.tag for each in group))
        assert word in drawn.get("aria-label")
    assert len(shapes) == len(TREND_WORDS)


def test_a_proposal_is_dashed_and_says_so():
    root = draw(mark(is_confirmed=False), mark(lesion_id="L2"))
    boxes = {
        each.get("data-lesion"): each.find(f"{SVG}rect").get("stroke-dasharray")
        for each in of_class(root, "mark")
    }
    assert boxes == {"L1": "3 2", "L2": None}
    labels = [each.get("aria-label") for each in of_class(root, "mark")]
    assert [("proposed" in label) for label in labels] == [True, False]
    assert "proposed, not confirmed" in words(root)


def test_marks_and_zones_are_links_when_they_have_an_address():
    root = draw(mark(href="/lesion/1"), zone_links={"sternum": "/zone/sternum"})
    found = {each.get("href"): each.get("aria-label") for each in root.iter(f"{SVG}a")}
    assert found["/zone/sternum"] == "Sternal skin (SNOMED CT 244107007)"
    assert found["/lesion/1"].startswith("L1, growing, Skin of axilla, right (SNOMED CT 76261009)")
    assert not list(draw(mark(href="")).iter(f"{SVG}a"))


def test_zones_carry_their_name_side_and_code():
    root = draw()
    areas = [e for e in of_class(root, "zone") if e.get("data-zone") == "axilla"]
    assert {each.get("data-side") for each in areas} == {"right", "left"}
    assert {each.find(f"{SVG}title").text for each in areas} == {
        "Skin of axilla, right (SNOMED CT 76261009)",
        "Skin of axilla, left (SNOMED CT 76261009)",
    }
    assert zone_words("made_up") == "made up"


def test_the_chosen_zone_and_zones_with_lesions_are_told_apart():
    root = draw(mark("axilla", "right"), selected="sternum")
    state = {
        (each.get("data-zone"), each.get("data-side")): each.get("class")
        for each in of_class(root, "zone")
    }
    assert state["sternum", "midline"] == "zone is-chosen"
    assert state["axilla", "right"] == "zone has-marks"
    assert state["axilla", "left"] == "zone"


def test_the_chest_has_a_feminine_form():
    assert body_map(marks=(), selected=None, uid="m") != body_map(
        marks=(), selected=None, uid="m", chest="feminine"
    )


@pytest.mark.parametrize("text", [XSS, "L\u202e1", "患者"])
def test_texts_are_escaped_and_cleaned(text):
    root = draw(mark(lesion_id=text, label=text, href="/x?a=1&b=2"), mark(None, None, text))
    assert not tags(root) & {"script", "img"}
    assert "style" not in attributes(root)
    assert not any(name.startswith("on") for name in attributes(root))
    assert "\u202e" not in words(root)


def test_the_picker_is_a_select_with_every_zone():
    root = parse(
        body_map_picker(picker=ZonePicker("zone", chosen=frozenset({"axilla"}), help=XSS), uid="p")
    )
    (select,) = root.iter("select")
    options = [each.get("value") for each in select.iter("option")]
    assert sorted(options) == ["", *ZONES]
    assert [e.get("value") for e in select.iter("option") if e.get("selected") is not None] == [
        "axilla"
    ]
    (label,) = root.iter("label")
    assert label.get("for") == select.get("id")
    assert "style" not in attributes(root)


def test_the_picker_of_many_has_a_box_for_every_zone():
    picker = ZonePicker("zones", chosen=frozenset({"axilla", "nose"}), takes_many=True)
    boxes = list(parse(body_map_picker(picker=picker, uid="p")).iter("input"))
    assert sorted(each.get("value") for each in boxes) == ZONES
    checked = {each.get("value") for each in boxes if each.get("checked") is not None}
    assert checked == {"axilla", "nose"}


def test_ids_are_unique_and_belong_to_the_map():
    markup = body_map(marks=[mark(None, None)], selected=None, uid="m7")
    ids = re.findall(r' id="([^"]+)"', markup)
    assert len(ids) == len(set(ids))
    assert all(each.startswith("m7") for each in ids)
