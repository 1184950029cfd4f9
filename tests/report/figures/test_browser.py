"""The figures in a real browser under the workbench's content policy: keys, taps, widths."""

from contextlib import contextmanager
from pathlib import Path

import pytest

import dermetry
from dermetry.report.figures.badge import call_badge, figure_table
from dermetry.report.figures.body_map import body_map, body_map_picker
from dermetry.report.figures.growth import growth_chart, sparkline
from dermetry.report.figures.timeline import timeline
from dermetry.report.figures.timeline_words import timeline_table
from dermetry.report.figures.values import ZonePicker

from .made import course, growth, mark

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

STATIC = Path(dermetry.__file__).parent / "workbench" / "static" / "dermetry"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:"
HEAD = (
    "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Figures</title>"
    "<meta name='viewport' content='width=device-width, initial-scale=1'>"
    "<link rel='stylesheet' href='/css/tokens.css'><link rel='stylesheet' href='/figures.css'>"
    "<link rel='stylesheet' href='/page.css'>"
    "<script type='module' src='/body-map.js'></script></head><body><main><h1>Figures</h1>"
)
PAGE_CSS = "body { background: var(--surface); color: var(--ink); } a { color: var(--accent); }"
TYPES = {".css": "text/css", ".js": "text/javascript"}
SIZES = {"wide": (1280, 900), "narrow": (390, 844)}
SIDES = (
    "<p><label for='side'>Side</label> <select id='side' name='side'><option value=''>none</option>"
    "<option value='right'>right</option><option value='left'>left</option></select></p>"
)


@contextmanager
def opened(browser, body, size="wide", **options):
    """Serve one page with the strict policy; give it and what its console said."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    page, told = context.new_page(), []

    def answer(route):
        name = route.request.url.removeprefix("http://figures.test/")
        if not name:
            headers = {"content-security-policy": POLICY}
            page_text = HEAD + body + "</main></body></html>"
            route.fulfill(body=page_text, content_type="text/html; charset=utf-8", headers=headers)
        elif name == "page.css":
            route.fulfill(body=PAGE_CSS, content_type="text/css")
        elif (STATIC / name).is_file():
            file = STATIC / name
            route.fulfill(body=file.read_text(encoding="utf-8"), content_type=TYPES[file.suffix])
        else:
            route.fulfill(status=204)

    page.route("http://figures.test/**", answer)
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.goto("http://figures.test/")
    yield page, told
    context.close()


def everything():
    marks = [mark(lesion_id=f"L{n}", is_confirmed=n % 2 == 0) for n in range(5)]
    marks += [mark(None, None, "L8"), mark("scalp_vertex", "midline", "L9", trend="new", href="")]
    values = course()
    return "".join(
        (
            body_map(marks=marks, selected=None, uid="m"),
            timeline(values=values, uid="t"),
            figure_table(table=timeline_table(values=values)),
            growth_chart(values=growth(), uid="g"),
            sparkline(points=[each.point for each in growth().points], uid="s", label="L2"),
            call_badge(category="PD", uid="b", is_confirmed=False),
        )
    )


def picker(**more):
    return body_map_picker(picker=ZonePicker("zone", side_select_id="side", **more), uid="p")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_policy_is_kept_and_axe_finds_nothing(browser, size, scheme):
    with opened(browser, everything() + SIDES + picker(), size, color_scheme=scheme) as (
        page,
        told,
    ):
        assert told == []
        found = axe.Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0


@pytest.mark.parametrize(("size", "shown"), [("wide", "wide"), ("narrow", "narrow")])
def test_the_width_chooses_the_drawing(browser, size, shown):
    with opened(browser, everything(), size) as (page, _):
        for name in SIZES:
            visible = page.locator(f".fig-{name} .timeline").is_visible()
            assert visible is (name == shown)
        text = page.locator(f".fig-{shown} .timeline text").first
        assert text.evaluate("e => e.getBoundingClientRect().height") > 10


def test_the_style_sheet_colors_the_drawing(browser):
    with opened(browser, everything(), color_scheme="dark") as (page, _):
        ink = page.locator(".fig-wide .dot.f-ink").first.evaluate("e => getComputedStyle(e).fill")
        assert ink == "rgb(232, 236, 241)"


def test_a_tap_on_a_zone_sets_the_field_and_the_side(browser):
    with opened(browser, SIDES + picker()) as (page, told):
        zone = "[data-zone='chest_wall_anterior'][data-side='left']"
        page.locator(zone).click(position={"x": 8, "y": 6})
        assert page.locator("#p-zone").input_value() == "chest_wall_anterior"
        assert page.locator("#side").input_value() == "left"
        assert page.locator(zone).get_attribute("aria-checked") == "true"
        assert page.locator("[aria-checked='true']").count() == 1
        assert told == []


def test_the_field_shows_on_the_map(browser):
    with opened(browser, SIDES + picker()) as (page, _):
        page.locator("#p-zone").select_option("buttock")
        chosen = page.locator(".zone.is-chosen")
        assert chosen.count() == 2
        page.locator("#side").select_option("right")
        assert chosen.count() == 1
        assert chosen.get_attribute("data-side") == "right"


def test_the_keyboard_moves_over_the_map_and_chooses(browser):
    with opened(browser, SIDES + picker(chosen=frozenset({"sternum"}))) as (page, _):
        assert page.locator(".zone[tabindex='0']").count() == 1
        page.locator("#p-zone").focus()
        page.keyboard.press("Tab")
        where = "document.activeElement.dataset.zone"
        assert page.evaluate(where) == "sternum"
        page.keyboard.press("ArrowLeft")
        assert page.evaluate(where) != "sternum"
        assert page.evaluate("document.activeElement.dataset.side") == "right"
        reached = page.evaluate(where)
        page.keyboard.press("Enter")
        assert page.locator("#p-zone").input_value() == reached
        assert page.locator("#side").input_value() == "right"


def test_every_zone_can_be_reached_with_the_arrow_keys(browser):
    with opened(browser, picker()) as (page, _):
        reached = page.evaluate(
            """() => {
              const areas = [...document.querySelectorAll(".zone")];
              const seen = new Set(), todo = [areas[0]];
              while (todo.length) {
                const area = todo.pop();
                if (seen.has(area)) continue;
                seen.add(area);
                for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
                  area.focus();
                  area.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
                  todo.push(document.activeElement);
                }
              }
              return areas.filter((each) => !seen.has(each)).map((each) => each.dataset.zone);
            }"""
        )
        assert reached == []


def test_boxes_and_map_choose_many(browser):
    with opened(browser, picker(takes_many=True, chosen=frozenset({"sternum"}))) as (page, _):
        page.locator("[data-zone='upper_back']").click(position={"x": 20, "y": 10})
        boxes = page.locator("input:checked")
        assert {boxes.nth(n).input_value() for n in range(boxes.count())} == {
            "sternum",
            "upper_back",
        }
        page.locator("[data-zone='upper_back']").click(position={"x": 20, "y": 10})
        assert page.locator("input:checked").count() == 1


def test_without_scripts_the_field_still_works(browser):
    with opened(browser, picker(), java_script_enabled=False) as (page, _):
        page.locator("#p-zone").select_option("nose")
        assert page.locator("#p-zone").input_value() == "nose"
        assert page.locator(".zone[tabindex]").count() == 0


def test_marks_are_reached_by_keyboard_with_a_visible_focus(browser):
    with opened(browser, everything()) as (page, _):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.dataset.lesion") == "L0"
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
