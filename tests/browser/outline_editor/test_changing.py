"""Points are moved, inserted and deleted by mouse, finger and keys; every step can be undone."""

import pytest
from playwright.sync_api import expect

from tests.browser.outline_editor.conftest import SQUARE, saved
from tests.browser.outline_editor.hands import Hands
from tests.browser.outline_editor.site import Clinic

CENTER = (150, 150)


@pytest.fixture(autouse=True)
def one_outline(clinic: Clinic) -> None:
    clinic.state["outlines"] = [saved()]


def with_point(index: int, point: list[float]) -> list:
    return [point if i == index else old for i, old in enumerate(SQUARE)]


def test_a_point_dragged_by_mouse_moves_by_as_much_as_the_mouse(mouse: Hands) -> None:
    mouse.open().click(CENTER)
    mouse.drag((203, 97), (233, 77))  # taken 3 px beside the point
    assert mouse.polygon == with_point(1, [230, 80])
    assert "not saved" in mouse.page.locator(".oe-svg").inner_html()


def test_a_point_dragged_by_finger(phone: Hands) -> None:
    phone.open(actual_size=False).tap(CENTER)
    phone.slide((200, 200), (210, 215), (220, 230))
    assert phone.polygon == [pytest.approx(p, abs=0.01) for p in with_point(2, [220, 230])]


def test_a_point_is_inserted_by_tapping_the_middle_of_an_edge(phone: Hands) -> None:
    phone.open().tap(CENTER)
    phone.tap((150, 100))
    assert phone.polygon == [[100, 100], [150, 100], *SQUARE[1:]]


def test_a_point_is_inserted_and_dragged_in_one_go(mouse: Hands) -> None:
    mouse.open().click(CENTER)
    mouse.drag((200, 150), (240, 155))
    assert mouse.polygon == [*SQUARE[:2], [240, 155], *SQUARE[2:]]
    mouse.action("undo").click()
    assert mouse.polygon == SQUARE


def test_a_point_is_deleted_by_holding_it(phone: Hands) -> None:
    phone.open().tap(CENTER)
    phone.touch("Start", phone.at((200, 100)))
    expect(phone.page.locator(".oe-vertex")).to_have_count(3)
    phone.touch("End")
    assert phone.polygon == [SQUARE[0], SQUARE[2], SQUARE[3]]


def test_a_point_is_deleted_with_the_button_and_the_key_but_three_remain(mouse: Hands) -> None:
    mouse.open().click(CENTER, (200, 100))
    mouse.action("delete").click()
    assert mouse.polygon == [SQUARE[0], SQUARE[2], SQUARE[3]]
    mouse.click((200, 200))
    mouse.press("Delete")
    assert len(mouse.polygon) == 3
    assert "at least 3 points" in mouse.notice.inner_text()


def test_undo_and_redo_by_keys_and_buttons(mouse: Hands) -> None:
    mouse.open().click(CENTER)
    mouse.drag((100, 100), (80, 90))
    mouse.drag((200, 200), (220, 240))
    both = mouse.polygon
    mouse.press("Control+z")
    assert mouse.polygon == with_point(0, [80, 90])
    mouse.press("Control+z")
    assert mouse.polygon == SQUARE
    assert mouse.action("undo").is_disabled()
    mouse.press("Control+Shift+z")
    mouse.action("redo").click()
    assert mouse.polygon == both
    assert mouse.action("redo").is_disabled()


def test_a_second_finger_takes_the_half_done_drag_back(phone: Hands) -> None:
    phone.open().tap(CENTER)
    x, y = phone.at((200, 200))
    phone.touch("Start", (x, y))
    phone.touch("Move", (x + 30, y + 30))
    phone.touch("Start", (x + 30, y + 30), (x + 90, y + 30))
    phone.touch("End")
    assert phone.polygon == SQUARE


def test_the_loupe_lies_above_the_finger_and_shows_the_place_under_it(phone: Hands) -> None:
    phone.open().tap(CENTER)
    loupe = phone.page.locator(".oe-loupe-frame")
    assert not loupe.is_visible()
    x, y = phone.at((200, 200))
    phone.touch("Start", (x, y))
    phone.touch("Move", (x - 10, y + 20))
    box = phone.page.locator(".oe-loupe-frame").bounding_box()
    assert box["y"] + box["height"] < y + 20 - 20  # clear of the fingertip
    assert box["x"] < x - 10 < box["x"] + box["width"]
    left, top, width, height = map(
        float, phone.page.locator(".oe-loupe svg").get_attribute("viewBox").split()
    )
    assert (left + width / 2, top + height / 2) == pytest.approx((190, 220), abs=0.01)
    assert phone.page.locator(".oe-loupe image").get_attribute("href").endswith("/photograph.png")
    phone.touch("End")
    assert not loupe.is_visible()


def test_the_loupe_stays_in_the_picture_beside_a_finger_at_the_top(phone: Hands) -> None:
    phone.open().tool("points")
    canvas = phone.page.locator(".oe-canvas").bounding_box()
    finger = (canvas["x"] + 60, canvas["y"] + 70)
    phone.touch("Start", finger)
    box = phone.page.locator(".oe-loupe-frame").bounding_box()
    assert box["y"] >= canvas["y"] and box["x"] + box["width"] <= 390
    assert box["x"] > finger[0] + 20
    phone.touch("End")


def test_a_proposal_is_dashed_and_says_so_until_it_is_accepted(
    mouse: Hands, clinic: Clinic
) -> None:
    clinic.state["outlines"] = [saved(source="candidate", is_confirmed=False, lesion_id=None)]
    mouse.open()
    label = mouse.page.locator(".oe-label")
    assert label.text_content() == "no lesion · proposed"
    assert mouse.page.locator(".oe-dashed").count() == 1
    mouse.click(CENTER)
    mouse.page.get_by_label("Lesion").select_option("L1")
    mouse.page.get_by_role("button", name="Save 1").click()
    mouse.page.get_by_text("Saved.").wait_for()
    assert label.text_content() == "L1"
    assert mouse.page.locator(".oe-dashed").count() == 0
    [(_, body)] = clinic.sent
    assert (body["lesion_id"], body["source"]) == ("L1", "candidate")  # no border was drawn


def test_a_removed_outline_comes_back_with_undo_and_goes_with_save(
    mouse: Hands, clinic: Clinic
) -> None:
    mouse.open().click(CENTER)
    mouse.press("Delete")
    assert mouse.outlines == [] and clinic.sent == []
    mouse.press("Control+z")
    assert mouse.polygon == SQUARE
    mouse.press("Control+Shift+z")
    assert "1 removed, not saved yet" in mouse.words
    mouse.press("Control+s")
    mouse.page.get_by_text("Saved.").wait_for()
    assert clinic.sent[0] == ("/remove", {"outline_id": "a1", "remove": True, "version": 3})
    assert clinic.state["outlines"] == []


def test_a_new_outline_does_not_take_the_lesion_of_the_one_selected_before(mouse: Hands) -> None:
    mouse.open().click(CENTER)
    lesion = mouse.page.get_by_label("Lesion")
    expect(lesion).to_have_value("L2")
    mouse.tool("points")
    expect(lesion).to_have_value("")
    lesion.select_option("L1")
    mouse.click((300, 100), (400, 100), (400, 200))
    mouse.press("c")
    assert [outline["lesion_id"] for outline in mouse.outlines] == ["L2", "L1"]
