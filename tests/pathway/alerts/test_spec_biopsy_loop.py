"""Spec: when a biopsy waits too long. Source: rules biopsy.* of rules/alerts.toml."""

# ruff: noqa: E501 (the tables are wide)

from tests.pathway.alerts.tables import day

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
