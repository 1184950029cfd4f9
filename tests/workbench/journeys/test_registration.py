"""A patient comes for the first time; a nurse looks for another by keyboard alone."""

import re

import pytest
from tests.workbench.journeys.conftest import check_page


@pytest.mark.parametrize("is_phone", [False, True])
def test_register_then_consent_then_history(enter, clinic, is_phone):
    # given a nurse, and a patient nobody has seen
    page = enter("nurse.fern", phone=is_phone)
    page.goto(f"{clinic.address}/patients/new/")
    check_page(page)
    number = "P" if is_phone else "D"
    page.get_by_label("Name").fill(f"Zwetlana Journeywoman {number}")
    page.get_by_label("Birth date").fill("1958-07-09" if is_phone else "1949-01-20")
    page.get_by_label("Identifier").fill(f"JRN-{number}")
    page.locator("#id_allergies_known").get_by_label("none known").check()

    # when she is registered
    page.get_by_role("button", name="Register").click()

    # then her page says so, and what was not asked stays not recorded
    page.wait_for_url(re.compile(r"/patients/\d+/$"))
    banner = page.locator("[data-patient]")
    assert "Zwetlana Journeywoman" in banner.inner_text()
    patient = page.url
    assert "none known" in banner.locator("dt:text('Allergies') + dd").text_content()
    assert "not recorded" in banner.locator("dt:text('Anticoagulants') + dd").text_content()

    # when she refuses teaching
    page.goto(f"{patient}consent/")
    page.locator("#id_use").get_by_label("teaching").check()
    page.locator("#id_answer").get_by_label("refused").check()
    page.get_by_role("button", name="Save the answer").click()
    page.wait_for_load_state()
    # then the banner carries it
    assert "refused" in page.locator("[data-patient] .chips").text_content()
    check_page(page)

    # when a field of radiation is tapped on the body map
    page.goto(f"{patient}history/")
    page.get_by_label("Diagnosis", exact=True).fill("invasive ductal carcinoma")
    page.get_by_role("button", name="Add a radiation field").click()
    page.wait_for_load_state()
    assert page.get_by_label("Diagnosis", exact=True).input_value() == "invasive ductal carcinoma"
    page.locator('#map-radiation_fields-0 .zone[data-zone="axilla"]').first.click()
    page.get_by_label("Dose").fill("50,4")
    check_page(page)
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.wait_for_load_state()
    # then it stands there, and in the banner
    assert page.locator('input[name="radiation_fields-0-zones"][value="axilla"]').is_checked()
    assert page.get_by_label("Dose").input_value() == "50.4"
    assert "ductal" in page.locator("[data-patient]").text_content()


def test_a_second_registration_of_the_same_person_is_noticed(enter, clinic):
    page = enter("nurse.fern")
    page.goto(f"{clinic.address}/patients/new/")
    page.get_by_label("Name").fill("Quillfeather, O.")
    page.get_by_label("Birth date").fill("1963-03-14")
    page.get_by_label("Identifier").fill("OTHER-1")
    page.get_by_role("button", name="Register").click()
    page.get_by_role("heading", name="Is it one of these patients?").wait_for()
    check_page(page)
    assert page.get_by_label("Name").input_value() == "Quillfeather, O."
    page.get_by_role("link", name="Ottoline Quillfeather").click()
    page.wait_for_url(re.compile(r"/patients/\d+/$"))


def test_a_patient_is_found_by_keyboard_alone(enter, clinic):
    # given Today
    page = enter("nurse.fern")
    page.goto(f"{clinic.address}/today/")
    # when the nurse goes to the search, types without accents, and steps to the first row
    page.keyboard.press("/")
    page.keyboard.type("conceicao faz", delay=25)
    page.get_by_text("1 patient found").wait_for()
    check_page(page)
    assert page.locator("main a.row-link").count() == 1
    page.keyboard.press("Tab")
    for _ in range(6):
        if page.evaluate("document.activeElement.matches('a.row-link')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    # then the patient's page is open
    page.wait_for_url(re.compile(r"/patients/\d+/$"))
    assert "Faz-de-Conta" in page.locator("[data-patient]").inner_text()


def test_a_researcher_finds_by_the_whole_identifier(enter, clinic):
    page = enter("researcher", phone=True)
    page.goto(f"{clinic.address}/today/?q=Quill")
    page.get_by_text("Nobody found").wait_for()
    check_page(page)
    assert "Quillfeather" not in page.content()
