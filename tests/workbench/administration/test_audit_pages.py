"""The audit log: found by person, patient, action and day; reading it is noted; breaks are told."""

import ast
import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from dermetry.record.case import Case
from dermetry.record.patient import Patient
from dermetry.workbench import casenotes
from dermetry.workbench.casenotes import audit, audit_search
from dermetry.workbench.casenotes.actions.patients import register_case
from dermetry.workbench.casenotes.audit_words import WORDS
from dermetry.workbench.casenotes.biopsy_steps import STEPS
from dermetry.workbench.casenotes.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()


@pytest.fixture
def patient_pk(actors):
    case = Case(patient=Patient(patient_id="P-77", name="Marta Vesela"))
    day = datetime(2026, 3, 1, 10, tzinfo=UTC)
    return register_case(actor=actors["nurse"], at=day, case=case, said="patient.registered")


@pytest.fixture
def write(actors):
    """Write entries of the log."""

    def entry(role="nurse", action="visit.started", day=4, actor=None, **more):
        with transaction.atomic():
            audit.record(
                actor=actor or actors[role],
                at=datetime(2026, 5, day, 23, 30, tzinfo=UTC),
                action=action,
                **more,
            )

    return entry


@pytest.fixture
def read(sign_in, actors):
    """Look into the log as the auditor: the numbers found, and the answer."""
    client = sign_in(actors["auditor"])

    def look(**query):
        answer = client.get(reverse("audit_log"), query)
        return [each.number for each in answer.context["page"].entries], answer

    return look


def numbers(**where) -> list[int]:
    rows = AuditEntry.objects.filter(**where).order_by("-number")
    return list(rows.values_list("number", flat=True))


def test_reading_is_itself_an_entry(read, actors):
    read(person="Nurse")
    entry = AuditEntry.objects.latest("number")
    assert (entry.action, entry.user_id) == ("audit.read", actors["auditor"].user_id)
    assert entry.details == {"person": "Nurse"}


def test_each_field_finds_its_own(read, write, patient_pk):
    write("physician", action="visit.signed", day=5, patient_pk=patient_pk)
    write("nurse", day=6)
    by_patient = numbers(patient_pk=patient_pk)
    assert len(by_patient) == 2
    assert read(patient="p-77")[0] == by_patient
    assert read(person="physician")[0] == numbers(role="physician")
    assert read(action="visit signed")[0] == numbers(action="visit.signed")
    assert read(action="Visit.signed")[0] == numbers(action="visit.signed")
    assert read(since="2026-05-06", until="2026-05-06")[0] == numbers(at__day=6, at__month=5)
    both = read(patient="P-77", action="signed")[0]
    assert both == numbers(action="visit.signed")


def test_the_last_day_belongs_to_it_whole(read, write):
    write(day=4)
    found, _ = read(since="2026-05-04", until="2026-05-04")
    assert len(found) == 1
    assert read(since="2026-05-05", until="2026-05-05")[0] == []


def test_an_unknown_patient_is_said(read, patient_pk):
    found, answer = read(patient="P-78")
    assert found == []
    assert "No patient of this site has that identifier" in answer.content.decode()


@pytest.mark.parametrize("field", ["since", "until"])
@pytest.mark.parametrize("day", ["yesterday", "9999-12-31", "0001-01-01"])
def test_an_odd_date_is_said(read, field, day):
    with timezone.override("Europe/Berlin"):
        _, answer = read(**{field: day})
    assert answer.status_code == 422


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_an_export_up_to_an_odd_date_holds_everything(sign_in, actors, write, day):
    write()
    client = sign_in(actors["auditor"])
    with timezone.override("Europe/Berlin"):
        answer = client.get(reverse("audit_csv"), {"since": day, "until": day})
        lines = b"".join(answer.streaming_content).decode().splitlines()
    assert len(lines) > 1


def test_pages_follow_each_other_without_gap_or_repeat(read, write):
    for _ in range(audit_search.PAGE_ROWS + 7):
        write()
    first, answer = read(action="visit started")
    rest, _ = read(action="visit started", before=answer.context["page"].next_before)
    assert len(first) == audit_search.PAGE_ROWS
    assert first + rest == numbers(action="visit.started")


def test_another_site_is_not_shown(read, write, make_actor):
    write(actor=make_actor("nurse", 1), action="visit.secret")
    assert read(action="visit secret")[0] == []


def test_failed_tries_under_unknown_names_are_shown(client, sign_in, actors):
    client.post("/account/login/", {"login": "ghost", "password": "x"})
    shown = sign_in(actors["auditor"]).get(reverse("audit_log"))
    assert "a user name nobody has here" in shown.content.decode()


def test_an_auditor_sees_identifiers_and_no_way_into_the_record(read, write, patient_pk):
    _, answer = read(patient="P-77")
    shown = answer.content.decode()
    assert "P-77" in shown
    assert reverse("patient", args=[patient_pk]) not in shown
    assert "Marta" not in shown


def test_the_page_tells_how_far_the_chain_was_checked(read, write):
    write()
    _, answer = read()
    chain = answer.context["page"].chain
    newest = AuditEntry.objects.latest("number")
    assert (chain.entries, chain.head) == (newest.number, newest.entry_hash)
    assert chain.is_whole
    assert newest.entry_hash[:16] in answer.content.decode()


@pytest.mark.usefixtures("_unguarded")
def test_a_change_in_entries_not_checked_before_is_told(read, write):
    write()
    read()
    write(target="as it was")
    AuditEntry.objects.filter(number=AuditEntry.objects.latest("number").number).update(target="x")
    _, answer = read()
    assert "changed behind" in answer.content.decode()
    assert "was changed after it was written" in answer.content.decode()


@pytest.mark.usefixtures("_unguarded")
def test_a_change_in_entries_checked_before_is_told_when_all_are_checked(read, write):
    write(target="as it was")
    victim = AuditEntry.objects.latest("number").number
    write()
    read()
    AuditEntry.objects.filter(number=victim).update(target="x")
    assert f"entry {victim} was changed" in read(check="all")[1].content.decode()


@pytest.mark.usefixtures("_unguarded")
@pytest.mark.parametrize("is_written_anew", [False, True])
def test_a_tail_cut_off_or_written_anew_is_told_and_stays_told(read, write, is_written_anew):
    for _ in range(6):
        write()
    noted = read()[1].context["page"].chain.entries
    AuditEntry.objects.filter(number__gt=noted - 3).delete()
    for _ in range(5 if is_written_anew else 0):
        write("physician")
    for query in ({}, {"check": "all"}, {}):
        _, answer = read(**query)
        assert audit.verify_chain().broken == ()  # whole in itself,
        assert f"entry {noted} that was checked before is gone" in answer.content.decode()


def test_a_long_log_is_checked_bit_by_bit(read, write, monkeypatch):
    monkeypatch.setattr(audit_search, "CHECKED_AT_ONCE", 3)
    for _ in range(4):
        write()
    first = read()[1].context["page"].chain
    assert (first.entries, first.is_whole) == (3, False)
    assert read()[1].context["page"].chain.entries == 6


def test_the_export_holds_what_was_found_and_runs_nothing(sign_in, actors, write, patient_pk):
    write(target='=HYPERLINK("http://x")', action="visit.started")
    client = sign_in(actors["auditor"])
    answer = client.get(reverse("audit_csv"), {"action": "visit"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [each["action"] for each in rows] == ["visit.started"]
    assert rows[0]["target"].startswith("'=")
    assert rows[0]["entry_hash"] == AuditEntry.objects.get(action="visit.started").entry_hash
    assert AuditEntry.objects.latest("number").action == "audit.exported"
    assert answer["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize(
    ("details", "lines"),
    [
        ({"is_new": True, "count": 1}, [("is new", "yes"), ("count", "1")]),
        ({"zones": ["a", "b"], "none": None}, [("zones", "a, b"), ("none", "none")]),
        ({"before": {"size_mm": 4}}, [("before, size mm", "4")]),
        ({"empty": []}, [("empty", "none")]),
    ],
)
def test_particulars_are_said_in_words(details, lines):
    assert list(audit_search.lines_of(details)) == lines


NO_ACTIONS = re.compile(r"(dermetry|allauth)\..*|.*\.(json|toml|html|ini|db|css|svg|txt|csv|pdf)")
MADE_UP = {  # of parts that the program puts together
    *(f"biopsy.{step}" for step in STEPS),
    *(f"{kind}.{what}" for kind in ("task", "alert") for what in ("opened", "closed")),
    "extent.confirmed", "extent.overridden",
}  # fmt: skip


def written_actions() -> set[str]:
    """Give every text in the program that reads like an action of the log."""
    found = set(MADE_UP)
    for path in Path(casenotes.__file__).parent.rglob("*.py"):
        if "migrations" in path.parts or path.name == "audit_words.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and re.fullmatch(r"[a-z]+\.[a-z_]+", text):
                found.add(text)
    return {each for each in found if not NO_ACTIONS.fullmatch(each)}


def test_every_entry_that_is_written_has_its_words():
    assert written_actions() == set(WORDS)
    assert all(re.fullmatch(r"[a-z ,:]+", each) for each in WORDS.values())


def test_an_entry_is_found_by_the_words_that_are_shown(read, write):
    write(action="alert.assigned")
    write(action="alerts.renewed")
    found, answer = read(action="handed on")
    assert found == numbers(action="alert.assigned")
    assert "alert handed on" in answer.content.decode()
    assert read(action="alerts renewed")[0] == numbers(action="alerts.renewed")
