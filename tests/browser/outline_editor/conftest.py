"""A browser, a tiny clinic and hands for the tests of the outline editor."""

import copy
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.outline_editor.hands import Hands
from tests.browser.outline_editor.site import Clinic, Site, open_site

CHROMIUM = Path("/usr/bin/chromium")
LISTEN = """
window.cspReports = []; window.seenEvents = [];
document.addEventListener("securitypolicyviolation",
  (event) => window.cspReports.push(event.violatedDirective + " " + event.blockedURI));
for (const name of ["outline:change", "outline:request-proposal", "outline:save",
    "outline:remove", "ruler:set", "caliper:set"]) {
  document.addEventListener(name, (event) => window.seenEvents.push([name, event.detail]));
}
"""
STATE = {
    "version": 3,
    "homography": None,
    "mm_per_pixel": None,
    "scale_reason": "no marker found",
    "outlines": [],
    "lesions": [
        {"lesion_id": "L1", "label": "L1 nodule, right chest"},
        {"lesion_id": "L2", "label": "L2 plaque, right chest"},
    ],
    "reference_px": [],
}
SQUARE = [[100, 100], [200, 100], [200, 200], [100, 200]]


def saved(outline_id: str = "a1", *, polygon: list = SQUARE, **more: object) -> dict:
    """Make an outline as the server holds it."""
    outline = {"outline_id": outline_id, "lesion_id": "L2", "polygon": polygon}
    return outline | {"source": "drawn", "is_confirmed": True} | more


@pytest.fixture(scope="session")
def server() -> Iterator[Site]:
    """Serve the tiny clinic."""
    site = open_site()
    yield site
    site.shutdown()
    site.server_close()


@pytest.fixture
def clinic(server: Site) -> Clinic:
    """Start each test with an empty photograph."""
    server.clinic = Clinic(state=copy.deepcopy(STATE))
    return server.clinic


def sit_down(context: BrowserContext, url: str, *, has_touch: bool) -> Iterator[Hands]:
    """Open a page; at the end no script may have failed and the CSP must be unharmed."""
    context.add_init_script(LISTEN)
    context.set_default_timeout(8000)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Hands(page, url, context.new_cdp_session(page) if has_touch else None)
    assert errors == []
    assert page.evaluate("window.cspReports ?? []") == []
    context.close()


@pytest.fixture
def mouse(chromium: Browser, server: Site, clinic: Clinic) -> Iterator[Hands]:
    """Sit at a desk with a mouse and keys."""
    context = chromium.new_context(viewport={"width": 1280, "height": 1000})
    yield from sit_down(context, server.url, has_touch=False)


@pytest.fixture
def phone(chromium: Browser, server: Site, clinic: Clinic) -> Iterator[Hands]:
    """Hold a phone."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        device_scale_factor=2,
    )
    yield from sit_down(context, server.url, has_touch=True)
