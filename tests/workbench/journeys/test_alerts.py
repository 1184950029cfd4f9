"""An alert from firing to its outcome: a nurse on the phone, a physician with the keyboard."""

import re

from playwright.sync_api import expect
from tests.workbench.journeys.conftest import check_page, open_patient

PATIENT = "HARBOR-2007"
NURSE = "Ignatius Mockberry"
STATEMENT = re.compile(r"[Pp]ain.* 9 of 10")


def test_severe_pain_from_the_bedside_to_the_outcome(enter, clinic):
    # given a nurse on the phone who records severe pain at a visit
    nurse = enter("nurse.harbor", phone=True)
    open_patient(nurse, clinic, PATIENT)
    nurse.get_by_role("link", name="New visit").first.click()
    nurse.locator("main form button.button-primary").first.click()
    nurse.wait_for_url(re.compile(r"/visits/\d+/"))
    visit = re.search(r"/visits/\d+/", nurse.url)[0]
    nurse.goto(f"{clinic.address}{visit}vitals/")
    with nurse.expect_response(lambda answer: answer.request.method == "POST"):  # saves by itself
        nurse.locator("input[name*=pain][value='9']").first.check(force=True)
    # then the alert stands on the patient page, and the nurse has seen it with one tap
    open_patient(nurse, clinic, PATIENT)
    line = nurse.locator("#alerts .alert", has_text=STATEMENT)
    expect(line).to_contain_text("urgent, physician")
    check_page(nurse)
    line.get_by_role("button", name="Acknowledge").click()
    folded = nurse.locator("#alerts summary", has_text="Acknowledged")
    expect(folded).to_contain_text("1 urgent")
    folded.click()
    expect(nurse.locator("#alerts .alert", has_text=STATEMENT)).to_contain_text("acknowledged")
    # when the physician opens it from Today, with the keyboard alone
    physician = enter("physician.harbor")
    physician.goto(f"{clinic.address}/today/?only=alerts")
    expect(physician.locator("tbody tr", has_text=STATEMENT)).to_have_count(1)
    open_patient(physician, clinic, PATIENT)
    press(physician, physician.locator("#alerts summary", has_text="Acknowledged"))
    opened = physician.locator("#alerts .alert", has_text=STATEMENT).get_by_role("link")
    opened.focus()
    physician.keyboard.press("Enter")
    expect(physician.locator("h1")).to_have_text(STATEMENT)
    check_page(physician)
    press(physician, physician.get_by_role("button", name="Take it over"))
    expect(physician.locator("main .key-values")).to_contain_text("(you)")
    # and hands it to the nurse by mistake, who leaves it; then takes it back
    press(physician, physician.locator("summary", has_text="Hand it to somebody"))
    chosen = physician.get_by_label("Who", exact=True)
    chosen.select_option(label=NURSE)
    press(physician, physician.get_by_role("button", name="Hand it on"))
    expect(physician.locator("main .key-values")).to_contain_text(NURSE)
    nurse.goto(f"{clinic.address}/today/?only=mine")
    expect(nurse.locator("tbody tr", has_text=STATEMENT)).to_have_count(1)
    press(physician, physician.get_by_role("button", name="Take it over"))
    expect(physician.locator("main .key-values")).to_contain_text("(you)")
    # then closing it without a word is refused in words
    press(physician, physician.get_by_role("button", name="Done, useful"))
    expect(physician.locator(".error-summary")).to_contain_text("Say how it ended")
    check_page(physician)
    # when the outcome is said and whether it was useful
    physician.get_by_label("How it ended").focus()
    physician.keyboard.type("Morphine started, called again tomorrow")
    press(physician, physician.get_by_role("button", name="Done, useful"))
    # then the history tells it from the beginning, and the patient page has it no more
    history = physician.locator(".alert-history")
    expect(history).to_contain_text("Fired by dermetry")
    expect(history).to_contain_text(re.compile("Acknowledged by .*"))
    expect(history).to_contain_text("Morphine started, called again tomorrow")
    check_page(physician)
    physician.get_by_role("link", name="Patient", exact=True).click()
    expect(physician.locator("#alerts .alert", has_text=STATEMENT)).to_have_count(0)
    # and the numbers of the site count it
    physician.goto(f"{clinic.address}/alerts/statistics/?days=30")
    row = physician.locator("tbody tr", has_text="alerts.symptoms.pain_severe")
    expect(row.locator("[data-label=Useful]")).to_contain_text("100 %")
    check_page(physician)
    nurse.goto(f"{clinic.address}/alerts/statistics/?days=30")
    check_page(nurse)


def press(page, button) -> None:
    """Press a button by the keyboard."""
    button.focus()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
