"""Spec: when a biopsy waits too long. Source: rules biopsy.* of rules/alerts.toml."""

# ruff: noqa: E501 (the tables are wide)

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathway.alerts import answer_alert, raise_alerts, renew_alerts
from dermetry.record.alert import AlertEvent
from tests.pathway.alerts.tables import Made, day, tell

PAGE = "alerts"


def test_a_suggested_biopsy_is_ordered_or_cancelled(spec_alerts):
    spec_alerts(
        """
        day | facts                            | alerts
        0   | B1 suggested L1; B2 suggested L1 | -
        6   |                                  | -
        7   |                                  | biopsy.not_ordered:B1, biopsy.not_ordered:B2
        8   | B1 ordered; B2 cancelled         | -
        """,
        only="biopsy.not_ordered",
        lesions={"L1": {}},
    )


def test_an_ordered_biopsy_is_taken_by_the_day_it_is_wanted(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                          | alerts
        0   | B1 ordered L1 by 5; B2 ordered | -
        5   |                                | -
        6   |                                | biopsy.not_taken:B1
        13  |                                | biopsy.not_taken:B1
        14  |                                | biopsy.not_taken:B1, biopsy.not_taken:B2
        15  | B2 taken                       | biopsy.not_taken:B1
        """,
        only="biopsy.not_taken",
        lesions={"L1": {}},
    )
    (alert,) = alerts.values()
    assert alert.statement == "Biopsy B1 of L1 is ordered and not taken"
    assert alert.facts == ("Ordered on 5 Jan 2026.", "Wanted by 10 Jan 2026.")
    assert (alert.since, alert.owner, alert.kind) == (day(6), "physician", "task")


def test_tissue_does_not_get_lost_on_the_way_to_the_laboratory(spec_alerts):
    spec_alerts(
        """
        day | facts                    | alerts
        0   | B1 taken L1; B2 taken L1 | -
        1   |                          | -
        2   |                          | biopsy.not_at_lab:B1, biopsy.not_at_lab:B2
        3   | B1 at lab; B2 reported   | -
        """,
        only="biopsy.not_at_lab",
        lesions={"L1": {}},
    )


def test_a_report_comes_within_days(spec_alerts):
    spec_alerts(
        """
        day | facts                    | alerts
        0   | B1 taken L1; B2 taken L1 | -
        1   | B1 at lab; B2 at lab     | -
        10  |                          | -
        11  |                          | biopsy.not_reported:B1, biopsy.not_reported:B2
        12  | B1 reported              | biopsy.not_reported:B2
        """,
        only="biopsy.not_reported",
        lesions={"L1": {}},
    )


def test_the_report_of_the_specimen_is_the_report_of_its_biopsy(spec_alerts):
    spec_alerts(
        """
        day | facts                    | alerts
        0   | S1 taken L1; B1 taken S1 | -
        2   |                          | biopsy.not_at_lab:B1
        3   | S1 malignant             | -
        8   |                          | biopsy.not_acted_on:B1
        """,
        only=("biopsy.not_at_lab", "biopsy.not_reported", "biopsy.not_acted_on"),
        lesions={"L1": {}},
    )


def test_a_specimen_outside_the_loop_is_waited_for_too(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                    | alerts
        0   | S1 taken L1; S2 taken L1 | -
        9   | S2 benign                | -
        10  |                          | biopsy.not_reported:specimen S1
        """,
        only="biopsy.not_reported",
        lesions={"L1": {}},
    )
    (alert,) = alerts.values()
    assert alert.owner == "pathologist" and alert.lesion_ids == ("L1",)


def test_a_report_is_acted_on(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                 | alerts
        0   | B1 reported; B2 reported; B3 reported | -
        4   | B2 cancelled                          | -
        5   |                                       | biopsy.not_acted_on:B1, biopsy.not_acted_on:B3
        6   | B1 acted                              | biopsy.not_acted_on:B3
        """,
        only="biopsy.not_acted_on",
    )
    (alert,) = alerts.values()
    assert "The report is not linked to a specimen." in alert.facts
    assert "a lesion not named" in alert.statement


def test_the_site_is_photographed_before(spec_alerts):
    spec_alerts(
        """
        day | facts                                 | alerts
        0   | B1 ordered; B2 ordered; B2 photograph | -
        1   | B1 taken; B2 taken; B3 taken          | biopsy.no_photograph:B1, biopsy.no_photograph:B3
        2   | B1 photograph; B3 cancelled           | -
        """,
        only="biopsy.no_photograph",
        is_dated=False,
    )


def test_a_biopsy_without_any_day_is_not_forgotten(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts         | alerts
        0   | visit         | -
        7   | B1 photograph | biopsy.not_ordered:B1
        9   | B1 ordered L1 | -
        """,
        only="biopsy.not_ordered",
        lesions={"L1": {}},
        is_dated=False,
    )
    assert alerts == {}
    _, alerts = spec_alerts(
        """
        day | facts                | alerts
        7   | visit; B1 photograph | -
        14  |                      | biopsy.not_ordered:B1
        """,
        only="biopsy.not_ordered",
        is_dated=False,
    )
    assert alerts["biopsy.not_ordered:B1"].missing == ("the day it was suggested",)


def test_a_report_that_says_neither_malignant_nor_not_is_asked_about():
    made = Made()
    tell(made, day(0), "S1 taken")
    made.specimens["S1"] |= {"reported_on": day(3)}
    found = raise_alerts(case=made.case(), on=day(3), rules=SHIPPED)
    (alert,) = [each for each in found if each.rule_id == "alerts.biopsy.not_judged"]
    assert alert.key == "alerts.biopsy.not_judged:specimen S1"
    assert alert.missing == ("whether specimen S1 is malignant",)
    for answer in (True, False):
        made.specimens["S1"] |= {"is_malignant": answer}
        found = raise_alerts(case=made.case(), on=day(3), rules=SHIPPED)
        assert "alerts.biopsy.not_judged" not in {each.rule_id for each in found}


def test_a_suggestion_that_was_closed_and_never_ordered_answers_nothing():
    made = Made()
    for number, fact in ((0, "L1 present"), (30, "B1 suggested L1")):
        tell(made, day(number), fact)
    alerts = renew_alerts(case=made.case(), on=day(40), rules=SHIPPED)
    (waits,) = [each for each in alerts if each.rule_id == "alerts.biopsy.not_ordered"]
    event = AlertEvent(kind="done", happened_on=day(41), by="Dr A", text="she thinks about it")
    closed = answer_alert(alert=waits, event=event)

    def keys(alerts, on):
        case = made.case(alerts=alerts)
        return {each.key for each in raise_alerts(case=case, on=day(on), rules=SHIPPED)}

    assert "alerts.tissue.none:L1" not in keys(alerts, 42)
    assert "alerts.tissue.none:L1" not in keys((closed,), 40), "not closed yet"
    assert "alerts.tissue.none:L1" in keys((closed,), 42)
