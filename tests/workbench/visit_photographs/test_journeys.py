"""In a real browser: photographs on a bad network, after signing out, on a phone, without scripts.

Given / when / then against a running server; every journey ends with exactly the photographs
that were taken, no report of the content policy, and no complaint on the console.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from playwright.sync_api import BrowserContext, Page, expect
from tests.workbench.conftest import PASSWORD
from tests.workbench.visit_photographs.conftest import jpeg

from dermetry.workbench import clock
from dermetry.workbench.accounts.models import User
from dermetry.workbench.casenotes.actions.visits import start_visit
from dermetry.workbench.casenotes.models import Lesion, Photograph, Visit
from dermetry.workbench.jobs import leases

CHROMIUM = "/usr/bin/chromium"
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
WATCH = """
window.policyReports = [];
document.addEventListener("securitypolicyviolation",
  event => window.policyReports.push(event.violatedDirective + " " + event.blockedURI));
"""
pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Hands:
    """A signed-in nurse at a browser, in front of one visit."""

    page: Page
    address: str
    username: str
    visit_pk: int
    complaints: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        """Give the browser's window."""
        return self.page.context

    def sign_in(self) -> None:
        """Fill the form of the page that asks who one is."""
        self.page.fill("input[name=login]", self.username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button.button-primary")
        self.page.wait_for_url(lambda url: "/account/" not in url)

    def open(self, step: str) -> None:
        """Open one step of the visit."""
        self.page.goto(f"{self.address}/visits/{self.visit_pk}/{step}/")

    def choose(self, **files: bytes) -> None:
        """Choose files, as the button does."""
        given = [
            {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": data}
            for name, data in files.items()
        ]
        self.page.set_input_files("#id_files", given)

    def sees(self, count: int) -> None:
        """Wait until so many photographs stand in the visit, and nothing is on its way."""
        expect(self.page.locator(".photo-tile")).to_have_count(count)
        expect(self.page.locator("[data-sending-text]")).to_have_text("Everything sent is kept.")

    def check(self) -> None:
        """Find nothing with axe, and nothing wider than the screen."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0


@pytest.fixture
def nurse(chromium, live_server, register) -> Iterator[Callable[..., Hands]]:
    """Sign a nurse in and open the photographs of a visit of today."""
    opened: list[Hands] = []

    def make(device: dict = DESKTOP, **options) -> Hands:
        actor, patient_pk = register(f"P-{len(opened) + 1}")
        today = clock.today()
        visit = start_visit(
            actor=actor, at=clock.now(), patient_pk=patient_pk, visited_on=today, today=today
        )
        context = chromium.new_context(**device, **options)
        context.set_default_timeout(20_000)
        context.add_init_script(WATCH)
        page = context.new_page()
        username = User.objects.get(pk=actor.user_id).username
        hands = Hands(page, live_server.url, username, visit.visit_pk)
        page.on("pageerror", lambda error: hands.complaints.append(str(error)))
        page.goto(f"{live_server.url}/account/login/")
        hands.sign_in()
        hands.open("photographs")
        opened.append(hands)
        return hands

    yield make
    for hands in opened:
        scripts = hands.page.evaluate("window.policyReports || []") if hands.page.url else []
        hands.context.close()
        assert hands.complaints + scripts == []


def kept() -> list[str]:
    """Give the names of what the server keeps."""
    return sorted(Photograph.objects.values_list("file_name", flat=True))


def test_several_files_at_once_are_each_kept_once_and_analysed(nurse, photo, bare_photo):
    # given a nurse at the photographs of a visit
    hands = nurse()
    # when she chooses three files, one of them twice, and one that is no photograph
    hands.choose(a=photo, b=bare_photo, copy=photo, broken=b"<html>")
    # then three stand there, the copy is told, and the broken one says why
    expect(hands.page.locator(".photo-tile")).to_have_count(3)
    expect(hands.page.locator("[data-upload]")).to_have_count(1)
    expect(hands.page.locator("[data-upload]")).to_contain_text("already in this visit, as a.jpg")
    expect(hands.page.locator(".photo-tiles")).to_contain_text("looks like a web page")
    expect(hands.page.locator(".photo-tiles")).to_contain_text("mm per pixel")
    assert kept() == ["a.jpg", "b.jpg", "broken.jpg"]
    hands.check()


def test_a_network_lost_before_sending_sends_by_itself_when_it_is_back(nurse, photo):
    # given a phone without network
    hands = nurse(PHONE)
    hands.context.set_offline(True)
    # when a photograph is taken
    hands.choose(a=photo)
    expect(hands.page.locator("[data-upload]")).to_contain_text("The network broke off")
    expect(hands.page.get_by_role("button", name="Try again")).to_be_visible()
    assert kept() == []
    # then it goes by itself once the network is back, exactly once
    hands.context.set_offline(False)
    hands.sees(1)
    assert kept() == ["a.jpg"]


def test_an_answer_lost_on_the_way_does_not_make_two_photographs(nurse, photo):
    # given a network that breaks off after the server has kept the photograph
    hands = nurse(PHONE)
    tries = []

    def lose(route):
        tries.append(route.request.url)
        if len(tries) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    hands.page.route("**/upload/", lose)
    # when the photograph is sent
    hands.choose(a=photo)
    # then it is sent again under the same key, and there is one
    hands.sees(1)
    expect(hands.page.locator("[data-upload]")).to_have_count(0)  # nothing is said of a copy
    assert len(tries) == 2
    assert kept() == ["a.jpg"]


def test_a_reload_on_the_way_loses_nothing(nurse, photo, bare_photo):
    # given two photographs that cannot be sent
    hands = nurse(PHONE)
    hands.page.route("**/upload/", lambda route: route.abort())
    hands.choose(a=photo, b=bare_photo)
    expect(hands.page.locator(".upload-failed").first).to_be_visible()
    # when the page is loaded again, and the network works
    hands.page.unroute("**/upload/")
    hands.page.reload()
    # then both go on from the browser's own store
    hands.sees(2)
    assert kept() == ["a.jpg", "b.jpg"]
    hands.page.reload()
    expect(hands.page.locator(".photo-tile")).to_have_count(2)
    expect(hands.page.locator("[data-upload]")).to_have_count(0)


def test_a_session_that_ended_keeps_the_photograph_until_she_is_back(nurse, photo):
    # given a session that has ended without the page noticing
    hands = nurse()
    Session.objects.all().delete()
    # when a photograph is taken
    hands.choose(a=photo)
    expect(hands.page.locator("[data-upload]")).to_contain_text("Signed out")
    assert kept() == []
    # then it is sent after signing in again
    hands.open("photographs")
    hands.sign_in()
    hands.sees(1)
    assert kept() == ["a.jpg"]


def test_what_another_person_took_waits_for_a_word_before_it_is_sent(nurse, photo, make_actor):
    # given a photograph that did not get through before its nurse signed out
    hands = nurse()
    hands.page.route("**/upload/", lambda route: route.abort())
    hands.choose(a=photo)
    expect(hands.page.locator(".upload-failed")).to_be_visible()
    hands.page.unroute("**/upload/")
    hands.context.clear_cookies()
    # when a physician signs in at the same browser
    hands.username = User.objects.get(pk=make_actor("physician").user_id).username
    hands.open("photographs")
    hands.sign_in()
    # then it waits, says whose it is, and goes on her word
    expect(hands.page.locator("[data-upload]")).to_contain_text("Taken while Nurse 0 was signed in")
    assert kept() == []
    hands.page.get_by_role("button", name="Send it").click()
    hands.sees(1)


def test_files_can_be_dropped(nurse, photo):
    hands = nurse()
    drop = """([bytes]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(bytes)], "dropped.jpg", {type: "image/jpeg"}));
      document.querySelector("[data-dropzone]")
        .dispatchEvent(new DragEvent("drop", {dataTransfer: transfer, bubbles: true}));
    }"""
    hands.page.evaluate(drop, [list(photo)])
    hands.sees(1)
    assert kept() == ["dropped.jpg"]


def test_too_large_a_file_is_refused_before_it_is_sent(nurse, photo, settings):
    settings.UPLOAD_LIMIT_BYTES = len(photo)
    hands = nurse()
    hands.choose(large=photo + b"0", fits=photo)
    hands.page.wait_for_selector(".photo-tile")
    expect(hands.page.locator(".upload-failed")).to_contain_text("Not taken")
    expect(hands.page.locator("[data-sending-text]")).to_contain_text("1 not taken.")
    assert kept() == ["fits.jpg"]


def test_without_scripts_the_plain_form_sends(nurse, photo, bare_photo):
    hands = nurse(java_script_enabled=False)
    hands.choose(a=photo, b=bare_photo)
    hands.page.get_by_role("button", name="Send the photographs").click()
    expect(hands.page.locator(".photo-tile")).to_have_count(2)
    hands.open("scale")
    expect(hands.page.get_by_text("dermetry card v1")).to_be_visible()


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["1280", "390"])
def test_a_visit_goes_from_the_patient_to_a_scale_and_is_gone_on_with(nurse, device):
    # given a patient with a visit of today
    hands = nurse(device)
    page = hands.page
    visit = Visit.objects.get(pk=hands.visit_pk)
    page.goto(f"{hands.address}/patients/{visit.patient_id}/visit/")
    hands.check()
    # when the nurse starts it, makes sure who it is, and takes a photograph without a card
    page.click("text=Start the visit")
    hands.open("identity")
    expect(page.get_by_text("Ask for the name and the birth date")).to_be_visible()
    hands.check()
    page.click("text=This is the patient")
    hands.choose(a=jpeg(seed=9, card=False))
    hands.sees(1)
    hands.check()
    page.locator(".photo-tile summary").click()
    page.locator(".photo-tile select[name=zone]").select_option("scalp")
    page.locator(".photo-tile form").get_by_role("button", name="Save").click()
    expect(page.locator(".photo-tile-name")).to_contain_text("scalp", ignore_case=True)
    hands.open("scale")
    expect(page.get_by_text("No scale: sizes cannot be read")).to_be_visible()
    hands.check()
    # then two taps on the ruler give the scale, by the editor
    page.click("text=Use a ruler in the photograph")
    box = page.locator(".oe-canvas").bounding_box()
    hands.check()
    for share in (0.3, 0.7):
        page.mouse.click(box["x"] + share * box["width"], box["y"] + 0.5 * box["height"])
    page.locator(".oe-question input").fill("80")
    page.get_by_role("button", name="Set scale").click()
    expect(page.get_by_text("The ruler is kept").first).to_be_visible()
    page.get_by_role("link", name="Done", exact=True).click()
    expect(page.get_by_text("ruler by two taps")).to_be_visible()
    # and the visit is gone on with where it was left
    page.goto(f"{hands.address}/visits/{hands.visit_pk}/")
    assert page.url.endswith("/scale/")


def test_what_waits_for_the_worker_shows_itself_once_it_is_done(nurse, photo):
    # given a worker that is alive and busy
    leases.beat(worker="w", now=clock.now())
    hands = nurse()
    hands.choose(a=photo)
    hands.sees(1)
    tile = hands.page.locator(".photo-tile")
    expect(tile).to_contain_text("Next to be analysed")
    # when it has ended
    leases.leave(worker="w")
    # then the page's own question does the work, and shows it without being loaded again
    expect(tile).to_contain_text("mm per pixel")


def test_a_page_that_asks_by_itself_does_not_count_as_somebody_being_there(nurse, photo):
    # given a photograph that waits for a busy worker, and nobody at the screen
    leases.beat(worker="w", now=clock.now())
    hands = nurse()
    hands.choose(a=photo)
    hands.sees(1)
    seen = hands.page.evaluate("localStorage.getItem('dermetry-seen')")
    # when the page has asked twice
    for _ in range(2):
        with hands.page.expect_response(lambda answer: "poll=1" in answer.url):
            pass
    expect(hands.page.locator(".photo-tile")).to_contain_text("Next to be analysed")
    # then the time until she is signed out still runs from her own last step
    assert hands.page.evaluate("localStorage.getItem('dermetry-seen')") == seen


def test_several_at_once_get_the_missing_views_in_order(nurse, photo, bare_photo):
    # given a place with two lesions that are followed: an overview and two close-ups are asked for
    hands = nurse()
    visit = Visit.objects.get(pk=hands.visit_pk)
    for name in ("L1", "L2"):
        Lesion.objects.create(
            patient_id=visit.patient_id, lesion_id=name, organ="skin", role="target",
            zone="abdomen", laterality="left", is_confirmed=True, confirmed_by="Nurse 0",
        )  # fmt: skip
    hands.open("photographs")
    # when three files are sent at once
    hands.choose(a=photo, b=bare_photo, c=jpeg(seed=9))
    expect(hands.page.locator(".photo-tile")).to_have_count(3, timeout=30_000)
    hands.sees(3)
    # then the first is the overview, the others are close-ups, and the page says to check them
    views = dict(Photograph.objects.values_list("file_name", "view"))
    assert views == {"a.jpg": "overview", "b.jpg": "close_up", "c.jpg": "close_up"}
    assert set(Photograph.objects.values_list("zone", flat=True)) == {"abdomen"}
    expect(hands.page.locator("[data-sending-several]")).to_be_visible()
    expect(hands.page.locator(".photo-tile-edit")).to_have_count(3)


def test_several_of_a_new_place_are_an_overview_and_then_close_ups(nurse, photo, bare_photo):
    # given a patient of whom nothing is followed yet
    hands = nurse()
    # when two files are sent at once
    hands.choose(a=photo, b=bare_photo)
    hands.sees(2)
    # then only the first is an overview
    views = dict(Photograph.objects.values_list("file_name", "view"))
    assert views == {"a.jpg": "overview", "b.jpg": "close_up"}
