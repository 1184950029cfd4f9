"""Fixtures shared by all tests."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.workbench_home import set_up

set_up()
ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def samples() -> Path:
    """Give the folder of real photographs, or skip with the reason."""
    folder = Path(os.environ.get("DERMETRY_SAMPLES") or ROOT.parent / "shared" / "samples")
    if not (folder / "README.md").is_file():
        pytest.skip(f"no real photographs: DERMETRY_SAMPLES ({folder.name}) is not there")
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless Chromium for the whole run: a process can hold one of Playwright's loops."""
    if not CHROMIUM.is_file():
        pytest.skip("no browser: Debian's chromium is not there")
    with sync_playwright() as play:
        launched = play.chromium.launch(executable_path=str(CHROMIUM), args=list(QUIET))
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def chromium(browser: Browser) -> Browser:
    """Give the same Chromium to tests whose ``browser`` is a window of it."""
    return browser
