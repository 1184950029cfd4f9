"""Laws of the engine over any lawful case: idempotent, order independent, replayable."""

from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathway.alerts import (
    allowed_answers,
    answer_alert,
    check_rules,
    raise_alerts,
    renew_alerts,
    replay_alerts,
    replay_differences,
)
from dermetry.pathway.alerts.as_of import as_of, days_of
from dermetry.pathway.alerts.replaying import lines
from dermetry.record.alert import AlertEvent
from dermetry.record.case import Case
from tests.strategies.cases import cases

SOME = settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a case takes minutes to shrink
)
SHUFFLED = ("treatments", "specimens", "biopsies", "imaging_studies", "lesions")
ANSWERS = {
    "acknowledged": {},
    "assigned": {"text": "Dr B"},
    "suppressed": {"text": "later"},
    "done": {"text": "seen to"},
    "reopened": {},
}


def without_alerts(case: Case) -> Case:
    return case.model_copy(update={"alerts": ()})


def with_alerts(case: Case, alerts) -> Case:
    return case.model_copy(update={"alerts": alerts})


@SOME
@given(case=cases(), data=st.data())
def test_the_order_of_the_facts_does_not_matter(case, data):
    on = data.draw(st.sampled_from(days_of(case) or (case.patient.born_on,)))
    if on is None:
        return
    on += timedelta(days=data.draw(st.integers(0, 400)))
    shuffled = {name: tuple(data.draw(st.permutations(getattr(case, name)))) for name in SHUFFLED}
    one = raise_alerts(case=case, on=on, rules=SHIPPED)
    two = raise_alerts(case=case.model_copy(update=shuffled), on=on, rules=SHIPPED)
    assert {e.key: (e.urgency, e.due_on) for e in one} == {
        e.key: (e.urgency, e.due_on) for e in two
    }
    assert len({each.key for each in one}) == len(one)


@SOME
@given(case=cases(), data=st.data())
def test_what_lies_ahead_comes_on_its_day_and_nothing_is_known_before_it_is_dated(case, data):
    for on in days_of(case)[:3]:
        checked = check_rules(case=case, on=on, rules=SHIPPED)
        known = as_of(case=case, on=on)
        assert checked == check_rules(case=known, on=on, rules=SHIPPED)
        assert [each for each in checked.not_checked if each.is_defect] == []
        for each in checked.ahead[:2]:
            later = raise_alerts(case=known, on=each.since, rules=SHIPPED)
            before = raise_alerts(case=known, on=each.since - timedelta(days=1), rules=SHIPPED)
            assert each.key in {alert.key for alert in later}
            assert each.key not in {alert.key for alert in before}


@SOME
@given(case=cases(), data=st.data())
def test_a_record_kept_day_by_day_is_what_a_replay_gives(case, data):
    """Walk the days of the case as a clinic does: look, answer, look; then replay it."""
    case, alerts = without_alerts(case), ()
    days = list(days_of(case))[-6:]
    if not days:
        return
    days = sorted({day + timedelta(days=step) for day in days for step in (0, 9)} | {*days})
    for day in every_day(lambda: with_alerts(case, alerts), days):  # noqa: B023 (as they stand)
        alerts = renew_alerts(case=with_alerts(case, alerts), on=day, rules=SHIPPED)
        answered = tuple(maybe_answered(each, day, data) for each in alerts)
        assert [each.key for each in answered] == [each.key for each in alerts]
        renewed = renew_alerts(case=with_alerts(case, answered), on=day, rules=SHIPPED)
        check_nothing_lost(answered, renewed)
        assert renewed == renew_alerts(case=with_alerts(case, renewed), on=day, rules=SHIPPED)
        alerts = renewed
    whole = with_alerts(case, alerts)
    replayed = replay_alerts(case=whole, until=day, rules=SHIPPED)
    assert {e.key: lines(e) for e in replayed} == {e.key: lines(e) for e in alerts}
    held = {each.key: each for each in alerts}
    for each in replayed:
        theirs = held[each.key]
        assert {k: (v, dict(theirs)[k]) for k, v in each if v != dict(theirs)[k]} == {}
    assert replay_differences(case=whole, until=day, rules=SHIPPED) == ()
    Case.model_validate(whole.model_dump())


def every_day(held, days):
    """Give the days on which a night's work would change something: facts and what is ahead."""
    known = days_of(held())
    first, last = known[0], days[-1]
    waiting = {*known, *days}
    day = first
    while day <= last:
        yield day
        ahead = check_rules(case=held(), on=day, rules=SHIPPED).ahead
        waiting |= {each.since for each in ahead}
        following = [each for each in waiting if each > day]
        if not following:
            return
        day = min(following)


def maybe_answered(alert, day, data):
    allowed = allowed_answers(alert=alert, on=day)
    kind = data.draw(st.sampled_from([None, None, *allowed]))
    if kind is None:
        return alert
    told = dict(ANSWERS[kind])
    event = AlertEvent(kind=kind, happened_on=day, by="Nurse N", **told)
    return answer_alert(alert=alert, event=event)


def check_nothing_lost(before, after):
    """Check that no alert and no event went, and that no key stands twice."""
    keys = [each.key for each in after]
    assert len(set(keys)) == len(keys)
    held = {each.key: each for each in after}
    for alert in before:
        assert held[alert.key].events[: len(alert.events)] == alert.events
