"""The rule file of alerts: complete, honest, and in force where a site changes it."""

import re
from dataclasses import replace
from decimal import Decimal
from importlib.resources import files
from types import MappingProxyType

import pytest

from dermetry.errors import KnowledgeInvalid
from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.knowledge.rules import load_rules, parse_rules
from dermetry.pathway.alerts import raise_alerts
from dermetry.pathway.alerts.book import months_after, read_book
from dermetry.pathway.alerts.raising import CONDITIONS
from dermetry.workbench.accounts.roles import ROLES
from tests.pathway.alerts.tables import Made, day, tell

FILE = load_rules(name="alerts")
ROWS = {row["rule"]: row for row in FILE.table("alerts")}
TEXT = files("dermetry.knowledge").joinpath("rules/alerts.toml").read_text("utf-8")


def site_rules(**numbers: int) -> RuleSet:
    changed = {
        key: replace(FILE.thresholds[key], value=Decimal(value)) for key, value in numbers.items()
    }
    file = replace(FILE, thresholds=MappingProxyType({**FILE.thresholds, **changed}))
    return RuleSet(changed=MappingProxyType({"alerts": file}))


def test_every_rule_has_a_condition_and_every_condition_its_rule():
    assert set(CONDITIONS) == set(ROWS) == {key.removeprefix("alerts.") for key in FILE.rules}


@pytest.mark.parametrize("key", sorted(ROWS))
def test_a_rule_says_who_owns_it_what_makes_it_new_and_what_ends_it(key):
    row = ROWS[key]
    assert row["owner"] in ROLES, "a role of the workbench"
    due = row["due"]
    assert due == "step" or due in FILE.thresholds, "the days until it is due are of the file"
    assert due == "step" or FILE.thresholds[due].rule_id == f"alerts.{key}"
    assert row["identity"] and row["new_facts"] and row["ends"] and row["advice"]
    rule = FILE.rule(f"alerts.{key}")
    assert set(rule.cites) <= set(load_citations().by_key)
    assert set(rule.cites) <= set(FILE.header.cites)
    assert len(f"alerts.{key}:") < 60, "a key has room for subject and occasion"


def test_nothing_claims_to_be_checked_that_was_not():
    assert FILE.header.source_checked_on is None and FILE.header.clinician_reviewed_on is None
    assert {each.status for each in FILE.rules.values()} == {"unverified"}
    assert {each.status for each in FILE.thresholds.values()} == {"unverified"}


def test_every_number_and_word_of_the_file_is_used():
    source = "".join(
        path.read_text("utf-8")
        for path in files("dermetry.pathway.alerts").iterdir()
        if path.name.endswith(".py")
    )
    due = {row["due"] for row in ROWS.values()}
    unused = [k for k in FILE.thresholds if k not in due and f'"{k}"' not in source]
    assert unused == []
    assert [w["group"] for w in FILE.table("words") if f'"{w["group"]}"' not in source] == []


def test_a_site_changes_a_number_and_it_holds():
    made = Made()
    for number, fact in ((0, "L1 20"), (0, "pain 5")):
        tell(made, day(number), fact)
    case = made.case()
    rules = site_rules(no_tissue_weeks=1, tissue_none_due_days=2, pain_severe_0_10=5)

    def keys(on, rules):
        return {each.key: each for each in raise_alerts(case=case, on=day(on), rules=rules)}

    assert keys(7, SHIPPED) == {}
    found = keys(7, rules)
    assert set(found) == {
        "alerts.tissue.none:L1",
        "alerts.symptoms.pain_severe:patient:2026-01-05",
    }
    assert found["alerts.tissue.none:L1"].due_on == day(9)


def test_a_site_may_ask_for_tissue_of_every_lesion():
    made = Made()
    place = {"is_confirmed": True, "confirmed_by": "Dr A", "zone": "back"}
    made.lesions = {name: {"lesion_id": name, **place} for name in ("L1", "L2")}
    for fact in ("L1 20", "L2 20", "S1 taken L1", "S1 malignant"):
        tell(made, day(0), fact)
    for rules, expected in ((SHIPPED, 0), (site_rules(tissue_counts_for_zone=0), 1)):
        found = raise_alerts(case=made.case(), on=day(30), rules=rules)
        assert sum("tissue.none" in each.key for each in found) == expected


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('urgency = "soon"', 'urgency = "later"', "urgency"),
        ('kind = "alert"', 'kind = "note"', "kind"),
        ('owner = "physician"\n', "", "owner"),
        ('due = "tissue_none_due_days"', 'due = "never"', "never"),
        ('identity = "the lesion"\n', "", "identity"),
        ('group = "progression"', 'group = "worse"', "progression"),
    ],
)
def test_a_broken_rule_file_is_named_not_passed_over(old, new, words):
    assert old in TEXT
    file = parse_rules(text=TEXT.replace(old, new, 1), name="rules/alerts.toml")
    rules = RuleSet(changed=MappingProxyType({"alerts": file}))
    made = Made()
    tell(made, day(0), "signed PD")
    with pytest.raises(KnowledgeInvalid, match=words):
        read_book(rules=rules).words("progression")
        raise_alerts(case=made.case(), on=day(0), rules=rules)


def test_a_rule_without_owner_and_words_is_refused():
    text = re.sub(r'\[\[tables\.alerts\]\]\nrule = "tissue\.none"\n(?:.+\n)+', "", TEXT)
    file = parse_rules(text=text, name="rules/alerts.toml")
    with pytest.raises(KnowledgeInvalid, match=r"alerts\.tissue\.none"):
        read_book(rules=RuleSet(changed=MappingProxyType({"alerts": file})))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2024, 2, 29), 12, (2025, 2, 28)),
        ((2026, 11, 5), 3, (2027, 2, 5)),
        ((2026, 12, 31), 12, (2027, 12, 31)),
    ],
)
def test_months_end_where_the_month_does(start, months, end):
    year, month, number = start
    found = months_after(day(0).replace(year=year, month=month, day=number), months)
    assert (found.year, found.month, found.day) == end
