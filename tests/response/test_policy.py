"""The policy comes from the rule file; overrides are by name, with clear errors."""

from decimal import Decimal

import pytest

from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import PolicyInvalid, load_policy


def test_the_preset_holds_the_numbers_of_the_rule_sheet():
    policy = load_policy()
    assert (policy.targets_total, policy.targets_per_organ) == (5, 2)
    assert (policy.pd_percent, policy.pd_mm, policy.pr_percent) == (20, 5, 30)
    assert (policy.node_target_mm, policy.node_normal_mm) == (15, 10)
    assert (policy.skin_measurable_mm, policy.too_small_mm) == (10, 5)
    assert policy.continued_pr and policy.partial_sum_pd
    assert policy.equivocal_new == "go_on" and not policy.nadir_zero_any_size


def test_overrides_are_named_in_the_version():
    policy = load_policy(overrides={"too_small_mm": "4.5"})
    assert policy.too_small_mm == Decimal("4.5")
    assert policy.rules_version.endswith("too_small_mm=4.5")


def test_limits_of_the_plan_are_named_in_the_version_of_every_call(tables):
    table = "lesion | baseline | week 6\nT1 | 20 | 20"
    case = tables.build_case(table, plan={"targets_total": 3, "targets_per_organ": 2})
    for call in evaluate_case(case=case, policy=load_policy()):
        assert call.rules_version.endswith("preset recist11, targets_total=3 (plan)")
    policy = load_policy().for_plan(case.plan)
    assert policy.for_plan(case.plan).rules_version == policy.rules_version


@pytest.mark.parametrize(
    ("overrides", "part"),
    [
        ({"too_smal_mm": 5}, "no setting 'too_smal_mm'"),
        ({"too_small_mm": 4.95}, "inexact number"),
        ({"targets_total": 0}, "'targets_total'"),
        ({"equivocal_new": "maybe"}, "'equivocal_new'"),
        ({"rule_cites": {}}, "no setting 'rule_cites'"),
    ],
)
def test_a_wrong_override_is_refused_with_its_name(overrides, part):
    with pytest.raises(PolicyInvalid, match=part):
        load_policy(overrides=overrides)


def test_an_unknown_preset_names_the_known_ones():
    with pytest.raises(PolicyInvalid, match="recist11"):
        load_policy(preset="recist12")


def test_settings_may_be_texts():
    given = {"continued_pr": "false", "targets_total": "3", "too_small_mm": "none"}
    policy = load_policy(overrides=given)
    assert (policy.continued_pr, policy.targets_total, policy.too_small_mm) == (False, 3, None)
    with pytest.raises(PolicyInvalid, match="continued_pr"):
        load_policy(overrides={"continued_pr": "none"})
