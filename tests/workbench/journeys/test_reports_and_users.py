"""Journeys: a report is read, kept and pasted; a newcomer gets in; the log tells of both."""

import hashlib
import re

from tests.workbench.journeys.conftest import check_page, open_patient


def test_a_nurse_reads_keeps_and_pastes_the_report_of_a_visit(enter, clinic):
    """Given a signed visit, when its report is asked for, then page, file and note are there."""
    page = enter("nurse.fern", permissions=["clipboard-read", "clipboard-write"])
    open_patient(page, clinic, "FERN-1041")
    page.get_by_role("navigation", name="Pages of this patient").get_by_text("Reports").click()
    check_page(page)
    visit = page.get_by_role("region", name="Report of one visit")
    with page.context.expect_page() as opened:
        visit.get_by_role("button", name="Read").click()
    document = opened.value
    document.get_by_role("heading", level=1, name=re.compile("^Visit of")).wait_for()
    assert document.evaluate("document.images[0].naturalWidth") > 0
    assert document.evaluate("getComputedStyle(document.body).fontFamily") != "serif"
    check_page(document)
    document.close()

    with page.expect_download() as kept:
        visit.get_by_role("button", name="PDF").click()
        page.wait_for_url(re.compile(r"/reports/\d+/"))
    page.get_by_role("button", name="Save the PDF").wait_for()
    check_page(page)
    data = kept.value.path().read_bytes()
    assert data.startswith(b"%PDF-")
    name = kept.value.suggested_filename
    assert name.endswith(f"-{hashlib.sha256(data).hexdigest()[:8]}.pdf")
    assert "FERN" not in name

    page.reload()
    page.get_by_role("link", name="Back to reports").click()
    visit.get_by_role("button", name="Note to paste").click()
    page.get_by_role("button", name="Copy the note").click()
    page.get_by_text("Copied.").wait_for()
    check_page(page)
    assert page.evaluate("navigator.clipboard.readText()").startswith("SKIN METASTASES")

    page.get_by_role("link", name="Reports").first.click()
    made = page.get_by_role("region", name="Made before").inner_text()
    assert made.count(hashlib.sha256(data).hexdigest()[:8]) == 1, "a reload sends for nothing"


def test_without_scripts_a_report_is_got_by_links_and_buttons(enter, clinic):
    """Given a phone without scripts, when a sheet is asked for, then looking again leads to it."""
    page = enter("physician.fern", phone=True, java_script_enabled=False)
    open_patient(page, clinic, "FERN-1041")
    page.goto(f"{page.url.rstrip('/')}/reports/")
    sheet = page.get_by_role("region", name="Tumor-board sheet")
    sheet.get_by_label("Question for the board").fill("Surgery?")
    with page.expect_navigation():
        sheet.get_by_role("button", name="PDF").click()
    save = page.get_by_role("button", name="Save the PDF")
    for _ in range(100):
        if save.is_visible():
            break
        page.wait_for_timeout(200)
        page.get_by_role("link", name="Look again").click()
    with page.expect_download() as kept:
        save.click()
    assert kept.value.path().read_bytes().startswith(b"%PDF-")


def test_a_newcomer_gets_in_with_a_password_shown_once(enter, clinic, browser):
    """Given an administrator on a phone, when a person is added, then she must choose her own."""
    admin = enter("admin.fern", phone=True)
    admin.goto(f"{clinic.address}/users/")
    check_page(admin)
    admin.get_by_role("link", name="Add a person").click()
    check_page(admin)
    admin.get_by_label("Name", exact=True).fill("Journey Newcomer")
    admin.locator("#id_username").fill("journey.newcomer")
    admin.locator("#id_role").select_option("nurse")
    admin.get_by_role("button", name="Add this person").click()
    check_page(admin)
    shown = admin.locator("main").inner_text()
    password = re.search(r"\b[0-9a-f]{6}-[0-9a-f]{6}-[0-9a-f]{6}\b", shown)[0]

    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{clinic.address}/account/login/")
    page.get_by_label("Username").fill("journey.newcomer")
    page.locator("input[name=password]").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Choose your own password").wait_for()
    check_page(page)
    page.goto(f"{clinic.address}/today/")
    page.get_by_role("heading", name="Choose your own password").wait_for()
    page.locator("#id_oldpassword").fill(password)
    page.locator("#id_password1").fill("gentle-linen-window")
    page.locator("#id_password2").fill("gentle-linen-window")
    page.get_by_role("main").get_by_role("button", name="Change password").click()
    page.get_by_role("heading", name="Today").wait_for()
    context.close()

    admin.goto(f"{clinic.address}/audit/?person=Journey")
    check_page(admin)
    log = admin.locator("main").inner_text()
    assert "own password chosen" in log
    assert "signed in" in log
    assert password not in log
    admin.get_by_role("link", name="Check every entry again").click()
    admin.get_by_text("stand as they were written").wait_for()
