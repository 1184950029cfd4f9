"""The pictures of the documentation, taken from the demo clinic.

``make screenshots`` writes them to docs/images; a usual run takes them too, and throws them away.
"""

import os
from pathlib import Path

import pytest
from PIL import Image
from tests.workbench.journeys.conftest import open_patient

IMAGES = Path(__file__).resolve().parents[3] / "docs" / "images"
PAGES = (  # name, person, identifier of the patient (empty: Today), link to follow, phone
    ("today", "physician.both", "", "", False),
    ("patient", "physician.both", "FERN-1041", "", False),
    ("lesion", "physician.both", "FERN-1041", "a[href*='/lesions/']:has-text('L1')", False),
    ("visit", "nurse.fern", "FERN-1046", "a[href*='/visits/']:has-text('Continue')", True),
)


@pytest.mark.parametrize(("name", "person", "patient", "follow", "is_phone"), PAGES)
def test_a_picture_of_each_screen(enter, clinic, tmp_path, name, person, patient, follow, is_phone):
    page = enter(person, phone=is_phone)
    if patient:
        open_patient(page, clinic, patient)
    if follow:
        page.locator(follow).first.click()
    page.wait_for_load_state("networkidle")
    folder = IMAGES if os.environ.get("DERMETRY_SCREENSHOTS") else tmp_path
    path = folder / f"workbench-{name}.png"
    page.screenshot(path=path)
    with Image.open(path) as picture:
        assert len(picture.convert("RGB").getcolors(maxcolors=2**24)) > 200  # not an empty page
        smaller = picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=192)
        smaller.save(path, optimize=True)
