"""The pages of photographs and scale: what is taken, what is refused, what is said."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.workbench.conftest import AT, TODAY

from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions.photographs import add_photograph
from dermetry.workbench.casenotes.models import Lesion, Photograph, Visit
from dermetry.workbench.jobs import leases

pytestmark = pytest.mark.django_db
KEY = "0123456789abcdef" * 4
SCRIPT = {"Accept": "application/json"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def page(place, sign_in):
    """Sign the nurse in."""
    return sign_in(place.actor)


@pytest.fixture
def send(page, place):
    """Send files as the page's script or as its plain form does."""

    def post(*files, headers=None, **fields):
        sent = [SimpleUploadedFile(name, data, "image/jpeg") for name, data in files]
        body = {"file": sent, **fields}
        return page.post(f"/visits/{place.visit_pk}/upload/", body, headers=headers or {})

    return post


@pytest.fixture
def worker():
    """Let the pages believe that a worker is alive, so that they only ask."""
    leases.beat(worker="w", now=clock.now())


def text_of(answer) -> str:
    """Give what a page says, on one line."""
    return " ".join(answer.content.decode().split())


def test_the_script_sends_one_file_and_hears_what_became_of_it(worker, send, photo):
    given = {"upload_key": KEY, "place": "close_up|scalp|left", "cleansing": "before"}
    first = send(("IMG_1.jpg", photo), headers=SCRIPT, **given)
    again = send(("IMG_1.jpg", photo), headers=SCRIPT, **given)
    row = Photograph.objects.get()
    kept = {"photograph": row.pk, "file_name": "IMG_1.jpg", "said": "", "is_restored": False}
    assert (first.status_code, first.json()) == (201, kept | {"is_new": True})
    assert (again.status_code, again.json()) == (200, kept | {"is_new": False})
    said = (row.view, row.zone, row.laterality, row.cleansing)
    assert said == ("close_up", "scalp", "left", "before")


def test_without_a_script_several_files_go_at_once(worker, send, photo, place):
    answer = send(("a.jpg", photo), ("b.jpg", b"other"), place="other", zone="scalp")
    assert answer.url.startswith(f"/visits/{place.visit_pk}/photographs/")
    assert Photograph.objects.filter(zone="scalp").count() == 2


def test_of_several_sent_together_one_is_the_overview_and_each_is_asked(
    worker, send, page, photo, place
):
    files = [(f"{name}.jpg", photo + name.encode()) for name in "abc"]
    answer = send(*files, place="overview|scalp|left")
    views = Photograph.objects.order_by("pk").values_list("view", flat=True)
    assert list(views) == ["overview", None, None]
    assert Photograph.objects.filter(zone="scalp", laterality="left").count() == 3
    text = text_of(page.get(answer.url))
    assert text.count('class="photo-tile-edit" open') == 3
    assert "Say of each below what it shows" in text
    again = text_of(page.get(f"/visits/{place.visit_pk}/photographs/"))
    assert 'class="photo-tile-edit" open' not in again
    one = send(("d.jpg", photo + b"d"), place="overview|scalp|left")
    assert one.url == f"/visits/{place.visit_pk}/photographs/"


@pytest.mark.parametrize("place_key", ["close_up|moon|left", "a|b", "far|scalp|left"])
def test_an_unknown_place_is_refused_in_words(send, photo, place_key):
    answer = send(("a.jpg", photo), headers=SCRIPT, place=place_key)
    assert answer.status_code == 422
    assert "not known" in answer.json()["message"]
    assert not Photograph.objects.exists()


def test_no_file_is_said(send):
    assert send(headers=SCRIPT).json()["message"] == "No photograph was chosen"
    assert "No photograph was chosen" in text_of(send())


def test_over_the_limit_is_refused_with_words_and_the_others_are_kept(worker, send, settings):
    settings.UPLOAD_LIMIT_BYTES = 1000
    large = ("large.jpg", b"x" * 1001)
    alone = send(large, headers=SCRIPT)
    assert alone.status_code == 413
    assert alone.json()["message"].startswith("large.jpg has 1001 bytes; photographs of up to")
    both = send(large, ("small.jpg", b"x" * 1000))
    assert both.status_code == 413
    assert "large.jpg has 1001 bytes" in text_of(both)
    assert [row.file_name for row in Photograph.objects.all()] == ["small.jpg"]


def test_a_signed_visit_says_that_it_is_locked(send, photo):
    Visit.objects.update(signed_on=TODAY)
    answer = send(("a.jpg", photo), headers=SCRIPT, upload_key=KEY)
    assert answer.status_code == 422
    assert "signed and cannot be changed" in answer.json()["message"]


def test_while_it_waits_the_page_asks_again_and_says_how_many_are_before(
    worker, send, page, place, photo
):
    for number in range(2):
        send((f"{number}.jpg", photo + bytes([number])), headers=SCRIPT)
    for step in ("photographs", "scale"):
        text = text_of(page.get(f"/visits/{place.visit_pk}/{step}/"))
        assert text.count('hx-trigger="load delay:2s"') == 2
        assert text.count("&amp;poll=1") == 2  # waiting is no sign that somebody is there
        assert "Next to be analysed" in text
        assert "1 before it" in text


def test_without_a_worker_the_answer_comes_with_the_analysis_done(send, page, place, photo):
    send(("a.jpg", photo), headers=SCRIPT)
    text = text_of(page.get(f"/visits/{place.visit_pk}/scale/"))
    assert "mm per pixel" in text
    assert "dermetry card" in text
    assert "hx-trigger" not in text
    assert 'class="scale-overlay"' in text
    assert text.count("<polygon") == 4


def test_what_cannot_be_read_is_shown_with_its_reason(send, page, place):
    send(("a.jpg", b"<html>"), headers=SCRIPT)
    for step in ("photographs", "scale"):
        text = text_of(page.get(f"/visits/{place.visit_pk}/{step}/"))
        assert "it cannot be read" in text
        assert "looks like a web page" in text


def test_what_was_given_up_can_be_tried_again(worker, send, page, place, photo):
    send(("a.jpg", photo), headers=SCRIPT)
    leases.JobLease.objects.all().delete()
    Photograph.objects.update(reason="The program stopped 3 times.")
    text = text_of(page.get(f"/visits/{place.visit_pk}/scale/"))
    assert "Could not be analysed" in text
    assert "Try again" in text
    leases.leave(worker="w")
    pk = Photograph.objects.get().pk
    assert page.post(f"/photographs/{pk}/analyse/").status_code == 302
    row = Photograph.objects.get()
    assert (row.state, row.reason) == ("analysed", "")


@pytest.fixture
def bare(place, bare_photo, page):
    """Give an analysed photograph without a scale."""
    pk = add_photograph(
        actor=place.actor, at=AT, visit_pk=place.visit_pk, data=bare_photo, file_name="a.jpg"
    ).photograph_pk
    page.post(f"/photographs/{pk}/analyse/")
    return pk


def test_without_a_scale_the_card_says_why_and_offers_ruler_and_caliper(bare, page, place):
    text = text_of(page.get(f"/visits/{place.visit_pk}/scale/"))
    assert "No scale: sizes cannot be read" in text
    assert f"/photographs/{bare}/ruler/" in text
    assert "caliper" in text


RULER = {"first_x": 100, "first_y": 600, "second_x": 600, "second_y": 600, "mm": 100, "version": 1}


def test_a_ruler_typed_as_numbers_gives_the_scale(bare, page, place):
    answer = page.post(f"/photographs/{bare}/ruler/", RULER)
    assert answer.url == f"/visits/{place.visit_pk}/scale/#card-{bare}"
    assert Photograph.objects.get().details["scale"]["mm_per_pixel"] == 0.2


def test_a_ruler_from_the_editor_gives_the_scale_and_the_editors_state(bare, page):
    body = json.dumps({"first": [100, 600], "second": [600, 600], "mm": 100, "version": 1})
    url = f"/photographs/{bare}/ruler/"
    answer = page.post(url, body, content_type="application/json", headers=SCRIPT)
    assert answer.status_code == 200
    assert answer.json()["state"]["mm_per_pixel"] == 0.2
    for broken in ("{", "[]", '{"first": 3}'):
        refused = page.post(url, broken, content_type="application/json", headers=SCRIPT)
        assert refused.status_code == 422


def test_a_second_ruler_on_a_stale_page_is_refused_and_shows_both(bare, page):
    url = f"/photographs/{bare}/ruler/"
    page.post(url, RULER)
    body = json.dumps({"first": [90, 600], "second": [600, 600], "mm": 10, "version": 1})
    answer = page.post(url, body, content_type="application/json", headers=SCRIPT)
    assert answer.status_code == 409
    assert answer.json()["theirs"]["version"] == 2
    answer = page.post(url, RULER | {"mm": 10})
    text = text_of(answer)
    assert answer.status_code == 409
    assert "lies between (100, 600) and (600, 600), 100 mm apart" in text
    assert 'name="version" value="2"' in text
    assert Photograph.objects.get().ruler["mm"] == "100"
    assert page.post(url, RULER | {"mm": 10, "version": 2}).status_code == 302
    assert Photograph.objects.get().ruler["mm"] == "10"


def test_a_form_of_several_files_gives_none_of_them_its_key(worker, send, photo):
    send(("a.jpg", photo), ("b.jpg", b"other"), upload_key=KEY)
    assert [row.upload_key for row in Photograph.objects.all()] == [None, None]


def test_an_impossible_ruler_is_refused_and_what_was_typed_stays(bare, page):
    answer = page.post(f"/photographs/{bare}/ruler/", RULER | {"second_x": 101})
    text = text_of(answer)
    assert answer.status_code == 422
    assert "too close together" in text
    assert 'value="101"' in text


def test_the_required_views_are_offered_and_the_first_missing_one_is_chosen(
    worker, send, page, place
):
    Lesion.objects.create(
        patient_id=place.patient_pk, lesion_id="L1", organ="skin", role="target",
        zone="axilla", laterality="left",
    )  # fmt: skip
    url = f"/visits/{place.visit_pk}/photographs/"
    assert 'value="overview|axilla|left" checked' in text_of(page.get(url))
    send(("a.jpg", b"x"), headers=SCRIPT, place="overview|axilla|left")
    text = text_of(page.get(url))
    assert "1 of 1" in text
    assert 'value="close_up|axilla|left" checked' in text


def test_two_people_state_a_place_and_both_versions_are_shown(worker, send, page):
    send(("a.jpg", b"x"), headers=SCRIPT)
    url = f"/photographs/{Photograph.objects.get().pk}/details/"
    page.post(url, {"version": 1, "zone": "scalp"}, headers=HTMX)
    mine = {"version": 1, "zone": "axilla", "cleansing": "after"}
    for headers in (HTMX, {}):
        answer = page.post(url, mine, headers=headers)
        text = text_of(answer)
        assert answer.status_code == 409
        assert "scalp" in text.lower()
        assert "axilla" in text.lower()
        assert 'name="version" value="2"' in text
    page.post(url, mine | {"version": 2, "choice_zone": "theirs"}, headers=HTMX)
    row = Photograph.objects.get()
    assert (row.zone, row.cleansing) == ("scalp", "after")


def test_a_photograph_of_an_imported_record_says_so_in_place_of_a_name(place, sign_in):
    Photograph.objects.create(
        patient_id=place.patient_pk, visit_id=place.visit_pk, photograph_id="F1",
        file_name="a.jpg", sha256="0" * 64, state="unreadable", reason="x", added_at=AT,
        added_by="",
    )  # fmt: skip
    page = sign_in(place.actor).get(f"/visits/{place.visit_pk}/photographs/").content.decode()
    assert "a.jpg, added with an imported record<" in page
