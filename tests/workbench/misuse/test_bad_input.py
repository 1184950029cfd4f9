"""What no page of ours sends is answered in words, below 500, and changes nothing."""

import html
import json

import pytest
from django.urls import reverse

from dermetry.workbench.casenotes.models import AuditEntry, Photograph
from dermetry.workbench.clinic.sent_values import to_int, to_json

pytestmark = pytest.mark.django_db
DEEP = "[" * 100_000
HUGE = "9" * 40
SQUARE = [[1, 1], [90, 1], [90, 90]]

JSON_ROWS = (  # route, what is sent beside the version
    ("outline_save", {"version": float("inf")}),
    ("outline_save", {"version": float("nan")}),
    ("outline_save", {"version": [1]}),
    ("outline_save", {"polygon": SQUARE, "outline_id": "a\0b"}),
    ("outline_save", {"polygon": SQUARE, "outline_id": "\ud800"}),
    ("outline_save", {"polygon": SQUARE, "outline_id": {"a": 1}}),
    ("outline_save", {"polygon": SQUARE, "lesion_id": "a\0b"}),
    ("outline_save", {"polygon": SQUARE, "lesion_id": ["a"]}),
    ("outline_save", {"polygon": [[float("nan"), 1], [9, 1], [9, 9]]}),
    ("outline_save", {"polygon": [[10**400, 1], [9, 1], [9, 9]]}),
    ("outline_save", {"polygon": [[1e308, 1], [1, 1e308], [9, 9]]}),
    ("outline_remove", {"outline_id": "a\0b"}),
    ("outline_remove", {"outline_id": {"a": 1}}),
    ("outline_remove", {}),
    ("outline_propose", {"tap": [float("nan"), 1]}),
    ("outline_propose", {"tap": [1e308, 1e308]}),
    ("outline_propose", {"tap": [10**400, 1]}),
    ("outline_propose", {"box": [1, 2, 3, float("inf")]}),
    ("outline_propose", {"tap": [50, 50], "lesion_id": "a\0b"}),
    ("photograph_ruler", {"first": [10**400, 1], "second": [9, 9], "mm": "10"}),
    ("photograph_ruler", {"first": [1, 1], "second": [9, 9], "mm": "1e999"}),
)
FORM_ROWS = (  # route, of what, fields
    ("outline_remove", "photograph", {"outline_id": "a\0b"}),
    ("outline_save", "photograph", {"do": "accept", "outline_id": "a\0b"}),
    ("photograph_details", "photograph", {"version": HUGE}),
    ("match_decide", "visit", {"kind": "absent", "lesion": "²"}),
    ("match_decide", "visit", {"kind": "new", "outline": "²:1"}),
    ("match_decide", "visit", {"kind": "new", "outline": f"{HUGE}:1"}),
    ("match_decide", "visit", {"kind": "absent", "lesion": HUGE, "stated_version": "²"}),
    ("match_undo", "visit", {"change": "²"}),
    ("match_undo", "visit", {"change": HUGE}),
    ("visit_ready", "visit", {"owner": HUGE}),
    ("visit_ready", "visit", {"owner": "²"}),
    ("appearance_save", "lesion", {"other_sign": "x" * 500}),
    ("appearance_save", "lesion", {"other_sign": "a\0b"}),
    ("appearance_save", "lesion", {"pain_0_10": "7", "version": HUGE, "was": DEEP}),
)
PAGES = (  # route, of what, query; each is shown as if nothing had been asked
    ("visit_outlines", "visit", "photograph=²"),
    ("visit_outlines", "visit", f"photograph={HUGE}"),
    ("visit_scale", "visit", "photograph=²"),
    ("photograph_move", "photograph", "q=%00"),
    ("photograph_move", "photograph", "to=²"),
)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def keys(followed) -> dict[str, list[int]]:
    """What an address needs."""
    lesion = followed.clinic.lesion(followed.truth[0]).pk
    return {
        "photograph": [followed.photograph_pk],
        "visit": [followed.second_pk],
        "lesion": [followed.second_pk, lesion],
    }


def words(answer) -> str:
    """Give the answer as text."""
    return html.unescape(answer.content.decode())


def complaint(answer) -> str:
    """Give what is wrong with an answer that should refuse in words; empty: nothing."""
    if not 400 <= answer.status_code < 500:
        return str(answer.status_code)
    if "Traceback" in words(answer) or len(words(answer)) < 20:
        return f"{answer.status_code} without words"
    return ""


def test_json_no_page_sends_is_refused_in_words(followed, keys, sign_in):
    client = sign_in(followed.clinic.actor)
    version = Photograph.objects.get(pk=followed.photograph_pk).version
    before = AuditEntry.objects.count()
    found = {}
    for number, (route, sent) in enumerate(JSON_ROWS):
        answer = client.post(
            reverse(route, args=keys["photograph"]),
            json.dumps({"version": version} | sent),
            content_type="application/json",
            headers={"Accept": "application/json"},
        )
        found[number, route, str(sent)[:60]] = complaint(answer)
    for route in ("outline_save", "outline_remove", "outline_propose", "photograph_ruler"):
        answer = client.post(
            reverse(route, args=keys["photograph"]), DEEP, content_type="application/json"
        )
        found[route, "deep"] = complaint(answer)
    assert {row: said for row, said in found.items() if said} == {}
    assert AuditEntry.objects.count() == before


def test_forms_no_page_sends_are_refused_in_words(followed, keys, sign_in):
    client = sign_in(followed.clinic.actor)
    version = str(Photograph.objects.get(pk=followed.photograph_pk).version)
    found = {}
    for number, (route, of, fields) in enumerate(FORM_ROWS):
        prefix = f"l{keys['lesion'][1]}-" if route == "appearance_save" else ""
        sent = {f"{prefix}{name}": value for name, value in ({"version": version} | fields).items()}
        for headers in ({}, HTMX):
            answer = client.post(reverse(route, args=keys[of]), sent, headers=headers)
            found[number, route, str(fields)[:60], bool(headers)] = complaint(answer)
    assert {row: said for row, said in found.items() if said} == {}


def test_addresses_no_page_names_show_the_page(followed, keys, sign_in):
    client = sign_in(followed.clinic.actor)
    found = {}
    for route, of, query in PAGES:
        for headers in ({}, HTMX):
            answer = client.get(f"{reverse(route, args=keys[of])}?{query}", headers=headers)
            found[route, query, bool(headers)] = answer.status_code
    assert {row: status for row, status in found.items() if status != 200} == {}


def test_a_conflict_over_vitals_stands_any_memory_of_the_page(followed, keys, sign_in):
    client = sign_in(followed.clinic.actor)
    url = reverse("visit_vitals", args=keys["visit"])
    for was in (DEEP, "[1]", '"x"', '{"note": {"a": 1}}'):
        answer = client.post(url, {"note": "mine", "mark": "of another day", "was": was})
        assert answer.status_code == 409
        assert "mine" in words(answer)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), ("0", 0), ("9" * 15, int("9" * 15)), ("9" * 16, None), ("²", None),
        ("٣", None), ("", None), (None, None), ("-1", None), ("1e3", None), ("9" * 5000, None),
    ],
)  # fmt: skip
def test_a_key_is_digits_and_not_too_many(text, number):
    assert to_int(text) == number


@pytest.mark.parametrize("text", [DEEP, "{", b"\xff\xfe", "", None, "9" * 5000])
def test_what_is_no_json_is_none(text):
    assert to_json(text) is None
