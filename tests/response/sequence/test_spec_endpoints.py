"""Spec: endpoints with the day and the reason (rules endpoint.* and censor.*).

What admiralonco restates is verified there; the choices of an analysis plan are marked
unverified in the rule file.
"""

ASKED = {"confirm_days": 28}


def test_objective_response(spec_endpoints):
    spec_endpoints(
        """
        patient         | week 8 | week 12 | week 16 || objective response | confirmed objective response
        CR              | CR     | CR      |         || yes week 8         | yes week 8
        PR, then CR     | SD     | PR      | CR      || yes week 12        | yes week 12
        not confirmed   | PR     | SD      |         || yes week 8         | no
        a later one     | PR     | SD      | PR      || yes week 8         | no
        stable          | SD     | SD      | PD      || no                 | no
        nobody          |        |         |         || no                 | no
        after PD        | PD     | PR      | PR      || no                 | no
        """,  # noqa: E501
        switches=ASKED,
    )


def test_clinical_benefit(spec_endpoints):
    spec_endpoints(
        """
        patient             | week 4 | day 41 | day 42 || clinical benefit | confirmed clinical benefit
        a response          | PR     |        | NE     || yes week 4       | no
        a confirmed one     | PR     | PR     |        || yes week 4       | no
        lasting             | SD     | SD     | SD     || yes day 42       | yes day 42
        not lasting         | SD     | SD     |        || no               | no
        non-target only     |        |        | NON-CR/NON-PD || yes day 42 | yes day 42
        progression         | SD     |        | PD     || no               | no
        not evaluable       | SD     |        | NE     || no               | no
        """,  # noqa: E501
        switches=ASKED,
    )
    spec_endpoints(
        """
        patient      | week 8 | day 167 | week 24 || clinical benefit | disease control
        not lasting  | SD     | SD      |         || no               | yes week 8
        24 weeks     | SD     | SD      | SD      || yes week 24      | yes week 8
        a response   | PR     |         | PD      || yes week 8       | yes week 8
        """,
        choices={"clinical_benefit_days": 168},
    )


def test_disease_control(spec_endpoints):
    spec_endpoints(
        """
        patient    | week 4 | week 8 || disease control
        response   | PR     | PD     || yes week 4
        stable     |        | SD     || yes week 8
        non-target |        | NON-CR/NON-PD || yes week 8
        too early  | SD     | PD     || no
        NE         | NE     | NE     || no
        """
    )


def test_time_to_response(spec_endpoints):
    spec_endpoints(
        """
        patient       | week 8 | week 12 | week 16 || time to response        | confirmed time to response
        response      | SD     | PR      | PR      || event week 12: response | event week 12: response
        not confirmed | SD     | PR      | SD      || event week 12: response | censored week 16: no response
        no response   | SD     | PD      |         || censored week 12: no response | censored week 12: no response
        last NE       | SD     | NE      | NE      || censored week 8: no response | censored week 8: no response
        only NE       | NE     | NE      |         || censored start: no assessment | censored start: no assessment
        """,  # noqa: E501
        switches=ASKED,
    )


def test_duration_of_response(spec_endpoints):
    found = spec_endpoints(
        """
        patient     | week 8 | week 12 | week 16 | week 20 || duration of response | confirmed duration of response
        progression | PR     | PR      | SD      | PD      || event week 20: progression | event week 20: progression
        later one   | PR     | SD      | PR      | CR      || censored week 20: last assessment | censored week 20: last assessment
        ongoing     | PR     | CR      | NE      | NE      || censored week 12: last assessment | censored week 12: last assessment
        none        | SD     | PD      |         |         || not_applicable: no response | not_applicable: no response
        """,  # noqa: E501
        switches=ASKED,
    )
    said = found[3]["duration_of_response", True].reasons[0].sentence
    assert said == "Duration of response (confirmed): does not apply, there was no such response."
    assert [each["duration_of_response", True].days for each in found] == [84, 28, 28, None]
    assert [each["duration_of_response", False].days for each in found] == [84, 84, 28, None]
    spec_endpoints(
        """
        patient | week 8 | week 12 || duration of response
        death   | PR     | PR      || event week 30: death
        """,
        dates={"death_on": "week 30"},
    )


def test_progression_free_survival(spec_endpoints):
    spec_endpoints(
        """
        patient     | week 8 | week 16 | week 24 || progression free survival | time to progression
        progression | SD     | PD      | PD      || event week 16: progression | event week 16: progression
        none so far | SD     | PR      | NE      || censored week 16: last assessment | censored week 16: last assessment
        only NE     | NE     | NE      |         || censored start: no assessment | censored start: no assessment
        nobody      |        |         |         || censored start: no assessment | censored start: no assessment
        """  # noqa: E501
    )


def test_death(spec_endpoints):
    spec_endpoints(
        """
        patient    | week 8 | week 16 || progression free survival  | time to progression
        without PD | SD     | NE      || event week 30: death       | censored week 8: death
        after PD   | SD     | PD      || event week 16: progression | event week 16: progression
        never seen |        |         || event week 30: death       | censored start: death
        """,
        dates={"death_on": "week 30"},
    )
    spec_endpoints(
        """
        patient    | week 8 | week 16 || time to progression
        without PD | SD     | NE      || censored week 30: death
        never seen |        |         || censored week 30: death
        """,
        dates={"death_on": "week 30"},
        choices={"death_censors_progression_at": "death"},
    )


def test_progression_on_the_day_of_death_is_progression(spec_endpoints):
    spec_endpoints(
        """
        patient | week 8 || progression free survival
        both    | PD     || event week 8: progression
        """,
        dates={"death_on": "week 8"},
    )


def test_a_new_treatment_censors(spec_endpoints):
    spec_endpoints(
        """
        patient     | week 8 | week 16 | week 24 || progression free survival
        then PD     | SD     | NE      | PD      || censored week 8: new treatment
        PD before   | PD     |         |         || event week 8: progression
        then death  | SD     | SD      |         || censored week 16: new treatment
        nothing yet |        |         | SD      || censored start: new treatment
        """,
        dates={"new_treatment_on": "week 20", "death_on": "week 40"},
    )
    spec_endpoints(
        """
        patient     | week 8 | week 16 | week 24 || progression free survival   | time to progression
        then PD     | SD     | NE      | PD      || event week 24: progression  | event week 24: progression
        then death  | SD     | SD      |         || event week 40: death        | censored week 16: death
        nothing yet |        |         | SD      || event week 40: death        | censored week 24: death
        """,  # noqa: E501
        dates={"new_treatment_on": "week 20", "death_on": "week 40"},
        choices={"new_treatment_censors": False},
    )


def test_progression_on_the_first_day_of_a_new_treatment(spec_endpoints):
    table = """
        patient | week 8 | week 16 || progression free survival
        PD      | SD     | PD      || {0}
        """
    dates = {"new_treatment_on": "week 16"}
    spec_endpoints(table.format("censored week 8: new treatment"), dates=dates)
    spec_endpoints(
        table.format("event week 16: progression"),
        dates=dates,
        choices={"new_treatment_day_counts": True},
    )


def test_death_on_the_first_day_of_a_new_treatment(spec_endpoints):
    table = """
        patient | week 8 || progression free survival
        death   | SD     || {0}
        """
    dates = {"new_treatment_on": "week 16", "death_on": "week 16"}
    spec_endpoints(table.format("censored week 8: new treatment"), dates=dates)
    spec_endpoints(
        table.format("event week 16: death"),
        dates=dates,
        choices={"new_treatment_day_counts": True},
    )


def test_missed_visits_censor_when_a_limit_is_given(spec_endpoints):
    spec_endpoints(
        """
        patient      | week 8 | week 16 | day 232 | day 233 || progression free survival
        in time      | SD     | SD      | PD      |         || event day 232: progression
        too late     | SD     | SD      |         | PD      || censored week 16: missed visits
        NE is missed | SD     | NE      | PD      |         || censored week 8: missed visits
        never seen   |        |         |         | PD      || censored start: missed visits
        """,
        choices={"missed_visits_days": 120},
    )
    spec_endpoints(
        """
        patient      | week 8 | week 16 | day 232 | day 233 || progression free survival
        too late     | SD     | SD      |         | PD      || event day 233: progression
        NE is missed | SD     | NE      | PD      |         || event day 232: progression
        never seen   |        |         |         | PD      || event day 233: progression
        """
    )


def test_a_late_death_after_missed_visits(spec_endpoints):
    found = spec_endpoints(
        """
        patient | week 8 || progression free survival     | overall survival
        death   | SD     || censored week 8: missed visits | event week 60: death
        """,
        choices={"missed_visits_days": 120},
        dates={"death_on": "week 60"},
    )
    sentence = found[0]["progression_free_survival", False].reasons[0].sentence
    assert sentence == (
        "Progression-free survival: censored on 2026-03-02, 56 days from 2026-01-05: 364 days lie "
        "between it and the death on 2027-03-01, more than 120: visits were missed."
    )


def test_without_a_baseline_nothing_can_be_compared(spec_endpoints):
    spec_endpoints(
        """
        patient | week 8 || progression free survival | time to progression
        PD      | PD     || censored start: no baseline | censored start: no baseline
        """,
        dates={"has_baseline": False},
    )


def test_a_response_without_a_baseline_lasts_no_time(spec_endpoints):
    (found,) = spec_endpoints(
        """
        patient | week 8 | week 16 || duration of response
        PR      | PR     | PD      || censored week 8: no baseline
        """,
        dates={"has_baseline": False},
    )
    assert found["duration_of_response", False].days == 0


def test_the_data_cutoff_hides_what_comes_later(spec_endpoints):
    spec_endpoints(
        """
        patient | week 8 | week 16 || progression free survival | overall survival
        later   | SD     | PD      || censored week 8: last assessment | censored week 12: data cutoff
        """,  # noqa: E501
        dates={"cutoff_on": "week 12", "death_on": "week 20", "new_treatment_on": "week 18"},
    )


def test_overall_survival(spec_endpoints):
    table = """
        patient   | week 8 | week 16 | week 24 || overall survival
        seen      | SD     | PD      | SD      || censored week 24: last visit
        not done  | SD     | ND      |         || censored {0}
        nobody    |        |         |         || censored {1}
        """
    (seen, *_) = spec_endpoints(table.format("week 8: last visit", "start: reference date"))
    (reason,) = seen["overall_survival", False].reasons
    assert reason.sentence.endswith("no death so far, last known to be alive at the last visit.")
    contact = "week 20: last contact"
    spec_endpoints(table.format(contact, contact), dates={"last_contact_on": "week 20"})


def test_counting_the_first_day(spec_endpoints):
    table = """
        patient | week 8 | week 16 || duration of response
        PR      | PR     | PD      || event week 16: progression
        """
    for choice, days in ((False, 56), (True, 57)):
        (found,) = spec_endpoints(table, choices={"add_first_day": choice})
        assert found["duration_of_response", False].days == days
        assert found["objective_response", False].days == days
        assert found["overall_survival", False].days == days + 56


def test_progression_read_from_a_contradiction_says_so(spec_endpoints):
    (found,) = spec_endpoints(
        """
        patient | week 8 | week 16 || progression free survival
        CR, PR  | CR     | PR      || event week 16: progression
        """
    )
    rules = [each.rule_id for each in found["progression_free_survival", False].reasons]
    assert rules[-1] == "best_response.recurrence.progression"
