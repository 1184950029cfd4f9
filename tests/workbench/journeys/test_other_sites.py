"""A CT report on the phone: the bone is worse, the overall call follows, the skin's does not."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect
from tests.workbench.journeys.conftest import check_page, open_patient

PATIENT = "FERN-1060"  # her skin is stable; one lesion of the bone, non-target


def test_a_report_of_the_bone_changes_the_overall_call_and_not_the_skins(enter, clinic):
    # given a patient with stable skin and a lesion of the bone
    page = enter("nurse.fern", phone=True)
    open_patient(page, clinic, PATIENT)
    check_page(page)
    skin, other, overall = page.locator(".call-card").all()
    expect(skin).to_contain_text("SD")
    expect(overall).to_contain_text("SD")
    # when the report is recorded without a visit
    page.get_by_role("link", name="Other sites").first.click()
    page.get_by_text("Record an imaging report").click()
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    page.get_by_label("Done on").fill(yesterday.isoformat())
    page.get_by_label("B1: what the report says").select_option("progressed")
    page.get_by_label("B1: in words").fill("new cortical break")
    page.get_by_role("button", name="Record report").click()
    # then the page asks for the visit and keeps what was typed
    expect(page.locator(".error-summary")).to_contain_text("Choose the visit")
    expect(page.get_by_label("B1: in words")).to_have_value("new cortical break")
    check_page(page)
    # when the visit is chosen
    page.get_by_label("Belongs to").select_option("new")
    page.get_by_role("button", name="Record report").click()
    # then the finding stands with its study, and the patient page tells skin and bone apart
    said = f"{yesterday.day} {yesterday:%b %Y}"
    expect(page.get_by_role("article", name="B1")).to_contain_text(f"CT of {said}")
    page.get_by_role("link", name="Overview").click()
    skin, other, overall = page.locator(".call-card").all()
    expect(other).to_contain_text("PD")
    expect(overall).to_contain_text("PD")
    expect(skin).to_contain_text("Not assessed at this visit. Last assessed")
    expect(skin).not_to_contain_text("PD")
    check_page(page)


def test_the_page_is_read_by_keyboard_from_a_call_to_its_reason(enter, clinic):
    # given the patient page
    page = enter("physician.fern")
    open_patient(page, clinic, "FERN-1041")
    # when the reason of the overall call is opened with the keyboard
    card = page.locator(".call-card").last
    card.locator("summary").focus()
    page.keyboard.press("Enter")
    # then rule, numbers and source are there
    expect(card).to_contain_text("recist_1_1.target.pr")
    expect(card).to_contain_text("Eisenhauer 2009")
    # when the timeline is read as a table
    page.get_by_text("Show as a table").focus()
    page.keyboard.press("Enter")
    # then the sums stand in it with their interval
    expect(page.locator(".figure-table")).to_contain_text("sum 41.9 ± 1.7 mm")
    check_page(page)
