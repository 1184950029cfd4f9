"""The HTML report in a real browser: wide and narrow, light and dark, by keyboard, offline."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from dermetry.report.write import write_report

SIZES = {"wide": (1280, 900), "narrow": (390, 844)}


@pytest.fixture(scope="module", params=["assessed", "assessed_hostile", "assessed_empty"])
def report(request, tmp_path_factory) -> Path:
    """Write the report of one made-up case."""
    folder = tmp_path_factory.mktemp("report")
    assessed = request.getfixturevalue(request.param)
    return write_report(assessed=assessed, folder=folder, version="0.1.0").html


@contextmanager
def opened(browser, path: Path, size: str = "wide", **options: object) -> Iterator:
    """Open a report; give the page, what its console said and what it asked for."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    page, told, asked = context.new_page(), [], []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri(), wait_until="load")
    yield page, told, asked
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_the_page_never_scrolls_sideways(browser, report, size):
    with opened(browser, report, size) as (page, _, _):
        found = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert found[0] <= found[1]
        assert found[1] > 0.9 * SIZES[size][0]


@pytest.mark.parametrize("size", SIZES)
def test_it_says_nothing_to_the_console_and_asks_for_nothing(browser, report, size):
    with opened(browser, report, size) as (page, told, asked):
        page.wait_for_timeout(300)
        assert told == []
        assert [url for url in asked if not url.startswith("data:")] == [report.as_uri()]


def test_the_keyboard_reaches_every_link_of_the_page(browser, report):
    with opened(browser, report) as (page, _, _):
        links = page.eval_on_selector_all(
            "a[href^='#']", "all => all.map(each => each.getAttribute('href'))"
        )
        reached = []
        for _ in range(page.locator("a, button, summary, [tabindex]").count() + 5):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.getAttribute('href')"))
        assert links
        assert set(links) <= set(reached)
        for link in set(links):
            assert page.evaluate("id => !!document.getElementById(id)", link[1:]), link


def test_the_focus_can_be_seen(browser, report):
    with opened(browser, report) as (page, _, _):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; })()"
        )
        assert outline


def test_headings_stand_in_order(browser, report):
    with opened(browser, report) as (page, _, _):
        levels = page.eval_on_selector_all(
            "h1, h2, h3, h4, h5, h6", "all => all.map(each => Number(each.tagName[1]))"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        for before, after in pairwise(levels):
            assert after <= before + 1


def test_every_picture_has_words_and_is_shown(browser, report):
    with opened(browser, report) as (page, _, _):
        pictures = page.eval_on_selector_all(
            "img", "all => all.map(each => [each.alt.trim(), each.naturalWidth])"
        )
        for alt, width in pictures:
            assert alt
            assert width > 0, alt
        unnamed = page.eval_on_selector_all(
            "svg",
            "all => all.filter(each => !each.closest('[aria-hidden=true], figure') &&"
            " !each.getAttribute('aria-label') && !each.querySelector('title')).length",
        )
        assert unnamed == 0


def luminance(color: str) -> float:
    parts = color[color.index("(") + 1 : -1].replace(",", " ").split()
    red, green, blue = (float(part) for part in parts[:3])
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


@pytest.mark.parametrize(("scheme", "is_dark"), [("light", False), ("dark", True)])
def test_it_follows_the_color_scheme(browser, report, scheme, is_dark):
    with opened(browser, report, color_scheme=scheme) as (page, told, _):
        page_color, text_color = page.evaluate(
            "(() => { let at = document.body;"
            " while (at && /rgba?\\(0, 0, 0, 0\\)/.test(getComputedStyle(at).backgroundColor))"
            "   at = at.parentElement;"
            " return [at ? getComputedStyle(at).backgroundColor : 'rgb(255, 255, 255)',"
            "   getComputedStyle(document.querySelector('h1')).color]; })()"
        )
        assert (luminance(page_color) < 0.5) is is_dark
        assert abs(luminance(page_color) - luminance(text_color)) > 0.5
        assert told == []


def test_it_works_without_scripts(browser, report):
    with opened(browser, report, java_script_enabled=False) as (page, _, _):
        assert page.locator("h1").inner_text().strip()
        assert page.locator("script").count() == 0
