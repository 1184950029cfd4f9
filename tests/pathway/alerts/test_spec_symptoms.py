"""Spec: what cannot wait. Source: rules symptoms.* of rules/alerts.toml."""

# ruff: noqa: E501 (the tables are wide)

from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathway.alerts import answer_alert, raise_alerts, renew_alerts
from dermetry.record.alert import AlertEvent
from dermetry.record.patient import Patient
from tests.pathway.alerts.tables import Made, day, tell

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
        35  | L1 pain 8 | symptoms.pain_severe:patient@35:L1
        """,
        only="symptoms.pain_severe",
    )
    (alert,) = alerts.values()
    assert alert.statement == "Severe pain: L1 8 of 10 (9 Feb 2026)"
    assert alert.urgency == "urgent"


def test_one_pain_is_one_alert(spec_alerts):
    spec_alerts(
        """
        day | facts                    | alerts
        0   | pain 8; L1 pain 8        | symptoms.pain_severe:patient@0:L1
        7   | pain 9; L1 pain 8        | symptoms.pain_severe:patient@7:L1:patient
        14  | pain 7; L1 copied pain 8 | symptoms.pain_severe:patient@7:L1, symptoms.pain_severe:patient@14
        """,
        only="symptoms.pain_severe",
    )


def test_all_pain_of_one_day_is_one_alert_that_names_the_lesions(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                       | alerts
        0   | L1 pain 2; L2 pain 2; L3 pain 2; L4 pain 2  | -
        7   | L1 pain 7; L2 pain 9; L3 pain 5; L4 pain 6  | symptoms.pain_severe:patient@7:L1:L2, symptoms.pain_rising:patient@7:L3:L4
        14  | L1 pain 7                                   | symptoms.pain_severe:patient@7:L2, symptoms.pain_severe:patient@14:L1, symptoms.pain_rising:patient@7:L3:L4
        21  | L1 pain 0; L2 pain 8; L5 pain 8; L3 pain 1; L4 pain 1 | symptoms.pain_severe:patient@21:L2:L5
        """,
        only=("symptoms.pain_severe", "symptoms.pain_rising"),
    )
    (alert,) = alerts.values()
    assert alert.statement == "Severe pain: L2 8 of 10, L5 8 of 10 (26 Jan 2026)"
    assert alert.lesion_ids == ("L2", "L5")


def test_pain_told_later_of_another_lesion_is_not_hidden_by_a_closed_alert():
    made = Made()
    tell(made, day(0), "L1 pain 8")
    (alert,) = renew_alerts(case=made.case(), on=day(0), rules=SHIPPED)
    event = AlertEvent(kind="done", happened_on=day(0), by="Dr A", text="morphine")
    closed = answer_alert(alert=alert, event=event)
    tell(made, day(0), "L2 pain 9")
    first, second = renew_alerts(case=made.case(alerts=(closed,)), on=day(0), rules=SHIPPED)
    assert [each.kind for each in first.events] == ["fired", "done", "ended"]
    assert second.statement == "Severe pain: L2 9 of 10, L1 8 of 10 (5 Jan 2026)"
    tell(made, day(7), "L1 pain 0")  # L2 still hurts: one less is no new fact
    done = answer_alert(alert=second, event=event.model_copy(update={"happened_on": day(1)}))
    later = renew_alerts(case=made.case(alerts=(first, done)), on=day(7), rules=SHIPPED)
    assert [each.kind for each in later[1].events] == ["fired", "done"] and len(later) == 2
    many = Made()
    for number in range(99):
        tell(many, day(0), f"L{number} pain 8")
    (one,) = renew_alerts(case=many.case(), on=day(0), rules=SHIPPED)
    assert len(one.key) < 200 and len(one.lesion_ids) == 99


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
        BLEEDING.replace("{key}:L1", "symptoms.bleeding_not_asked:patient"),
        only="symptoms.bleeding",
        patient=patient,
    )
    assert case.patient.anticoagulants is None
    _, alerts = spec_alerts(
        """
        day | facts                   | alerts
        0   | L1 bleeding spontaneous | symptoms.bleeding_not_asked:patient@0
        """,
        only="symptoms.bleeding",
        patient=patient,
    )
    assert alerts["symptoms.bleeding_not_asked:patient:2026-01-05"].missing == (
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
        0   | T1 systemic                   | -
        1   | T1 ends                       | -
        90  | temperature 39; A1 antibiotic | -
        92  | T2 systemic                   | -
        """,
        only="symptoms.fever",
    )


def test_fever_where_no_systemic_treatment_is_recorded_is_asked_about(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                         | alerts
        0   | temperature 39; A1 antibiotic | symptoms.fever:patient@0
        """,
        only="symptoms.fever",
    )
    (alert,) = alerts.values()
    assert alert.missing == ("whether systemic treatment is or was given",)
    assert "soon after systemic treatment" not in alert.statement


def test_one_question_to_the_patient_is_one_alert(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                                                 | alerts
        0   | L1 bleeding spontaneous                               | symptoms.bleeding_not_asked:patient@0
        7   | L2 bleeding spontaneous; L3 bleeding spontaneous      | symptoms.bleeding_not_asked:patient@7
        """,
        only="symptoms.bleeding",
        patient=Patient(patient_id="P1", anticoagulants=None),
    )
    (alert,) = alerts.values()
    assert alert.lesion_ids == ("L1", "L2", "L3")
    assert alert.statement.startswith("L1, L2, L3 bled by themselves")


def test_a_lesion_seen_to_be_gone_no_longer_hurts_bleeds_or_is_infected(spec_alerts):
    spec_alerts(
        """
        day | facts                                                    | alerts
        0   | L1 open; L1 signs pus; L1 pain 9; L1 bleeding spontaneous | symptoms.bleeding_on_anticoagulant:L1@0, symptoms.infected_ulcer:L1@0, symptoms.pain_severe:patient@0:L1
        7   | L1 ND                                                    | symptoms.bleeding_on_anticoagulant:L1@0, symptoms.infected_ulcer:L1@0, symptoms.pain_severe:patient@0:L1
        14  | L1 absent                                                | -
        21  | L1 present                                               | -
        28  | L1 pain 8                                                | symptoms.pain_severe:patient@28:L1
        """,
        only="symptoms",
        patient=Patient(patient_id="P1", anticoagulants=("apixaban",)),
    )


def test_what_was_urgent_weeks_ago_is_a_task_to_document(spec_alerts):
    _, alerts = spec_alerts(
        """
        day | facts                       | alerts
        0   | T1 systemic; temperature 39 | symptoms.fever:patient@0
        28  | visit                       | symptoms.fever:patient@0
        29  |                             | symptoms.not_documented:patient:fever-2026-01-05
        300 | visit                       | symptoms.not_documented:patient:fever-2026-01-05
        301 | temperature 37              | -
        """,
        only="symptoms",
    )
    _, alerts = spec_alerts(
        """
        day | facts                                                     | alerts
        0   | L1 open; L1 signs pus; L1 pain 9; L1 bleeding spontaneous | symptoms.bleeding_not_asked:patient@0, symptoms.infected_ulcer:L1@0, symptoms.pain_severe:patient@0:L1
        29  |                                                           | symptoms.not_documented:patient:bleeding_not_asked-2026-01-05, symptoms.not_documented:L1:infected_ulcer-2026-01-05, symptoms.not_documented:patient:pain_severe-2026-01-05:L1
        """,
        only="symptoms",
        patient=Patient(patient_id="P1", anticoagulants=None),
    )
    alert = alerts["symptoms.not_documented:patient:pain_severe-2026-01-05:L1"]
    assert (alert.urgency, alert.kind) == ("routine", "task")
    assert alert.statement == "Not documented what followed: Severe pain: L1 9 of 10 (5 Jan 2026)"


def test_what_a_person_closed_needs_no_task():
    made = Made()
    for fact in ("T1 systemic", "temperature 39"):
        tell(made, day(0), fact)
    (fever,) = [
        each
        for each in renew_alerts(case=made.case(), on=day(0), rules=SHIPPED)
        if each.rule_id == "alerts.symptoms.fever"
    ]
    event = AlertEvent(kind="done", happened_on=day(1), by="Dr A", text="admitted, recovered")

    def rule_ids(*alerts):
        case = made.case(alerts=alerts)
        return {each.rule_id for each in raise_alerts(case=case, on=day(40), rules=SHIPPED)}

    assert "alerts.symptoms.not_documented" in rule_ids(fever)
    assert "alerts.symptoms.not_documented" not in rule_ids(answer_alert(alert=fever, event=event))
