"""A journey through the response page: another policy, certainty, every reason, and back."""

import pytest
from playwright.sync_api import expect
from tests.workbench.journeys.conftest import check_page, open_patient


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_physician_looks_at_another_policy_and_reads_how_certain_a_call_is(clinic, enter, phone):
    # given a patient whose skin responds while the liver progresses
    page = enter("physician.fern", phone=phone)
    patient = open_patient(page, clinic, "FERN-1052").url
    page.get_by_role("link", name="Certainty, endpoints, other policies").click()
    check_page(page)
    main = page.locator("main")
    expect(main).to_contain_text("Skin PR, other organs PD at this visit")
    expect(main).to_contain_text("too close to call")
    # when another policy is chosen with the keyboard alone
    page.get_by_role("heading", name="What another policy would say").locator("..").focus()
    page.keyboard.press("Enter")
    choice = page.get_by_label("Policy", exact=True)
    choice.focus()
    choice.select_option("who-sum")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?policy=who-sum#policy")
    # then the page says at which visits the calls differ, and its own calls stay the plan's
    expect(page.locator("#policy")).to_contain_text("2 of 2 visits would be called")
    expect(page.locator("#policy tbody tr:has-text('differs')")).to_have_count(2)
    expect(main).to_contain_text("Called by RECIST 1.1")
    # and with every fold open the page is clean, narrow enough, and names rules and sources
    page.eval_on_selector_all("main details", "all => all.forEach(each => each.open = true)")
    check_page(page)
    expect(main).to_contain_text("recist_1_1.target.pd")
    expect(main).to_contain_text("The signed call, computed again")
    page.get_by_role("link", name="Overview").first.click()
    assert page.url == patient
