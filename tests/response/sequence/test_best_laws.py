"""Laws of best response and endpoints that hold for every sequence of visits."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dermetry.response.sequence.best import judge_best, judge_many
from dermetry.response.sequence.endpoints import judge_endpoints
from dermetry.response.sequence.kinds import NAMES, PD, family_of, words_of
from dermetry.response.sequence.values import Subject, VisitResponse
from tests.response.sequence.strategies import courses, situations

MANY = settings(max_examples=100, deadline=None)


def rank(category: str, policy) -> int:
    """Give the place in the order from best to worst; MISSING is the worst."""
    names = NAMES[family_of(policy.criteria)]
    return names.index(category) if category in names else len(names)


def without_set_aside(found):
    """Give what was judged, without the visits that did not count and their sentences."""
    best = [each and each._replace(reasons=()) for each in (found.unconfirmed, found.confirmed)]
    return (*best, found.progression_on, found.flags)


@MANY
@given(situations(), st.integers(1, 200), st.data())
def test_a_visit_after_the_cut_changes_nothing(situation, gap, data):
    visits, dates, policy, plan = situation
    given_now = {"dates": replace(dates, death_on=None), "policy": policy, "plan": plan}
    (found,) = judge_best(visits=visits, **given_now)
    kinds = words_of(policy.criteria)
    is_cut = bool(found.progression_on) and any(kinds[each.category] == PD for each in visits)
    stops = [each for each in (dates.new_treatment_on, dates.cutoff_on) if each is not None]
    assume((is_cut and policy.criteria != "irecist") or stops)
    last = max([dates.reference_on, *(each.visited_on for each in visits), *stops])
    word = data.draw(st.sampled_from(sorted(kinds)))
    later = VisitResponse(last + timedelta(days=gap), word)
    (again,) = judge_best(visits=[*visits, later], **given_now)
    assert without_set_aside(again) == without_set_aside(found)


@MANY
@given(situations(), st.randoms(use_true_random=False))
def test_the_order_of_the_visits_given_does_not_matter(situation, random):
    visits, dates, policy, plan = situation
    policy = policy.model_copy(update={"same_date": "worst"})
    mixed = list(visits)
    random.shuffle(mixed)
    (first,) = judge_best(visits=visits, dates=dates, policy=policy, plan=plan)
    (second,) = judge_best(visits=mixed, dates=dates, policy=policy, plan=plan)
    assert without_set_aside(first) == without_set_aside(second)
    assert sorted(map(repr, first.set_aside)) == sorted(map(repr, second.set_aside))


@MANY
@given(situations())
def test_confirmed_is_never_better_than_unconfirmed(situation):
    visits, dates, policy, plan = situation
    policy = policy.model_copy(update={"confirm_days": policy.confirm_days or 28})
    (found,) = judge_best(visits=visits, dates=dates, policy=policy, plan=plan)
    assert rank(found.confirmed.category, policy) >= rank(found.unconfirmed.category, policy)


@MANY
@given(situations(), st.data())
def test_evaluators_never_mix(situation, data):
    visits, dates, policy, plan = situation
    own = [each._replace(evaluator="A") for each in visits]
    other = [
        each
        for each in data.draw(courses(policy.criteria, "B"))
        if dates.death_on is None or each.visited_on <= dates.death_on
    ]
    given_now = {"dates": dates, "policy": policy, "plan": plan}
    alone = judge_best(visits=own, **given_now)
    both = judge_best(visits=[*other, *own], **given_now)
    assert [each for each in both if each.evaluator == "A"] == [
        each for each in alone if each.evaluator == "A"
    ]
    ends = judge_endpoints(visits=[*other, *own], **given_now)
    ends_alone = judge_endpoints(visits=own, **given_now)
    assert [each for each in ends if each.evaluator == "A"] == [
        each for each in ends_alone if each.evaluator == "A"
    ]


@MANY
@given(situations())
def test_many_and_one_give_the_same(situation):
    visits, dates, policy, plan = situation
    one = judge_best(visits=visits, dates=dates, policy=policy, plan=plan)
    subjects = [Subject("1", dates, tuple(visits))]
    ((_, many),) = judge_many(subjects=subjects, policy=policy, plan=plan)
    assert many == one
    ((_, short),) = judge_many(subjects=subjects, policy=policy, plan=plan, with_reasons=False)
    assert [without_set_aside(each)[:3] for each in short] == [
        without_set_aside(each)[:3] for each in one
    ]
    assert [each.set_aside for each in short] == [each.set_aside for each in one]


@MANY
@given(situations())
def test_a_visit_not_done_is_as_if_it_had_not_been_written_down(situation):
    visits, dates, policy, plan = situation
    done = [each for each in visits if each.category != "ND"]
    given_now = {"dates": dates, "policy": policy, "plan": plan}
    (found,) = judge_best(visits=visits, **given_now)
    (again,) = judge_best(visits=done, **given_now)
    assert without_set_aside(found) == without_set_aside(again)


@MANY
@given(situations())
def test_every_visit_is_counted_or_set_aside_with_a_reason(situation):
    visits, dates, policy, plan = situation
    (found,) = judge_best(visits=visits, dates=dates, policy=policy, plan=plan)
    first = found.unconfirmed.reasons[0].sentence
    counted = int(first.split()[2]) if first.startswith("Best of") else 0
    assert counted + len(found.set_aside) == len(visits)
    said = " ".join(each.sentence for each in found.unconfirmed.reasons)
    assert all(f"{each.category} {each.visited_on}" in said for each in found.set_aside)


@MANY
@given(situations())
def test_every_endpoint_has_a_reason_and_no_time_runs_backward(situation):
    visits, dates, policy, plan = situation
    for each in judge_endpoints(visits=visits, dates=dates, policy=policy, plan=plan):
        assert each.reasons and all(reason.cites for reason in each.reasons)
        assert each.days is None or each.days >= 0
        assert (each.on is None) == (each.outcome in ("no", "not_applicable"))
