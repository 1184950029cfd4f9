"""Live millimeters agree with the measuring side for a known homography."""

import numpy as np
import pytest

from dermetry.imaging.shape import measure_polygon, to_plane
from tests.browser.outline_editor.conftest import saved
from tests.browser.outline_editor.hands import Hands
from tests.browser.outline_editor.site import HEIGHT_PX, WIDTH_PX, Clinic

TILTED = [0.11, 0.004, 3.0, -0.002, 0.1, -5.0, 0.00011, 0.00021, 1.0]
HOMOGRAPHY = np.array(TILTED).reshape(3, 3)
LESION = [[250, 180], [371, 190], [380, 262], [300, 230], [243, 240]]


def length_mm(first: tuple, second: tuple) -> float:
    ends = to_plane(homography=HOMOGRAPHY, points=np.array([first, second], dtype=float))
    return float(np.hypot(*(ends[1] - ends[0])))


def test_the_caliper_reads_millimeters_through_the_homography(mouse: Hands, clinic: Clinic) -> None:
    clinic.state["homography"] = TILTED
    mouse.open().tool("caliper")
    mouse.drag((200, 180), (300, 200), (420, 230))
    [detail] = mouse.events("caliper:set")
    assert detail["first"] == [200, 180] and detail["second"] == [420, 230]
    expected = length_mm((200, 180), (420, 230))
    assert detail["mm_live"] == pytest.approx(expected, rel=1e-9)
    assert f"{expected:.1f} mm" in mouse.page.locator(".oe-svg").inner_html()


def test_the_caliper_is_right_when_pixels_are_counted_from_their_centers(
    mouse: Hands, clinic: Clinic
) -> None:
    clinic.attributes += ' data-pixel-origin="center"'
    clinic.state["homography"] = TILTED
    mouse.open().tool("caliper")
    mouse.drag((200, 180), (300, 200), (420, 230))
    [detail] = mouse.events("caliper:set")
    assert detail["first"] == pytest.approx([199.5, 179.5], abs=0.01)
    expected = length_mm(detail["first"], detail["second"])
    assert detail["mm_live"] == pytest.approx(expected, rel=1e-9)


def test_the_caliper_by_two_taps_and_then_one_end_dragged(phone: Hands, clinic: Clinic) -> None:
    clinic.state["mm_per_pixel"] = 0.5
    phone.open().tool("caliper")
    phone.tap((200, 180), (300, 180))
    phone.slide((300, 180), (300, 200), (300, 250))
    first, second = phone.events("caliper:set")
    assert first["mm_live"] == 50
    assert second["second"] == [300, 250]
    assert second["mm_live"] == pytest.approx(0.5 * np.hypot(100, 70))


def test_live_sizes_are_those_of_the_measuring_side(mouse: Hands, clinic: Clinic) -> None:
    clinic.state |= {"homography": TILTED, "outlines": [saved(polygon=LESION)]}
    mouse.open().click((260, 190))
    extent = measure_polygon(
        points=to_plane(homography=HOMOGRAPHY, points=np.array(LESION, dtype=float))
    )
    readout = mouse.page.locator(".oe-readout").inner_text()
    assert f"{extent.longest:.1f} × {extent.perpendicular:.1f} mm" in readout
    assert f"area {extent.area:.1f} mm²" in readout
    assert "live, before saving" in readout


def test_the_servers_size_is_shown_until_the_outline_is_changed(
    mouse: Hands, clinic: Clinic
) -> None:
    size = "21.3 × 18.0 mm ± 0.6"
    clinic.state |= {"mm_per_pixel": 0.1, "outlines": [saved(measured=size)]}
    mouse.open().click((150, 150))
    readout = mouse.page.locator(".oe-readout")
    assert size in readout.inner_text() and "live" not in readout.inner_text()
    mouse.drag((200, 200), (220, 220))
    assert "live, before saving" in readout.inner_text() and size not in readout.inner_text()


def test_without_a_scale_sizes_are_pixels_and_the_reason_is_said(
    mouse: Hands, clinic: Clinic
) -> None:
    clinic.state["outlines"] = [saved()]
    mouse.open().click((150, 150))
    readout = mouse.page.locator(".oe-readout").inner_text()
    assert "141.4 × 141.4 px" in readout
    assert "no scale: no marker found" in readout
    assert "mm" not in readout


def test_an_outline_beyond_the_plane_has_no_millimeters(mouse: Hands, clinic: Clinic) -> None:
    clinic.state |= {"homography": [0.1, 0, 0, 0, 0.1, 0, 0, -0.008, 1], "outlines": [saved()]}
    mouse.open().click((150, 150))
    assert "141.4 × 141.4 px" in mouse.page.locator(".oe-readout").inner_text()


def test_a_ruler_gives_millimeters_until_it_is_saved(mouse: Hands, clinic: Clinic) -> None:
    clinic.state["outlines"] = [saved()]
    mouse.open().tool("ruler")
    mouse.click((100, 300), (300, 300))
    field = mouse.page.get_by_label("mm between the ends")
    field.fill("-3")
    mouse.choose("Set scale")
    assert "Type the millimeters" in mouse.notice.inner_text()
    clinic.mode = "html"  # keep the server's answer away: these are the live millimeters
    field.fill("20,0")
    mouse.choose("Set scale")
    assert mouse.events("ruler:set") == [{"first": [100, 300], "second": [300, 300], "mm": 20}]
    mouse.tool("select")
    mouse.click((150, 150))
    assert "14.1 × 14.1 mm" in mouse.words
    clinic.mode = "ok"
    mouse.choose("Try again")
    mouse.page.get_by_text("35.4 × 35.4 mm").wait_for()  # the server's own scale, 0.25
    assert clinic.sent == [
        ("/ruler", {"first": [100, 300], "second": [300, 300], "mm": 20, "version": 3})
    ]


@pytest.mark.parametrize("zooms", [0, 2, 5])
def test_the_scale_bar_is_true_in_the_middle_of_the_photograph(
    mouse: Hands, clinic: Clinic, zooms: int
) -> None:
    clinic.state["homography"] = TILTED
    mouse.open()
    mouse.press(*["+"] * zooms)
    bar = mouse.page.locator(".oe-bar")
    mm, length = float(bar.get_attribute("data-mm")), float(bar.get_attribute("data-length"))
    assert bar.bounding_box()["width"] == pytest.approx(length, abs=3)
    half = length / 1.25**zooms / 2
    x, y = WIDTH_PX / 2, HEIGHT_PX / 2
    # over the bar's own length the tilt may change it a little
    assert length_mm((x - half, y), (x + half, y)) == pytest.approx(mm, rel=0.002)
    assert mm in {1, 2, 5, 10, 20, 50}
