"""Worked scenes: who is who, who is new, who is not there, and what stays open."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.imaging.match import _combine, _no_lesion_twice, match
from dermetry.imaging.match_links import Link, settle_links
from dermetry.imaging.match_values import KnownLesion, SeenOutline, SeenView, Sighting
from dermetry.imaging.match_view import Verdict

CHEST = ("chest_wall", "left")
PLACES = {"L1": (10, 10), "L2": (62, 15), "L3": (40, 72), "L4": (95, 80), "L5": (20, 115)}
SIZES = {"L1": 20.0, "L2": 8.0, "L3": 12.0, "L4": 15.0, "L5": 6.0}
FRAME = ((-30, -30), (150, -30), (150, 150), (-30, 150))
JITTER = {"L1": (0.6, -0.4), "L2": (-0.7, 0.5), "L3": (0.3, 0.8), "L4": (-0.2, -0.9)}


def lesion(key, place=None, size=None, *, region=CHEST, view="before", unit="center_mm"):
    sighting = Sighting(view, longest_diameter_mm=size, **({unit: place} if place else {}))
    return KnownLesion(key, *region, (sighting,))


def outline(key, place=None, size=None, *, region=CHEST, view="now", unit="center_mm"):
    return SeenOutline(
        key, view, *region, longest_diameter_mm=size, **({unit: place} if place else {})
    )


def turned(place, *, by=0.8, shift=(40.0, -25.0), size=1.0):
    x, y = place
    return (
        size * (math.cos(by) * x - math.sin(by) * y) + shift[0],
        size * (math.sin(by) * x + math.cos(by) * y) + shift[1],
    )


def known_five(sizes=SIZES):
    return [lesion(k, p, sizes.get(k)) for k, p in PLACES.items()]


def seen(places, sizes=SIZES, **more):
    """Outline "o1" shows "L1" and so on, at its jittered place, turned and shifted."""
    return [
        outline(k.replace("L", "o"), turned(np.add(p, JITTER.get(k, (0, 0)))), sizes.get(k), **more)
        for k, p in places.items()
    ]


def frame(corners=FRAME, view="now", region=CHEST):
    return SeenView(view, *region, frame_mm=tuple(turned(c) for c in corners))


def answers(found):
    """Give the answers by outline id, or by lesion id where there is no outline."""
    return {m.outline_id or m.lesion_id: (m.answer, m.outline_id and m.lesion_id) for m in found}


def run(known, outlines, zones=(CHEST,), views=()):
    return match(known=known, seen=outlines, zones_photographed=zones, views=views)


def test_all_seen_again_are_the_same_each_with_its_numbers():
    found = run(known_five(), seen(PLACES))
    assert answers(found) == {f"o{i}": ("same", f"L{i}") for i in range(1, 6)}
    assert all(m.confidence >= 0.9 for m in found)
    evidence = " | ".join(found[0].evidence)
    assert "mm from where the other 4 lesions shared with photograph before predict L1" in evidence
    assert "20.0 mm against 20.0 mm before" in evidence
    assert "runner-up L2 at 5" in evidence
    assert found[0].runner_up_id == "L2"


def test_a_lesion_far_from_every_predicted_place_is_new():
    found = run(known_five(), seen(PLACES | {"L9": (80, 45)}))
    new = next(m for m in found if m.outline_id == "o9")
    assert (new.answer, new.lesion_id) == ("new", None)
    assert "from the nearest place" in new.evidence[0]
    nearest = math.dist((80, 45), PLACES["L2"])  # 35 mm, but for the jitter
    assert float(new.evidence[0].split()[0]) == pytest.approx(nearest, abs=2.5)


@pytest.mark.parametrize(
    ("corners", "expected"),
    [
        (FRAME, "not_seen"),
        (((-30, -30), (150, -30), (150, 98), (-30, 98)), "not_photographed"),
        (((-30, -30), (150, -30), (150, 116), (-30, 116)), "unsure"),  # at the border
        (None, "unsure"),  # frame not known, place beyond the outlines
    ],
)
def test_a_missing_lesion_is_not_seen_only_where_its_place_is_in_the_frame(corners, expected):
    four = {k: p for k, p in PLACES.items() if k != "L5"}
    views = [frame(corners)] if corners else []
    found = run(known_five(), seen(four), views=views)
    assert found[-1].lesion_id == "L5"
    assert found[-1].answer == expected
    assert "4 lesions shared with photograph before" in found[-1].evidence[0]


def test_without_a_frame_a_place_among_the_outlines_is_still_not_seen():
    inside = PLACES | {"L6": (48, 45)}
    known = [lesion(k, p) for k, p in inside.items()]
    found = run(known, seen(PLACES, {}))
    assert answers(found)["L6"] == ("not_seen", None)


def test_a_zone_nobody_photographed_is_not_photographed():
    back = lesion("L7", (0, 0), 9.0, region=("back", None), view="other")
    found = run([*known_five(), back], seen(PLACES))
    assert answers(found)["L7"] == ("not_photographed", None)
    assert found[-1].evidence == ("no photograph of back at this visit",)


def test_a_photograph_without_a_zone_leaves_the_rest_open():
    back = lesion("L7", (0, 0), 9.0, region=("back", None), view="other")
    found = run([*known_five(), back], seen(PLACES), zones=(CHEST, (None, None)))
    assert answers(found)["L7"] == ("unsure", None)


def test_nothing_outlined_and_no_constellation_is_never_gone():
    found = run([lesion("L1", (0, 0), 9.0)], [])
    assert answers(found) == {"L1": ("unsure", None)}
    assert "cannot be told" in found[0].evidence[0]


def test_lesions_of_another_zone_are_never_matched():
    found = run([lesion("L1", size=9.0, region=("back", None))], [outline("o1", size=9.0)])
    assert answers(found) == {"o1": ("new", None), "L1": ("not_photographed", None)}
    right = ("chest_wall", "right")
    mirrored = run(known_five(), seen(PLACES, region=right), zones=[right])
    assert {m.answer for m in mirrored} == {"new", "not_photographed"}


def test_a_merged_lesion_is_unsure_and_names_both():
    known = [lesion(k, p, SIZES[k]) for k, p in (PLACES | {"L4": (52, 72)}).items()]
    places = PLACES | {"L3": (46, 72)}
    del places["L4"]
    found = run(known, seen(places, SIZES | {"L3": 26.0}))
    merged = next(m for m in found if m.outline_id == "o3")
    assert merged.answer == "unsure"
    assert {merged.lesion_id, merged.runner_up_id} == {"L3", "L4"}
    assert merged.evidence[0] == "may have merged: L3 and L4 both predicted here"
    assert answers(found)["L3"] == answers(found)["L4"] == ("unsure", None)
    assert answers(found)["o1"] == ("same", "L1")


def test_a_split_lesion_is_unsure_for_both_parts():
    places = PLACES | {"L3": (32, 72), "L8": (49, 72)}
    found = run(known_five(SIZES | {"L3": 30.0}), seen(places, SIZES | {"L3": 8.0, "L8": 7.0}))
    parts = [m for m in found if m.outline_id in ("o3", "o8")]
    assert [m.answer for m in parts] == ["unsure", "unsure"]
    assert all(m.evidence[0].startswith("L3 may have split: o3 and o8") for m in parts)


def test_lesions_that_swap_sizes_are_matched_by_place():
    swapped = SIZES | {"L1": SIZES["L5"], "L5": SIZES["L1"]}
    found = run(known_five(), seen(PLACES, swapped))
    assert answers(found) == {f"o{i}": ("same", f"L{i}") for i in range(1, 6)}


def test_a_mirrored_constellation_is_not_matched():
    mirrored = {k: (-x, y) for k, (x, y) in PLACES.items()}
    found = run(known_five({}), seen(mirrored, {}))
    assert "same" not in {m.answer for m in found}


def test_two_equal_lesions_without_a_constellation_stay_unsure():
    known = [lesion("L1", (0, 0), 10.0), lesion("L2", (50, 0), 10.0)]
    found = run(known, [outline("o1", (7, 7), 10.0), outline("o2", (7, 57), 10.0)])
    assert {m.answer for m in found} == {"unsure"}
    first = found[0]
    assert {first.lesion_id, first.runner_up_id} == {"L1", "L2"}


def test_one_lesion_of_like_size_in_its_zone_is_the_same_with_modest_confidence():
    (only,) = run([lesion("L1", (0, 0), 10.0)], [outline("o1", (7, 7), 11.0)])
    assert (only.answer, only.lesion_id) == ("same", "L1")
    assert 0.6 <= only.confidence <= 0.75
    assert any("matched without places" in line for line in only.evidence)


@pytest.mark.parametrize("size", [2.5, None, 60.0])
def test_one_lesion_of_other_or_unknown_size_is_unsure(size):
    found = run([lesion("L1", (0, 0), 10.0)], [outline("o1", (7, 7), size)])
    assert answers(found) == {"o1": ("unsure", "L1"), "L1": ("unsure", None)}


def test_two_lesions_of_clearly_different_size_are_told_apart_by_size():
    known = [lesion("L1", size=8.0), lesion("L2", size=45.0)]
    found = run(known, [outline("o1", size=42.0), outline("o2", size=8.5)])
    assert answers(found) == {"o1": ("same", "L2"), "o2": ("same", "L1")}


def test_an_equilateral_triangle_of_equal_lesions_stays_unsure():
    triangle = {
        f"L{i}": (50 * math.cos(a), 50 * math.sin(a)) for i, a in enumerate((0, 2.094, 4.189))
    }
    found = run([lesion(k, p) for k, p in triangle.items()], seen(triangle, {}))
    assert {m.answer for m in found} == {"unsure"}


def test_without_scale_five_lesions_in_pixels_are_matched():
    known = [lesion(k, (9 * x, 9 * y), unit="center_px") for k, (x, y) in PLACES.items()]
    now = [
        outline(k.replace("L", "o"), turned(p, size=17.0), unit="center_px")
        for k, p in PLACES.items()
    ]
    assert answers(run(known, now)) == {f"o{i}": ("same", f"L{i}") for i in range(1, 6)}


def test_two_photographs_of_one_visit_may_show_the_same_lesions():
    found = run(known_five(), [*seen(PLACES), *close_up("near", "L2", "L3", "L4", "L5")])
    expected = {f"o{i}": ("same", f"L{i}") for i in range(1, 6)}
    assert answers(found) == expected | {f"near L{i}": ("same", f"L{i}") for i in (2, 3, 4, 5)}
    assert any("has the same answer" in line for line in found[0].evidence)


def close_up(view, *keys):
    return [outline(f"{view} {k}", turned(PLACES[k], by=-1.1), SIZES[k], view=view) for k in keys]


def test_a_lesion_that_the_earlier_photograph_lacked_keeps_an_outline_open():
    elsewhere = lesion("L8", (0, 0), 7.0, view="other")
    found = run([*known_five(), elsewhere], seen(PLACES | {"L9": (80, 45)}, SIZES | {"L9": 7.5}))
    assert answers(found)["o9"] == ("unsure", "L8")
    assert answers(found)["L8"] == ("unsure", None)


@given(seed=st.integers(0, 1000), by=st.floats(-3.1, 3.1), x=st.floats(-500, 500))
@settings(max_examples=20, deadline=None)
def test_order_of_input_and_rigid_motion_change_nothing(seed, by, x):
    known, now = known_five(), seen(PLACES | {"L9": (80, 45)})
    plain = run(known, now)
    shuffle = random.Random(seed)
    moved = [
        outline(o.outline_id, turned(o.center_mm, by=by, shift=(x, -x)), o.longest_diameter_mm)
        for o in shuffle.sample(now, len(now))
    ]
    again = run(shuffle.sample(known, len(known)), moved)
    assert answers(again) == answers(plain)
    assert [m.confidence for m in again] == pytest.approx([m.confidence for m in plain], abs=1e-6)


@given(names=st.permutations(["L1", "L2", "L3", "L4", "L5"]))
@settings(max_examples=15, deadline=None)
def test_renamed_lesions_give_the_same_answers_under_their_new_names(names):
    new_name = dict(zip(PLACES, names, strict=True))
    known = [lesion(new_name[k], p, SIZES[k]) for k, p in PLACES.items()]
    found = answers(run(known, seen(PLACES)))
    assert found == {k.replace("L", "o"): ("same", new_name[k]) for k in PLACES}


def verdict(answer, key=None, confidence=0.95, open_ids=()):
    return Verdict(answer, key, None, confidence, ("by places",), frozenset(open_ids))


def test_earlier_photographs_that_disagree_leave_the_outline_unsure():
    found = _combine([verdict("same", "L1", 0.99), verdict("new"), verdict("same", "L2")])
    assert (found.answer, found.lesion_id, found.runner_up_id) == ("unsure", "L1", "L2")
    assert found.evidence[0] == "earlier photographs disagree: L1 and L2"
    agreeing = _combine([verdict("new"), verdict("same", "L1")])
    assert (agreeing.answer, agreeing.lesion_id) == ("same", "L1")


def test_one_view_never_gives_one_lesion_to_two_outlines():
    found = _no_lesion_twice({"o1": verdict("same", "L1"), "o2": verdict("same", "L1")})
    assert {v.answer for v in found.values()} == {"unsure"}
    assert "may have split" in found["o1"].evidence[0]


def link():
    return Link(outline("o1", view="wide"), outline("o2", view="near"), 0.98)


def test_a_sure_answer_settles_the_unsure_one_of_another_view():
    unsure = verdict("unsure", "L2", 0.5, {"L1", "L2"})
    settled = settle_links(links=[link()], verdicts={"o1": verdict("same", "L1"), "o2": unsure})
    assert (settled["o2"].answer, settled["o2"].lesion_id) == ("same", "L1")
    assert settled["o2"].runner_up_id == "L2"
    assert "photograph wide shows the same place" in settled["o2"].evidence[-1]


def test_views_that_contradict_each_other_are_both_unsure():
    both = {"o1": verdict("same", "L1"), "o2": verdict("same", "L2")}
    settled = settle_links(links=[link()], verdicts=both)
    assert [settled[k].answer for k in ("o1", "o2")] == ["unsure", "unsure"]
    assert settled["o1"].open_ids == {"L1", "L2"}


def test_outlines_and_lesions_on_one_spot_stay_unsure_without_a_crash():
    known = [lesion(f"L{i}", (0.0, 0.0)) for i in range(4)]
    found = run(known, [outline(f"o{i}", (5.0, 5.0)) for i in range(4)])
    assert {m.answer for m in found} == {"unsure"}
    twice = run(known_five(), [*seen(PLACES), outline("o6", turned(PLACES["L1"]), 20.0)])
    assert answers(twice)["o2"] == ("same", "L2")
    assert answers(twice)["o1"][0] == "unsure"
