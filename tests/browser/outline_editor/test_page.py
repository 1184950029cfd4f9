"""The editor as a part of a page: strict CSP, accessibility, htmx, size, no script."""

import gzip
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.outline_editor.conftest import saved
from tests.browser.outline_editor.hands import Hands
from tests.browser.outline_editor.site import CSP, EDITOR, Clinic, Site

MOST_BYTES, MOST_BYTES_SENT = 64_000, 20_500  # as written, and as sent (gzip)


def violations(hands: Hands) -> list[str]:
    found = Axe().run(hands.page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize("who", ["mouse", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(
    request: pytest.FixtureRequest, clinic: Clinic, who: str, scheme: str
) -> None:
    hands: Hands = request.getfixturevalue(who)
    clinic.state["outlines"] = [
        saved(),
        saved("b", is_confirmed=False, polygon=[[9, 9], [40, 9], [9, 40]]),
    ]
    hands.page.emulate_media(color_scheme=scheme)
    # axe is injected by the test, past the page's own CSP, which the other tests watch
    hands.open()
    hands.click((150, 150))
    assert violations(hands) == []
    hands.tool("ruler")
    hands.drag((200, 300), (250, 300), (300, 300))
    assert violations(hands) == []
    hands.choose("Set scale")  # without a number: a message in words
    expect(hands.notice).to_contain_text("Type the millimeters")
    assert violations(hands) == []


def test_every_target_of_the_phone_is_44_px(phone: Hands) -> None:
    phone.open()
    for button in phone.page.locator(".oe-button, .outline-editor select").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44
    assert phone.page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_csp_would_report_inline_style_and_script(mouse: Hands) -> None:
    """The watch over the CSP works: every other test ends with no report."""
    mouse.open()
    mouse.page.evaluate("document.querySelector('main').setAttribute('style', 'color: red')")
    mouse.page.wait_for_function("() => window.cspReports.length === 1")
    mouse.page.evaluate("window.cspReports = []")
    assert "unsafe" not in CSP


def test_a_swapped_in_editor_is_mounted_once(mouse: Hands) -> None:
    mouse.open()
    mouse.page.evaluate("""() => {
      const old = document.querySelector("[data-outline-editor]");
      const fresh = document.createElement("div");
      for (const { name, value } of old.attributes) fresh.setAttribute(name, value);
      fresh.append(...["img", "script"].map((tag) => old.querySelector(tag).cloneNode(true)));
      old.replaceWith(fresh);
      for (const name of ["htmx:afterSwap", "htmx:after:swap"]) {
        document.dispatchEvent(new Event(name));
      }
    }""")
    assert mouse.page.locator(".oe-canvas").count() == 1
    mouse.tool("points")
    mouse.click((100, 100), (200, 100), (200, 200))
    mouse.press("c")
    mouse.action("save").click()
    expect(mouse.notice).to_have_text("Saved.")
    assert len(mouse.events("outline:save")) == 1


def test_without_script_the_photograph_remains(
    chromium: Browser, server: Site, clinic: Clinic
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.url)
    assert page.get_by_alt_text("Right chest, close-up").is_visible()
    context.close()


def test_the_editor_is_small_and_its_files_are_short() -> None:
    files = sorted(EDITOR.glob("*.js"))
    whole = b"".join(file.read_bytes() for file in files)
    assert len(whole) <= MOST_BYTES
    assert len(gzip.compress(whole)) <= MOST_BYTES_SENT
    for file in files:
        text = file.read_text()
        assert len(text.splitlines()) < 300, file.name
        assert not re.search(r"innerHTML|\beval\(|new Function|\.style\b", text), file.name


def test_a_missing_photograph_is_said(mouse: Hands) -> None:
    mouse.page.route("**/photograph.png", lambda route: route.abort())
    mouse.open()
    expect(mouse.notice).to_contain_text("The photograph could not be loaded.")


def test_a_photograph_of_another_shape_is_refused(mouse: Hands) -> None:
    mouse.page.route(
        "**/",
        lambda route: route.fulfill(
            response=(page := route.fetch()),
            body=page.text().replace('data-height-px="480"', 'data-height-px="640"'),
        ),
    )
    mouse.open()
    expect(mouse.notice).to_contain_text("outlines would lie wrong")
