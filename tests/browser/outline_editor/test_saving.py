"""Nothing drawn is lost: no network, no session, another editor, a reload."""

import re

from playwright.sync_api import expect

from tests.browser.outline_editor.conftest import SQUARE, saved
from tests.browser.outline_editor.hands import Hands
from tests.browser.outline_editor.site import Clinic

BORDER = [(250, 180), (371, 190), (300, 291)]
AS_LISTS = [list(point) for point in BORDER]
NO_CONNECTION = "Not saved: no connection. Your outline is kept in this browser."


def draw(hands: Hands, *, actual_size: bool = True) -> None:
    hands.open(actual_size=actual_size).tool("points")
    hands.click(*BORDER, BORDER[0])


def save(hands: Hands) -> None:
    hands.action("save").click()


def saves(clinic: Clinic) -> list[dict]:
    return [body for path, body in clinic.sent if path == "/save"]


def test_a_saved_outline_is_sent_once_with_its_version_and_token(
    mouse: Hands, clinic: Clinic
) -> None:
    draw(mouse)
    mouse.page.get_by_label("Lesion").select_option("L1")
    save(mouse)
    expect(mouse.notice).to_have_text("Saved.")
    assert saves(clinic) == [
        {
            "outline_id": None,
            "lesion_id": "L1",
            "polygon": AS_LISTS,
            "source": "drawn",
            "version": 3,
        }
    ]
    assert mouse.outlines[0]["outline_id"] == "s1"
    save(mouse)
    expect(mouse.notice).to_have_text("Everything is saved.")
    assert len(saves(clinic)) == 1
    assert mouse.page.evaluate("localStorage.length") == 0


def test_several_unsaved_outlines_are_saved_one_after_the_other(
    mouse: Hands, clinic: Clinic
) -> None:
    clinic.state["outlines"] = [saved()]
    draw(mouse)
    mouse.click((150, 150))
    mouse.drag((100, 100), (90, 90))
    save(mouse)
    expect(mouse.action("save")).to_have_text("Save")
    assert [(b["outline_id"], b["version"]) for b in saves(clinic)] == [("a1", 3), (None, 4)]
    assert all(outline["is_saved"] for outline in mouse.outlines)


def test_a_border_that_crosses_itself_is_refused_in_words(mouse: Hands, clinic: Clinic) -> None:
    mouse.open().tool("points")
    mouse.click((200, 200), (300, 300), (300, 200), (200, 300))
    mouse.press("c")
    expect(mouse.notice).to_contain_text("The border crosses itself near 250, 250 px.")
    save(mouse)
    expect(mouse.notice).to_contain_text("Not saved. The border crosses itself near 250, 250 px.")
    assert mouse.page.locator(".oe-crossing").is_visible()
    assert clinic.sent == [] and mouse.events("outline:save") == []
    mouse.drag((300, 300), (300, 150))
    mouse.drag((300, 200), (320, 280))
    save(mouse)
    expect(mouse.notice).to_have_text("Saved.")


def test_an_unclosed_border_is_not_saved(mouse: Hands, clinic: Clinic) -> None:
    mouse.open().tool("points")
    mouse.click(*BORDER[:2])
    save(mouse)
    expect(mouse.notice).to_contain_text("Close the border first")
    mouse.press("c")
    expect(mouse.notice).to_contain_text("at least 3 points")
    assert clinic.sent == []


def test_a_draft_survives_a_reload_with_closed_and_open_borders(
    mouse: Hands, clinic: Clinic
) -> None:
    clinic.state["outlines"] = [saved()]
    draw(mouse)
    mouse.click((150, 150))
    mouse.drag((100, 100), (90, 95))
    mouse.tool("points")
    mouse.click((400, 300), (450, 310))
    mouse.open()
    expect(mouse.notice).to_contain_text("Draft restored")
    assert mouse.outlines[0]["polygon"] == [[90, 95], *SQUARE[1:]]
    assert mouse.outlines[1]["polygon"] == AS_LISTS
    mouse.click((420, 380))
    mouse.press("c")
    assert mouse.polygon == [[400, 300], [450, 310], [420, 380]]
    save(mouse)
    expect(mouse.action("save")).to_have_text("Save")
    assert len(saves(clinic)) == 3
    mouse.open()
    expect(mouse.notice).to_be_empty()
    assert len(mouse.outlines) == 3


def test_a_restored_draft_can_be_discarded_and_even_that_is_undone(mouse: Hands) -> None:
    draw(mouse)
    mouse.open()
    mouse.choose("Discard draft")
    assert mouse.outlines == []
    mouse.press("Control+Shift+z")
    assert mouse.polygon == AS_LISTS


def test_without_a_connection_the_outline_is_kept_and_saved_once_later(
    mouse: Hands, clinic: Clinic
) -> None:
    draw(mouse)
    mouse.page.context.set_offline(True)
    save(mouse)
    expect(mouse.notice).to_contain_text(NO_CONNECTION)
    save(mouse)
    mouse.choose("Try again")
    expect(mouse.notice).to_contain_text(NO_CONNECTION)
    assert clinic.sent == []
    mouse.page.context.set_offline(False)  # the browser tells the page, which tries by itself
    expect(mouse.notice).to_have_text("Saved.")
    assert len(saves(clinic)) == 1
    assert [outline["polygon"] for outline in mouse.outlines] == [AS_LISTS]


def test_offline_then_reload_then_saved(mouse: Hands, clinic: Clinic) -> None:
    draw(mouse)
    mouse.page.route("**/save", lambda route: route.abort())
    save(mouse)
    expect(mouse.notice).to_contain_text(NO_CONNECTION)
    mouse.page.unroute("**/save")
    mouse.open()
    expect(mouse.notice).to_contain_text("Draft restored")
    save(mouse)
    expect(mouse.notice).to_have_text("Saved.")
    assert len(saves(clinic)) == 1


def test_an_answer_lost_on_the_way_makes_no_second_outline(mouse: Hands, clinic: Clinic) -> None:
    draw(mouse)

    def lose_answer(route: object) -> None:
        route.fetch()
        route.abort()

    mouse.page.route("**/save", lose_answer, times=1)
    save(mouse)
    expect(mouse.notice).to_contain_text(NO_CONNECTION)
    mouse.choose("Try again")
    expect(mouse.notice).to_have_text("Saved.")
    assert len(clinic.state["outlines"]) == 1
    assert mouse.outlines[0]["outline_id"] == "s1"


def test_edits_made_while_saving_stay_unsaved_and_keep_their_outline(
    mouse: Hands, clinic: Clinic
) -> None:
    draw(mouse)
    held: list = []
    mouse.page.route("**/save", lambda route: held.append(route), times=1)
    save(mouse)
    expect(mouse.notice).to_have_text("Saving ...")
    mouse.drag(BORDER[1], (380, 150))
    mouse.page.wait_for_timeout(0)
    held[0].continue_()
    expect(mouse.notice).to_have_text("Saved.")
    assert mouse.polygon[1] == [380, 150]
    save(mouse)
    expect(mouse.action("save")).to_have_text("Save")
    assert [body["outline_id"] for body in saves(clinic)] == [None, "s1"]
    assert len(clinic.state["outlines"]) == 1


def test_signed_out_says_so_and_keeps_the_outline(mouse: Hands, clinic: Clinic) -> None:
    draw(mouse)
    clinic.mode = "login"
    save(mouse)
    expect(mouse.notice).to_contain_text("Signed out.")
    assert mouse.page.evaluate("localStorage.length") == 1
    clinic.mode, clinic.csrf = "ok", "second"  # signing in in another tab changed the token
    mouse.choose("Try again")
    expect(mouse.notice).to_have_text("Saved.")
    assert len(saves(clinic)) == 1


def test_an_answer_that_is_no_answer_is_not_taken_for_saved(mouse: Hands, clinic: Clinic) -> None:
    draw(mouse)
    clinic.mode = "html"
    save(mouse)
    expect(mouse.notice).to_contain_text("Not saved: the answer could not be read.")
    assert not mouse.outlines[0]["is_saved"]


def test_a_refusal_is_shown_in_the_servers_words(mouse: Hands, clinic: Clinic) -> None:
    draw(mouse)
    clinic.mode = "refuse"
    save(mouse)
    expect(mouse.notice).to_contain_text("Not saved: the visit is signed.")
    assert not mouse.outlines[0]["is_saved"]


def test_save_pressed_twice_saves_once(mouse: Hands, clinic: Clinic) -> None:
    draw(mouse)
    mouse.action("save").dblclick()
    # "Everything is saved." where the second press came after the answer to the first
    expect(mouse.notice).to_have_text(re.compile("Saved\\.|Everything is saved\\."))
    mouse.tool("pan")
    assert len(saves(clinic)) == 1
    assert len(clinic.state["outlines"]) == 1


def test_a_refused_request_does_not_hold_up_the_next(mouse: Hands, clinic: Clinic) -> None:
    draw(mouse)
    clinic.mode = "refuse"
    mouse.tool("box")
    mouse.click((100, 100))
    expect(mouse.notice).to_contain_text("the visit is signed")
    clinic.mode = "ok"
    save(mouse)
    expect(mouse.notice).to_have_text("Saved.")
    assert [path for path, _ in clinic.sent] == ["/proposal", "/save"]


def test_a_proposal_that_arrives_during_a_drag_is_not_lost(mouse: Hands, clinic: Clinic) -> None:
    clinic.state["outlines"] = [saved()]
    mouse.open().click((150, 150))
    mouse.page.mouse.move(*mouse.at((200, 200)))
    mouse.page.mouse.down()
    mouse.page.mouse.move(*mouse.at((210, 220)))
    mouse.page.evaluate(
        "state => document.querySelector('[data-outline-editor]').outlineEditor.setState(state)",
        clinic.state | {"outlines": [saved(), saved("p1", polygon=[[9, 9], [40, 9], [9, 40]])]},
    )
    mouse.page.mouse.move(*mouse.at((220, 230)))
    mouse.page.mouse.up()
    moved = [*SQUARE[:2], [220, 230], SQUARE[3]]
    assert [o["polygon"] for o in mouse.outlines] == [moved, [[9, 9], [40, 9], [9, 40]]]
    mouse.press("Control+z")
    assert len(mouse.outlines) == 2
    assert mouse.outlines[0]["polygon"] == SQUARE


def test_undo_does_not_take_a_saved_outline_away(mouse: Hands, clinic: Clinic) -> None:
    draw(mouse)
    mouse.drag(BORDER[1], (380, 150))
    save(mouse)
    expect(mouse.notice).to_have_text("Saved.")
    mouse.press("Control+z")
    assert mouse.polygon == AS_LISTS
    assert mouse.action("undo").is_disabled()
    save(mouse)
    expect(mouse.action("save")).to_have_text("Save")
    assert [outline["polygon"] for outline in clinic.state["outlines"]] == [AS_LISTS]
