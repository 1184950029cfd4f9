"""Everything can be done with keys, and is said as it is done."""

from tests.browser.outline_editor.conftest import SQUARE, saved
from tests.browser.outline_editor.hands import Hands
from tests.browser.outline_editor.site import Clinic


def arrows(hands: Hands, *steps: str) -> None:
    """Press arrow keys given as "10xShift+ArrowLeft"."""
    for step in steps:
        times, key = step.split("x", 1)
        hands.press(*[key] * int(times))


def said(hands: Hands) -> str:
    return hands.page.locator("[aria-live]").text_content().strip("\u00a0")


def test_a_border_is_drawn_with_keys_alone(mouse: Hands) -> None:
    mouse.open()
    mouse.press("p", "ArrowRight")  # the crosshair appears in the middle of the view
    x, y = map(float, said(mouse).removeprefix("Crosshair at ").removesuffix(" px").split(", "))
    assert (x % 1, y % 1) == (0, 0)
    mouse.press("Enter")
    arrows(mouse, "3xShift+ArrowRight", "1xArrowDown")
    mouse.press("Enter")
    assert said(mouse) == f"Point 2 at {x + 30:.0f}, {y + 1:.0f} px."
    arrows(mouse, "4xShift+ArrowDown", "2xAlt+ArrowLeft")
    mouse.press("Enter")
    mouse.press("c")
    assert mouse.polygon == [[x, y], [x + 30, y + 1], [x + 29.5, y + 41]]
    assert said(mouse).startswith("Border closed, 3 points.")


def test_enter_on_the_first_point_closes_and_escape_cancels(mouse: Hands) -> None:
    mouse.open()
    mouse.press("p", "ArrowUp", "Enter", "Shift+ArrowUp", "Enter")
    mouse.press("Escape")
    assert mouse.outlines == []
    assert "Canceled." in said(mouse)
    mouse.press("Enter", "Shift+ArrowLeft", "Enter", "Shift+ArrowDown", "Enter")
    mouse.press("Shift+ArrowRight", "Shift+ArrowUp", "Enter")
    assert len(mouse.polygon) == 3


def test_points_are_cycled_nudged_inserted_and_deleted(mouse: Hands, clinic: Clinic) -> None:
    clinic.state["outlines"] = [saved()]
    mouse.open()
    mouse.press("n", "]", "]")
    assert said(mouse) == "Point 2 of 4 at 200, 100 px."
    mouse.press("ArrowRight", "Shift+ArrowUp", "Alt+ArrowRight")
    assert mouse.polygon[1] == [201.25, 90]
    mouse.press("[")
    assert said(mouse).startswith("Point 1 of 4")
    mouse.press("[", "i")
    assert mouse.polygon[4] == [100, 150]
    mouse.press("Delete")
    assert mouse.polygon == [SQUARE[0], [201.25, 90], *SQUARE[2:]]


def test_tab_goes_through_the_points_and_then_on_to_the_page(mouse: Hands, clinic: Clinic) -> None:
    clinic.state["outlines"] = [saved()]
    mouse.open()
    mouse.press("n")
    for index in range(4):
        mouse.page.keyboard.press("Tab")
        assert said(mouse).startswith(f"Point {index + 1} of 4")
    mouse.page.keyboard.press("Tab")
    focused = mouse.page.evaluate("document.activeElement.className")
    assert "oe-canvas" not in focused
    mouse.page.keyboard.press("Shift+Tab")
    mouse.page.keyboard.press("Shift+Tab")
    assert said(mouse).startswith("Point 4 of 4")


def test_zoom_keys_and_tool_keys(mouse: Hands) -> None:
    mouse.open()
    scale = "document.querySelector('.oe-svg image').getScreenCTM().a"
    mouse.press("+")
    assert mouse.page.evaluate(scale) == 1.25
    mouse.press("-", "-")
    assert abs(mouse.page.evaluate(scale) - 0.8) < 1e-6
    mouse.press("1")
    assert mouse.page.evaluate(scale) == 1
    mouse.press("m")
    assert (
        mouse.page.locator(".oe-button[data-tool=caliper]").get_attribute("aria-pressed") == "true"
    )


def test_a_box_and_a_tap_for_a_proposal_by_keys(mouse: Hands) -> None:
    mouse.open()
    mouse.press("b", "ArrowLeft", "Enter", "Enter")
    [tap] = mouse.events("outline:request-proposal")
    x, y = tap["tap"]
    assert tap == {"kind": "tap", "tap": [x, y], "lesion_id": None}
    mouse.press("Enter", "Shift+ArrowLeft", "Shift+ArrowUp", "Enter")
    mouse.choose("Propose the border")
    box = mouse.events("outline:request-proposal")[1]
    assert box == {"kind": "box", "box": [x - 10, y - 10, x, y], "lesion_id": None}
