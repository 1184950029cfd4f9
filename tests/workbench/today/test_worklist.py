"""Who stands in the worklist and why, page after page; and finding a patient."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.workbench.conftest import AT, TODAY

from dermetry.record.case import Case
from dermetry.record.patient import Patient as RecordedPatient
from dermetry.workbench.accounts.models import User
from dermetry.workbench.casenotes.actions import tasks
from dermetry.workbench.casenotes.actions.patients import edit_identity, register_case
from dermetry.workbench.casenotes.models import Patient, SearchWord, Summary, Task, Visit
from dermetry.workbench.casenotes.queries import cursors, patient_search, worklist_order
from dermetry.workbench.casenotes.queries.today import FILTERS, to_rows, worklist

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse(make_actor):
    """A nurse of the first site."""
    return make_actor("nurse")


@pytest.fixture
def add(nurse):
    """Register a patient and set what the worklist knows."""
    count = iter(range(1, 10_000))

    def register(name: str = "Ada Ito", born_on: date | None = None, **known) -> int:
        number = next(count)
        identifier = known.pop("identifier", f"P-{number:04}")
        actor = known.pop("actor", nurse)
        patient = RecordedPatient(patient_id=identifier, name=name, born_on=born_on)
        pk = register_case(
            actor=actor, at=AT, case=Case(patient=patient), said="patient.registered"
        )
        # the counts are set by hand here, so Today must not derive them again
        Summary.objects.filter(pk=pk).update(alerts_renewed_on=date.max, **known)
        return pk

    return register


def days(number: int) -> date:
    """Give a day from today."""
    return TODAY + timedelta(days=number)


def keys(actor, **asked) -> list[int]:
    """Give who stands in a worklist."""
    return [row.patient_pk for row in worklist(actor=actor, today=TODAY, **asked).rows]


def test_the_most_pressing_stands_first_and_once(nurse, add):
    soon = add(next_due_on=days(5))
    confirm = add(to_confirm=2, next_due_on=days(2))
    unsigned = add(unsigned_visit_on=days(-1))
    task = add(open_tasks=1, unsigned_visit_on=days(-2))
    late = add(next_due_on=days(-2))
    latest = add(next_due_on=days(-9), open_tasks=3)
    urgent = add(urgent_tasks=1, open_tasks=1, next_due_on=days(-3))
    add(next_due_on=days(30))  # nothing presses
    assert keys(nurse) == [urgent, latest, late, task, unsigned, confirm, soon]
    assert keys(nurse, only="overdue") == [latest, urgent, late]
    assert keys(nurse, only="alerts") == [urgent, latest, task]
    assert keys(nurse, only="unsigned") == [task, unsigned]
    assert keys(nurse, only="confirm") == [confirm]
    counts = {tab.key: tab.count for tab in worklist(actor=nurse, today=TODAY).tabs}
    assert counts == {"all": "7", "alerts": "3", "overdue": "3", "due": "0", "unsigned": "2",
                      "confirm": "1", "mine": "0"}  # fmt: skip


def test_every_reason_is_said_worst_first(nurse, add):
    pk = add(next_due_on=days(-3), to_confirm=1)
    tasks.add_task(actor=nurse, at=AT, patient_pk=pk, kind="alert", reason="wound smells",
                   urgency="urgent", due_on=None, owner_user_id=nurse.user_id)  # fmt: skip
    Summary.objects.filter(pk=pk).update(next_due_on=days(-3), to_confirm=1)
    (row,) = worklist(actor=nurse, today=TODAY).rows
    assert [each.text for each in row.reasons] == [
        "wound smells", "visit overdue by 3 days", "1 to confirm",
    ]  # fmt: skip
    assert (row.urgency, row.owner) == ("urgent", "Nurse 0")


def test_mine_holds_my_tasks_and_those_i_look_after(nurse, make_actor, add):
    mine = add(owner=User.objects.get(pk=nurse.user_id), next_due_on=days(90))
    undated = add(owner=User.objects.get(pk=nurse.user_id))
    with_task = add()
    add(owner=User.objects.get(pk=make_actor("physician").user_id), next_due_on=days(1))
    tasks.add_task(actor=nurse, at=AT, patient_pk=with_task, kind="task", reason="call",
                   urgency="routine", due_on=None, owner_user_id=nurse.user_id)  # fmt: skip
    assert keys(nurse, only="mine") == [with_task, mine, undated]


def test_pages_follow_one_another_without_gap_or_repetition(nurse, add, sign_in):
    wanted = [
        *[add(urgent_tasks=1, open_tasks=1 + n % 2, next_due_on=days(-1)) for n in range(70)],
        *[add(next_due_on=days(-(n % 3) - 1), to_confirm=1) for n in range(60)],
        *[add(open_tasks=1, unsigned_visit_on=TODAY) for n in range(30)],
    ]
    client = sign_in(nurse)
    seen, walked, address = [], [], "/today/"
    while address:
        found = client.get(address).context["worklist"]
        walked.append([row.patient_pk for row in found.rows])
        seen += walked[-1]
        address = found.next_url
    assert sorted(seen) == sorted(wanted)
    assert len(seen) == len(set(seen))
    back = client.get(found.previous_url).context["worklist"]
    assert [row.patient_pk for row in back.rows] == walked[-2]
    first = client.get(client.get(back.previous_url).context["worklist"].previous_url)
    assert [row.patient_pk for row in first.context["worklist"].rows] == walked[0]
    assert {tab.count for tab in first.context["worklist"].tabs if tab.key == "all"} == {"99+"}


@pytest.mark.parametrize("after", ["x", "W10", "WzAsInVyZ2VudCIsMV0", "WzksMSwxXQ", "☃"])
def test_an_address_somebody_changed_is_a_page_all_the_same(nurse, add, sign_in, after):
    add(open_tasks=1)
    for only in ("all", "due", "mine"):
        answer = sign_in(nurse).get("/today/", {"after": after, "only": only})
        assert answer.status_code == 200
    assert sign_in(nurse).get("/today/", {"after": after, "q": "ada"}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "conceicao", "CONCEIÇÃO", "faz", "faz-de", "de-conta", "conta conceicao", "conta, conc",
        "fern-1052", "FERN", "26.09.1966", "26/9/1966", "1966-09-26", "09/26/1966", "26 Sep 1966",
        "26 september 1966", "26.9.66", "19660926", "26091966", "1966", "1966-09",
        "conc 26.09.1966", "fazdeconta",
    ],
)  # fmt: skip
def test_a_patient_is_found_by_any_usual_way(nurse, add, query):
    wanted = add("Conceição Faz-de-Conta", date(1966, 9, 26), identifier="FERN-1052")
    add("Aino Kuvitteellinen", date(1951, 2, 28), identifier="HARB-1060")
    assert keys(nurse, query=query) == [wanted]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Łucja Øberg", "lucja oberg"), ("Müller", "mueller"), ("Müller", "muller"),
        ("O'Brien", "obrien"), ("O'Brien", "o'brien"), ("O'Brien", "brien"), ("Åse Weiß", "weiss"),
    ],
)  # fmt: skip
def test_letters_of_other_languages_are_found_plainly(nurse, add, name, query):
    wanted = add(name)
    assert keys(nurse, query=query) == [wanted]


@pytest.mark.parametrize("query", ["2019", "0042", "42", "harbor 2019", "7b", "2019-0042"])
def test_an_identifier_is_found_by_its_parts_and_numbers(nurse, add, query):
    wanted = add(identifier="HARBOR-2019-0042/7B")
    add(identifier="HARBOR-1060_8")
    assert keys(nurse, query=query) == [wanted]


def test_an_open_visit_names_its_step_as_the_visit_does(nurse, add):
    pk = add()
    visit = Visit.objects.create(patient_id=pk, visited_on=days(-3), step="matching")
    Summary.objects.filter(pk=pk).update(unsigned_visit=visit, unsigned_visit_on=visit.visited_on)
    (row,) = worklist(actor=nurse, today=TODAY).rows
    assert [each.text for each in row.reasons] == ["visit of 1 May not signed, left at Who is who"]


@pytest.mark.parametrize("query", ["nobody", "ada 1.1.2001", "31.02.1966", "%", "_", "'"])
def test_what_matches_nobody_finds_nobody(nurse, add, query):
    add("Ada Ito", date(1966, 9, 26))
    assert keys(nurse, query=query) == []


def test_search_ends_at_the_site(nurse, make_actor, add):
    add("Ada Ito", actor=make_actor("nurse", 1))
    assert keys(nurse, query="ada") == []


def test_a_researcher_finds_by_the_whole_identifier_alone(make_actor, add, sign_in, agree):
    wanted = agree(add("Ada Ito", date(1966, 9, 26), identifier="P-77", open_tasks=1))
    researcher = make_actor("researcher")
    for query in ("ada", "ito", "1966-09-26", "P-7", "P-"):
        assert keys(researcher, query=query) == []
    assert keys(researcher, query="P-77") == [wanted]
    answer = sign_in(researcher).get("/today/?q=P-77")
    assert b"Ito" not in answer.content
    (row,) = answer.context["worklist"].rows
    assert (row.name, row.identifier) == ("P-77", "")  # said once


def test_a_researchers_list_holds_who_agreed_to_research(make_actor, add, agree):
    wanted = agree(add(open_tasks=1, next_due_on=days(-2)))
    agree(agree(add(open_tasks=1, next_due_on=days(-2))), "withdrawn")
    add(open_tasks=1, next_due_on=days(-2))
    found = worklist(actor=make_actor("researcher"), today=TODAY)
    assert [row.patient_pk for row in found.rows] == [wanted]
    assert {tab.count for tab in found.tabs} == {"1", "0"}


def test_long_searches_are_read_page_by_page(nurse, add):
    wanted = {add(f"Anna An{chr(97 + n % 26)}", identifier=f"AN-{n:03}") for n in range(120)}
    found, cursor = [], None
    while True:
        page = patient_search.find(actor=nurse, query="an", after=cursor, size=50)
        found += page.keys
        if page.rest is None:
            break
        assert len(page.found) == 50
        cursor = cursors.read(cursors.write(page.rest))
    assert set(found) == wanted


@pytest.fixture
def many_of_each(add, monkeypatch):
    """Forty patients Zoe, forty Yara, and one who is both; a search looks at twelve at a time."""
    for number in range(40):
        add(f"Zoe A{number:02}")
        add(f"Yara B{number:02}")
    monkeypatch.setattr(patient_search, "PIECE", 4)
    monkeypatch.setattr(patient_search, "READ_MOST", 12)
    return add("Yara Zoe Zimmer")


def test_words_that_many_have_are_looked_through_in_parts_and_all_the_way(
    many_of_each, nurse, sign_in
):
    client, address, found, pages = sign_in(nurse), "/today/?q=yara+zoe", [], 0
    first = client.get(address).content.decode()
    assert "Nobody found yet" in first
    assert "Register a patient" not in first
    while address:
        shown = client.get(address).context["worklist"]
        found += [row.patient_pk for row in shown.rows]
        address, pages = shown.next_url, pages + 1
        assert shown.is_cut or not address
    assert set(found) == {many_of_each}
    assert pages > 2
    assert patient_search.first(actor=nurse, query="yara zoe", size=5) == [many_of_each]


def test_one_rare_word_is_enough(many_of_each, nurse):
    page = patient_search.find(actor=nurse, query="yara zoe zimm", after=None, size=5)
    assert (page.keys, page.rest) == ([many_of_each], None)


def test_a_search_reads_no_more_where_more_match(many_of_each, nurse):
    with CaptureQueriesContext(connection) as asked:
        patient_search.find(actor=nurse, query="yara zoe", after=None, size=50)
    assert len(asked) <= 2 + 2 * 12 / 4
    assert all("LIMIT 4" in each["sql"] or " IN (" in each["sql"] for each in asked)


def test_a_name_that_changed_is_found_by_the_new_one(nurse, add):
    pk = add("Ada Ito")
    fields = {"patient_id": "P-0001", "name": "Ada Sato"}
    edit_identity(actor=nurse, at=AT, patient_pk=pk, fields=fields, owner_user_id=None, seen=None)
    assert keys(nurse, query="sato") == [pk]
    assert keys(nurse, query="ito") == []


def test_each_read_is_one_range_of_an_index(nurse, add):
    """What keeps the cost flat: no read sorts, and none goes through a whole table."""
    for number in range(300):
        add(next_due_on=days(number - 20), to_confirm=number % 3, open_tasks=number % 5,
            unsigned_visit_on=days(-1))  # fmt: skip
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    with CaptureQueriesContext(connection) as asked:
        for only, _ in FILTERS:
            worklist_order.find(actor=nurse, only=only, today=TODAY, after=None, size=10_000)
        worklist_order.count(actor=nurse, filters=dict(FILTERS), today=TODAY, most=100)
        patient_search.find(actor=nurse, query="ada ito", after=None, size=51)
    statements = [each["sql"] for each in asked if "ORDER BY" in each["sql"]]
    assert len(statements) > 6
    for statement in statements:
        plan = explain(statement)
        assert not re.search(r"USE TEMP B-TREE|SCAN (?!.*USING)|Seq Scan|Sort\b", plan), plan


def test_the_rows_of_a_page_are_read_by_their_keys(nurse, add, make_actor):
    """Not through an index by site, which holds everybody."""
    pks = [add(open_tasks=1), add(open_tasks=1)]
    elsewhere = add(actor=make_actor("nurse", 1))
    with CaptureQueriesContext(connection) as asked:
        rows = list(to_rows(nurse, [*pks, elsewhere], TODAY))
    assert [row.patient_pk for row in rows] == pks
    by_site = r"\(site_id=" if connection.vendor == "sqlite" else r"Index Cond:.*site_id = "
    for each in asked:
        assert not re.search(by_site, explain(each["sql"])), each["sql"]


def test_a_persons_tasks_are_each_patient_once_and_counted_once(nurse, add):
    pk = add(owner=User.objects.get(pk=nurse.user_id), next_due_on=days(90))
    other = add()
    for patient_pk in (pk, pk, other, other, other):
        tasks.add_task(actor=nurse, at=AT, patient_pk=patient_pk, kind="task", reason="call",
                       urgency="routine", due_on=None, owner_user_id=nurse.user_id)  # fmt: skip
    found = worklist(actor=nurse, today=TODAY, only="mine")
    assert [row.patient_pk for row in found.rows] == [pk, other]
    assert {tab.key: tab.count for tab in found.tabs}["mine"] == "2"


def explain(statement: str) -> str:
    """Give how the database would read."""
    prefix = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{prefix} {statement}".replace("%", "%%"))
        return "\n".join(" ".join(str(cell) for cell in row) for row in cursor.fetchall())


def test_a_task_is_opened_taken_over_and_closed_with_its_outcome(nurse, make_actor, add, sign_in):
    pk = add()
    doctor = make_actor("physician")
    client = sign_in(nurse)
    sent = {"reason": "swab the wound", "kind": "alert", "urgency": "urgent", "due_on": "",
            "owner": ""}  # fmt: skip
    assert client.post(f"/patients/{pk}/tasks/new/", sent).status_code == 302
    assert client.post(f"/patients/{pk}/tasks/new/", sent | {"reason": " "}).status_code == 422
    task = Task.objects.get()
    assert (task.reason, task.owner_id, Summary.objects.get(pk=pk).urgent_tasks) == (
        "swab the wound", None, 1,
    )  # fmt: skip
    address = f"/tasks/{task.pk}/"
    client = sign_in(doctor)
    client.post(address, {"action": "take"})
    assert Task.objects.get().owner_id == doctor.user_id
    assert client.post(address, {"outcome": "  "}).status_code == 422
    assert client.post(address, {"outcome": "swab taken"}).url == f"/patients/{pk}/"
    assert Summary.objects.get(pk=pk).open_tasks == 0
    again = client.post(address, {"outcome": "I did it too"})
    assert again.status_code == 409
    assert "I did it too" in again.content.decode()
    assert Task.objects.get().outcome == "swab taken"
    stranger = sign_in(make_actor("nurse", 1))
    assert stranger.get(address).status_code == 404


def test_nobody_waits_is_said_kindly(nurse, sign_in):
    assert "Nobody waits today" in sign_in(nurse).get("/today/").content.decode()
    found = sign_in(nurse).get("/today/?q=zz").content.decode()
    assert "Nobody found" in found
    assert "Register a patient" in found
    assert not SearchWord.objects.exists()
    assert not Patient.objects.exists()
    assert not Visit.objects.exists()


def test_typing_brings_the_list_alone(nurse, add, sign_in):
    add("Ada Ito")
    answer = sign_in(nurse).get("/today/?q=ad", headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "<html" not in text
    assert "1 patient found" in text
