"""Statistics over many cases: what fired, what came of it, how long it took."""

from dermetry.pathway.alerts import alert_statistics
from dermetry.record.alert import Alert, AlertEvent
from tests.pathway.alerts.tables import Made, day


def alert(key: str, *events: tuple[str, int] | tuple[str, int, bool]) -> Alert:
    made = tuple(
        AlertEvent(
            kind=kind,
            happened_on=day(number),
            by="dermetry" if kind in ("fired", "ended", "reopened") else "Nurse N",
            text="because",
            was_useful=useful[0] if useful else None,
        )
        for kind, number, *useful in events
    )
    return Alert(
        key=key,
        rule_id=key.partition(":")[0],
        rules_version="1",
        statement="Something",
        urgency="soon",
        owner="nurse",
        events=made,
    )


def statistics(*alerts: Alert):
    one, two = alerts[::2], alerts[1::2]
    cases = [Made().case(alerts=one), Made().case(alerts=two)]
    return {each.rule_id: each for each in alert_statistics(cases)}


def test_what_fired_and_what_came_of_it():
    found = statistics(
        alert("a:1", ("fired", 0), ("acknowledged", 2), ("done", 4, True)),
        alert("a:2", ("fired", 0), ("done", 1, False)),
        alert("a:3", ("fired", 0), ("assigned", 9), ("suppressed", 9)),
        alert("a:4", ("fired", 0), ("ended", 6)),
        alert("a:5", ("fired", 0), ("acknowledged", 3), ("ended", 8), ("reopened", 9)),
        alert("a:6", ("fired", 0), ("ended", 5), ("done", 6, True)),
        alert("b:1", ("fired", 0)),
    )
    a = found["a"]
    assert (a.fired, a.open_now, a.acknowledged, a.assigned) == (6, 1, 2, 1)
    assert (a.suppressed, a.done, a.useful, a.not_useful) == (1, 3, 2, 1)
    assert (a.usefulness_not_said, a.ended_by_facts, a.ended_unanswered) == (0, 2, 1)
    assert a.reopened == 1
    assert a.median_days_to_answer == 3.0  # of 1, 2, 3, 6, 9
    assert a.median_days_to_action == 5.0  # of 1, 4, 5, 6, 8
    assert (found["b"].median_days_to_answer, found["b"].open_now) == (None, 1)


def test_no_cases_give_no_numbers():
    assert alert_statistics([]) == () and alert_statistics([Made().case()]) == ()


def test_an_outcome_without_a_word_on_its_use_is_counted_as_such():
    found = statistics(alert("a:1", ("fired", 0), ("done", 4)))
    assert (found["a"].done, found["a"].usefulness_not_said) == (1, 1)
