"""The rule file of certainty: every rule is used, and a site's numbers are taken."""

from decimal import Decimal

import pytest

from dermetry.knowledge.rule_set import RuleSet
from dermetry.knowledge.rules import load_rules
from dermetry.response.certainty import settings
from dermetry.response.certainty.judge import judge_certainty
from dermetry.response.certainty.normal import below, expect
from dermetry.response.certainty.say import percent
from dermetry.response.evaluate import evaluate_case
from dermetry.response.policy import load_policy

FILE = load_rules(name="certainty")
TABLE = "lesion | baseline | week 6\nT1 | 30.0 | {}"


def test_every_rule_has_its_id_and_every_id_its_rule():
    ids = {value for name, value in vars(settings).items() if name.isupper()}
    assert ids == set(FILE.rules)


def test_what_nobody_has_read_is_marked_unverified():
    assert FILE.header.status == "unverified"
    assert {each.status for each in FILE.rules.values()} == {"unverified"}


def ask_with(tables, size, **values):
    """Give the certainty of one later visit, with thresholds changed as a site may."""
    thresholds = dict(FILE.thresholds)
    for key, value in values.items():
        thresholds[key] = type(thresholds[key])(
            key, Decimal(value), thresholds[key].unit, thresholds[key].rule_id, "unverified"
        )
    changed = type(FILE)(FILE.header, FILE.rules, thresholds, FILE.presets, FILE.tables)
    case, policy = tables.build_case(TABLE.format(size)), load_policy()
    (found,) = judge_certainty(
        case=case,
        policy=policy,
        calls=evaluate_case(case=case, policy=policy),
        rules=RuleSet(changed={"certainty": changed}),
    )
    return found


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "clear"),
        ({"clear_percent": "100"}, "too_close"),
        ({"error_percent": "0"}, "too_close"),
        ({"changed_percent": "1"}, "too_close"),
        ({"changed_times": "1.01", "far_percent": "50"}, "too_close"),
        ({"changed_times": "1.01", "far_percent": "50", "far_times": "2"}, "clear"),
    ],
)
def test_each_threshold_decides(tables, changed, verdict):
    assert ask_with(tables, 48, **changed).verdict == verdict


@pytest.mark.parametrize("never", [{"changed_percent": "0"}, {"far_percent": "0"}])
def test_assumptions_that_make_a_size_impossible_are_said(tables, never):
    found = ask_with(tables, 200, **never)
    assert (found.verdict, found.is_known, found.error_chance) == ("unknown", False, None)
    assert "do not allow a change as large as measured" in found.statement


@pytest.mark.parametrize(("sds", "verdict"), [("1", "not_from_sum"), ("2", "unknown")])
def test_how_near_a_limit_a_size_hangs_on_it(tables, sds, verdict):
    assert ask_with(tables, "30.0\nL1 (node) | | 11.5", near_sds=sds).verdict == verdict


def test_probabilities_at_known_points():
    assert below(limit=1.96, mean=0, sd=1) == pytest.approx(0.975, abs=1e-4)
    assert below(limit=0, mean=0, sd=0) == 1
    square, whole = expect(of=lambda at: (at * at, 1.0), mean=3, sd=2, edges=[2.5, 9, 400])
    assert (square, whole) == (pytest.approx(13), pytest.approx(1))
    assert expect(of=lambda at: (at,), mean=3, sd=0, edges=[]) == [3]


@pytest.mark.parametrize(
    ("share", "words"),
    [(0, "0 %"), (0.004, "less than 1 %"), (0.05, "5 %"), (0.997, "more than 99 %"), (1, "100 %")],
)
def test_a_doubt_is_never_rounded_away(share, words):
    assert percent(share) == words
