"""Spec: the switches of all presets, as in the table of the rule sheet (presets.md)."""

import pytest

from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.rules import load_rules
from dermetry.response.policy import SWITCHES, PolicyInvalid, list_presets, load_policy

PAGE = "presets"

SWITCHES_BY_PRESET = """
switch | recist11 | recist11-admiralonco | irecist | who-sum | who-any-lesion | lesion-ect
criteria | recist_1_1 | recist_1_1 | irecist | who | who | lesion
measure | LD | LD | LD | product | product | LD
targets_total | 5 | none | 5 | none | none | none
targets_per_organ | 2 | none | 2 | none | none | none
new_targets_total | none | none | 5 | none | none | none
new_targets_per_organ | none | none | 2 | none | none | none
pr_percent | 30 | 30 | 30 | 50 | 50 | 30
pd_percent | 20 | 20 | 20 | 25 | 25 | 20
pd_mm | 5 | 5 | 5 | none | none | none
pd_scope | sum | sum | sum | sum | any_lesion | any_lesion
nadir_zero_any_size | no | yes | no | yes | yes | yes
too_small_mm | 5 | none | 5 | 5 | 5 | 5
partial_sum_pd | yes | no | yes | yes | yes | no
continued_pr | yes | no | no | no | no | no
confirm_days | none | 28 | none | 28 | 28 | none
max_ne | 1 | 1 | 1 | 1 | 1 | none
accept_sd | no | no | no | no | no | no
sd_window_days | 42 | none | 42 | 42 | 42 | none
missing_as_ne | no | no | no | no | no | no
after_first_progression | keep | drop | cut_at_icpd | keep | keep | keep
same_date | error | worst | worst | worst | worst | latest
first_call_after_days | none | none | none | none | none | 28
"""


def word(value):
    """Write a value as the table does."""
    is_word = isinstance(value, bool) or value is None
    value = {"longest_diameter": "LD"}.get(value, value) if isinstance(value, str) else value
    return {True: "yes", False: "no", None: "none"}[value] if is_word else str(value)


@pytest.mark.parametrize("preset", list_presets())
def test_every_preset_has_the_switches_of_the_rule_sheet(tables, preset):
    policy = load_policy(preset=preset)
    for row in tables.read_rows(SWITCHES_BY_PRESET):
        value = getattr(policy, row["switch"])
        assert word(value) == row[preset], row["switch"]


def test_every_switch_is_documented_once_with_its_sources():
    rules = load_rules(name="presets")
    rows = rules.table("switches")
    assert sorted(row["name"] for row in rows) == sorted(SWITCHES)
    for row in rows:
        assert row["text"].endswith(".") and row["status"] in ("verified_in_source", "unverified")
        assert row["cites"] and set(row["cites"]) <= set(load_citations().by_key)
        assert set(row["cites"]) <= set(rules.header.cites)


@pytest.mark.parametrize("preset", list_presets())
def test_no_switch_of_a_preset_is_left_to_chance(preset):
    given = load_rules(name="presets").presets[preset]
    numbers = {name for each in given["rules"] for name in load_rules(name=each).thresholds}
    assert set(given) - {"rules"} | numbers == set(SWITCHES)


@pytest.mark.parametrize(
    ("preset", "overrides", "part"),
    [
        ("who-sum", {"measure": "longest_diameter"}, "who is judged by product"),
        ("recist11", {"measure": "area"}, "recist_1_1 is judged by longest_diameter"),
        ("irecist", {"icpd_mm": "none"}, "iRECIST cannot do without it"),
        ("recist11", {"criteria": "irecist"}, "iRECIST cannot do without it"),
        ("lesion-ect", {"size_class_mm": "-3"}, "size_class_mm"),
    ],
)
def test_settings_that_do_not_fit_each_other_are_refused(preset, overrides, part):
    with pytest.raises(PolicyInvalid, match=part):
        load_policy(preset=preset, overrides=overrides)
