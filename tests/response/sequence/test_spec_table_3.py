"""Spec: best response when confirmation is required, all combinations of two visits.

Source: Eisenhauer 2009, table 3, as restated in emera86/SASmanual-MkDocs; rows in which the
first visit is SD, NON-CR/NON-PD or PD follow from rule 14 of the same source.
"""

ASKED = {"confirm_days": 28, "sd_window_days": 42}


def test_the_first_visit_has_met_the_minimum_for_stable_disease(spec_best):
    spec_best(
        """
        patient       | week 8 | week 12 || confirmed | progression
        CR, CR        | CR     | CR      || CR week 8 |
        CR, PR        | CR     | PR      || SD week 8 | week 12
        CR, SD        | CR     | SD      || SD week 8 | week 12
        CR, PD        | CR     | PD      || SD week 8 | week 12
        CR, NE        | CR     | NE      || SD week 8 |
        CR, nothing   | CR     |         || SD week 8 |
        PR, CR        | PR     | CR      || PR week 8 |
        PR, PR        | PR     | PR      || PR week 8 |
        PR, SD        | PR     | SD      || SD week 8 |
        PR, PD        | PR     | PD      || SD week 8 | week 12
        PR, NE        | PR     | NE      || SD week 8 |
        PR, nothing   | PR     |         || SD week 8 |
        NE, NE        | NE     | NE      || NE week 8 |
        NE, CR        | NE     | CR      || SD week 12 |
        NE, PR        | NE     | PR      || SD week 12 |
        NE, SD        | NE     | SD      || SD week 12 |
        NE, PD        | NE     | PD      || PD week 12 | week 12
        SD, CR        | SD     | CR      || SD week 8 |
        SD, PR        | SD     | PR      || SD week 8 |
        SD, SD        | SD     | SD      || SD week 8 |
        SD, PD        | SD     | PD      || SD week 8 | week 12
        SD, NE        | SD     | NE      || SD week 8 |
        PD, CR        | PD     | CR      || PD week 8 | week 8
        PD, PD        | PD     | PD      || PD week 8 | week 8
        """,
        switches=ASKED,
    )


def test_the_first_visit_comes_before_the_minimum_for_stable_disease(spec_best):
    spec_best(
        """
        patient       | week 4 | week 8 || confirmed | progression
        CR, CR        | CR     | CR     || CR week 4 |
        CR, PR        | CR     | PR     || PD week 8 | week 8
        CR, SD        | CR     | SD     || PD week 8 | week 8
        CR, PD        | CR     | PD     || PD week 8 | week 8
        CR, NE        | CR     | NE     || NE week 4 |
        CR, nothing   | CR     |        || NE week 4 |
        PR, CR        | PR     | CR     || PR week 4 |
        PR, PR        | PR     | PR     || PR week 4 |
        PR, SD        | PR     | SD     || SD week 8 |
        PR, PD        | PR     | PD     || PD week 8 | week 8
        PR, NE        | PR     | NE     || NE week 4 |
        NE, NE        | NE     | NE     || NE week 4 |
        SD, SD        | SD     | SD     || SD week 8 |
        SD, PD        | SD     | PD     || PD week 8 | week 8
        SD, NE        | SD     | NE     || NE week 4 |
        """,
        switches=ASKED,
    )


def test_both_visits_come_before_the_minimum_for_stable_disease(spec_best):
    spec_best(
        """
        patient | day 14 | day 41 || confirmed
        CR, SD  | CR     | SD     || PD day 41
        PR, SD  | PR     | SD     || NE day 14
        PR, PR  | PR     | PR     || NE day 14
        SD, SD  | SD     | SD     || NE day 14
        SD, PD  | SD     | PD     || PD day 41
        """,
        switches=ASKED,
    )


def test_a_cr_that_was_not_one_is_changed_to_pr(spec_best):
    found = spec_best(
        """
        patient    | week 4 | week 8 | week 12 | week 16 || best      | confirmed | rule
        CR, PR     | CR     | PR     |         |         || PR week 4 | PR week 4 | recurrence.cr_was_pr
        NE between | CR     | NE     | PR      |         || PR week 4 | PR week 4 | recurrence.cr_was_pr
        CR, CR, PR | CR     | CR     | PR      |         || PR week 4 | PR week 4 | recurrence.cr_was_pr
        CR, SD     | CR     | SD     |         |         || CR week 4 | PD week 8 | recurrence.progression
        after PD   | CR     | SD     | CR      | PR      || CR week 4 | PD week 8 | recurrence.progression
        """,  # noqa: E501
        switches=ASKED,
        choices={"disease_after_cr": "cr_was_pr"},
    )
    assert [len(each.flags) for each in found] == [1, 1, 2, 1, 1]
    assert "CR on 2026-02-02 leads into the PR of 2026-03-02" in found[0].flags[0].sentence


def test_disease_after_cr_is_progression_and_flagged(spec_best):
    found = spec_best(
        """
        patient         | week 8 | week 12 | week 16 || best      | confirmed  | progression
        CR, PR, CR      | CR     | PR      | CR      || CR week 8 | SD week 8  | week 12
        CR, NE, SD      | CR     | NE      | SD      || CR week 8 | SD week 8  | week 16
        CR, CR, PR      | CR     | CR      | PR      || CR week 8 | CR week 8  | week 16
        non-target only | CR     | NON-CR/NON-PD |   || CR week 8 | SD week 8  | week 12
        CR, CR          | CR     | CR      |         || CR week 8 | CR week 8  |
        """,
        switches=ASKED,
    )
    assert [len(each.flags) for each in found] == [1, 1, 1, 1, 0]
    assert found[0].flags[0].rule_id == "best_response.recurrence.progression"
    assert "PD 2026-03-30, called PR" in found[0].confirmed.reasons[0].sentence
    assert "PD" not in found[4].confirmed.reasons[0].sentence
    assert found[0].set_aside[0].category == "CR"  # the later CR comes after progression
