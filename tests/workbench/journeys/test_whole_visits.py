"""A patient's first and follow-up visit, one-handed on a phone, and how many taps they take.

Five lesions, photographed on chest and back; the photographs are rendered from the story of
``dermetry demo-case``. Taps are counted from opening the patient's page to the signature; files
are chosen in the phone's own dialog, which counts as one tap more.
"""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.workbench.journeys.conftest import check_page, open_patient

from dermetry.demo.card_texture import card_texture
from dermetry.demo.render import render_photograph
from dermetry.demo.story import SHOTS, shot_scene

README = Path(__file__).resolve().parents[3] / "README.md"
TAPS_PER_LESION = 8
LESIONS = 5
SEED = 20260112


@pytest.fixture(scope="module")
def photographs() -> dict[str, list[dict[str, object]]]:
    """Chest and back at a first visit, and the same lesions photographed again."""
    shots = [shot for shot in SHOTS if shot.visit == 0]

    def render(job):
        shot, seed = job
        scene = shot_scene(shot=shot, seed=seed)
        return render_photograph(scene=scene, card=card_texture(kind="card")).jpeg

    jobs = [(shots[0], SEED), (shots[2], SEED), (shots[1], SEED + 1), (shots[2], SEED + 1)]
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(render, jobs))
    names = ("chest.jpg", "back.jpg")
    files = [
        {"name": names[number % 2], "mimeType": "image/jpeg", "buffer": data}
        for number, data in enumerate(made)
    ]
    return {"first": files[:2], "follow_up": files[2:]}


class Thumb:
    """One thumb on one phone: every tap is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.taps = page, 0

    def tap(self, target) -> None:
        """Tap something that is on the screen."""
        target.first.scroll_into_view_if_needed()
        target.first.click()
        self.taps += 1
        self.page.wait_for_load_state()

    def next_step(self, name: str) -> None:
        """Go on to a step of the visit."""
        self.tap(self.page.locator(".stepbar a.button-primary, .stepbar button.button-primary"))
        self.page.wait_for_url(re.compile(f"/{name}/"))


PATIENT = "HARBOR-2025"  # registered, nothing else


def start_visit(page: Page, clinic, thumb: Thumb, on: str) -> None:
    """Open the patient and start a visit of a day; the day is typed, which is no tap."""
    open_patient(page, clinic, PATIENT)
    thumb.taps = 0
    thumb.tap(page.get_by_role("link", name="New visit"))
    page.fill("#id_visited_on", on)
    thumb.tap(page.get_by_role("button", name="Start the visit"))
    thumb.tap(page.get_by_role("button", name="This is the patient"))


def send_photographs(page: Page, thumb: Thumb, files: list[dict[str, object]]) -> None:
    """Choose the files and wait until each is kept and analyzed."""
    page.set_input_files("#id_files", files)
    thumb.taps += 2  # the button, and the phone's own dialog
    expect(page.locator(".photo-tile")).to_have_count(len(files), timeout=60_000)
    thumb.next_step("scale")
    expect(page.locator(".scale-card")).to_have_count(len(files))
    expect(page.get_by_text(re.compile("mm per pixel"))).to_have_count(len(files), timeout=120_000)


def accept_outlines(page: Page, thumb: Thumb) -> None:
    """Accept the proposed borders of each photograph."""
    thumb.next_step("outlines")
    for number in range(page.locator(".strip-item").count()):
        if number:
            thumb.tap(page.locator(".strip-item").nth(number))
        button = page.get_by_role("button", name="Accept those ticked")
        if button.count():
            thumb.tap(button)
            expect(page.locator(".proposed-panel")).to_have_count(0, timeout=30_000)


def answer_all(page: Page, thumb: Thumb) -> None:
    """Answer who is who: all clear ones at once, then one by one what is left."""
    thumb.next_step("matching")
    check_page(page)
    every = page.get_by_role("button", name=re.compile("^Confirm all"))
    if every.count():
        thumb.tap(every)
    for _ in range(20):
        waiting = page.locator("#next")
        if not waiting.count():
            return
        said = page.locator(".match-history > li").count()
        thumb.tap(waiting.locator("button.button-primary, .match-choices button"))
        expect(page.locator(".match-history > li")).to_have_count(said + 1)
    raise AssertionError("some outlines could not be answered")


def describe(page: Page, thumb: Thumb, word: str) -> None:
    """Say of each lesion how it looks: a first time by a tap, later "Unchanged" by a tap."""
    thumb.next_step("findings")
    check_page(page)
    cards = page.locator("[data-card]").filter(has_text="Exudate")
    expect(cards).to_have_count(LESIONS)
    for number in range(LESIONS):
        if number:
            thumb.tap(page.locator(".finding-nav a").nth(number))
        if word == "Unchanged":
            thumb.tap(cards.nth(number).get_by_role("button", name="Unchanged"))
        else:
            thumb.tap(cards.nth(number).locator(f"input[value={word}]"))
        expect(cards.nth(number).locator("[id^=saved-]")).to_contain_text("aved")


def sign(enter, clinic, visit: str, statement: str) -> int:
    """A physician reads the review and signs; gives the taps."""
    page = enter("physician.harbor", phone=True)
    page.goto(f"{visit}review/")
    check_page(page)
    expect(page.locator("main")).to_contain_text(statement)
    thumb = Thumb(page)
    thumb.tap(page.get_by_role("button", name="Sign and lock"))
    expect(page.locator("main")).to_contain_text("signed and locked")
    return thumb.taps


def visit_of(page: Page) -> str:
    """Give the address of the visit a page belongs to."""
    return re.match(r".*/visits/\d+/", page.url)[0]


def test_a_first_and_a_follow_up_visit_one_handed(enter, clinic, photographs):
    # given a nurse with a phone and a patient nobody has photographed yet
    page = enter("nurse.harbor", phone=True)
    thumb = Thumb(page)
    # when the first visit is taken, and a physician signs it
    start_visit(page, clinic, thumb, "2026-01-12")
    send_photographs(page, thumb, photographs["first"])
    accept_outlines(page, thumb)
    answer_all(page, thumb)
    describe(page, thumb, "moderate")
    first = thumb.taps + sign(enter, clinic, visit_of(page), "Baseline")
    # and the follow-up five weeks later
    start_visit(page, clinic, thumb, "2026-02-16")
    send_photographs(page, thumb, photographs["follow_up"])
    accept_outlines(page, thumb)
    answer_all(page, thumb)
    describe(page, thumb, "Unchanged")
    thumb.next_step("vitals")
    thumb.next_step("review")
    taps = thumb.taps + sign(enter, clinic, visit_of(page), "Stable disease")
    # then it took few taps, and the patient's page tells the course
    print(f"taps: first visit {first}, follow-up {taps}, {taps / LESIONS:.1f} per lesion")
    assert taps <= TAPS_PER_LESION * LESIONS
    readme = " ".join(README.read_text(encoding="utf-8").split())
    assert f"takes {taps} taps ({taps / LESIONS:.1f} per lesion)" in readme
    assert f"the first visit takes {first}." in readme
    open_patient(page, clinic, PATIENT)
    check_page(page)
    expect(page.locator("main")).to_contain_text("SD")
    for number in range(1, LESIONS + 1):
        expect(page.locator("main")).to_contain_text(f"L{number}")
