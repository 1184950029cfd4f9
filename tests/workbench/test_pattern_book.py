"""The visual language in a real Chromium: pattern book, account pages, errors, shell."""

import contextvars
import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.account import views as account
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

import dermetry.workbench
from dermetry.workbench.clinic import frame

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")

STATIC = Path(dermetry.workbench.__file__).parent / "static"
HOST = "http://localhost:9"  # never reached; a name that browsers trust
SIZES = {"wide": (1280, 900), "phone": (390, 844)}
THEMES = ("light", "dark")
ERRORS = ("400", "403", "403_csrf", "404", "409", "429", "500")
FORM = """<form method="post" action="/saved/" data-draft="k" data-draft-version="1">
<label>Note <input name="note"></label><label>PIN <input name="pin" type="password"></label>
<button>Save</button></form><button id="swap" hx-get="/piece/" hx-target="#place">Swap</button>
<div id="place"></div>"""


def show_error(request, name):
    return render(request, f"errors/{name}.html", {"error_id": "a1b2c3d4"})


def show_form(request):
    base = render(request, "errors/404.html").content.decode()
    return HttpResponse(base.replace("data-error-page>", ">" + FORM))


def piece(request):
    return HttpResponse("<p>swapped</p>")


urlpatterns = [
    path("", frame.home, name="home"),
    path("health/", frame.health, name="health"),
    path("account/login/", account.login, name="account_login"),
    path("account/logout/", account.logout, name="account_logout"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("account/site/", frame.choose_site, name="choose_site"),
    path("account/keep/", frame.keep_session, name="keep_session"),
    path("patterns/", frame.patterns, name="patterns"),
    path("error/<str:name>/", show_error, name="health"),
    path("form/", show_form, name="health"),
    path("piece/", piece, name="health"),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Desk:
    """A browser window whose requests are answered by Django's test client and its policy."""

    def __init__(self, browser, client, *, size="wide", theme="light"):
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=theme, has_touch=width < 500
        )
        self.context, self.client, self.said, self.width = context, client, [], width
        # requests arrive in a context of the browser's own; the test's holds the database
        self.around = contextvars.copy_context()
        self.answer_saved = lambda route: route.abort()
        context.set_default_timeout(10_000)
        context.route("**/*", self.answer)
        self.page = context.new_page()
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def hear(self, message):
        if message.type == "error":
            self.said.append(message.text)

    def answer(self, route):
        where = urlsplit(route.request.url)
        if where.path.startswith("/static/"):
            file = STATIC / where.path.removeprefix("/static/")
            kind = mimetypes.guess_type(file.name)[0] or "text/plain"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        elif where.path == "/saved/":
            self.answer_saved(route)
        else:
            send = self.client.post if route.request.method == "POST" else self.client.get
            given = self.around.run(send, where.path)
            assert given.status_code not in (301, 302), given.headers["Location"]
            route.fulfill(status=given.status_code, headers=dict(given.items()), body=given.content)

    def open(self, address):
        self.page.goto(HOST + address)
        self.page.wait_for_selector("html.js")
        return self.page

    def violations(self):
        found = axe.Axe().run(self.page).response["violations"]
        return [(each["id"], [node["target"] for node in each["nodes"]]) for each in found]

    def overflow(self):
        return self.page.evaluate("document.documentElement.scrollWidth") - self.width


@pytest.fixture
def open_desk(browser, client, settings):
    """Open windows that close with the test."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # whitenoise warns where it is not there
    desks = []

    def make(**options):
        desks.append(Desk(browser, client, **options))
        return desks[-1]

    yield make
    for desk in desks:
        desk.context.close()


@pytest.fixture
def nurse(make_actor, sign_in):
    return sign_in(make_actor("nurse"))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_the_pattern_book_is_accessible_and_keeps_the_policy(open_desk, nurse, size, theme):
    desk = open_desk(size=size, theme=theme)
    desk.open("/patterns/")
    assert desk.violations() == []
    assert desk.said == []
    assert desk.overflow() <= 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("address", ["/account/logout/", "/account/password/"])
def test_the_pages_of_an_account_are_accessible(open_desk, nurse, size, address):
    desk = open_desk(size=size)
    desk.open(address)
    assert desk.violations() == []
    assert desk.said == []


@pytest.mark.parametrize("size", SIZES)
def test_sign_in_is_accessible_also_with_errors(open_desk, size):
    desk = open_desk(size=size)
    desk.open("/account/login/")
    assert desk.violations() == []
    desk.page.evaluate("document.querySelector('form').noValidate = true")
    desk.page.click("text=Sign in >> nth=-1")
    assert desk.page.locator(".error").count() == 2
    assert desk.violations() == []
    assert desk.said == []


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_an_error_page_says_what_to_do(open_desk, make_actor, sign_in, name, is_signed_in):
    if is_signed_in:
        sign_in(make_actor("nurse"))
    desk = open_desk(size="phone")
    desk.open(f"/error/{name}/")
    assert "What to do:" in desk.page.inner_text("main")
    assert desk.page.locator("h1").count() == 1
    assert desk.violations() == []


def test_every_stop_of_the_keyboard_can_be_seen(open_desk, nurse):
    page = open_desk().open("/patterns/")
    unseen, stops = [], 0
    look = """() => { const at = document.activeElement; if (at === document.body) return null;
      const ring = (part) => part && getComputedStyle(part).outlineStyle !== 'none'
        && parseFloat(getComputedStyle(part).outlineWidth) >= 2;
      return [at.outerHTML.slice(0, 90), ring(at) || ring(at.nextElementSibling)]; }"""
    while stops < 300:
        page.keyboard.press("Tab")
        at = page.evaluate(look)
        if at is None:
            break
        stops += 1
        unseen += [] if at[1] else [at[0]]
    assert stops > 60
    assert unseen == []


def test_targets_are_large_on_a_phone(open_desk, nurse):
    page = open_desk(size="phone").open("/patterns/")
    small = page.evaluate("""() => [...document.querySelectorAll(`.button, .pill, .filter, .tabs a,
      .steps-now, .row-link, .reason > summary, .patient-more > summary, select, .field input`)]
      .filter((part) => part.checkVisibility() && part.getBoundingClientRect().height < 43.5)
      .map((part) => part.outerHTML.slice(0, 90))""")
    assert small == []


@pytest.mark.parametrize("size", SIZES)
def test_identity_stays_on_the_screen(open_desk, nurse, size):
    page = open_desk(size=size).open("/patterns/")
    page.evaluate("window.scrollTo(0, 2500)")
    for text in ("Marta Vesela", "14 Mar 1956", "DEMO-0007"):
        assert page.locator(f".on-top > .patient >> text={text}").first.bounding_box()["y"] >= 0


def test_not_recorded_is_told_from_none_known(open_desk, nurse):
    page = open_desk().open("/patterns/")
    bare = page.locator(".pattern-banner .patient").inner_text()
    assert bare.count("not recorded") >= 6
    assert "none known" not in bare


def test_htmx_works_under_the_policy(open_desk, nurse):
    desk = open_desk()
    page = desk.open("/form/")
    page.click("#swap")
    page.wait_for_selector("#place >> text=swapped")
    assert desk.said == []


def type_a_note(page):
    page.fill("[name=note]", "bleeds at the edge")
    page.fill("[name=pin]", "1234")
    page.wait_for_timeout(400)  # the form waits a quarter of a second for more


def drafts(page):
    return page.evaluate("Object.entries(localStorage).filter(([key]) => key.includes('draft'))")


def test_what_was_typed_comes_back_and_a_password_does_not(open_desk, nurse):
    desk = open_desk()
    page = desk.open("/form/")
    type_a_note(page)
    assert "1234" not in str(drafts(page))
    page = desk.open("/form/")
    assert page.input_value("[name=note]") == "bleeds at the edge"
    assert page.input_value("[name=pin]") == ""
    page.click("text=Throw it away")
    assert page.input_value("[name=note]") == ""
    assert drafts(page) == []


def test_a_saved_form_leaves_no_draft(open_desk, nurse):
    desk = open_desk()
    body = desk.client.get("/patterns/").content
    desk.answer_saved = lambda route: route.fulfill(content_type="text/html", body=body)
    page = desk.open("/form/")
    type_a_note(page)
    page.click("text=Save")
    page.wait_for_selector("h1 >> text=Pattern book")
    page.wait_for_selector("html.js")
    assert drafts(page) == []


@pytest.mark.parametrize("address", ["/error/500/", "/account/login/"])
def test_a_form_that_was_not_taken_comes_back(open_desk, nurse, client, address):
    desk = open_desk()
    page = desk.open("/form/")
    type_a_note(page)
    body = type(client)().get(address).content  # as for a person who is signed out
    desk.answer_saved = lambda route: route.fulfill(content_type="text/html", body=body)
    page.click("text=Save")
    page.wait_for_selector("[data-signed-out], [data-error-page]", state="attached")
    page.wait_for_selector("html.js")
    page = desk.open("/form/")
    assert page.input_value("[name=note]") == "bleeds at the edge"


def test_the_page_asks_before_the_session_ends_and_hides_the_patient_after(open_desk, nurse):
    desk = open_desk()
    desk.page.clock.install()
    page = desk.open("/patterns/")
    limit = int(page.get_attribute("body", "data-idle-seconds"))
    page.clock.fast_forward((limit - 30) * 1000)
    page.wait_for_selector("#session-ending[open]")
    page.click("[data-stay]")
    page.wait_for_selector("#session-ending:not([open])", state="attached")
    desk.context.set_offline(True)  # the page's own sign of life cannot help now
    page.clock.fast_forward((limit + 5) * 1000)
    page.wait_for_selector("#session-ended[open]")
    assert not page.is_visible("text=Marta Vesela >> nth=0")
    assert "next=%2Fpatterns%2F" in page.get_attribute("[data-sign-in]", "href")


def test_a_lost_network_is_said(open_desk, nurse):
    desk = open_desk()
    page = desk.open("/patterns/")
    assert not page.is_visible("[data-offline]")
    desk.context.set_offline(True)
    page.wait_for_selector("[data-offline]", state="visible")


def test_keys_lead_to_the_search_and_can_be_switched_off(open_desk, nurse):
    page = open_desk().open("/patterns/")
    page.keyboard.press("?")
    page.uncheck("[data-shortcuts-on]")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") != "search-input"
    page.evaluate("document.getElementById('shortcuts').showModal()")
    page.check("[data-shortcuts-on]")
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search-input"


def test_a_phone_flags_allergies_and_anticoagulants_before_the_details(open_desk, nurse):
    page = open_desk(size="phone").open("/patterns/")
    flags = page.locator(".on-top .patient-flags .patient-flag")
    said = [each.split(":")[0] for each in flags.all_inner_texts()]
    assert said[:2] == ["Allergies", "Anticoagulant"]
    assert all(flag.is_visible() for flag in flags.all())
    details = page.locator(".on-top .patient-more > summary").bounding_box()
    assert details["x"] + details["width"] <= 390
    assert all(
        box["y"] >= details["y"] + details["height"] - 6
        for box in (flag.bounding_box() for flag in flags.all())
    )


@pytest.mark.parametrize("size", SIZES)
def test_no_network_is_said_below_the_name_and_never_over_it(open_desk, nurse, size):
    desk = open_desk(size=size)
    page = desk.open("/patterns/")
    page.evaluate("window.scrollTo(0, 2500)")
    desk.context.set_offline(True)
    page.wait_for_selector("[data-offline]", state="visible")
    patient = page.locator(".on-top > .patient").bounding_box()
    banner = page.locator("[data-offline]").bounding_box()
    assert patient["y"] >= 0
    assert banner["y"] >= patient["y"] + patient["height"] - 1
    desk.context.set_offline(False)


def test_a_message_on_a_phone_leaves_the_foot_free_and_goes_by_itself(open_desk, nurse):
    desk = open_desk(size="phone")
    desk.page.clock.install()
    page = desk.open("/patterns/")
    page.evaluate(
        """import('/static/dermetry/js/shell.js').then((shell) => {
          shell.say('Saved.');
          shell.say('Lost.', {isError: true});
        })"""
    )
    toasts = page.locator("#status > .toast")
    toasts.nth(1).wait_for()
    box = toasts.nth(1).bounding_box()
    assert box["y"] + box["height"] < SIZES["phone"][1] / 2
    page.clock.run_for(20_000)
    assert toasts.locator("p").all_inner_texts() == ["Lost."]
