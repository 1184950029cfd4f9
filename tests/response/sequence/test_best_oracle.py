"""The engine against the slow second implementation, over all presets and switches."""

from hypothesis import given, settings

from dermetry.response.sequence.best import judge_best
from dermetry.response.sequence.endpoints import judge_endpoints
from tests.oracles import best_response_oracle as oracle
from tests.response.sequence.strategies import situations


@settings(max_examples=300, deadline=None)
@given(situations())
def test_best_response_equals_the_oracle(situation):
    visits, dates, policy, plan = situation
    (found,) = judge_best(visits=visits, dates=dates, policy=policy, plan=plan)
    expected = oracle.best(visits, dates, policy, plan, is_confirmed=False)
    assert (found.unconfirmed.category, found.unconfirmed.on) == expected[:2]
    assert found.unconfirmed.decided_by == expected[2]
    if policy.confirm_days is None:
        assert found.confirmed is None
    else:
        expected = oracle.best(visits, dates, policy, plan, is_confirmed=True)
        assert (found.confirmed.category, found.confirmed.on) == expected[:2]
        assert found.confirmed.decided_by == expected[2]
    seen = oracle.counted(visits, dates, policy, plan)
    assert found.progression_on == oracle.progression(seen, policy, plan)


@settings(max_examples=300, deadline=None)
@given(situations())
def test_endpoints_equal_the_oracle(situation):
    visits, dates, policy, plan = situation
    found = judge_endpoints(visits=visits, dates=dates, policy=policy, plan=plan)
    expected = oracle.endpoints(visits, dates, policy, plan)
    assert {(each.name, each.is_confirmed) for each in found[:-1]} == set(expected)
    for each in found[:-1]:
        outcome, on, start_on = expected[each.name, each.is_confirmed]
        assert (each.outcome, each.on, each.start_on) == (outcome, on, start_on), each
        if on is not None:
            assert each.days == (on - start_on).days + plan.add_first_day
