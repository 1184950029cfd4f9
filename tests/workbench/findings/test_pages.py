"""The findings page: saved in the background or as a plain form, conflicts, words, the lock."""

import re

import pytest
from tests.workbench.conftest import AT, TODAY
from tests.workbench.findings.cases import FIRST, look

from dermetry.knowledge.codes import load_skin_zones
from dermetry.workbench.casenotes.actions.findings import describe_lesion
from dermetry.workbench.casenotes.models import Appearance, Visit
from dermetry.workbench.casenotes.queries.findings import findings_of_visit

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def page(actors, opened, sign_in):
    client = sign_in(actors["nurse"])

    class Page:
        pk = opened.lesions["L1"]
        whole = f"/visits/{opened.visit_pk}/findings/"
        look = f"{whole}{pk}/"
        stated = f"{look}stated/"
        regions = f"/visits/{opened.visit_pk}/regions/"

        def get(self):
            return client.get(self.whole)

        def post(self, address, data, *, htmx=True):
            return client.post(address, data, headers=HTMX if htmx else {})

        def named(self, prefix, **values):
            return {f"{prefix}{self.pk}-{name}": value for name, value in values.items()}

    return Page()


def text_of(answer) -> str:
    return " ".join(answer.content.decode().replace("&quot;", '"').split())


def stored(opened):
    return Appearance.objects.filter(visit_id=opened.visit_pk).first()


# fmt: off
COPY = {"morphology": "nodule", "ulcerated": "no", "exudate": "none", "odor": "mild",
        "pain_0_10": "2", "dressing": "foam", "infection_signs": "none seen", "version": "0"}
# fmt: on


def test_a_copy_says_where_it_comes_from_and_offers_one_tap(page):
    text = text_of(page.get())
    assert "Copied from 12 Jan 2026, not yet confirmed" in text
    assert "Unchanged</button>" in text
    assert "14.0 mm" in text
    assert "20.0 mm" in text


def test_a_save_in_the_background_gives_back_the_version_and_takes_the_marks_off(opened, page):
    answer = page.post(page.look, page.named("l", **COPY | {"exudate": "high"}))
    text = text_of(answer)
    assert answer.status_code == 200
    assert f'name="l{page.pk}-version" value="1"' in text
    mark = r'id="copied-l\d+-{}" hx-swap-oob="true">(.*?)</span>'
    assert re.search(mark.format("exudate"), text)[1] == ""
    assert "copied" in re.search(mark.format("odor"), text)[1]
    assert stored(opened).details["exudate"] == "high"
    assert "odor" not in stored(opened).details


def test_unchanged_is_one_tap_and_moves_on(opened, page):
    answer = page.post(page.look, page.named("l", **COPY) | {"action": "unchanged"})
    assert "data-advance" in text_of(answer)
    assert stored(opened).details["odor"] == "mild"
    assert stored(opened).still_copied == []


def test_without_scripts_a_form_is_saved_and_the_card_shown_again(opened, page):
    answer = page.post(page.look, page.named("l", **COPY), htmx=False)
    assert answer.status_code == 302
    assert answer.url.endswith(f"/findings/#card-l{page.pk}")
    answer = page.post(page.look, page.named("l", dressing_change_on="gauze"), htmx=False)
    assert answer.status_code == 422
    assert "Next dressing change: This is no day" in text_of(answer)
    assert 'value="gauze"' in text_of(answer)


def test_none_seen_beside_a_sign_is_asked_about(page):
    signs = page.named("l", infection_signs=["none seen", "pus"], note="typed")
    answer = page.post(page.look, signs)
    assert answer.status_code == 422
    assert '"None seen" is ticked beside a sign' in text_of(answer)
    assert ">typed</textarea>" in text_of(answer)


def test_a_sign_in_other_words_is_kept_and_offered_ticked(opened, page):
    page.post(page.look, page.named("l", infection_signs=["pus"], other_sign="crepitus"))
    assert stored(opened).details["infection_signs"] == ["pus", "crepitus"]
    assert re.search(r'value="crepitus" checked', text_of(page.get()))


def test_a_conflict_shows_both_per_field_and_proposes_what_each_one_touched(actors, opened, page):
    describe_lesion(
        actor=actors["physician"], at=AT, visit_pk=opened.visit_pk, lesion_pk=page.pk,
        values=look(exudate="high", odor="mild", note="theirs"), version=0,
    )  # fmt: skip
    was = '{"exudate": "none", "odor": "mild", "note": "nothing written"}'
    mine = page.named("l", **COPY | {"odor": "strong", "note": "mine", "was": was})
    answer = page.post(page.look, mine)
    text = text_of(answer)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == f"#look-l{page.pk}"
    assert "Physician 0 saved this page while you were typing" in text

    def chosen(name):
        radios = re.findall(rf'<input type="radio" name="choice_l{page.pk}-{name}"[^>]*>', text)
        return next(re.search(r'value="(\w+)"', e)[1] for e in radios if " checked" in e)

    assert (chosen("exudate"), chosen("odor"), chosen("note")) == ("theirs", "mine", "mine")
    assert 'value="both"' in text
    assert ">mine</textarea>" in text
    assert stored(opened).details["note"] == "theirs"
    answer = page.post(
        page.look,
        mine
        | page.named("l", version="1")
        | {f"choice_l{page.pk}-exudate": "theirs", f"choice_l{page.pk}-odor": "mine",
           f"choice_l{page.pk}-note": "both"},
    )  # fmt: skip
    assert answer.status_code == 200
    kept = stored(opened).details
    assert (kept["exudate"], kept["odor"], kept["note"]) == ("high", "strong", "theirs\nmine")


def test_a_statement_is_made_and_taken_back(page):
    answer = page.post(page.stated, page.named("s", status="measured", longest_diameter_mm="13,5"))
    text = text_of(answer)
    assert "13.5 mm" in text
    assert "stated by Nurse 0" in text
    version = re.search(r'-version" value="(\d+)"', text)[1]
    answer = page.post(page.stated, page.named("s", version=version) | {"action": "withdraw"})
    assert answer.status_code == 200
    assert "stated by" not in text_of(answer)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({}, "Choose what was found"),
        ({"status": "measured"}, "Type the longest diameter in millimeters"),
        ({"status": "measured", "longest_diameter_mm": "ten"}, '"ten" is no number'),
        ({"status": "not_done"}, "Write why it was not photographed"),
        ({"status": "progressed"}, "Write what is worse"),
        ({"status": "treated_locally"}, "Write what was done"),
    ],
)
def test_what_an_answer_needs_is_asked_for(page, typed, words):
    for htmx in (True, False):
        answer = page.post(page.stated, page.named("s", **typed), htmx=htmx)
        assert answer.status_code == 422
        assert words in text_of(answer)


def test_another_statement_meanwhile_shows_both(page):
    page.post(page.stated, page.named("s", status="absent", version="0"))
    answer = page.post(page.stated, page.named("s", status="too_small", version="0"))
    assert answer.status_code == 409
    assert "stated meanwhile: Gone: looked for and not there" in text_of(answer)
    assert re.search(r'value="too_small" checked', text_of(answer))


def test_all_skin_names_every_zone_asked_of_all_and_last_time_names_those(actors, opened, page):
    def examined():
        return findings_of_visit(actor=actors["nurse"], visit_pk=opened.visit_pk).regions.examined

    assert f"As on {FIRST:%-d %b %Y}" in text_of(page.get())
    page.post(page.regions, {"action": "last"})
    assert examined() == ("chest_wall_anterior", "axilla")
    page.post(page.regions, {"action": "all", "not_examined": "scalp"})
    told_apart = {"scalp", "external_genitalia", "skin_unspecified"}
    assert set(examined()) == set(load_skin_zones()) - told_apart


def test_a_zone_ticked_twice_and_two_editors_of_regions(page):
    answer = page.post(page.regions, {"examined": "scalp", "not_examined": "scalp"})
    assert answer.status_code == 422
    assert "Ticked as examined and as not examined: scalp" in text_of(answer)
    mark = re.search(r'name="mark" value="(\w+)"', text_of(page.get()))[1]
    page.post(page.regions, {"examined": "axilla", "mark": mark})
    for htmx in (True, False):
        answer = page.post(page.regions, {"examined": "scalp", "mark": mark}, htmx=htmx)
        assert answer.status_code == 409
        assert "Somebody else: axilla" in text_of(answer)


def test_a_signed_visit_shows_no_form(opened, page):
    visit = opened.visit
    visit.signed_on = TODAY
    visit.save()
    text = text_of(page.get())
    assert "hx-post" not in text
    assert "Unchanged</button>" not in text
    assert "This visit is signed and locked" in text
    answer = page.post(page.look, page.named("l", **COPY))
    assert answer.status_code == 422
    assert "is signed and cannot be changed" in text_of(answer)
    assert Visit.objects.get(pk=opened.visit_pk).appearances.count() == 0
