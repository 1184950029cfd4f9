"""The life of an alert: fired once, answered, ended, reopened; nothing vanishes."""

from datetime import date

import pytest

from dermetry.errors import MarksInvalid
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathway.alerts import (
    alert_statistics,
    alerts_on,
    allowed_answers,
    answer_alert,
    follow_up,
    raise_alerts,
    renew_alerts,
    standing_alerts,
)
from dermetry.pathway.alerts.answering import AlertNotAnswerable
from dermetry.pathway.alerts.as_of import as_of
from dermetry.record.alert import Alert, AlertEvent
from dermetry.record.case import Case, ResponsePlan
from dermetry.record.casefile import read_case_file, write_case_file
from tests.pathway.alerts.tables import Made, day, tell


def made_of(*facts: tuple[int, str]) -> Made:
    made = Made()
    for number, fact in facts:
        tell(made, day(number), fact)
    return made


def renewed(made: Made, number: int, alerts: tuple[Alert, ...] = ()) -> tuple[Alert, ...]:
    case = made.case(alerts=alerts)
    again = renew_alerts(case=case, on=day(number), rules=SHIPPED)
    assert Case.model_validate(case.model_copy(update={"alerts": again}).model_dump()), "lawful"
    twice = renew_alerts(
        case=case.model_copy(update={"alerts": again}), on=day(number), rules=SHIPPED
    )
    assert twice == again, "renewing twice gives the same"
    return again


def said(alert: Alert) -> list[str]:
    return [f"{each.kind} {(each.happened_on - day(0)).days}" for each in alert.events]


def event(kind: str, number: int, **told: object) -> AlertEvent:
    return AlertEvent(kind=kind, happened_on=day(number), by="Nurse N", **told)


def only(alerts: tuple[Alert, ...], key: str) -> Alert:
    (alert,) = (each for each in alerts if each.key == f"alerts.{key}")
    return alert


def test_an_alert_fires_once_and_ends_with_its_facts():
    made = made_of((0, "L1 20"))
    assert renewed(made, 27) == ()
    alerts = renewed(made, 28)
    fired = only(alerts, "tissue.none:L1")
    assert said(fired) == ["fired 28"] and fired.events[0].by == "dermetry"
    alerts = renewed(made, 50, alerts)
    assert len(alerts) == 1 and said(alerts[0]) == ["fired 28"]
    tell(made, day(51), "S1 taken L1")
    alerts = renewed(made, 51, alerts)
    ended = only(alerts, "tissue.none:L1")
    assert said(ended) == ["fired 28", "ended 51"]
    assert ended.events[-1].text == "The facts it rested on no longer hold."
    del made.specimens["S1"]  # taken for another patient's, and taken back
    back = only(renewed(made, 52, alerts), "tissue.none:L1")
    assert said(back) == ["fired 28", "ended 51", "reopened 52"]


def test_a_closed_alert_stays_closed_while_its_facts_stand_unbroken():
    made = made_of((0, "L1 20"))
    alerts = renewed(made, 28)
    done = answer_alert(
        alert=alerts[0],
        event=event("done", 29, text="she declines a biopsy", was_useful=True),
    )
    alerts = renewed(made, 60, (done,))
    assert said(alerts[0]) == ["fired 28", "done 29"]
    tell(made, day(61), "L1 absent")
    alerts = renewed(made, 61, alerts)
    assert said(alerts[0]) == ["fired 28", "done 29", "ended 61"]
    tell(made, day(70), "L1 9")
    alerts = renewed(made, 98, alerts)
    assert said(only(alerts, "tissue.none:L1"))[-1] == "reopened 98"


def test_a_new_fact_fires_anew_beside_one_that_was_closed():
    made = made_of((0, "pain 8"))
    (alert,) = renewed(made, 0)
    done = answer_alert(alert=alert, event=event("done", 1, text="morphine raised"))
    tell(made, day(7), "pain 8")
    old, new = renewed(made, 7, (done,))
    assert said(old) == ["fired 0", "done 1", "ended 7"]
    assert old.events[-1].text == f"A newer fact stands in its place: {new.key}."
    assert said(new) == ["fired 7"] and new.key.endswith("2026-01-12")


def test_an_alert_put_off_comes_back_on_its_day_and_not_before():
    made = made_of((0, "L1 20"))
    (alert,) = renewed(made, 28)
    put_off = event("suppressed", 30, text="she is on holiday", until_on=day(40))
    alerts = renewed(made, 39, (answer_alert(alert=alert, event=put_off),))
    assert said(alerts[0]) == ["fired 28", "suppressed 30"]
    shown = standing_alerts(case=made.case(alerts=alerts), on=day(39))
    assert (shown[0].state, shown[0].needs_a_person) == ("suppressed", False)
    assert (shown[0].reason, shown[0].until_on) == ("she is on holiday", day(40))
    late = standing_alerts(case=made.case(alerts=alerts), on=day(40))
    assert (late[0].state, late[0].until_on) == ("open", None), "on the day itself it is back"
    back = renewed(made, 41, alerts)[0]
    assert said(back)[-1] == "reopened 41" and back.due_on == day(55)


def test_an_alert_put_off_until_the_facts_change_stays_off():
    made = made_of((0, "L1 20"))
    (alert,) = renewed(made, 28)
    off = answer_alert(alert=alert, event=event("suppressed", 30, text="palliative care only"))
    assert said(renewed(made, 400, (off,))[0]) == ["fired 28", "suppressed 30"]


def test_words_that_were_answered_are_kept_when_the_alert_says_something_else():
    made = made_of((0, "L1 20"), (0, "L2 20"), (42, "L1 10"), (42, "L2 30"))
    made.lesions["L2"]["organ"] = "liver"
    key = "follow_up.discordance:patient:2026-02-16"
    fired = only(renewed(made, 42), key)
    seen = answer_alert(alert=fired, event=event("acknowledged", 43))
    assert only(renewed(made, 44, (seen,)), key).statement == fired.statement, "the same words"
    by_irecist = {"plan": ResponsePlan(preset="irecist")}
    case = made.case(alerts=(seen,), **by_irecist)
    again = only(renew_alerts(case=case, on=day(45), rules=SHIPPED), key)
    assert said(again) == ["fired 42", "acknowledged 43", "reopened 45"]
    assert "iUPD" in again.statement and "iUPD" not in fired.statement
    assert again.events[-1].earlier_statement == fired.statement
    later = case.model_copy(update={"alerts": (again,)})
    assert only(renew_alerts(case=later, on=day(46), rules=SHIPPED), key) == again, "once"
    (then,) = as_of(case=later, on=day(44)).alerts
    assert then.statement == fired.statement, "a day of before reads as it did"
    (shown,) = (each for each in standing_alerts(case=later, on=day(45)) if each.key == again.key)
    assert shown.needs_a_person and shown.state == "open"


def test_a_standing_alert_shows_the_facts_of_today_and_a_closed_one_those_of_its_day():
    made = made_of((0, "L1 20"), (0, "?L2 20"), (0, "?L3 20"))
    (alert,) = renewed(made, 3)
    assert alert.statement.endswith(": 2")
    made.visits[day(0)]["findings"] = made.visits[day(0)]["findings"][:2]
    fresh = renewed(made, 4, (alert,))[0]
    assert fresh.statement.endswith(": 1") and said(fresh) == said(alert)
    done = answer_alert(alert=alert, event=event("done", 3, text="seen"))
    assert renewed(made, 4, (done,))[0].statement.endswith(": 2")


def test_the_owner_that_a_person_chose_stays():
    made = made_of((0, "L1 20"))
    (alert,) = renewed(made, 28)
    handed = answer_alert(alert=alert, event=event("assigned", 29, text="Dr B"))
    assert renewed(made, 50, (handed,))[0].owner == "Dr B"


def test_due_days_count_from_when_somebody_could_see_the_alert():
    made = made_of((0, "L1 20"))
    (on_time,), late = renewed(made, 28), only(renewed(made, 400), "tissue.none:L1")
    assert (on_time.due_on, late.due_on) == (day(42), day(414))
    assert only(renewed(made, 405, (late,)), "tissue.none:L1").due_on == day(414)


def test_an_alert_with_a_later_event_is_left_alone():
    made = made_of((0, "L1 20"))
    alerts = renewed(made, 28)
    assert renewed(made, 10, alerts) == alerts


def test_an_alert_whose_rule_cannot_be_checked_is_not_ended(monkeypatch):
    made = made_of((0, "L1 20"), (0, "L2 20"), (42, "L1 40"), (42, "L2 20"))
    made.lesions["L2"] |= {"organ": "liver", "role": "target"}
    made.lesions["L1"] |= {"role": "target"}
    alerts = renewed(made, 42)
    assert "discordance" in only(alerts, "follow_up.discordance:patient:2026-02-16").key

    def broken(**_):
        raise MarksInvalid("the plan does not hold")

    monkeypatch.setattr(follow_up, "respond_by_compartment", broken)
    kept = only(renewed(made, 43, alerts), "follow_up.discordance:patient:2026-02-16")
    assert said(kept) == ["fired 42"]


@pytest.mark.parametrize(
    ("before", "kind", "words"),
    [
        ((), "reopened", "is open"),
        ((), "ended", "is open"),
        ((), "fired", "is open"),
        ((("acknowledged", 29, {}),), "acknowledged", "is acknowledged"),
        ((("done", 29, {"text": "x"}),), "suppressed", "is done"),
        ((), "done", "without a word"),
        ((), "suppressed", "without a word"),
        ((), "assigned", "without a word"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_in_words(before, kind, words):
    (alert,) = renewed(made_of((0, "L1 20")), 28)
    for each, number, told in before:
        alert = answer_alert(alert=alert, event=event(each, number, **told))
    text = "" if "word" in words else "because"
    with pytest.raises(AlertNotAnswerable, match=words) as caught:
        answer_alert(alert=alert, event=event(kind, 30, text=text))
    assert caught.value.next_step


def test_what_the_record_cannot_hold_is_refused_or_shortened():
    (alert,) = renewed(made_of((0, "L1 20")), 28)
    with pytest.raises(AlertNotAnswerable, match="record"):
        answer_alert(alert=alert, event=event("assigned", 29, text="x" * 201))
    made = made_of((0, "unreadable"))
    lost = made.visits[day(0)]["unreadable"][0].model_copy(update={"reason": "y" * 2000})
    made.visits[day(0)]["unreadable"] = (lost,)
    (long,) = renewed(made, 0)
    assert len(long.facts[0]) == 2000 and long.facts[0].endswith("…")


def test_days_that_do_not_fit_are_refused():
    (alert,) = renewed(made_of((0, "L1 20")), 28)
    with pytest.raises(AlertNotAnswerable, match="days"):
        answer_alert(alert=alert, event=event("acknowledged", 27))
    with pytest.raises(AlertNotAnswerable, match="days"):
        answer_alert(alert=alert, event=event("suppressed", 29, text="later", until_on=day(29)))


def test_an_ended_alert_can_still_be_said_to_have_been_of_use_and_comes_back_all_the_same():
    made = made_of((0, "L1 20"))
    alerts = renewed(made, 28)
    tell(made, day(30), "B1 ordered L1")
    (ended,) = (each for each in renewed(made, 30, alerts) if "tissue" in each.key)
    assert allowed_answers(alert=ended, on=day(31)) == ("done",)
    told = answer_alert(alert=ended, event=event("done", 31, text="ordered", was_useful=True))
    assert allowed_answers(alert=told, on=day(31)) == ()
    (shown,) = standing_alerts(case=made.case(alerts=(told,)), on=day(31))
    assert (shown.state, shown.outcome, shown.was_useful) == ("ended", "ordered", True)
    tell(made, day(35), "B1 cancelled")
    assert said(renewed(made, 35, (told,))[0])[-1] == "reopened 35"


def test_what_needs_a_person_stands_first_by_urgency():
    made = made_of((0, "L1 20"), (28, "pain 8"), (28, "L1 open"), (28, "L1 signs pus"))
    tell(made, day(28), "?L2 20")
    alerts = renewed(made, 31)
    infected = only(alerts, "symptoms.infected_ulcer:L1:2026-02-02")
    done = answer_alert(alert=infected, event=event("done", 31, text="swab, antibiotics"))
    case = made.case(alerts=tuple(done if each is infected else each for each in alerts))
    shown = standing_alerts(case=case, on=day(33))
    assert [(e.urgency, e.state, e.is_overdue) for e in shown] == [
        ("urgent", "open", True),
        ("soon", "open", False),
        ("routine", "open", False),
        ("urgent", "done", False),
    ]
    assert shown[0].title == "Severe pain" and shown[0].advice and shown[0].cites
    assert shown[3].answered_by == "Nurse N" and shown[3].answered_on == day(31)


def test_an_alert_of_a_rule_that_is_gone_is_shown_all_the_same():
    fired = AlertEvent(kind="fired", happened_on=day(0), by="dermetry")
    alert = Alert(
        key="alerts.old:L1",
        rule_id="alerts.old",
        rules_version="0",
        statement="Something was wrong",
        urgency="soon",
        owner="nurse",
        events=(fired,),
    )
    (shown,) = standing_alerts(case=Made().case(alerts=(alert,)), on=day(1))
    assert (shown.title, shown.status, shown.state) == ("alerts.old", "unverified", "open")


def test_a_past_day_reads_as_it_did():
    made = made_of((0, "L1 20"))
    alerts = renewed(made, 28)
    tell(made, day(40), "S1 taken L1")
    case = made.case(alerts=renewed(made, 40, alerts))
    assert [each.state for each in alerts_on(case=case, on=day(30))] == ["open"]
    assert "ended" in [each.state for each in alerts_on(case=case, on=day(41))]
    assert alerts_on(case=case, on=day(5)) == ()


def test_alerts_travel_with_the_case_file():
    made = made_of((0, "L1 20"))
    case = made.case(alerts=renewed(made, 28))
    assert read_case_file(text=write_case_file(case=case), name="case.json") == case


def test_an_empty_case_has_no_alerts():
    assert raise_alerts(case=Made().case(), on=date(2026, 1, 1), rules=SHIPPED) == ()


ANSWERS_OF_AN_ALERT_WHOSE_END_IS_TAKEN_BACK = (
    ("suppressed", {"text": "the family asked for time", "until_on": day(200)}),
    ("done", {"text": "no biopsy wanted", "was_useful": True}),
    ("acknowledged", {}),
)


@pytest.mark.parametrize(("kind", "told"), ANSWERS_OF_AN_ALERT_WHOSE_END_IS_TAKEN_BACK)
@pytest.mark.parametrize("undone_on", [60, 75])
def test_what_people_answered_survives_an_end_that_is_taken_back(kind, told, undone_on):
    made = made_of((0, "L1 20"), (70, "visit"))
    alerts = renewed(made, 50)
    fired = answer_alert(alert=only(alerts, "tissue.none:L1"), event=event(kind, 55, **told))
    others = tuple(each for each in alerts if each.key != fired.key)
    tell(made, day(60), "B1 suggested L1")
    ended = renewed(made, 60, (*others, fired))
    assert only(ended, "tissue.none:L1").events[-1].kind == "ended"
    made.biopsies.clear()  # entered by mistake, and taken back
    back = only(renewed(made, undone_on, ended), "tissue.none:L1")
    assert said(back) == [*said(only(ended, "tissue.none:L1")), f"restored {undone_on}"]
    case = made.case(alerts=(back,))
    (shown,) = standing_alerts(case=case, on=day(undone_on), rules=SHIPPED)
    assert shown.state == kind
    assert (shown.reason or shown.outcome) == told.get("text", "")
    assert shown.was_useful == told.get("was_useful") and shown.until_on == told.get("until_on")
    (numbers,) = [e for e in alert_statistics([case]) if e.rule_id == "alerts.tissue.none"]
    assert numbers.reopened == 0 and numbers.ended_by_facts == 0


def test_an_end_that_the_record_still_shows_opens_the_alert_again():
    made = made_of((0, "L1 20"))
    alerts = renewed(made, 50)
    closed = answer_alert(
        alert=only(alerts, "tissue.none:L1"), event=event("done", 55, text="no biopsy wanted")
    )
    tell(made, day(60), "B1 suggested L1")
    ended = renewed(made, 60, (closed,))
    tell(made, day(75), "B1 cancelled")
    back = only(renewed(made, 75, ended), "tissue.none:L1")
    assert said(back)[-1] == "reopened 75", "a biopsy was really on its way"
