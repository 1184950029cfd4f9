"""Journeys of the extent: from what is missing to a decision; the whole skin by keyboard."""

import pytest
from playwright.sync_api import expect
from tests.workbench.journeys.conftest import check_page, open_patient


@pytest.mark.parametrize(
    ("identifier", "phone"), [("FERN-1041", False), ("FERN-1017", True)], ids=["desktop", "phone"]
)
def test_a_fact_is_entered_and_the_extent_overridden(clinic, enter, identifier, phone):
    # given a patient whose extent is proposed, and what became of the breasts
    page = enter("physician.fern", phone=phone)
    open_patient(page, clinic, identifier)
    patient = page.url
    check_page(page)
    expect(page.locator("#extent")).to_be_visible()
    # when the physician states in the history that both were removed
    page.goto(f"{patient}history/#disease")
    check_page(page)
    for name in ("breast_left", "breast_right"):
        page.locator(f"label:has(input[name={name}][value=removed])").click()
    page.locator("#history button.button-primary").click()
    page.wait_for_load_state()
    # then the proposal follows, with its lesions, and can be overridden with a reason only
    page.goto(f"{patient}extent/")
    check_page(page)
    expect(page.locator("main")).to_contain_text("proposed")
    page.get_by_text("Decide otherwise, with a reason").click()
    decide = page.locator("#decide")
    decide.locator("span.pill:has(input[name=t][value=locoregional_recurrence])").click()
    decide.locator("span.pill:has(input[name=m][value=none])").click()
    decide.get_by_role("button", name="Save my decision").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("The reason is missing")
    expect(decide.locator("input[name=t][value=locoregional_recurrence]")).to_be_checked()
    check_page(page)
    decide.get_by_label("Reason").fill("counted as locoregional by the tumor board")
    decide.get_by_role("button", name="Save my decision").click()
    expect(page.locator(".extent-history")).to_contain_text("by the tumor board")
    check_page(page)
    page.goto(patient)
    expect(page.locator("#extent")).to_contain_text("Locoregional recurrence, no M effect")
    expect(page.locator("#extent")).to_contain_text("decided by a clinician")


def test_the_whole_skin_is_told_by_keyboard(clinic, enter):
    # given the findings of an open visit
    page = enter("nurse.fern")
    open_patient(page, clinic, "FERN-1046")
    page.get_by_role("link", name="Continue").first.click()
    page.wait_for_load_state()
    visit = page.url.partition("/visits/")[2].partition("/")[0]
    page.goto(f"{clinic.address}/visits/{visit}/findings/")
    # when the nurse answers region by region with the keyboard alone
    scalp = page.locator("#region-scalp-examined")
    scalp.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#region-scalp-examined")).to_have_attribute("aria-pressed", "true")
    # then the focus stays where it was, and the next answer is one step away
    expect(page.locator("#region-scalp-examined")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("#region-scalp-refused")).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#region-scalp-refused")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#region-scalp-examined")).to_have_attribute("aria-pressed", "false")
    page.reload()
    expect(page.locator("#region-scalp-refused")).to_have_attribute("aria-pressed", "true")
    check_page(page)


def test_a_region_is_told_with_one_thumb(clinic, enter):
    # given the same visit on a phone
    page = enter("nurse.fern", phone=True)
    open_patient(page, clinic, "FERN-1046")
    page.get_by_role("link", name="Continue").first.click()
    page.wait_for_load_state()
    visit = page.url.partition("/visits/")[2].partition("/")[0]
    page.goto(f"{clinic.address}/visits/{visit}/findings/#regions")
    # when one answer is tapped
    page.locator("a.finding-chip[href='#regions']").tap()
    button = page.locator("#region-legs-not_examined")
    expect(button).to_be_visible()
    assert button.bounding_box()["height"] >= 44
    button.scroll_into_view_if_needed()
    stood = button.bounding_box()["y"]
    button.tap()
    # then it is kept, and the page stands where the thumb is
    expect(page.locator("#region-legs-not_examined")).to_have_attribute("aria-pressed", "true")
    assert abs(page.locator("#region-legs-not_examined").bounding_box()["y"] - stood) < 2
    check_page(page)
