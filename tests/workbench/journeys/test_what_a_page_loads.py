"""What a page fetches and where it begins: tabs at the current one, scripts only where used."""

import pytest

RAW_LIMIT_BYTES = 90_000  # of any page, before the server compresses it
PLAIN_LIMIT_BYTES = 25_000  # of a page that asks for nothing in the background
WITH_HTMX = ("/today/", "/visits/{}/photographs/", "/visits/{}/scale/", "/visits/{}/findings/")
WITHOUT = ("/patients/{}/", "/visits/{}/matching/", "/visits/{}/review/")


@pytest.fixture
def phone(enter):
    """A phone in the hands of somebody who may see the open visits."""
    return enter("physician.fern", phone=True)


def open_visit(page) -> tuple[str, str]:
    """Give the keys of a patient and of the visit that is not signed yet."""
    page.goto("/".join([*page.url.split("/")[:3], "today/?only=unsigned"]))
    row = page.locator("tbody tr").first
    patient = row.locator("a.row-link").get_attribute("href").split("/")[2]
    return patient, row.locator("a.button").get_attribute("href").split("/")[2]


def test_the_current_tab_is_seen_and_the_page_begins_at_its_top(phone):
    """Given a phone, when a page far along the tabs is opened, then its tab stands in sight."""
    patient, _ = open_visit(phone)
    for name in ("", "consent/", "merge/"):
        phone.goto(
            f"{phone.url.split('/today')[0].split('/patients')[0]}/patients/{patient}/{name}"
        )
        current = phone.locator(".tabs [aria-current]")  # with the group it stands in
        for tab in (each.bounding_box() for each in current.all()):
            assert tab["x"] >= 0
            assert tab["x"] + tab["width"] <= 390
        assert phone.evaluate("scrollY") == 0


def test_scripts_come_only_where_they_are_used(phone):
    """Given an open visit, when its pages are opened, then only some fetch htmx."""
    patient, visit = open_visit(phone)
    address = phone.url.split("/today")[0]
    weights: dict[str, int] = {}
    phone.on("response", lambda each: weigh(weights, each))
    for path in (*WITH_HTMX, *WITHOUT, "/visits/{}/outlines/", "/visits/{}/vitals/"):
        weights.clear()
        phone.goto(address + path.format(patient if "patients" in path else visit))
        phone.wait_for_load_state("networkidle")
        has_htmx = any("htmx" in url for url in weights)
        if path in WITH_HTMX:
            assert has_htmx, path
            assert phone.evaluate("typeof htmx.process") == "function"
        elif path in WITHOUT:
            assert not has_htmx, path
            assert sum(weights.values()) < PLAIN_LIMIT_BYTES, path
        assert 0 < sum(weights.values()) < RAW_LIMIT_BYTES, path


def weigh(weights: dict[str, int], answer) -> None:
    """Note what a script weighs once it is unpacked."""
    if answer.request.resource_type == "script":
        weights[answer.url] = len(answer.body())
