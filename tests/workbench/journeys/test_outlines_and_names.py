"""From a photograph with proposed borders to named, measured lesions: desk, phone, undo."""

import re

from playwright.sync_api import expect
from tests.browser.outline_editor.hands import Hands
from tests.workbench.journeys.conftest import check_page, open_patient

PATIENT = "FERN-1046"  # her visit was left at the outlines
MEASURED = re.compile(r"\d+\.\d ± \d+\.\d mm × \d+\.\d mm")


def open_visit(page, clinic) -> str:
    """Open the patient; give the address of the unsigned visit."""
    open_patient(page, clinic, PATIENT)
    links = page.locator("main a[href*='/visits/']")
    found = [re.search(r"/visits/\d+/", link.get_attribute("href")) for link in links.all()]
    return clinic.address + next(each[0] for each in found if each)


def test_a_border_drawn_by_mouse_is_measured_and_the_rest_is_answered_by_taps(enter, clinic):
    # given a visit with photographs on which the program noticed areas
    page = enter("nurse.fern")
    visit = open_visit(page, clinic)
    page.goto(f"{visit}outlines/")
    hands = Hands(page, page.url)
    page.wait_for_selector(".oe-svg")
    check_page(page)
    # when L1 is drawn by hand on bare skin
    page.get_by_role("button", name="Draw L1 now").click()
    editor = page.locator("[data-outline-editor]")
    x, y = (float(editor.get_attribute(f"data-{side}-px")) for side in ("width", "height"))
    x, y = 0.35 * x, 0.05 * y  # bare skin, away from the card
    drawn = [(x, y), (x + 90, y + 10), (x + 100, y + 80), (x + 10, y + 90)]
    hands.click(*drawn, drawn[0])
    assert len(hands.polygon) == 4
    hands.action("save").click()
    # then the server's size with its interval stands in the place of the live one
    expect(page.locator(".oe-values")).to_contain_text("±")
    assert MEASURED.search(page.locator(".oe-values").inner_text())
    expect(page.locator("#outline-side")).to_contain_text("L1 outline 1")
    # when it was a slip and is taken away again
    hands.action("delete").click()
    hands.action("save").click()
    expect(page.get_by_role("button", name="Draw L1 now")).to_be_visible()
    # when the proposed borders of both photographs are accepted
    taps = 0
    for number in range(2):
        page.locator(".strip-item").nth(number).click()
        page.get_by_role("button", name="Accept those ticked").click()
        taps += 2
        expect(page.locator(".proposed-panel")).to_have_count(0)
    # then each outline is asked for, and a tap answers it
    page.goto(f"{visit}matching/")
    check_page(page)
    for _ in range(30):
        waiting = page.locator("#next")
        if not waiting.count():
            break
        button = waiting.locator("button.button-primary, .match-choices button").first
        said = page.locator(".match-history > li").count()
        button.click()
        taps += 1
        expect(page.locator(".match-history > li")).to_have_count(said + 1)
    expect(page.locator("#history-title + span")).to_have_text("0 left")
    check_page(page)
    lesions = len(set(re.findall(r"is (L\d+)", page.locator(".match-history").inner_text())))
    assert lesions >= 3
    assert taps <= 4 * lesions, f"{taps} taps for {lesions} lesions"
    # when the last answer is taken back
    page.locator(".match-history button").first.click()
    # then it says so, and the question stands again
    expect(page.locator(".toast").first).to_contain_text("Undone:")
    expect(page.locator("#next")).to_have_count(1)


def test_the_pages_fit_a_phone_and_the_slip_of_a_number_loses_nothing(enter, clinic):
    page = enter("nurse.fern", phone=True)
    visit = open_visit(page, clinic)
    for step in ("outlines", "matching"):
        page.goto(f"{visit}{step}/")
        check_page(page)
    page.goto(f"{visit}outlines/")
    page.get_by_text("Type the points of a border instead").click()
    page.fill("#id_polygon", "100, 100\n200 abc")
    page.get_by_role("button", name="Save this border").click()
    expect(page.locator("#id_polygon")).to_have_value("100, 100\n200 abc")
    expect(page.locator(".alert-danger")).to_contain_text("is no point")
    check_page(page)
