"""A tap or a box asks for a proposed border; a box can also be kept as it is."""

from playwright.sync_api import expect

from tests.browser.outline_editor.hands import Hands
from tests.browser.outline_editor.site import Clinic


def test_a_tap_asks_for_a_proposal_that_then_is_accepted(mouse: Hands, clinic: Clinic) -> None:
    mouse.open()
    mouse.page.get_by_label("Lesion").select_option("L1")
    mouse.tool("box")
    mouse.click((320, 220))
    expect(mouse.page.locator(".oe-label")).to_have_text("L1 · proposed")
    expected = {"kind": "tap", "tap": [320, 220], "lesion_id": "L1"}
    assert mouse.events("outline:request-proposal") == [expected]
    assert clinic.sent == [("/proposal", expected | {"version": 3})]
    mouse.tool("select")
    mouse.click((320, 220))
    expect(mouse.action("save")).to_have_text("Accept")
    mouse.action("save").click()
    expect(mouse.page.locator(".oe-label")).to_have_text("L1")
    assert clinic.sent[1][1]["source"] == "tap"


def test_a_dragged_box_asks_for_a_proposal(phone: Hands, clinic: Clinic) -> None:
    phone.open().tool("box")
    phone.slide((380, 270), (300, 250), (280, 200))
    phone.choose("Propose the border")
    expect(phone.page.locator(".oe-label")).to_have_text("no lesion · proposed")
    assert phone.events("outline:request-proposal") == [
        {"kind": "box", "box": [280, 200, 380, 270], "lesion_id": None}
    ]


def test_a_dragged_box_is_kept_as_a_rectangle(mouse: Hands, clinic: Clinic) -> None:
    mouse.open().tool("box")
    mouse.drag((280, 200), (330, 250), (360, 270))
    mouse.choose("Keep the rectangle")
    assert mouse.polygon == [[280, 200], [360, 200], [360, 270], [280, 270]]
    assert clinic.sent == []


def test_a_box_is_canceled(mouse: Hands) -> None:
    mouse.open().tool("box")
    mouse.drag((280, 200), (360, 270))
    mouse.choose("Cancel")
    assert mouse.page.locator(".oe-dashed").count() == 0
    assert mouse.events("outline:request-proposal") == []
