"""A lesion across visits, a photograph behind a number, one filed to the wrong patient."""

import re

from playwright.sync_api import expect
from tests.workbench.journeys.conftest import check_page, open_patient
from tests.workbench.visit_photographs.conftest import jpeg

PATIENT = "FERN-1041"  # four visits, responding


def open_lesion(page, clinic, name: str) -> None:
    """Open a lesion from the rail of the patient's page."""
    open_patient(page, clinic, PATIENT)
    page.locator(".patient-rail .lesion-title a", has_text=re.compile(f"^{name}$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_two_visits_are_compared_by_keys_and_a_size_leads_to_its_outline(enter, clinic):
    # given a physician at a lesion of four visits
    page = enter("physician.both")
    open_lesion(page, clinic, "L1")
    expect(page.locator(".strip-tile")).to_have_count(4)
    check_page(page)
    # then every square of the strip is of the same millimeters
    widths = {re.search(r"mm=(\d+)", each.get_attribute("href"))[1]
              for each in page.locator(".strip-tile image").all()}  # fmt: skip
    assert len(widths) == 1
    # when the line is moved by the keyboard, it follows
    cut = page.locator("[data-cut]")
    page.locator("#compare-at").focus()
    page.keyboard.press("Home")
    assert float(cut.get_attribute("width")) == 0
    page.keyboard.press("ArrowRight")
    assert float(cut.get_attribute("width")) == 4.8
    # when B is pressed, one visit and then the other is shown whole, and said
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("b")
    assert float(cut.get_attribute("width")) == 480
    first = page.locator("[data-said]").inner_text()
    page.keyboard.press("b")
    assert float(cut.get_attribute("width")) == 0
    assert page.locator("[data-said]").inner_text() != first
    # when the outlines are switched off, none is drawn
    page.get_by_role("button", name="Outlines").click()
    expect(page.locator(".strip-tile .tile-lines").first).to_be_hidden()
    # when two other visits are chosen
    page.get_by_label("Left", exact=True).select_option(index=1)
    page.get_by_role("button", name="Compare these").click()
    page.wait_for_url(re.compile("before="))
    second = page.locator(".strip-tile time").nth(1).inner_text()
    expect(page.locator("[data-label-before]")).to_have_text(second)
    # when the newest size is followed
    page.locator(".lesion-table a.source").first.click()
    # then its photograph is open with exactly that outline marked
    marked = page.locator(".outline-row.is-selected")
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text("L1")
    expect(page.locator(".stage a[aria-current]")).to_have_count(1)
    check_page(page)


def test_nothing_blinks_for_who_asked_for_stillness(enter, clinic):
    page = enter("physician.both", reduced_motion="reduce")
    open_lesion(page, clinic, "L1")
    expect(page.get_by_role("button", name="Blink", exact=True)).to_be_visible()
    expect(page.locator("[data-blink-alone]")).to_be_hidden()


def test_a_blurred_photograph_is_shown_with_one_tap_on_a_phone(enter, clinic):
    # given a trial coordinator, who needs no photographs
    page = enter("coordinator", phone=True)
    open_lesion(page, clinic, "L1")
    check_page(page)
    buttons = page.locator(".strip-tile form button")
    count = buttons.count()
    assert count == 4
    # when one is shown
    buttons.first.click()
    # then the others stay blurred, and the page says that it was noted
    expect(page.locator(".strip-tile form button")).to_have_count(count - 1)
    expect(page.locator("#status")).to_contain_text("audit log")


def register(page, clinic, identifier: str, name: str) -> str:
    """Register a patient; gives the address of the record."""
    page.goto(f"{clinic.address}/patients/new/")
    page.fill("input[name=patient_id]", identifier)
    page.fill("input[name=name]", name)
    page.fill("input[name=born_on]", "1961-04-09")
    page.click("main button.button-primary")
    page.wait_for_url(re.compile(r"/patients/\d+/"))
    return re.match(r".*/patients/\d+/", page.url)[0]


def test_a_photograph_of_the_wrong_patient_is_moved(enter, clinic):
    # given two patients, and a photograph taken while the wrong record was open
    page = enter("nurse.harbor")
    register(page, clinic, "MOVE-1", "Wanda Wrong")
    wrong = page.url
    register(page, clinic, "MOVE-2", "Rita Right")
    page.goto(f"{wrong}visit/")
    page.click("main form button.button-primary")
    visit = re.match(r".*/visits/\d+/", page.url)[0]
    page.goto(f"{visit}photographs/")
    page.set_input_files(
        "#id_files", [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpeg(seed=77)}]
    )
    expect(page.locator("[data-sending-text]")).to_have_text("Everything sent is kept.")
    tile = page.locator(".photo-tile img").first
    photograph = re.search(r"/photographs/\d+/", tile.get_attribute("src"))[0]
    page.goto(f"{clinic.address}{photograph}")
    check_page(page)
    # when the nurse sees that it shows somebody else, and searches her by identifier
    page.get_by_role("link", name=re.compile("Wrong patient or visit")).click()
    page.get_by_label(re.compile("Another patient")).fill("MOVE-2")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=re.compile("MOVE-2")).click()
    check_page(page)
    # when she forgets to confirm whom it shows, it stays, and what she typed stays
    page.get_by_label("Reason").fill("former patient still open")
    page.get_by_role("button", name="Move the photograph").click()
    expect(page.locator(".error-summary")).to_contain_text("Nobody has confirmed")
    expect(page.get_by_label("Reason")).to_have_value("former patient still open")
    # when she confirms
    page.get_by_label(re.compile("I have compared name")).check()
    page.get_by_role("button", name="Move the photograph").click()
    # then the photograph stands in the right record, and no more in the wrong one
    expect(page.locator("#status")).to_contain_text("Moved to the visit of")
    expect(page.locator(".photo-stage figcaption")).to_contain_text("MOVE-2")
    page.goto(f"{visit}photographs/")
    expect(page.locator(".photo-tile")).to_have_count(0)
