"""In a real browser: a visit described by keyboard, by thumb, by two people, after signing out.

Given / when / then against a running server; every journey ends with no report of the content
policy and no complaint on the console.
"""

import time
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect
from tests.workbench.conftest import PASSWORD, TODAY
from tests.workbench.findings.cases import Open

from dermetry.workbench import clock
from dermetry.workbench.accounts.models import User
from dermetry.workbench.casenotes.actions import findings
from dermetry.workbench.casenotes.models import Appearance, StatedFinding, Visit

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
    """Somebody signed in at a browser, in front of one visit."""

    page: Page
    address: str
    username: str
    opened: Open
    complaints: list[str] = field(default_factory=list)

    def sign_in(self) -> None:
        self.page.fill("input[name=login]", self.username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main button.button-primary")
        self.page.wait_for_url(lambda url: "/account/" not in url)

    def open(self, step: str) -> None:
        self.page.goto(f"{self.address}/visits/{self.opened.visit_pk}/{step}/")

    def card(self, lesion_id: str) -> Locator:
        return self.page.locator(f"#card-l{self.opened.lesions[lesion_id]}")

    def choose(self, lesion_id: str, group: str, answer: str) -> None:
        """Tap one answer of a card."""
        field_ = self.card(lesion_id).get_by_role("group", name=group, exact=True)
        field_.get_by_label(answer, exact=True).check(force=True)

    def saved(self, lesion_id: str) -> None:
        expect(self.card(lesion_id).locator(".saved-line")).to_contain_text("Saved")

    def check(self) -> None:
        """Find nothing with axe, and nothing wider than the screen."""
        found = Axe().run(self.page)
        assert found.violations_count == 0, found.generate_report()
        wide = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wide <= 0


@pytest.fixture
def enter(live_server, chromium, actors, opened, monkeypatch):
    """Sign somebody in; every one has a browser of one's own."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    everyone: list[Hands] = []

    def make(role: str = "nurse", device: dict = DESKTOP) -> Hands:
        context = chromium.new_context(**device)
        context.set_default_timeout(15_000)
        context.add_init_script(WATCH)
        username = User.objects.get(pk=actors[role].user_id).username
        hands = Hands(context.new_page(), live_server.url, username, opened)
        hands.page.on("console", lambda message: complain(hands, message))
        hands.page.on("pageerror", lambda error: hands.complaints.append(str(error)))
        hands.page.goto(f"{live_server.url}/account/login/")
        hands.sign_in()
        everyone.append(hands)
        return hands

    yield make
    complaints = []
    for hands in everyone:
        complaints += hands.complaints + hands.page.evaluate("window.policyReports || []")
        hands.page.context.close()
    assert complaints == []


def complain(hands: Hands, message) -> None:
    """Note an error on the console; answers of the server that a journey provokes are not one."""
    if message.type == "error" and "Failed to load resource" not in message.text:
        hands.complaints.append(message.text)


def stored(opened: Open, lesion_id: str) -> dict:
    row = Appearance.objects.filter(
        visit_id=opened.visit_pk, lesion_id=opened.lesions[lesion_id]
    ).first()
    return row.details if row else {}


def test_a_visit_is_described_by_keyboard_alone(enter, opened):
    nurse = enter()
    page = nurse.page
    nurse.open("findings")
    # when the copy of L1 is confirmed, the next card has the focus
    nurse.card("L1").get_by_role("button", name="Unchanged").focus()
    page.keyboard.press("Enter")
    expect(nurse.card("L2")).to_be_focused()
    assert stored(opened, "L1")["odor"] == "mild"
    # when exudate of L2 is changed with an arrow key, it is saved by itself
    page.keyboard.press("Tab")
    group = nurse.card("L2").get_by_role("group", name="Exudate", exact=True)
    group.locator("input:checked").focus()
    page.keyboard.press("ArrowRight")
    nurse.saved("L2")
    assert stored(opened, "L2")["exudate"] == "moderate"
    # when a diameter is stated, still without a mouse
    nurse.card("L2").locator("summary", has_text="Caliper").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("13,5")
    page.keyboard.press("Enter")
    expect(nurse.card("L2").locator(".finding-sizes")).to_contain_text("13.5 mm")
    # and a zone of the body map
    zone = page.locator("#regions path.zone[tabindex='0']")
    zone.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#saved-regions")).to_contain_text("1 region examined")
    assert len(Visit.objects.get(pk=opened.visit_pk).details["regions_examined"]) == 1


def test_fast_hands_never_conflict_with_themselves(enter, opened, monkeypatch):
    # given a server that takes longer for an answer than a nurse for the next tap
    at_once = findings.describe_lesion

    def slowly(**given):
        time.sleep(1.2)
        return at_once(**given)

    monkeypatch.setattr(findings, "describe_lesion", slowly)
    nurse = enter()
    nurse.open("findings")
    # when she goes on while the first save is under way
    for answer in ("low", "moderate", "high"):
        nurse.choose("L1", "Exudate", answer)
        nurse.page.wait_for_timeout(800)
    nurse.card("L1").get_by_label("Note").fill("typed while saving")
    # then everything arrives, and nobody is told of a conflict
    wait_until(nurse.page, lambda: stored(opened, "L1").get("note") == "typed while saving")
    assert stored(opened, "L1")["exudate"] == "high"
    expect(nurse.page.locator(".conflict")).to_have_count(0)


def wait_until(page: Page, holds) -> None:
    """Wait for something the server does."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come to pass")


def test_two_people_describe_one_lesion(enter, opened):
    nurse, doctor = enter(), enter("physician")
    # given both have the card open, and the nurse saves first
    nurse.open("findings")
    doctor.open("findings")
    nurse.choose("L1", "Exudate", "high")
    nurse.saved("L1")
    # when the physician changes another value and writes a note
    doctor.card("L1").get_by_label("Note").fill("edges undermined")
    doctor.choose("L1", "Odor", "strong")
    # then both versions stand side by side; what only one touched is proposed from that one
    conflict = doctor.card("L1").locator(".conflict")
    expect(conflict).to_contain_text("Nurse 0 saved this page while you were typing")
    pk = opened.lesions["L1"]
    expect(conflict.locator(f"[name='choice_l{pk}-exudate'][value=theirs]")).to_be_checked()
    expect(conflict.locator(f"[name='choice_l{pk}-odor'][value=mine]")).to_be_checked()
    expect(doctor.card("L1").get_by_label("Note")).to_have_value("edges undermined")
    assert stored(opened, "L1").get("note", "") == ""
    doctor.check()
    doctor.card("L1").get_by_role("button", name="Save what is chosen").click()
    doctor.saved("L1")
    expect(conflict).to_have_count(0)
    kept = stored(opened, "L1")
    assert (kept["exudate"], kept["odor"], kept["note"]) == ("high", "strong", "edges undermined")


def test_the_second_of_two_on_the_vitals_sees_both(enter, opened):
    nurse, doctor = enter(), enter("physician")
    nurse.open("vitals")
    doctor.open("vitals")
    nurse.page.get_by_label("Temperature").fill("38,4")
    expect(nurse.page.locator("#saved-vitals")).to_contain_text("Saved")
    doctor.page.get_by_label("Note on the visit").fill("tired today")
    expect(doctor.page.locator(".conflict")).to_contain_text("38.4")
    expect(doctor.page.get_by_label("Note on the visit")).to_have_value("tired today")
    doctor.check()
    doctor.page.get_by_role("button", name="Save what is chosen").click()
    expect(doctor.page.locator(".conflict")).to_have_count(0)
    details = Visit.objects.get(pk=opened.visit_pk).details
    assert details["observations"] == [{"kind": "temperature_c", "value": "38.4"}]
    assert details["notes"] == ["tired today"]


def test_signed_out_while_typing_nothing_is_lost(enter, opened):
    nurse = enter()
    nurse.open("findings")
    Session.objects.all().delete()
    nurse.card("L1").get_by_label("Note").fill("smells of iron")
    expect(nurse.page.locator("#session-ended")).to_be_visible()
    assert stored(opened, "L1") == {}
    nurse.page.get_by_role("link", name="Sign in again").click()
    nurse.sign_in()
    nurse.open("findings")
    expect(nurse.card("L1").get_by_label("Note")).to_have_value("smells of iron")


def test_one_card_at_a_time_on_a_phone_three_taps_for_three_lesions(enter, opened):
    nurse = enter(device=PHONE)
    nurse.open("findings")
    nurse.check()
    for lesion_id, following in (("L1", "L2"), ("L2", "L3")):
        expect(nurse.card(lesion_id)).to_be_visible()
        expect(nurse.card(following)).to_be_hidden()
        nurse.card(lesion_id).get_by_role("button", name="Unchanged").tap()
        expect(nurse.card(following)).to_be_visible()
    nurse.card("L3").get_by_role("link", name="Next: regions").tap()
    expect(nurse.page.locator("#regions")).to_be_visible()
    nurse.page.get_by_role("button", name="All skin was examined").tap()
    # 46 of the 48 zones: genital skin is told apart, and only where it is wanted.
    expect(nurse.page.locator("#saved-regions")).to_contain_text("46 regions examined")
    expect(nurse.page.locator("#regions")).to_be_visible()
    nurse.check()
    assert Appearance.objects.filter(visit_id=opened.visit_pk).count() == 2


def test_gone_is_stated_on_a_phone_and_the_review_says_so_until_it_is_signed(enter, opened):
    nurse = enter(device=PHONE)
    nurse.open("findings")
    card = nurse.card("L1")
    card.locator("summary", has_text="Caliper").tap()
    card.get_by_label("There, not measured").press("Space")  # the step bar lies over it
    card.locator("summary", has_text="Plaque or group").tap()
    card.get_by_label("Share of the region").fill("37,5")
    card.get_by_label("Number of lesions").fill("6")
    card.get_by_role("button", name="State this").tap()
    expect(card.locator(".finding-sizes")).to_contain_text("37.5 % of its region, 6 lesions")
    card.locator("summary", has_text="Caliper").tap()
    expect(card.get_by_label("Share of the region")).to_have_value("37.5")
    nurse.check()
    card.get_by_label("Gone: looked for and not there").check(force=True)
    card.get_by_role("button", name="State this").tap()
    expect(card.locator(".finding-sizes")).to_contain_text("Absent: looked for and gone")
    assert StatedFinding.objects.get().stated_by == "Nurse 0"
    nurse.open("review")
    nurse.check()
    nurse.page.get_by_label("Ready to sign: tell").select_option(label="Physician 0")
    nurse.page.get_by_role("button", name="Ready to sign").tap()
    expect(nurse.page.get_by_text("ready to sign: Physician 0")).to_be_visible()

    doctor = enter("physician")
    doctor.open("review")
    doctor.check()
    # given the nurse adds something while the physician reads
    nurse.open("vitals")
    nurse.page.get_by_label("Note on the visit").fill("called the ward")
    expect(nurse.page.locator("#saved-vitals")).to_contain_text("Saved")
    doctor.page.get_by_text("I call it differently").click()
    doctor.page.get_by_label("Your call").select_option("SD")
    doctor.page.get_by_label("Why", exact=True).fill("flat scar")
    doctor.page.get_by_label("This is the patient I sign for").check()
    doctor.page.get_by_role("button", name="Sign and lock").click()
    expect(doctor.page.get_by_role("alert")).to_contain_text("Not signed: the visit was changed")
    expect(doctor.page.get_by_label("Why", exact=True)).to_have_value("flat scar")
    expect(doctor.page.get_by_text("called the ward")).to_be_visible()
    doctor.page.get_by_role("button", name="Sign and lock").click()
    expect(doctor.page.get_by_text("Signed by Physician 0 on 4 May 2026")).to_be_visible()
    doctor.check()
    doctor.page.get_by_label("Addendum").fill("The swab grew nothing.")
    doctor.page.get_by_role("button", name="Add the addendum").click()
    expect(doctor.page.get_by_text("Addendum, Physician 0, 4 May 2026")).to_be_visible()
    for step in ("findings", "vitals"):
        doctor.open(step)
        doctor.check()
    nurse.open("findings")
    expect(nurse.page.locator("[data-autosave]")).to_have_count(0)


def test_vitals_put_back_say_that_they_are_not_saved_and_what_saves_them(enter, opened):
    nurse = enter()
    nurse.open("vitals")
    nurse.page.route(
        "**/vitals/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    nurse.page.get_by_label("Note on the visit").fill("tired")
    nurse.page.wait_for_timeout(600)
    nurse.page.reload()
    note = nurse.page.locator(".draft-note")
    expect(note).to_contain_text("it is not saved yet. Next saves it.")
    expect(nurse.page.locator("#vitals .saved-line")).to_have_text("Not saved yet")
    nurse.page.unroute("**/vitals/")
    nurse.page.get_by_role("button", name="Next").click()
    nurse.page.wait_for_url("**/review/")
    assert Visit.objects.get(pk=opened.visit_pk).details["notes"] == ["tired"]
