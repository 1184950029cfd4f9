"""The drawings: every zone has a place, areas lie inside the figure and do not overlap."""

from itertools import combinations

import pytest
from shapely.geometry import Point

from dermetry.knowledge.codes import load_skin_zones
from dermetry.report.figures.body import load_drawings
from dermetry.report.figures.body_map import SHEETS, SIZE, zone_groups
from dermetry.report.figures.placing import find_spots

DRAWINGS = load_drawings()
AREAS = [(drawing, area) for drawing in DRAWINGS.values() for area in drawing.areas]
PAIRED = {area.zone for _, area in AREAS if area.side != "midline"}
ZONES = sorted(load_skin_zones())


def name(pair):
    return f"{pair[0].key}-{pair[1].zone}-{pair[1].side}"


def test_every_zone_has_a_place_and_every_place_a_zone():
    assert {area.zone for _, area in AREAS} == set(load_skin_zones())
    assert len(ZONES) == 48


def test_every_drawing_stands_on_a_sheet_and_fits_it():
    assert {key for _, _, names in SHEETS for key in names} == set(DRAWINGS)
    for drawing in DRAWINGS.values():
        left, top, right, bottom = drawing.silhouette.bounds
        assert drawing.at[0] + left >= 0
        assert drawing.at[1] + top >= 0
        assert drawing.at[0] + right <= SIZE[0]
        assert drawing.at[1] + bottom <= SIZE[1]


@pytest.mark.parametrize("pair", AREAS, ids=map(name, AREAS))
def test_an_area_lies_inside_the_figure_and_is_large_enough_to_tap(pair):
    drawing, area = pair
    assert area.shape.area > 3
    assert area.shape.difference(drawing.silhouette.buffer(0.3)).area < 0.01
    assert area.path.startswith("M")


@pytest.mark.parametrize("drawing", DRAWINGS.values(), ids=lambda each: each.key)
def test_areas_of_a_drawing_do_not_overlap(drawing):
    for one, other in combinations(drawing.areas, 2):
        assert one.shape.intersection(other.shape).area < 0.1, (one.zone, other.zone)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("side", ["right", "left"])
def test_a_zone_with_a_side_stands_on_that_side_of_the_patient(zone, side):
    spots, why = find_spots(zone=zone, laterality=side)
    assert why == ""
    (spot,) = spots
    drawing = DRAWINGS[spot.drawing]
    if drawing.viewer_right is None:
        assert spot.drawing == side
    elif drawing.viewer_right == side:
        assert spot.x > drawing.size[0] / 2 - 0.1
    else:
        assert spot.x < drawing.size[0] / 2 + 0.1


def test_the_right_of_the_patient_is_on_the_left_of_the_front_view():
    (front,), _ = find_spots(zone="axilla", laterality="right")
    assert (front.drawing, front.x < SIZE[0] / 2) == ("front", True)
    (back,), _ = find_spots(zone="buttock", laterality="right")
    assert (back.drawing, back.x > SIZE[0] / 2) == ("back", True)


@pytest.mark.parametrize("zone", ZONES)
def test_a_side_is_never_guessed(zone):
    spots, why = find_spots(zone=zone, laterality=None)
    has_middle = any(a.zone == zone and a.side == "midline" for _, a in AREAS)
    assert bool(spots) is has_middle
    assert (why == "") is has_middle
    if not has_middle:
        assert why == "side not recorded"


def test_both_sides_of_a_bilateral_lesion_are_marked():
    spots, _ = find_spots(zone="axilla", laterality="bilateral")
    assert len({round(spot.x) for spot in spots}) == 2


def test_a_pair_has_a_middle_only_where_its_sides_meet():
    (chest,), _ = find_spots(zone="chest_wall_anterior", laterality="midline")
    assert chest.x == SIZE[0] / 2
    assert find_spots(zone="ear", laterality="midline") == ((), "no such place on that side")


def test_an_unknown_zone_has_no_place_and_says_why():
    assert find_spots(zone="left_elbow", laterality="left") == ((), "place not on the drawings")
    assert find_spots(zone=None, laterality="left") == ((), "place not recorded")


@pytest.mark.parametrize("zone", ZONES)
def test_the_place_of_a_zone_lies_in_its_area(zone):
    for side in ("right", "left", "midline"):
        for spot in find_spots(zone=zone, laterality=side)[0]:
            drawing = DRAWINGS[spot.drawing]
            assert drawing.silhouette.buffer(0.5).contains(Point(spot.x, spot.y))
            if len(spot.areas) == 1:
                assert spot.areas[0].shape.buffer(0.5).contains(Point(spot.x, spot.y))


def test_the_picker_offers_each_zone_once():
    offered = [zone for _, zones in zone_groups() for zone, _ in zones]
    assert sorted(offered) == ZONES
