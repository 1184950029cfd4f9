"""Journeys of pathology: a biopsy from suggestion to decision, a receptor that was lost."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.workbench.journeys.conftest import check_page, open_patient

RESPONDER = "FERN-1041"


def tap(page: Page, name: str) -> None:
    """Press a button or link of the page by its words, with what is above it closed."""
    page.locator("main").get_by_role("button", name=name).or_(
        page.locator("main").get_by_role("link", name=name)
    ).first.click()
    page.wait_for_load_state()


def stain(page: Page, row: int, marker: str, **values: str) -> None:
    """Type one row of the table of stains."""
    page.fill(f"[name=s{row}-marker]", marker)
    for name, value in values.items():
        field = page.locator(f"[name=s{row}-{name}]")
        is_select = field.evaluate("each => each.tagName === 'SELECT'")
        field.select_option(value) if is_select else field.fill(value)


@pytest.mark.parametrize("is_phone", [False, True], ids=["desktop", "phone"])
def test_a_biopsy_goes_from_suggestion_to_decision(enter, clinic, is_phone):
    # given a nurse who thinks a lesion needs tissue
    nurse = enter("nurse.fern", phone=is_phone)
    open_patient(nurse, clinic, RESPONDER)
    address = re.match(r".*/patients/\d+/", nurse.url)[0]
    nurse.goto(f"{address}biopsies/new/")
    nurse.locator("main a.filter", has_text=re.compile(r"^L2,")).click()
    nurse.wait_for_load_state()
    check_page(nurse)
    expect(nurse.locator("main")).to_contain_text("Stains that fit the situation")
    expect(nurse.get_by_role("button", name="Order it")).to_have_count(0)
    nurse.locator("label.pill", has_text="Punch biopsy").click()
    nurse.fill("[name=purpose]", "Has the receptor status changed?")
    tap(nurse, "Suggest it")
    biopsy = nurse.url
    number = nurse.locator("main h1").inner_text().split()[1]
    check_page(nurse)

    # when the physician orders it with one tap on the board
    doctor = enter("physician.fern", phone=is_phone)
    doctor.goto(f"{clinic.address}/biopsies/")
    check_page(doctor)
    card = doctor.locator(".bx-card", has_text=number)
    card.get_by_role("button", name="Order it").click()
    doctor.wait_for_load_state()
    expect(doctor.locator("[aria-labelledby=stage-ordered]")).to_contain_text(number)

    # and the nurse chooses the photograph, marks the place and records it as taken
    nurse.goto(biopsy)
    nurse.locator(".bx-photos a").first.click()
    nurse.wait_for_load_state()
    stage = nurse.locator("[data-point]")
    stage.click(position={"x": 120, "y": 90})
    before = float(nurse.input_value("[name=point_x]"))
    stage.press("ArrowRight")
    assert float(nurse.input_value("[name=point_x]")) > before > 0
    check_page(nurse)
    tap(nurse, "Record it as taken")
    expect(nurse.locator(".bx-now")).to_contain_text("Taken")
    tap(nurse, "Sent to the lab today")
    expect(nurse.locator("[aria-current=step]")).to_contain_text("At the lab")

    # and the pathologist reports
    lab = enter("pathologist", phone=is_phone)
    lab.goto(biopsy)
    tap(lab, "Enter the report")
    check_page(lab)
    lab.fill("[name=reported_on]", lab.locator("[name=taken_on]").input_value())
    lab.locator("[id=id_is_malignant] label", has_text=re.compile("^malignant")).click()
    tap(lab, "Save report")

    # then it waits for a decision, and the physician says what follows
    doctor.goto(biopsy)
    expect(doctor.locator("[aria-current=step]")).to_contain_text("Reported")
    tap(doctor, "Save what was decided")
    expect(doctor.locator(".error-summary")).to_contain_text("What was decided is missing")
    doctor.fill("#next [name=action]", "Same treatment; control in 8 weeks")
    tap(doctor, "Save what was decided")
    expect(doctor.locator("[aria-current=step]")).to_contain_text("Acted on")
    check_page(doctor)
    doctor.goto(f"{clinic.address}/biopsies/")
    expect(doctor.locator("main")).not_to_contain_text(f"{number}\n")


def test_a_lost_receptor_is_flagged_on_the_banner(enter, clinic):
    # given a patient whose primary is typed with ER 90 %
    page = enter("pathologist")
    open_patient(page, clinic, RESPONDER)
    address = re.match(r".*/patients/\d+/", page.url)[0]
    for taken_on, source, percent in (("2021-03-01", "primary", "90"), ("2026-01-05", "skin", "0")):
        page.goto(f"{address}specimens/new/")
        page.locator("[id=id_source] label", has_text=source).click()
        page.fill("[name=taken_on]", taken_on)
        page.locator("[id=id_is_malignant] label", has_text=re.compile("^malignant")).click()
        tap(page, "Save report")
        # when its stains are typed, with the keyboard alone
        page.focus("[name=s0-marker]")
        page.keyboard.type("ER")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type("140")
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        expect(page.locator(".error-summary")).to_contain_text("140 is not possible")
        page.fill("[name=s0-percent]", percent)
        stain(page, 1, "HER2", ihc_score="3+", ish_ratio="1.1", ish_copies="2")
        expect(page.locator("[data-row]:nth-child(1) [data-value=ihc_score]")).to_be_hidden()
        tap(page, "Save stains")
        # then what cannot be is asked, and what was typed is kept
        asked = page.locator("[data-question]", has_text="exclude each other")
        expect(asked).to_be_visible()
        check_page(page)
    specimen = page.url
    chosen = page.locator("main h1").inner_text().split()[1]
    page.goto(f"{address}receptors/")
    page.locator("label.version, .version", has_text=chosen).locator("input").check(force=True)
    page.fill("[name=reason]", "The newest one was decalcified.")
    tap(page, "Save")
    # then everybody sees it on the banner and the patient's page
    for who, is_phone in (("nurse.fern", False), ("physician.fern", True), ("researcher", True)):
        seen = enter(who, phone=is_phone)
        seen.goto(address)
        expect(seen.locator("[data-patient]")).to_contain_text("ER lost")
        seen.goto(specimen)
        check_page(seen)
        expect(seen.locator("#derived")).to_contain_text("ER positive, 90 %")
