"""Spec: confirmation, restated in the documentation of admiralonco (rules confirm.*)."""

ADMIRALONCO = {"sd_window_days": 28}


def test_days_between_the_two_visits(spec_best):
    spec_best(
        """
        patient          | day 60 | day 87 | day 88 | day 89 || confirmed | decided
        27 days apart    | PR     | PR     |        |        || SD day 60 | day 60
        28 days apart    | PR     |        | PR     |        || PR day 60 | day 60, day 88
        CR 27 days apart | CR     | CR     |        |        || SD day 60 | day 60
        CR 28 days apart | CR     |        | CR     |        || CR day 60 | day 60, day 88
        the first later visit that qualifies decides | PR | PR | | CR || PR day 60 | day 60, day 89
        """,
        policy="recist11-admiralonco",
        switches=ADMIRALONCO,
    )


def test_a_cr_is_confirmed_by_cr_alone(spec_best):
    spec_best(
        """
        patient        | week 4 | week 8 | week 12 | week 16 || confirmed
        CR             | CR     | CR     |         |         || CR week 4
        one NE         | CR     | NE     | CR      |         || CR week 4
        two NE         | CR     | NE     | NE      | CR      || SD week 4
        SD in between  | CR     | SD     | CR      |         || SD week 4
        PR in between  | CR     | PR     | CR      |         || PR week 8
        PR only        | CR     | PR     |         |         || SD week 4
        a later pair   | CR     | PR     | CR      | CR      || CR week 12
        non-target     | CR     | NON-CR/NON-PD | CR |       || SD week 4
        """,
        policy="recist11-admiralonco",
        switches=ADMIRALONCO,
    )


def test_a_pr_is_confirmed_by_pr_or_cr(spec_best):
    spec_best(
        """
        patient          | week 4 | week 8 | week 12 | week 16 || confirmed  | decided
        PR               | PR     | PR     |         |         || PR week 4  | week 4, week 8
        CR               | PR     | CR     |         |         || PR week 4  | week 4, week 8
        one NE           | PR     | NE     | PR      |         || PR week 4  | week 4, week 12
        two NE           | PR     | NE     | NE      | PR      || SD week 4  | week 4
        SD in between    | PR     | SD     | PR      |         || SD week 4  | week 4
        SD, then a pair  | PR     | SD     | PR      | PR      || PR week 12 | week 12, week 16
        PD in between    | PR     | PD     | PR      |         || SD week 4  | week 4
        non-target       | PR     | NON-CR/NON-PD | PR |       || SD week 4  | week 4
        PR, CR confirmed | PR     | CR     | CR      |         || CR week 8  | week 8, week 12
        """,
        policy="recist11-admiralonco",
        switches=ADMIRALONCO,
    )


def test_how_many_ne_may_lie_in_between(spec_best):
    spec_best(
        """
        patient | week 4 | week 8 | week 12 | week 16 || confirmed
        none    | PR     | PR     |         |         || PR
        one     | PR     | NE     | PR      |         || SD
        """,
        policy="recist11-admiralonco",
        switches={**ADMIRALONCO, "max_ne": 0},
    )
    spec_best(
        """
        patient | week 4 | week 8 | week 12 | week 16 || confirmed
        one     | PR     | NE     | PR      |         || PR
        two     | PR     | NE     | NE      | PR      || SD
        """,
        policy="recist11-admiralonco",
        switches={**ADMIRALONCO, "max_ne": 1},
    )
    spec_best(
        """
        patient | week 4 | week 8 | week 12 | week 16 | week 20 || confirmed
        two     | PR     | NE     | NE      | PR      |         || PR
        three   | PR     | NE     | NE      | NE      | PR      || SD
        """,
        policy="recist11-admiralonco",
        switches={**ADMIRALONCO, "max_ne": 2},
    )


def test_one_stable_visit_between_two_partial_responses_when_accepted(spec_best):
    spec_best(
        """
        patient        | week 4 | week 8 | week 12 | week 16 || confirmed
        one SD         | PR     | SD     | PR      |         || PR week 4
        one SD, one NE | PR     | SD     | NE      | PR      || PR week 4
        two SD         | PR     | SD     | SD      | PR      || SD week 4
        SD between CR  | CR     | SD     | CR      |         || SD week 4
        """,
        policy="recist11-admiralonco",
        switches={**ADMIRALONCO, "accept_sd": True},
    )


def test_a_pr_after_a_cr_inside_the_stretch(spec_best):
    spec_best(
        """
        patient            | day 28 | day 38 | day 48 | day 70 || confirmed
        PR after CR        | PR     | CR     |        | PR     || SD day 28
        PR right after CR  | PR     | CR     | PR     | CR     || SD day 28
        CR too early       | PR     | PR     | CR     |        || SD day 28
        CR at the end      | PR     | PR     |        | CR     || PR day 28
        """,
        policy="recist11-admiralonco",
        switches=ADMIRALONCO,
    )
    spec_best(
        """
        patient            | day 28 | day 38 | day 48 | day 70 || confirmed
        PR after CR        | PR     | CR     |        | PR     || PR day 28
        PR right after CR  | PR     | CR     | PR     | CR     || PR day 28
        PR between two CR  | CR     |        | PR     | CR     || SD day 28
        """,
        policy="recist11-admiralonco",
        switches={**ADMIRALONCO, "pr_after_cr": True},
    )


def test_the_longest_time_to_the_confirming_visit(spec_best):
    spec_best(
        """
        patient       | week 4 | week 8 | week 16 | day 113 || confirmed
        84 days later | PR     |        | PR      |         || PR week 4
        85 days later | PR     |        |         | PR      || SD week 4
        earlier one   | PR     | PR     |         | PR      || PR week 4
        """,
        policy="recist11-admiralonco",
        switches={**ADMIRALONCO, "confirm_max_days": 84},
    )


def test_a_response_that_is_not_confirmed(spec_best):
    spec_best(
        """
        patient                   | day 27 | day 28 | week 12 || confirmed | rule
        before the window         | PR     |        |         || NE day 27 | confirm.fallback
        on the first day          |        | PR     |         || SD day 28 | confirm.fallback
        CR before the window      | CR     |        |         || NE day 27 | confirm.fallback
        before the window, PD     | PR     |        | PD      || PD week 12 | confirm.fallback
        before the window, NE     | CR     |        | NE      || NE day 27 | confirm.fallback
        """,
        policy="recist11-admiralonco",
        switches=ADMIRALONCO,
    )


def test_a_response_that_can_still_be_confirmed_names_the_day(spec_best):
    found = spec_best(
        """
        patient | week 4 | week 8 || confirmed | rule
        open    | SD     | PR     || SD week 4 | confirm.open
        NE      | PR     | NE     || SD week 4 | confirm.open
        """,
        policy="recist11-admiralonco",
        switches={**ADMIRALONCO, "confirm_max_days": 84},
    )
    sentences = [each.sentence for each in found[0].confirmed.reasons]
    assert (
        "Still open: CR or PR at a visit from 2026-03-30 on and until 2026-05-25 would confirm "
        "the PR of 2026-03-02." in sentences
    )


def test_what_can_no_longer_be_confirmed_is_not_called_open(spec_best):
    table = """
        patient | week 4 | week 16 || confirmed
        gone    | PR     | {last}  || SD week 4
        """
    for last, more in (
        ("PD", {}),
        ("SD", {}),
        ("NE", {"switches": {**ADMIRALONCO, "confirm_max_days": 84}}),
        ("NE", {"dates": {"new_treatment_on": "week 20"}}),
        ("NE", {"dates": {"death_on": "week 20"}}),
    ):
        given = {"switches": ADMIRALONCO, **more}
        (found,) = spec_best(table.format(last=last), policy="recist11-admiralonco", **given)
        rules = {reason.rule_id for reason in found.confirmed.reasons}
        assert "best_response.confirm.open" not in rules, last


def test_why_a_response_is_not_confirmed_is_said(spec_best):
    found = spec_best(
        """
        patient | week 4 | week 8 | week 12 | week 28 || confirmed
        ne      | PR     | NE     | NE      |         || SD
        sd      | PR     | SD     |         |         || SD
        pr cr   | CR     | PR     |         |         || SD
        late    | PR     |        |         | PR      || SD
        nothing | PR     |        |         |         || SD
        """,
        policy="recist11-admiralonco",
        switches={**ADMIRALONCO, "confirm_max_days": 84},
    )
    said = [each.confirmed.reasons[1].sentence for each in found]
    first = "of 2026-02-02 is not confirmed: "
    assert said == [
        f"The PR {first}more than 1 NE came first, the last of them on 2026-03-30.",
        f"The PR {first}SD on 2026-03-02 came first.",
        f"The CR {first}PR on 2026-03-02 came first.",
        f"The PR {first}the first visit that could, PR on 2026-07-20, came 168 days later "
        "(at most 84).",
        f"The PR {first}no later visit with CR or PR at least 28 days on.",
    ]


def test_no_confirmation_is_given_unless_asked_for(spec_best):
    (found,) = spec_best(
        """
        patient | week 8 | week 12 || best      | rule
        PR      | PR     | PR      || PR week 8 | confirm.off
        """
    )
    assert found.confirmed is None


def test_who_responses_must_last_four_weeks(spec_best):
    table = """
        patient       | week 6 | day 69 | week 10 || best      | confirmed
        CR, four weeks | CR    |        | CR      || CR week 6 | CR week 6
        CR, 27 days   | CR     | CR     |         || CR week 6 | NC week 6
        PR, four weeks | PR    |        | PR      || PR week 6 | PR week 6
        PR, 27 days   | PR     | PR     |         || PR week 6 | NC week 6
        PR, then CR   | PR     |        | CR      || CR week 10 | PR week 6
        PR, then NC   | PR     |        | NC      || PR week 6 | NC week 6
        SD for NC     | SD     |        | PD      || NC week 6 | NC week 6
        """
    for policy in ("who-sum", "who-any-lesion"):
        spec_best(table, policy=policy)
