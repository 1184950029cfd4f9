"""Spec: what cannot wait. Source: rules symptoms.* of rules/alerts.toml."""

from dermetry.record.patient import Patient

PAGE = "alerts"


def test_severe_pain_is_of_its_visit(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts     | alerts
        0   | pain 6    | -
        7   | pain 7    | symptoms.pain_severe:patient@7
        14  | visit     | symptoms.pain_severe:patient@7
        21  | pain 9    | symptoms.pain_severe:patient@21
        28  | pain 6    | -
        35  | L1 pain 8 | symptoms.pain_severe:L1@35
        """,
        only="symptoms.pain_severe",
    )
    (alert,) = alerts.values()
    assert alert.statement == "Pain of L1 is 8 of 10 (9 Feb 2026)"
    assert alert.urgency == "urgent"


def test_one_pain_is_one_alert(spec_alerts):
    spec_alerts(
        """
        day | facts                    | alerts
        0   | pain 8; L1 pain 8        | symptoms.pain_severe:L1@0
        7   | pain 9; L1 pain 8        | symptoms.pain_severe:L1@7, symptoms.pain_severe:patient@7
        14  | pain 7; L1 copied pain 8 | symptoms.pain_severe:L1@7, symptoms.pain_severe:patient@14
        """,
        only="symptoms.pain_severe",
    )


def test_pain_rising_is_moderate_and_more_than_before(spec_alerts):
    spec_alerts(
        """
        day | facts  | alerts
        0   | pain 4 | -
        7   | pain 4 | -
        14  | pain 5 | symptoms.pain_rising:patient@14
        21  | pain 5 | -
        28  | pain 7 | -
        35  | pain 1 | -
        42  | pain 3 | -
        49  | pain 4 | symptoms.pain_rising:patient@49
        """,
        only="symptoms.pain_rising",
    )


def test_an_open_lesion_with_signs_of_infection(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                           | alerts
        0   | L1 open; L1 signs none; L2 closed; L2 signs pus | -
        7   | L1 signs pus, fever; L2 signs pus; L3 signs pus | symptoms.infected_ulcer:L1@7
        14  | L1 pain 3                                       | symptoms.infected_ulcer:L1@7
        21  | L1 signs none                                   | -
        28  | L1 signs pus                                    | symptoms.infected_ulcer:L1@28
        """,
        only="symptoms.infected_ulcer",
    )
    assert "Signs: pus." in alerts["symptoms.infected_ulcer:L1:2026-02-02"].facts


BLEEDING = """
    day | facts                                                   | alerts
    0   | L1 bleeding on_contact; L2 bleeding none                | -
    7   | L1 bleeding spontaneous; L2 copied bleeding spontaneous | {key}:L1@7
    14  | L1 pain 1                                               | {key}:L1@7
    21  | L1 bleeding none                                        | -
    """


def test_a_lesion_that_bleeds_by_itself_under_an_anticoagulant(spec_alerts):
    patient = Patient(patient_id="P1", anticoagulants=("apixaban",))
    table = BLEEDING.format(key="symptoms.bleeding_on_anticoagulant")
    spec_alerts(table, only="symptoms.bleeding", patient=patient)


def test_not_asked_is_not_none(spec_alerts):
    patient = Patient(patient_id="P1", anticoagulants=None)
    case, _ = spec_alerts(
        BLEEDING.format(key="symptoms.bleeding_not_asked"),
        only="symptoms.bleeding",
        patient=patient,
    )
    assert case.patient.anticoagulants is None
    _, alerts = spec_alerts(
        """
        day | facts                   | alerts
        0   | L1 bleeding spontaneous | symptoms.bleeding_not_asked:L1@0
        """,
        only="symptoms.bleeding",
        patient=patient,
    )
    assert alerts["symptoms.bleeding_not_asked:L1:2026-01-05"].missing == (
        "whether an anticoagulant is taken",
    )


def test_a_patient_without_anticoagulants_is_no_alert(spec_alerts):
    spec_alerts(
        """
        day | facts                   | alerts
        0   | L1 bleeding spontaneous | -
        """,
        only="symptoms.bleeding",
        patient=Patient(patient_id="P1", anticoagulants=()),
    )


def test_fever_in_or_soon_after_systemic_treatment(spec_alerts):
    spec_alerts(
        """
        day | facts            | alerts
        0   | T1 systemic      | -
        1   | temperature 37.9 | -
        2   | temperature 38.0 | symptoms.fever:patient@2
        3   | temperature 37.2 | -
        10  | T1 ends          | -
        52  | temperature 39   | symptoms.fever:patient@52
        53  | temperature 39   | -
        """,
        only="symptoms.fever",
    )


def test_fever_without_systemic_treatment_is_not_this_rule(spec_alerts):
    spec_alerts(
        """
        day | facts                         | alerts
        0   | temperature 39; A1 antibiotic | -
        1   | temperature 39                | -
        2   | T1 systemic                   | -
        """,
        only="symptoms.fever",
    )
