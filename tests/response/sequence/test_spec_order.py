"""Spec: the best of all visits, restated in the documentation of admiralonco (rules best.*)."""

import pytest

from dermetry.response.policy import PolicyInvalid, list_presets, load_policy
from dermetry.response.sequence.best import judge_best
from dermetry.response.sequence.values import SubjectDates
from tests.response.sequence.days import START_ON


def test_the_order_of_best_responses(spec_best):
    spec_best(
        """
        patient           | week 8 | week 12 | week 16 || best
        CR before all     | PR     | CR      | SD      || CR week 12
        PR                | SD     | PR      | PD      || PR week 12
        SD                | NE     | SD      | PD      || SD week 12
        non-target only   | NE     | NON-CR/NON-PD | PD || NON-CR/NON-PD week 12
        SD before NON     | NON-CR/NON-PD | SD |       || SD week 12
        no disease        | NED    | NE      | PD      || NED week 8
        PD before NE      | NE     | PD      |         || PD week 12
        NE                | NE     | NE      |         || NE week 8
        the first counts  | SD     | SD      | SD      || SD week 8
        """,
        policy="recist11-admiralonco",
        switches={"sd_window_days": 42},
    )


def test_stable_disease_needs_its_time_from_the_reference_date(spec_best):
    spec_best(
        """
        patient            | day 14 | day 41 | day 42 | day 60 || best
        a day too early    |        | SD     |        |        || NE day 41
        in time            | SD     | SD     | SD     | SD     || SD day 42
        non-target only    |        | NON-CR/NON-PD | NON-CR/NON-PD | || NON-CR/NON-PD day 42
        too early, then PD | SD     |        |        | PD     || PD day 60
        too early, then NE | SD     |        |        | NE     || NE day 14
        """
    )
    spec_best(
        """
        patient | day 27 | day 28 | day 42 || best
        SD      | SD     | SD     | SD     || SD day 28
        """,
        switches={"sd_window_days": 28},
    )
    spec_best(
        """
        patient | day 42 | day 55 | day 56 || best
        SD      | SD     | SD     | SD     || SD day 56
        """,
        switches={"sd_window_days": 56},
    )


def test_what_is_too_early_is_dated_like_any_ne(spec_best):
    spec_best(
        """
        patient        | day 14 | day 27 || best
        NE, then SD    | NE     | SD     || NE day 14
        SD, then NE    | SD     | NE     || NE day 14
        """
    )


def test_a_response_after_the_window_shows_that_disease_was_stable(spec_best):
    spec_best(
        """
        patient           | week 4 | week 8 || best      | confirmed
        CR at week 8      | SD     | CR     || CR week 8 | SD week 8
        PR at week 8      | SD     | PR     || PR week 8 | SD week 8
        PR at week 4, NON | PR     | NON-CR/NON-PD || PR week 4 | NON-CR/NON-PD week 8
        """,
        switches={"confirm_days": 28},
    )


def test_nobody_was_seen(spec_best):
    spec_best("patient | week 8 || best | rule\n nobody | || MISSING | best.missing")
    spec_best(
        "patient | week 8 || best | confirmed\n nobody | || NE | NE",
        switches={"missing_as_ne": True, "confirm_days": 28},
    )


def test_visits_after_progression_do_not_count(spec_best):
    table = """
        patient         | week 8 | week 12 | week 16 | week 20 || best | confirmed | progression
        CR after PD     | SD     | PD      | CR      | CR      || SD   | SD week 8 | week 12
        only PD before  | PD     | CR      | CR      |         || PD   | PD week 8 | week 8
        confirmed later | PR     | PD      | PR      |         || PR   | SD week 8 | week 12
        """
    kept = spec_best(table, switches={"confirm_days": 28})
    assert [len(each.set_aside) for each in kept] == [2, 2, 1]
    assert "after progression on 2026-03-30" in kept[0].confirmed.reasons[-1].sentence
    dropped = spec_best(table, switches={"confirm_days": 28, "after_first_progression": "drop"})
    assert [each.set_aside for each in dropped] == [each.set_aside for each in kept]
    said = dropped[0].confirmed.reasons[-1].sentence
    assert said.startswith(
        "Left out, after progression on 2026-03-30: CR 2026-04-27, CR 2026-05-25"
    )


def test_visits_after_a_new_treatment_do_not_count(spec_best):
    spec_best(
        """
        patient | week 4 | week 8 | day 70 | week 12 || best      | confirmed | rule
        PR      | PR     | PR     | CR     | CR      || PR week 4 | PR week 4 | visits.new_treatment
        """,
        switches={"confirm_days": 28},
        dates={"new_treatment_on": "day 70"},
    )
    spec_best(
        """
        patient | week 4 | week 8 | day 70 | week 12 || best      | confirmed | rule
        PR      | PR     | PR     | CR     | CR      || CR day 70 | PR week 4 | visits.new_treatment
        """,
        switches={"confirm_days": 28},
        choices={"new_treatment_day_counts": True},
        dates={"new_treatment_on": "day 70"},
    )


def test_progression_on_the_day_of_a_new_treatment_is_flagged(spec_best):
    table = """
        patient | week 8 | week 12 || best
        PD      | SD     | PD      || SD
        better  | SD     | PR      || SD
        """
    flagged, plain = spec_best(table, dates={"new_treatment_on": "week 12"})
    (flag,) = flagged.flags
    assert flag.sentence.startswith("PD on 2026-03-30 is not counted because a new anticancer")
    assert flag.rule_id == "best_response.visits.new_treatment" and plain.flags == ()
    (later, _) = spec_best(table, dates={"new_treatment_on": "day 80"})
    assert later.flags == ()


def test_a_new_treatment_before_the_confirming_visit(spec_best):
    spec_best(
        """
        patient | week 8 | week 12 || best | confirmed
        PR      | PR     | PR      || PR   | SD week 8
        """,
        switches={"confirm_days": 28},
        dates={"new_treatment_on": "week 10"},
    )


def test_visits_outside_of_the_time_looked_at(spec_best):
    found = spec_best(
        """
        patient     | week 8 | week 12 | week 16 || best | rule
        cut-off     | SD     | PR      | CR      || PR   | visits.data_cutoff
        """,
        dates={"cutoff_on": "week 12"},
    )
    assert found[0].set_aside[0].category == "CR"
    spec_best(
        """
        patient | day -1 | start | week 8 || best     | rule
        before  | CR     | PR    | SD     || PR start | visits.before_reference
        """
    )


def test_a_visit_that_was_not_done_says_nothing(spec_best):
    found = spec_best(
        """
        patient      | week 4 | week 8 | week 12 | week 16 || confirmed | rule
        not done     | CR     | ND     | ND      | CR      || CR week 4 | visits.not_done
        nothing else | ND     | ND     |         |         || MISSING   | visits.not_done
        """,
        switches={"confirm_days": 28},
    )
    assert "nobody looked at that visit: ND 2026-03-02" in str(found[0].confirmed.reasons)


def test_two_responses_on_one_day(spec_best):
    spec_best(
        """
        patient | week 8                    || best
        classic | CR + PD                   || PD
        NE      | NE + CR + NE              || CR
        ranked  | SD + NON-CR/NON-PD + PR   || NON-CR/NON-PD
        """,
        switches={"same_date": "worst"},
    )
    spec_best(
        """
        patient | week 8                    || best
        classic | CR + PD                   || PD
        NE      | NE + CR + NE              || NE
        ranked  | SD + NON-CR/NON-PD + PR   || PR
        """,
        switches={"same_date": "latest"},
    )
    spec_best(
        """
        patient | week 8 | week 12           || best | progression
        immune  | iSD    | iCR + iCPD + iUPD || iSD  | week 12
        """,
        policy="irecist",
    )


@pytest.mark.parametrize("preset", ["recist11-admiralonco"])
def test_a_preset_that_leaves_the_window_to_the_caller_says_so(preset):
    with pytest.raises(PolicyInvalid, match="sd_window_days"):
        judge_best(
            visits=(), dates=SubjectDates(reference_on=START_ON), policy=load_policy(preset=preset)
        )


def test_every_other_preset_can_be_used_as_it_is():
    for preset in set(list_presets()) - {"recist11-admiralonco"}:
        (found,) = judge_best(
            visits=(), dates=SubjectDates(reference_on=START_ON), policy=load_policy(preset=preset)
        )
        assert found.unconfirmed.category == "MISSING"
