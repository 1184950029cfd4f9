"""What always holds of receptors, over drawn stains; and that rules and code name each other."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathology.receptors import (
    conversions,
    current_receptors,
    ids,
    read_receptors,
    subtype,
)
from dermetry.record.stain import Stain
from tests.pathology.stain_tables import case_of, specimen
from tests.strategies.cases import cases

OWN = ("receptors", "subtypes", "origin_panel", "panels")
MARKERS = ("ER", "PR", "HER2", "KI-67", "GATA3", "E-CADHERIN")
maybe_flag = st.sampled_from([None, True, False])
stains = st.builds(
    Stain,
    marker=st.sampled_from(MARKERS),
    method=st.sampled_from(["ihc", "ihc", "ish"]),
    result=st.sampled_from([None, "positive", "negative", "equivocal", "not_evaluable"]),
    percent=st.none() | st.sampled_from(["0", "0.9", "1", "5", "10", "10.1", "20", "30", "100"]),
    intensity=st.sampled_from([None, "none", "weak", "strong"]),
    ihc_score=st.sampled_from([None, "0", "1+", "2+", "3+"]),
    membrane_staining_present=maybe_flag,
    ish_ratio=st.none() | st.sampled_from(["0", "1.9", "2.0", "8"]),
    ish_copies=st.none() | st.sampled_from(["0", "3.9", "4", "5.9", "6", "20"]),
    ish_reviewed=maybe_flag,
)
lists = st.lists(stains, max_size=5)


def read(found):
    one = specimen().model_copy(update={"stains": tuple(found)})
    return read_receptors(specimen=one, rules=SHIPPED)


@given(lists)
@settings(max_examples=300, deadline=None)
def test_any_stains_are_read_and_nothing_is_settled_from_nothing(found):
    got = read(found)
    for reading in got.readings:
        own = [each for each in found if each.marker == reading.marker]
        assert (reading.state == "not_tested") is (not own)
        assert reading.label and reading.rule_ids and reading.cites
        if reading.state in ("positive", "negative", "low_positive", "equivocal", "low", "high"):
            assert reading.raw, "a status stands on something the laboratory reported"
        if reading.state == "contradictory":
            assert reading.questions, "a contradiction is always asked"
    kind = subtype(receptors=got, rules=SHIPPED)
    assert kind.group_label and (kind.group != "unknown" or kind.uncertain_because)


@given(lists, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_stains_changes_no_state(found, random):
    other = list(found)
    random.shuffle(other)
    one, two = read(found), read(other)
    for a, b in zip(one.readings, two.readings, strict=True):
        assert (a.state, a.percent, a.trial_label, a.ish_group) == (
            b.state,
            b.percent,
            b.trial_label,
            b.ish_group,
        )


@given(lists)
@settings(max_examples=100, deadline=None)
def test_a_trial_label_stands_only_beside_a_negative_her2_with_its_score(found):
    her2 = read(found).her2
    if her2.trial_label:
        assert her2.state == "negative" and her2.ihc_score
        assert (her2.trial_label == "ultralow") is (her2.ihc_score == "0")
    if her2.trial_label == "ultralow":
        assert her2.has_membrane_staining


@given(lists, stains.filter(lambda each: each.marker in ("GATA3", "E-CADHERIN")))
@settings(max_examples=60, deadline=None)
def test_a_stain_of_another_marker_changes_no_receptor(found, extra):
    assert read(found).readings == read([*found, extra]).readings


@given(cases())
@settings(max_examples=15, deadline=None)
def test_any_lawful_case_has_current_receptors_and_conversions_or_says_why_not(case):
    got = current_receptors(case=case, rules=SHIPPED)
    assert got.statement and got.why
    tested = {each.specimen_id for each in case.specimens if each.is_malignant}
    for each in conversions(case=case, rules=SHIPPED):
        assert each.specimen_id in tested and each.statement


@given(st.permutations(range(3)))
def test_the_order_of_specimens_does_not_matter(order):
    all_three = (
        specimen("ER 90 %", "P", source="primary"),
        specimen("ER 0 %", "S1"),
        specimen("HER2 3+", "S2"),
    )
    mixed = tuple(all_three[place] for place in order)
    for function in (current_receptors, conversions):
        assert function(case=case_of(*mixed), rules=SHIPPED) == function(
            case=case_of(*all_three), rules=SHIPPED
        )


# ---------------------------------------------------------------- rules and code
@pytest.mark.parametrize("name", OWN)
def test_every_rule_has_known_sources_and_claims_no_review(name):
    file = SHIPPED.file(name)
    assert file.header.clinician_reviewed_on is None and file.header.source_checked_on is None
    for rule in file.rules.values():
        assert set(rule.cites) <= set(load_citations().by_key) & set(file.header.cites)
        sources = [load_citations().by_key[each] for each in rule.cites]
        if rule.status == "verified_in_source":
            assert all(each.read_as != "not_read" for each in sources), rule.rule_id


@pytest.mark.parametrize("name", OWN)
def test_every_rule_is_applied_by_code_or_by_a_row_of_its_tables(name):
    file = SHIPPED.file(name)
    folder = Path(str(files("dermetry.pathology")))
    code = "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*.py"))
    in_rows = {row["rule"] for rows in file.tables.values() for row in rows}
    in_rows |= {each.rule_id.removeprefix(f"{name}.") for each in file.thresholds.values()}
    for rule_id in file.rules:
        short = rule_id.removeprefix(f"{name}.")
        assert short in in_rows or f'{short}"' in code or rule_id in code, rule_id


def test_every_rule_id_in_code_exists():
    named = [value for key, value in vars(ids).items() if key.isupper()]
    assert set(named) <= set(SHIPPED.file("receptors").rules)
    folder = Path(str(files("dermetry.pathology")))
    for path in folder.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        for name, rule in re.findall(rf'"({"|".join(OWN)})\.([a-z0-9_.]+)"', text):
            assert f"{name}.{rule}" in SHIPPED.file(name).rules, (path.name, rule)
        for name in re.findall(r"\bids\.([A-Z0-9_]+)", text):
            if "receptors import ids" in text:
                assert hasattr(ids, name), (path.name, name)


def test_every_combination_of_ihc_and_ish_has_a_row():
    rows = SHIPPED.file("receptors").table("her2")
    keys = ("1", "2", "3", "4", "5", "positive", "negative", "equivocal", "incomplete")
    for score in ("0", "1+", "2+", "3+", "none"):
        for key in (*keys, *(() if score == "none" else ("none", "not_evaluable"))):
            fitting = [r for r in rows if score in r["ihc"] and key in r["ish"]]
            assert any(each["reviewed"] == "any" for each in fitting), (score, key)
