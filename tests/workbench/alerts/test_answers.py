"""What people answer to an alert: written down, audited, versioned, and only by those who may."""

from datetime import timedelta

import pytest
from tests.workbench.alerts.conftest import RULE, at
from tests.workbench.conftest import TODAY

from dermetry.workbench.accounts.roles import ROLES
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions import alerts
from dermetry.workbench.casenotes.models import Alert, AuditEntry, Patient, Summary
from dermetry.workbench.casenotes.queries.alerts import statistics_page
from dermetry.workbench.casenotes.queries.patient import patient_page
from dermetry.workbench.casenotes.queries.today import worklist

pytestmark = pytest.mark.django_db
WHO_MAY = {"nurse", "physician", "pathologist"}


@pytest.fixture
def send(sign_in, alert):
    """Answer the alert on its page; gives the answer of the server."""

    def answer(actor, kind, **sent):
        sent.setdefault("version", Alert.objects.get(pk=alert.pk).version)
        return sign_in(actor).post(f"/alerts/{alert.pk}/answer/", {"kind": kind, **sent})

    return answer


def now(alert: Alert) -> Alert:
    """Give the alert as it is stored now."""
    alert.refresh_from_db()
    return alert


def events(alert: Alert) -> list[dict]:
    """Give what happened to the alert since it fired."""
    return now(alert).details["events"][1:]


def test_from_acknowledged_to_closed_with_one_tap_on_its_use(actors, alert, overdue, send):
    assert send(actors["nurse"], "acknowledged").url == f"/alerts/{alert.pk}/"
    assert (now(alert).state, Summary.objects.get(pk=overdue).open_tasks > 0) == (
        "acknowledged",
        True,
    )
    assert send(actors["physician"], "assigned", to="me").status_code == 302
    assert (now(alert).owner, alert.assignee_id) == ("Physician 0", actors["physician"].user_id)
    mine = worklist(actor=actors["physician"], today=TODAY, only="mine")
    assert [row.patient_pk for row in mine.rows] == [overdue]
    before = Summary.objects.get(pk=overdue).open_tasks
    assert send(actors["physician"], "done", text="called,  comes Friday", useful="yes").url
    told = [(e["kind"], e["by"], e.get("text"), e.get("was_useful")) for e in events(alert)]
    assert told == [
        ("acknowledged", "Nurse 0", "", None),
        ("assigned", "Physician 0", "Physician 0", None),
        ("done", "Physician 0", "called, comes Friday", True),
    ]
    assert Summary.objects.get(pk=overdue).open_tasks == before - 1
    case = mapping.read_case(patient=Patient.objects.get(pk=overdue))
    assert next(e for e in case.alerts if e.rule_id == RULE).events[-1].was_useful is True
    said = AuditEntry.objects.filter(action__startswith="alert.").order_by("number")
    assert [(e.action, e.target) for e in said] == [
        ("alert.acknowledged", alert.key),
        ("alert.assigned", alert.key),
        ("alert.closed", alert.key),
    ]


def test_put_off_until_a_day_and_open_again(actors, alert, overdue, send):
    assert send(actors["nurse"], "suppressed", text="on holiday", until_on="2026-05-20").url
    assert now(alert).state == "suppressed"
    todo = patient_page(actor=actors["nurse"], patient_pk=overdue, today=TODAY).todo
    assert [line.alert_pk for line in todo.put_off] == [alert.pk]
    assert alert.pk not in [line.alert_pk for line in (*todo.pressing, *todo.can_wait)]
    assert send(actors["nurse"], "reopened").status_code == 302
    assert now(alert).state == "open"


def test_what_was_put_off_stands_again_on_its_day(actors, alert, overdue, send):
    send(actors["nurse"], "suppressed", text="on holiday", until_on="2026-05-20")
    days = 20 - TODAY.day
    alerts.renew_stale(at=at(days - 1), most=20)
    assert now(alert).state == "suppressed"
    alerts.renew_stale(at=at(days), most=20)
    assert now(alert).state == "open"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"kind": "done", "text": "  "}, "Say how it ended"),
        ({"kind": "suppressed", "text": ""}, "Say why it is put off"),
        ({"kind": "suppressed", "text": "rain", "until_on": "tomorrow"}, "This is no day"),
        ({"kind": "suppressed", "text": "rain", "until_on": "2026-05-01"}, "days of this step"),
        ({"kind": "assigned", "assignee": "99999"}, "Nobody was chosen"),
        ({"kind": "ended"}, "nothing a person does"),
        ({"kind": "reopened"}, "this alert is open"),
        ({"kind": "done", "text": "a\x00b"}, "cannot be saved"),
        ({"kind": "done", "text": "kept " + "x" * 3000}, "cannot be saved"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(
    actors, alert, send, sent, words
):
    answer = send(actors["nurse"], sent.pop("kind"), **sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page
    if sent.get("text", "").strip() in ("rain",):
        assert 'value="rain"' in page
    assert events(alert) == []


def test_two_who_answer_at_once_the_second_sees_what_the_first_did(actors, alert, send):
    seen = alert.version
    send(actors["physician"], "done", text="called", useful="no", version=seen)
    answer = send(actors["nurse"], "done", text="wrote a letter", version=seen)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "called" in page and "Physician 0" in page and "wrote a letter" in page
    assert [each["kind"] for each in events(alert)] == ["done"]


@pytest.mark.parametrize("role", ROLES)
def test_only_who_cares_for_patients_answers(actors, alert, send, sign_in, role):
    answer = send(actors[role], "acknowledged")
    assert answer.status_code == (302 if role in WHO_MAY else 403)
    page = sign_in(actors[role]).get(f"/alerts/{alert.pk}/")
    if role == "auditor":
        assert page.status_code == 403
    else:
        assert ("Answer it" in page.content.decode()) is (role in WHO_MAY)


def test_a_researcher_reads_no_sentence_that_a_person_wrote(actors, alert, send, sign_in, agree):
    agree(alert.patient_id)
    send(actors["nurse"], "done", text="Mrs Ito was called", useful="yes")
    page = sign_in(actors["researcher"]).get(f"/alerts/{alert.pk}/").content.decode()
    assert "Ito" not in page


def test_a_site_sees_how_its_rules_did_and_where_to_tune_them(actors, alert, send, sign_in):
    send(actors["nurse"], "acknowledged")
    send(actors["nurse"], "done", text="called", useful="no")
    found = statistics_page(actor=actors["physician"], today=TODAY, days=30)
    line = next(each for each in found.lines if each.rule_id == RULE)
    assert (line.numbers.fired, line.numbers.acknowledged, line.numbers.not_useful) == (1, 1, 1)
    assert line.useful_percent == 0
    assert RULE not in dict(found.silent)
    page = sign_in(actors["physician"]).get("/alerts/statistics/?days=30").content.decode()
    assert line.title in page and "/rules/alerts/" in page


def test_another_site_counts_its_own(make_actor, alert):
    found = statistics_page(actor=make_actor("physician", site=1), today=TODAY, days=30)
    assert found.lines == ()


def test_an_alert_is_answered_from_the_patient_page(actors, alert, overdue, sign_in):
    client = sign_in(actors["nurse"])
    page = client.get(f"/patients/{overdue}/").content.decode()
    assert f"/alerts/{alert.pk}/answer/" in page
    sent = {"kind": "acknowledged", "version": alert.version, "from": "patient"}
    answer = client.post(f"/alerts/{alert.pk}/answer/", sent)
    assert answer.url == f"/patients/{overdue}/#alerts"
    assert now(alert).state == "acknowledged"


def test_an_alert_nobody_has_taken_is_everybodys_of_its_role(actors, alert, overdue, send):
    Alert.objects.exclude(pk=alert.pk).update(is_waiting=False, waits_at=None)
    assert now(alert).owner == "nurse"
    mine = {role: mine_of(actors[role]) for role in ("nurse", "physician", "pathologist")}
    assert mine == {"nurse": [overdue], "physician": [], "pathologist": []}
    send(actors["physician"], "assigned", to="me")
    assert (mine_of(actors["nurse"]), mine_of(actors["physician"])) == ([], [overdue])
    send(actors["physician"], "done", text="called", useful="yes")
    assert mine_of(actors["physician"]) == []


def mine_of(actor) -> list[int]:
    """Give whom the filter "Mine" shows to somebody, and check that it counts as many."""
    found = worklist(actor=actor, today=TODAY, only="mine")
    counted = next(tab.count for tab in found.tabs if tab.key == "mine")
    assert counted == str(len(found.rows))
    return [row.patient_pk for row in found.rows]


def test_late_alerts_are_overdue_until_they_are_put_off(actors, alert, overdue, sign_in):
    late = {"actor": actors["nurse"], "today": TODAY + timedelta(days=60), "only": "overdue"}
    client = sign_in(actors["nurse"])
    waiting = list(Alert.objects.filter(is_waiting=True))
    due_on = [each.due_on for each in waiting if each.due_on]
    assert Summary.objects.get(pk=overdue).tasks_due_on == min(due_on)
    for each in waiting:
        Summary.objects.filter(pk=overdue).update(next_due_on=None)
        assert [row.patient_pk for row in worklist(**late).rows] == [overdue]
        sent = {"kind": "suppressed", "text": "on holiday", "version": each.version}
        assert client.post(f"/alerts/{each.pk}/answer/", sent).status_code == 302
    Summary.objects.filter(pk=overdue).update(next_due_on=None)
    assert worklist(**late).rows == ()


def test_what_was_acknowledged_stands_after_the_rest_but_not_for_whom_it_was_handed_to(
    actors, alert, overdue, send
):
    nurse, doctor = actors["nurse"], actors["physician"]
    Alert.objects.filter(pk=alert.pk).update(urgency="urgent")
    assert todo_of(nurse, overdue)[0] == alert.pk
    send(nurse, "acknowledged")
    assert (folded_of(nurse, overdue), folded_of(doctor, overdue)) == ([alert.pk], [alert.pk])
    (row,) = worklist(actor=nurse, today=TODAY).rows
    assert row.reasons[-1].text.endswith("acknowledged")
    send(nurse, "assigned", assignee=doctor.user_id)
    assert (folded_of(nurse, overdue), folded_of(doctor, overdue)) == ([alert.pk], [])
    (row,) = worklist(actor=doctor, today=TODAY).rows
    assert not any(each.is_seen for each in row.reasons)


def todo_of(actor, patient_pk: int) -> list[int]:
    """Give the alerts that the patient page shows unfolded or as routine."""
    todo = patient_page(actor=actor, patient_pk=patient_pk, today=TODAY).todo
    return [line.alert_pk for line in (*todo.pressing, *todo.can_wait)]


def folded_of(actor, patient_pk: int) -> list[int]:
    """Give the alerts that the patient page folds as acknowledged."""
    todo = patient_page(actor=actor, patient_pk=patient_pk, today=TODAY).todo
    return [line.alert_pk for line in todo.acknowledged]
