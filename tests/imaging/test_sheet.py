"""Plain sheets described in TOML."""

import pytest

from dermetry.errors import MarksInvalid
from dermetry.imaging.sheet import read_sheet

GOOD = """dictionary = "DICT_4X4_50"
ids = [0, 1, 2, 3]
marker_side_mm = 20
gap_w_mm = 60.0
gap_h_mm = 100.0
"""
LISTED = """dictionary = "DICT_4X4_50"
[[markers]]
id = 4
x_mm = 0
y_mm = 0
side_mm = 20
[[markers]]
id = 9
x_mm = 50
y_mm = 0
side_mm = 20
"""


def test_gaps_are_between_facing_sides():
    layout = read_sheet(text=GOOD, name="s.toml")
    assert [m.marker_id for m in layout.markers] == [0, 1, 2, 3]
    assert layout.markers[3].corners_mm[0] == (80.0, 120.0)
    assert (layout.width_mm, layout.height_mm) == (100.0, 140.0)
    assert layout.name == "sheet: s.toml"


def test_markers_may_be_listed():
    layout = read_sheet(text=LISTED, name="s.toml")
    assert layout.markers[1].corners_mm[2] == (70.0, 20.0)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (GOOD.replace("marker_side_mm = 20", "marker_side_cm = 2"), "marker_side_cm.*millimeters"),
        (GOOD.replace("= 20", "= 2"), "marker_side_mm is 2"),
        (GOOD.replace("= 20", "= 20000"), "marker_side_mm"),
        (GOOD.replace("= 20", "= '20'"), "marker_side_mm"),
        (GOOD.replace("= 20", "= nan"), "marker_side_mm"),
        (GOOD + "color = 3", "color"),
        (GOOD + 'unit = "cm"', "unit"),
        (GOOD.replace("gap_w_mm = 60.0\n", ""), "gap_w_mm is missing"),
        (GOOD.replace("[0, 1, 2, 3]", "[0, 1, 2]"), "ids"),
        (GOOD.replace("[0, 1, 2, 3]", "[0, 1, 2, 2]"), "twice"),
        (GOOD.replace("[0, 1, 2, 3]", "[0, 1, 2, 77]"), "ids has 77"),
        (GOOD.replace("[0, 1, 2, 3]", '[0, 1, 2, "x"]'), "ids"),
        (GOOD.replace("DICT_4X4_50", "DICT_9X9"), "dictionary"),
        (GOOD.replace('"DICT_4X4_50"', "7"), "dictionary"),
        (GOOD.replace("=", ":"), "TOML"),
        (LISTED.replace("x_mm = 50", "x_mm = 5"), "overlap"),
        (LISTED.replace("side_mm", "side_in"), "side_in.*millimeters"),
        (LISTED.replace("id = 9", "id = -9"), "id"),
        ("dictionary = 'DICT_4X4_50'\nmarkers = 3", "markers"),
    ],
)
def test_every_error_names_its_field(text, field):
    with pytest.raises(MarksInvalid, match=field) as caught:
        read_sheet(text=text, name="s.toml")
    assert "s.toml" in caught.value.what
    assert caught.value.next_step
