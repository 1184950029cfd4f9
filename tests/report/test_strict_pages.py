"""Every page as a server shows it: style linked, nothing inline, no breach of a strict policy."""

import pytest

from dermetry.report.board.build import build_board_sheet
from dermetry.report.board.render import render_board_html
from dermetry.report.build import build_report
from dermetry.report.html import read_stylesheet, render_html
from dermetry.report.trial.build import build_response_form
from dermetry.report.trial.render import render_form_html
from dermetry.report.visit.build import build_visit_report
from dermetry.report.visit.render import render_visit_html
from tests.report.rich_case import DRAFT_ON
from tests.report.test_html import Reader

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
HREF = "/static/report.css"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HOST = "http://reports.test"
SIZES = {"wide": (1280, 900), "phone": (390, 844)}


def course(assessed, href):
    return render_html(
        report=build_report(assessed=assessed, version="0.1.0"), stylesheet_href=href
    )


def visit(assessed, href):
    report = build_visit_report(assessed=assessed, visited_on=DRAFT_ON, version="0.1.0")
    return render_visit_html(report=report, stylesheet_href=href)


def board(assessed, href):
    sheet = build_board_sheet(assessed=assessed, version="0.1.0", question="Which next?")
    return render_board_html(sheet=sheet, stylesheet_href=href)


def form(assessed, href):
    form = build_response_form(assessed=assessed, version="0.1.0", subject_number="S-1")
    return render_form_html(form=form, stylesheet_href=href)


@pytest.fixture(scope="module", params=[course, visit, board, form], ids=lambda f: f.__name__)
def make(request):
    return request.param


@pytest.fixture(scope="module")
def linked(make, assessed_rich):
    return make(assessed_rich, HREF)


def test_nothing_is_inline_and_only_the_style_is_linked(linked):
    reader = Reader()
    reader.feed(linked)
    assert reader.unbalanced == []
    assert "style" not in reader.tags
    assert "script" not in reader.tags
    names = {name for _, name, _ in reader.attributes}
    assert "style" not in names
    assert not {name for name in names if name.startswith("on")}
    assert [v for tag, name, v in reader.attributes if (tag, name) == ("link", "href")] == [HREF]
    assert "'unsafe-inline'" not in linked


def test_alone_it_is_one_file_with_its_style(make, assessed_rich):
    page = make(assessed_rich, None)
    assert "<style>" in page
    assert "<link" not in page
    assert read_stylesheet().strip()[:40] in page


@pytest.mark.parametrize("size", SIZES)
def test_a_strict_policy_is_kept_and_the_page_is_styled_and_accessible(browser, linked, size):
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, bypass_csp=False)
    page, told = context.new_page(), []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.route(
        f"{HOST}/**",
        lambda route: route.fulfill(
            status=200,
            content_type="text/css" if route.request.url.endswith(".css") else "text/html",
            headers={"Content-Security-Policy": POLICY},
            body=read_stylesheet() if route.request.url.endswith(".css") else linked,
        ),
    )
    page.goto(f"{HOST}/report", wait_until="load")
    assert told == []
    sideways, inside = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert sideways <= inside
    assert page.evaluate("getComputedStyle(document.querySelector('.identity')).position") == (
        "sticky"
    )
    shapes = page.eval_on_selector_all(
        ".badge svg [fill]:not([fill=none])", "all => all.map(e => getComputedStyle(e).fill)"
    )
    assert "rgb(0, 0, 0)" not in shapes, "the hue of a call did not reach its shape"
    context.close()


@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing(browser, make, assessed_rich, size):
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    page.set_content(make(assessed_rich, None).replace('http-equiv="Content-Security', 'name="x'))
    results = axe.Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    context.close()
