"""Spec: the whole skin. Source: rules whole_skin.* of rules/alerts.toml."""

PAGE = "alerts"


def test_a_check_of_the_whole_skin_falls_due_again(spec_alerts):
    spec_alerts(
        """
        day | facts                | alerts
        0   | looked at everything | -
        60  | looked at scalp      | -
        89  |                      | -
        90  |                      | whole_skin.overdue:patient@0
        99  | looked at everything | -
        """,
        only="whole_skin",
    )


def test_regions_that_nobody_ever_looked_at_are_named(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                | alerts
        0   | looked at scalp, back; refused groin | -
        83  |                                      | -
        84  |                                      | whole_skin.never_examined:patient
        99  | looked at face, neck, axilla         | whole_skin.never_examined:patient
        """,
        only="whole_skin",
    )
    (alert,) = alerts.values()
    assert "Scalp" not in alert.statement and "Legs" in alert.statement
    assert "Genital" not in alert.statement, "never asked of a complete check"
    assert any(fact.endswith("refused.") for fact in alert.facts)


def test_everything_seen_at_different_visits_is_no_check_of_the_whole(spec_alerts):
    spec_alerts(
        """
        day | facts                                              | alerts
        0   | looked at scalp, face, neck, axilla, sternum, back | -
        20  | looked at abdomen, hand, foot, nipple, groin       | -
        90  |                                                    | whole_skin.overdue:patient:never
        """,
        only="whole_skin",
    )


def test_a_case_without_a_visit_asks_for_nothing(spec_alerts):
    spec_alerts(
        """
        day | facts    | alerts
        0   | S1 taken | -
        300 |          | -
        """,
        only="whole_skin",
    )
