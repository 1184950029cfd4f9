"""The pages of outlines and who is who, as a browser asks for them."""

import json

import pytest
from django.urls import reverse

from dermetry.workbench.casenotes.models import Outline, Photograph, Visit

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json", "HTTP_ACCEPT": "application/json"}


@pytest.fixture
def nurse(followed, sign_in):
    return sign_in(followed.clinic.actor)


def version(of):
    return Photograph.objects.get(pk=of.photograph_pk).version


def send(client, of, route, **body):
    url = reverse(route, args=[of.photograph_pk])
    return client.post(url, json.dumps({"version": version(of)} | body), **JSON)


def test_the_outlines_page_holds_the_editor_and_a_form_without_scripts(nurse, followed):
    page = nurse.get(reverse("visit_outlines", args=[followed.second_pk]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "data-outline-editor" in text and 'data-pixel-origin="center"' in text
    assert '<textarea id="id_polygon"' in text
    assert "mm" in text and "±" in text  # what is outlined already is measured


def test_the_editor_saves_and_gets_the_measured_state_back(nurse, followed):
    polygon = [[100, 200], [180, 210], [150, 290]]
    answer = send(nurse, followed, "outline_save", polygon=polygon, outline_id=None, lesion_id=None)
    assert answer.status_code == 200
    body = answer.json()
    mine = next(o for o in body["state"]["outlines"] if o["outline_id"] == body["outline_id"])
    assert mine["polygon"] == polygon and "±" in mine["measured"]
    assert body["state"]["version"] == version(followed)


def test_a_conflict_gives_theirs_and_keeps_it(nurse, followed):
    stale = version(followed)
    first = send(nurse, followed, "outline_save", polygon=[[1, 1], [50, 1], [20, 60]])
    answer = send(
        nurse, followed, "outline_save", polygon=[[2, 2], [50, 1], [20, 60]], version=stale
    )
    assert answer.status_code == 409
    kept = {o["outline_id"] for o in answer.json()["theirs"]["outlines"]}
    assert first.json()["outline_id"] in kept and "message" in answer.json()
    assert Outline.objects.filter(photograph_id=followed.photograph_pk).count() >= 4


def test_broken_requests_are_answered_in_words(nurse, followed):
    for body in (
        b"[]",
        b"{",
        b'{"polygon": [[1,1],[2,2],[3,1]]}',
        b'{"version": 1, "polygon": "x"}',
    ):
        for route in ("outline_save", "outline_remove", "outline_propose"):
            answer = nurse.post(reverse(route, args=[followed.photograph_pk]), body, **JSON)
            assert answer.status_code in (409, 422), (route, body)
            assert answer.json()["message"]


def test_without_scripts_points_are_typed_and_a_slip_loses_nothing(nurse, followed):
    url = reverse("outline_save", args=[followed.photograph_pk])
    typed = {"version": version(followed), "polygon": "100, 200\n180 210\nabc", "lesion_id": "L1"}
    answer = nurse.post(url, typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "100, 200\n180 210\nabc</textarea>" in text and "is no point" in text
    assert '<option value="L1" selected>' in text
    answer = nurse.post(url, typed | {"polygon": "100, 200\n(180, 210)\n150 290.5"})
    assert answer.status_code == 302
    made = Outline.objects.get(photograph_id=followed.photograph_pk, lesion__lesion_id="L1")
    assert made.details["polygon"] == [[100, 200], [180, 210], [150, 290.5]]
    answer = nurse.post(url, typed | {"polygon": "1,1;9,1;5,9", "lesion_id": ""})
    assert answer.status_code == 409  # the version is old by now
    assert "1,1;9,1;5,9</textarea>" in answer.content.decode()


def test_who_is_who_is_answered_confirmed_together_and_undone(nurse, followed):
    url = reverse("visit_matching", args=[followed.second_pk])
    text = nurse.get(url).content.decode()
    assert "Confirm all 3" in text
    assert "is <strong>L1</strong>" in text
    clear = [
        f"same|{followed.clinic.lesion(each).pk}|{followed.outline(each).pk}"
        f":{followed.outline(each).version}"
        for each in followed.truth
    ]
    answer = nurse.post(reverse("match_decide", args=[followed.second_pk]), {"clear": clear})
    assert answer.status_code == 302 and answer.url.endswith("?done=1#next")
    text = nurse.get(answer.url).content.decode()
    assert "0 left" in text and "Undo" in text
    made = Visit.objects.get(pk=followed.second_pk).match_changes.get()
    answer = nurse.post(
        reverse("match_undo", args=[followed.second_pk]), {"change": made.pk}, follow=True
    )
    assert "Undone: outline 1 is L1" in answer.content.decode()
    assert followed.outline("L1").lesion is None


def test_an_answer_that_lacks_its_reason_comes_back_with_what_was_typed(nurse, followed):
    url = reverse("match_decide", args=[followed.second_pk])
    lesion_pk = followed.clinic.lesion("L1").pk
    sent = {"kind": "not_done", "lesion": lesion_pk, "card": f"l{lesion_pk}"}
    answer = nurse.post(url, sent)
    assert answer.status_code == 422
    assert "needs a word on why" in answer.content.decode()
    stale = sent | {"kind": "new", "outline": f"{followed.outline('L1').pk}:99"}
    answer = nurse.post(url, stale)
    assert answer.status_code == 409 and "changed by somebody else" in answer.content.decode()
    assert nurse.post(url, sent | {"outline": "x:y"}).status_code == 422


def test_another_site_finds_nothing_and_a_researcher_is_refused(
    sign_in, followed, make_actor, actors
):
    for route in ("visit_outlines", "visit_matching"):
        url = reverse(route, args=[followed.second_pk])
        assert sign_in(make_actor("nurse", 1)).get(url).status_code == 404
        assert sign_in(actors["researcher"]).get(url).status_code == 403
