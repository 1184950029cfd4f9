"""A running demo clinic and a real Chromium, for journeys in given / when / then.

The clinic is the one ``make demo`` serves: its own process, its own worker, its own data folder.
Every page a journey opens is watched: a report of the content security policy or an error on
the console fails the journey at its end.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

CHROMIUM = Path("/usr/bin/chromium")
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 2,
}


@dataclass(frozen=True)
class Clinic:
    """Where the demo clinic is served, and how to sign in."""

    address: str
    password: str
    home: Path


@pytest.fixture(scope="session")
def database() -> dict[str, str]:
    """Give the setting of the clinic's database: none, or one of its own on the tests' server."""
    address = os.environ.get("DERMETRY_DATABASE_URL")
    if os.environ.get("DERMETRY_TEST_DATABASE") != "postgresql":
        return {}
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE DATABASE journeys")
    return {"DERMETRY_DATABASE_URL": urlsplit(address)._replace(path="/journeys").geturl()}


@pytest.fixture(scope="session")
def clinic(tmp_path_factory, database) -> Iterator[Clinic]:
    """Serve the demo clinic as ``make demo`` does, on SQLite or on a real PostgreSQL."""
    home = tmp_path_factory.mktemp("clinic") / "home"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = home.with_suffix(".log")
    plain = {k: v for k, v in os.environ.items() if not k.startswith(("DERMETRY_", "DJANGO_"))}
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "dermetry", "demo", "--home", str(home), "--port", str(port)],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=plain | database | {"DERMETRY_IDLE_MINUTES": "60"},
            start_new_session=True,
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, process, log)
        assert (home / "dermetry.sqlite3").exists() is not bool(database)
        password = re.search(r"password of all of them: (\S+)", log.read_text())[1]
        yield Clinic(address, password, home)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def wait_for(address: str, process: subprocess.Popen, log: Path) -> None:
    """Wait until the clinic answers."""
    for _ in range(600):
        if process.poll() is not None:
            raise AssertionError(f"the demo clinic did not start: {log.read_text()}")
        try:
            with urllib.request.urlopen(f"{address}/health/", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the demo clinic did not answer: {log.read_text()}")


TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WATCH = """
window.policyReports = [];
document.addEventListener("securitypolicyviolation",
  event => window.policyReports.push(event.violatedDirective + " " + event.blockedURI));
"""


@pytest.fixture
def enter(clinic, browser) -> Iterator[Callable[..., Page]]:
    """Sign somebody in and give the page: ``enter("nurse.fern", phone=True)``."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def sign_in(username: str, *, phone: bool = False, **options) -> Page:
        context = browser.new_context(**(PHONE if phone else DESKTOP), **options)
        context.set_default_timeout(20_000)
        context.add_init_script(WATCH)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complain(complaints, message))
        page.on("pageerror", lambda error: complaints.append(f"script error: {error}"))
        page.goto(f"{clinic.address}/account/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", clinic.password)
        page.click("main button.button-primary")
        page.wait_for_url(lambda url: "/account/" not in url)
        return page

    yield sign_in
    for context in contexts:
        for page in context.pages:
            complaints += page.evaluate("window.policyReports || []")
        context.close()
    assert complaints == []


def complain(complaints: list[str], message) -> None:
    """Note an error on the console; answers of the server that a journey provokes are not one."""
    if message.type == "error" and "Failed to load resource" not in message.text:
        complaints.append(message.text)


def check_page(page: Page) -> None:
    """Assert that axe finds nothing, and that a page is no wider than the screen."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    check_width(page)


def check_width(page: Page) -> None:
    """Assert that a page is no wider than the screen."""
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def open_patient(page: Page, clinic: Clinic, identifier: str) -> Page:
    """Search a patient by the identifier and open the page."""
    page.goto(f"{clinic.address}/today/?q={identifier}")
    page.click("main a.row-link")
    page.wait_for_load_state()
    return page
