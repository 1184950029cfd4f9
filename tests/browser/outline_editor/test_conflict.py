"""Two editors of one outline: the second sees both and chooses; nothing is lost."""

import pytest
from playwright.sync_api import expect

from tests.browser.outline_editor.conftest import SQUARE, saved
from tests.browser.outline_editor.hands import Hands
from tests.browser.outline_editor.site import Clinic

MINE = [[90, 90], *SQUARE[1:]]
THEIRS = [*SQUARE[:3], [100, 230]]


@pytest.fixture
def conflict(mouse: Hands, clinic: Clinic) -> Hands:
    """Save a changed outline after a colleague has changed the same one."""
    clinic.state["outlines"] = [saved()]
    mouse.open().click((150, 150))
    mouse.drag((100, 100), (90, 90))
    clinic.state |= {"version": 4, "outlines": [saved(polygon=THEIRS)]}
    mouse.action("save").click()
    expect(mouse.notice).to_contain_text("Dr. Lund saved another border")
    return mouse


def test_both_outlines_are_shown_mine_dashed_theirs_solid(conflict: Hands) -> None:
    labels = conflict.page.locator(".oe-label").all_text_contents()
    assert labels == ["L2 · mine", "theirs L2"]
    assert conflict.page.locator(".oe-line.oe-dashed").count() == 1
    assert conflict.page.locator(".oe-line.oe-theirs:not(.oe-dashed)").count() == 1
    assert conflict.polygon == MINE


def test_mine_is_kept_and_saved_on_top_of_theirs(conflict: Hands, clinic: Clinic) -> None:
    conflict.choose("Keep mine")
    expect(conflict.notice).to_have_text("Saved.")
    assert clinic.state["outlines"][0]["polygon"] == MINE
    assert [body["version"] for _, body in clinic.sent] == [3, 4]
    assert len(conflict.outlines) == 1


def test_theirs_is_taken_and_mine_comes_back_with_undo(conflict: Hands, clinic: Clinic) -> None:
    conflict.choose("Take theirs")
    assert conflict.polygon == THEIRS
    assert conflict.action("save").inner_text() == "Save"
    conflict.press("Control+z")
    assert conflict.polygon == MINE
    conflict.action("save").click()
    expect(conflict.notice).to_have_text("Saved.")
    assert clinic.state["outlines"][0]["polygon"] == MINE


def test_an_unanswered_conflict_survives_a_reload(conflict: Hands, clinic: Clinic) -> None:
    conflict.open()
    expect(conflict.notice).to_contain_text("Draft restored")
    assert conflict.polygon == MINE
    conflict.action("save").click()  # the draft began on version 3, so both are shown again
    expect(conflict.notice).to_contain_text("Dr. Lund saved another border")
    assert clinic.state["outlines"][0]["polygon"] == THEIRS


def test_an_outline_they_removed_is_saved_anew_when_mine_is_kept(
    mouse: Hands, clinic: Clinic
) -> None:
    clinic.state["outlines"] = [saved()]
    mouse.open().click((150, 150))
    mouse.drag((100, 100), (90, 90))
    clinic.state |= {"version": 4, "outlines": []}
    mouse.action("save").click()
    mouse.choose("Keep mine")
    expect(mouse.notice).to_have_text("Saved.")
    assert [o["polygon"] for o in clinic.state["outlines"]] == [MINE]


def test_a_removal_of_what_they_changed_shows_theirs_again(mouse: Hands, clinic: Clinic) -> None:
    clinic.state["outlines"] = [saved()]
    mouse.open().click((150, 150))
    mouse.press("Delete")
    clinic.state |= {"version": 4, "outlines": [saved(polygon=THEIRS)]}
    mouse.action("save").click()
    expect(mouse.notice).to_contain_text("Not saved. Dr. Lund saved another border")
    assert mouse.polygon == THEIRS
    assert clinic.state["outlines"][0]["polygon"] == THEIRS
    mouse.press("Control+z", "Control+s")  # still to be removed, now that theirs was seen
    expect(mouse.notice).to_have_text("Saved.")
    assert clinic.state["outlines"] == []
