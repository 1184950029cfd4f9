"""A border comes back exactly, however it was drawn."""

import io

import pytest
from PIL import Image

from tests.browser.outline_editor.conftest import SQUARE, saved
from tests.browser.outline_editor.hands import Hands
from tests.browser.outline_editor.site import RED_SPOT_PX, Clinic

BORDER = [(250, 180), (371, 190), (380, 262), (300, 291), (243, 240)]
SMALL_BORDER = [(10, 20), (121, 30), (90, 142)]


def exactly(points: list) -> object:
    return [pytest.approx(point, abs=0.01) for point in points]


def test_a_border_clicked_at_1_to_1_gives_exactly_those_numbers(mouse: Hands) -> None:
    mouse.open().tool("points")
    left, top = mouse.at((0, 0))
    assert (left % 1, top % 1) == (0, 0)
    mouse.click(*BORDER, BORDER[0])
    assert mouse.polygon == [list(point) for point in BORDER]


def test_a_border_clicked_in_the_fitted_and_zoomed_view_is_exact(mouse: Hands) -> None:
    mouse.open(actual_size=False).tool("points")
    for _ in range(3):
        mouse.action("zoomIn").click()
    border = [(250.25, 180.4), (371.5, 190.1), (300.75, 291.9)]
    mouse.click(*border, border[0])
    assert mouse.polygon == exactly(border)


def test_the_editor_points_at_what_the_photograph_shows(mouse: Hands) -> None:
    """The red block is looked for in a screenshot, not through the editor's own mapping."""
    mouse.open(actual_size=False)
    mouse.page.mouse.move(*mouse.at((320, 240)))
    mouse.page.mouse.wheel(0, -400)
    shot = Image.open(io.BytesIO(mouse.page.screenshot())).convert("RGB")
    red = [
        (i % shot.width, i // shot.width)
        for i, (r, g, b) in enumerate(shot.get_flattened_data())
        if r > 230 and g < 40 and b < 40
    ]
    middle = [(min(values) + max(values) + 1) / 2 for values in zip(*red, strict=True)]
    mouse.tool("points")
    mouse.page.mouse.click(*middle)
    mouse.click((260, 150), (230, 200))
    mouse.press("c")
    # the block's middle on the screen is known to half a screen pixel
    assert mouse.polygon[0] == pytest.approx(RED_SPOT_PX, abs=0.5)


def test_a_border_tapped_with_a_finger_is_exact(phone: Hands) -> None:
    phone.open().tool("points")
    phone.action("fit").tap()
    for _ in range(3):
        phone.action("zoomIn").tap()
    border = [(280, 190), (371, 200), (350, 262), (300, 281)]
    phone.tap(*border, border[0])
    assert phone.polygon == exactly(border)


def test_after_pinch_and_two_finger_pan_a_tapped_border_is_exact(phone: Hands) -> None:
    phone.open(actual_size=False).tool("points")
    x, y = phone.at((300, 230))
    before = phone.page.evaluate("document.querySelector('.oe-svg image').getScreenCTM().a")
    phone.touch("Start", (x - 20, y))
    phone.touch("Start", (x - 20, y), (x + 20, y))
    phone.touch("Move", (x - 50, y + 5), (x + 50, y + 5))
    phone.touch("Move", (x - 80, y + 11), (x + 80, y + 11))
    phone.touch("End")
    after = phone.page.evaluate("document.querySelector('.oe-svg image').getScreenCTM().a")
    assert after == pytest.approx(4 * before, rel=1e-3)
    assert phone.at((300, 230)) == pytest.approx((x, y + 11), abs=0.5)
    border = [(280, 210), (330, 213.25), (310, 250)]
    phone.tap(*border, border[0])
    assert len(phone.outlines) == 1  # the pinch itself left no point behind
    assert phone.polygon == exactly(border)


def test_the_lasso_keeps_the_drawn_border_within_three_quarters_of_a_pixel(mouse: Hands) -> None:
    mouse.open().tool("lasso")
    drawn = [(250, 180), (300, 170), (360, 200), (352, 260), (300, 280), (255, 240)]
    mouse.drag(*drawn, steps=12)
    polygon = mouse.polygon
    assert "points drawn" in mouse.page.locator("[aria-live]").inner_text()
    assert 6 <= len(polygon) <= 12  # straight parts need no points between
    for x, y in drawn:
        assert min((x - px) ** 2 + (y - py) ** 2 for px, py in polygon) ** 0.5 <= 0.75


def test_the_lasso_by_finger(phone: Hands) -> None:
    phone.open().tool("lasso")
    phone.action("fit").tap()
    phone.slide((250, 180), (360, 200), (352, 280), (250, 270))
    assert len(phone.polygon) == 4
    assert phone.polygon == exactly([(250, 180), (360, 200), (352, 280), (250, 270)])


def test_coordinates_of_the_pixel_center_convention(mouse: Hands, clinic: Clinic) -> None:
    clinic.attributes += ' data-pixel-origin="center"'
    clinic.state |= {"outlines": [saved()], "homography": [0.1, 0, 0, 0, 0.1, 0, 0, 0.0002, 1]}
    mouse.open().tool("points")
    assert mouse.polygon == SQUARE
    mouse.click(*SMALL_BORDER, SMALL_BORDER[0])
    assert mouse.polygon == [[x - 0.5, y - 0.5] for x, y in SMALL_BORDER]
