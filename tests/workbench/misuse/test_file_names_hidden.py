"""A role without identity reads no file name: people name photographs after the patient."""

import html
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.workbench.matching.clinic_visits import demo_patient
from tests.workbench.matching.conftest import STORY

from dermetry.workbench.accounts.matrix import PUBLIC, SIGNED_IN, allowed
from dermetry.workbench.casenotes.file_names import walk, without_names
from dermetry.workbench.casenotes.models import Photograph, Visit
from dermetry.workbench.casenotes.queries.review import Pending

pytestmark = pytest.mark.django_db
SECRET = "Kalpanika"
NAMES = {
    "analysed": "Priya Kalpanika 1971.jpg",
    "unreadable": "Priya Kalpanika (2) 1971.jpg",
    "failed": "Kalpanika failed.jpg",
    "erased": "Kalpanika erased.jpg",
    "waiting": "Kalpanika waiting.jpg",
    "lost": "Kalpanika lost.jpg",
}


def walk_routes(resolver):
    """Give every route."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from walk_routes(each)
        elif isinstance(each, URLPattern):
            yield each


OPEN = tuple(
    each
    for each in walk_routes(get_resolver())
    if allowed(each.name) not in (PUBLIC, SIGNED_IN) and "researcher" in allowed(each.name)
)


@dataclass(frozen=True)
class Named:
    """A case with photographs named after the patient, in every state."""

    patient_pk: int
    visit_pk: int
    lesion_pk: int
    outline_pk: int
    photograph_pks: dict[str, int]


@pytest.fixture
def named(followed, sign_in, agree) -> Named:
    """Upload photographs as a nurse does; then bring rows into the states that take time."""
    client = sign_in(followed.clinic.actor)
    visit = Visit.objects.get(pk=followed.second_pk)
    agree(visit.patient_id)
    told = demo_patient(STORY)
    bytes_of = {
        each.file_name: told.read_photograph(sha256=each.sha256)
        for each in told.case.visits[2].photographs
    }
    good = next(iter(bytes_of.values()))
    sent = {"analysed": good, "unreadable": b"\xff\xd8\xff hello", "waiting": good + b"1"}
    sent |= {"failed": good + b"2", "erased": good + b"3", "lost": good + b"4"}
    pks = {}
    for state, data in sent.items():
        file = SimpleUploadedFile(NAMES[state], data, "image/jpeg")
        url = reverse("visit_upload", args=[visit.pk])
        answer = client.post(url, {"file": file}, headers={"Accept": "application/json"})
        pks[state] = answer.json()["photograph"]
    change = Photograph.objects.filter
    change(pk=pks["waiting"]).update(state="waiting", reason="")
    change(pk=pks["failed"]).update(state="waiting", reason=f"{NAMES['failed']} broke")
    change(pk=pks["erased"]).update(state="erased", reason=f"{NAMES['erased']} was a mistake")
    change(pk=pks["lost"]).update(stored_as="")
    visit.refresh_from_db()
    visit.details["remarks"] = [
        {"kind": kind, "file_name": NAMES["analysed"], "message": f"{NAMES['analysed']} is odd",
         "advice": f"look at {NAMES['analysed']}"}
        for kind in ("not_measured", "to_confirm", "note")
    ]  # fmt: skip
    visit.save()
    outline = followed.outlines[0].pk
    lesion = followed.clinic.lesion(followed.truth[0]).pk
    return Named(visit.patient_id, visit.pk, lesion, outline, pks)


def addresses(named: Named):
    """Give the address of every page the researcher may open, of each photograph."""
    for pattern in OPEN:
        for photograph_pk in named.photograph_pks.values():
            keys = {
                name: getattr(named, name, photograph_pk) for name in pattern.pattern.converters
            }
            yield pattern.name, reverse(pattern.name, kwargs=keys)


def test_no_page_of_the_researcher_holds_a_file_name(named, make_actor, sign_in):
    client = sign_in(make_actor("researcher"))
    found = {}
    for route, url in dict.fromkeys(addresses(named)):
        answer = client.get(url, follow=True)
        text = html.unescape(answer.content.decode("latin-1"))
        assert answer.status_code in (200, 404, 405, 422), url
        assert not route.startswith(("patient", "lesion", "visit_rev")) or answer.status_code == 200
        found[url] = SECRET in text
    assert len(found) > 20
    assert [url for url, is_named in found.items() if is_named] == []


def test_who_sees_names_sees_those_of_files(named, make_actor, sign_in):
    client = sign_in(make_actor("physician"))
    for url in (
        reverse("photograph", args=[named.photograph_pks["analysed"]]),
        reverse("photograph", args=[named.photograph_pks["unreadable"]]),
        reverse("visit_review", args=[named.visit_pk]),
        reverse("patient", args=[named.patient_pk]),
    ):
        assert SECRET in client.get(url).content.decode(), url


def test_the_id_stands_for_the_name(named, make_actor, sign_in):
    client = sign_in(make_actor("researcher"))
    row = Photograph.objects.get(pk=named.photograph_pks["waiting"])
    assert row.photograph_id in client.get(f"/photographs/{row.pk}/").content.decode()
    review = client.get(f"/visits/{named.visit_pk}/review/").content.decode()
    assert f"{row.photograph_id} has not been analysed yet" in review


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a b.jpg is odd", "F1 is odd"),
        ("xa b.jpg", "xa b.jpg"),
        ("c.jpeg, c.jpe, a b.jpg", "F3, F2, F1"),
        ("nothing", "nothing"),
    ],
)
def test_whole_names_are_replaced_the_longest_first(text, shown):
    names = {"a b.jpg": "F1", "c.jpe": "F2", "c.jpeg": "F3"}
    held = (Pending(text, "", "plain"), {"k": [text]})
    assert without_names(held, names) == (Pending(shown, "", "plain"), {"k": [shown]})


def test_what_holds_no_text_stays_the_same_object():
    assert walk(held := object(), str.upper) is held
