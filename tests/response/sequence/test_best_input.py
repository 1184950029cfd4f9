"""What best response and endpoints refuse, and how calls of a case become responses."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import PolicyInvalid, load_policy
from dermetry.response.sequence.best import judge_best
from dermetry.response.sequence.calls import responses_from_calls
from dermetry.response.sequence.checks import SequenceInvalid
from dermetry.response.sequence.choices import CHOICES, load_choices
from dermetry.response.sequence.endpoints import judge_endpoints
from dermetry.response.sequence.values import SubjectDates, VisitResponse
from dermetry.response.values import VisitCall
from tests.response.sequence.days import START_ON, visit_day

POLICY = load_policy(overrides={"confirm_days": 28})
DATES = SubjectDates(reference_on=START_ON)


def see(*visits: tuple[str, str], **more) -> list[VisitResponse]:
    return [VisitResponse(visit_day(name), word, **more) for name, word in visits]


@pytest.mark.parametrize(
    ("visits", "parts"),
    [
        (see(("week 6", "PQ")), ("'PQ' is no response", "CR, PR, SD")),
        (see(("week 6", "pr")), ("'pr' is no response",)),
        (see(("week 6", "iPR")), ("'iPR' is no response",)),
        (see(("week 6", "PR"), ("week 6", "SD")), ("two responses on 2026-02-16: PR and SD",)),
        (see(("week 6", "PR"), ("week 6", "PR")), ("two responses on 2026-02-16: PR and PR",)),
        (see(("week 6", "SD"), progression_on=START_ON), ("SD of 2026-02-16", "dated back")),
        (see(("week 6", "PD"), progression_on=visit_day("week 7")), ("dated back to 2026-02-23",)),
        (see(("week 6", "PD"), progression_on=visit_day("day -1")), ("dated back to 2026-01-04",)),
    ],
)
def test_visits_that_do_not_hold_are_refused_in_words(visits, parts):
    for judge in (judge_best, judge_endpoints):
        with pytest.raises(SequenceInvalid) as caught:
            judge(visits=visits, dates=DATES, policy=POLICY)
        assert all(part in str(caught.value) for part in parts), str(caught.value)
        assert caught.value.next_step


def test_pd_in_irecist_says_which_words_to_use():
    with pytest.raises(SequenceInvalid, match=r"iRECIST tells unconfirmed from confirmed"):
        judge_best(visits=see(("week 6", "PD")), dates=DATES, policy=load_policy(preset="irecist"))


@pytest.mark.parametrize("name", ["new_treatment_on", "death_on", "cutoff_on", "last_contact_on"])
def test_dates_before_the_reference_date_are_refused(name):
    dates = replace(DATES, **{name: START_ON - timedelta(days=1)})
    with pytest.raises(SequenceInvalid, match=f"{name} 2026-01-04 lies before"):
        judge_best(visits=(), dates=dates, policy=POLICY)


def test_a_visit_after_death_is_refused():
    dates = replace(DATES, death_on=visit_day("week 5"))
    with pytest.raises(SequenceInvalid, match="2026-02-16 lies after the death on 2026-02-09"):
        judge_best(visits=see(("week 6", "SD")), dates=dates, policy=POLICY)


def test_choices_are_checked():
    with pytest.raises(PolicyInvalid, match="no choice 'censor_all'"):
        load_choices(preset="recist11", overrides={"censor_all": True})
    with pytest.raises(PolicyInvalid, match="missed_visits_days"):
        load_choices(preset="recist11", overrides={"missed_visits_days": 0})
    given = load_choices(
        preset="recist11",
        overrides={"missed_visits_days": "120", "add_first_day": "true"},
    )
    assert given.missed_visits_days == 120 and given.add_first_day
    assert given.rules_version == "best_response 1, add_first_day=true, missed_visits_days=120"
    assert load_choices(preset="recist11").disease_after_cr == "progression"
    assert load_choices(preset="irecist").disease_after_cr == "as_called"
    assert "disease_after_cr" in CHOICES


def test_evaluators_are_judged_apart_and_named():
    visits = [
        VisitResponse(visit_day("week 6"), "PR", "Dr B"),
        VisitResponse(visit_day("week 6"), "PD", "Dr A"),
        VisitResponse(visit_day("week 12"), "PR", "Dr B"),
    ]
    found = judge_best(visits=visits, dates=DATES, policy=POLICY)
    assert [(each.evaluator, each.confirmed.category) for each in found] == [
        ("Dr A", "PD"),
        ("Dr B", "PR"),
    ]
    assert found[0].confirmed.reasons[-1].sentence == "Judged on the visits of Dr A alone."
    ends = judge_endpoints(visits=visits, dates=DATES, policy=POLICY)
    assert [each.evaluator for each in ends if each.name == "time_to_progression"] == [
        "Dr A",
        "Dr B",
    ]
    assert [each.name for each in ends if each.evaluator == ""] == ["overall_survival"]


def test_reasons_name_visits_days_rules_and_sources():
    visits = see(("week 6", "PR"), ("week 12", "NE"), ("week 18", "CR"), ("week 24", "PD"))
    (found,) = judge_best(visits=visits, dates=DATES, policy=POLICY)
    reasons = [(each.rule_id, each.sentence, each.cites) for each in found.confirmed.reasons]
    assert reasons == [
        (
            "best_response.best.order",
            "Best of 4 counted visits (PR 2026-02-16; NE 2026-03-30; CR 2026-05-11; "
            "PD 2026-06-22): PR, first on 2026-02-16.",
            ("admiralonco", "dermetry_design"),
        ),
        (
            "best_response.confirm.partial",
            "The PR of 2026-02-16 is confirmed by the CR of 2026-05-11, 84 days later (at least "
            "28) with 1 NE in between (1 allowed).",
            ("eisenhauer_2009", "admiralonco", "who_1979"),
        ),
        (
            "best_response.confirm.complete",
            "The CR of 2026-05-11 is not confirmed: PD on 2026-06-22 came first.",
            ("eisenhauer_2009", "admiralonco", "who_1979"),
        ),
    ]
    assert found.rules_version.endswith("; best_response 1")


def test_a_progression_dated_back_counts_from_that_day():
    visits = [
        VisitResponse(visit_day("week 6"), "SD"),
        VisitResponse(visit_day("week 12"), "PR"),
        VisitResponse(visit_day("week 18"), "PD", "", visit_day("week 6")),
    ]
    (found,) = judge_best(visits=visits, dates=DATES, policy=POLICY)
    assert found.progression_on == visit_day("week 6")
    assert found.unconfirmed.category == "PD"
    assert [(each.category, each.rule_id.rpartition(".")[2]) for each in found.set_aside] == [
        ("SD", "back_dated"),
        ("PR", "after_progression"),
    ]
    (survival,) = [
        each
        for each in judge_endpoints(visits=visits, dates=DATES, policy=POLICY)
        if each.name == "progression_free_survival"
    ]
    assert (survival.outcome, survival.days) == ("event", 42)


@pytest.mark.parametrize("same_date", ["error", "worst", "latest"])
def test_a_progression_dated_back_wins_over_the_response_of_that_day(same_date):
    visits = [
        VisitResponse(visit_day("week 18"), "PD", "", visit_day("week 6")),
        VisitResponse(visit_day("week 6"), "SD"),
    ]
    policy = load_policy(overrides={"same_date": same_date})
    for given in (visits, visits[::-1]):
        (found,) = judge_best(visits=given, dates=DATES, policy=policy)
        assert found.progression_on == visit_day("week 6"), given


def test_what_a_visit_after_the_cutoff_proves_is_not_known_yet():
    visits = [
        VisitResponse(visit_day("week 6"), "SD"),
        VisitResponse(visit_day("week 18"), "PD", "", visit_day("week 6")),
    ]
    dates = replace(DATES, cutoff_on=visit_day("week 12"))
    (found,) = judge_best(visits=visits, dates=dates, policy=POLICY)
    assert found.unconfirmed.category == "SD" and found.progression_on is None
    assert found.set_aside[0].rule_id == "best_response.visits.data_cutoff"


def test_responses_come_from_calls():
    base = {"statement": ""}
    calls = [
        VisitCall(visited_on=START_ON, category=None, is_baseline=True, **base),
        VisitCall(visited_on=visit_day("week 6"), category="PR", evaluator="Dr A", **base),
        VisitCall(
            visited_on=visit_day("week 12"),
            category="PD",
            evaluator="Dr A",
            progression_on=visit_day("week 6"),
            **base,
        ),
        VisitCall(
            visited_on=visit_day("week 18"),
            category="PD",
            progression_on=visit_day("week 18"),
            **base,
        ),
        VisitCall(
            visited_on=visit_day("week 24"),
            category="PD",
            evaluator="Dr A",
            progression_on=visit_day("week 6"),
            **base,
        ),
        VisitCall(
            visited_on=visit_day("week 30"),
            category="PD",
            progression_on=visit_day("week 12"),
            **base,
        ),
    ]
    assert responses_from_calls(calls=calls) == (
        VisitResponse(visit_day("week 6"), "PR", "Dr A"),
        VisitResponse(visit_day("week 12"), "PD", "Dr A", visit_day("week 6")),
        VisitResponse(visit_day("week 18"), "PD"),
        VisitResponse(visit_day("week 24"), "PD", "Dr A"),
        VisitResponse(visit_day("week 30"), "PD", "", visit_day("week 12")),
    )


def test_a_case_gets_a_best_response(tables):
    case = tables.build_case(
        """
        lesion | baseline | week 6 | week 12 | week 18
        T1     |       40 | 20     | 20      | 30
        """
    )
    calls = evaluate_case(case=case, policy=POLICY)
    visits = responses_from_calls(calls=calls)
    dates = SubjectDates(reference_on=date(2026, 1, 5))
    (found,) = judge_best(visits=visits, dates=dates, policy=POLICY)
    assert (found.confirmed.category, found.confirmed.days) == ("PR", 42)
    assert found.progression_on == visit_day("week 18")


@pytest.mark.parametrize("preset", ["irecist", "who-sum"])
def test_a_case_gets_a_best_response_by_other_criteria(tables, preset):
    case = tables.build_case(
        """
        lesion | baseline | week 6 | week 12
        T1     |       40 | absent | absent
        """
    )
    policy = load_policy(preset=preset, overrides={"confirm_days": 28})
    visits = responses_from_calls(calls=evaluate_case(case=case, policy=policy))
    (found,) = judge_best(visits=visits, dates=DATES, policy=policy)
    assert len(visits) == 2 and found.confirmed.category in ("CR", "iCR", "NE")
