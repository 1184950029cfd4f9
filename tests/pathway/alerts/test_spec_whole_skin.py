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
    assert all(fact.endswith("no visit records an examination.") for fact in alert.facts)


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


def test_what_the_patient_refused_is_an_answer_and_is_named(spec_alerts):
    seen = "face, neck, axilla, sternum, back, abdomen, hand, foot"
    _, alerts = spec_alerts(
        f"""
        day | facts                              | alerts
        0   | looked at {seen}; refused scalp   | -
        84  |                                    | -
        90  |                                    | whole_skin.overdue:patient@0
        """,
        only="whole_skin",
    )
    (alert,) = alerts.values()
    assert alert.statement.endswith("5 Jan 2026 (refused: Scalp)")


def test_a_visit_that_refused_everything_is_no_check(spec_alerts):
    spec_alerts(
        """
        day | facts              | alerts
        0   | refused everything | -
        90  |                    | whole_skin.overdue:patient:never
        """,
        only="whole_skin",
    )
