"""The rule file of best response: every rule is used, every choice documented and sourced."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.rules import load_rules
from dermetry.response.policy import list_presets
from dermetry.response.sequence import ids
from dermetry.response.sequence.choices import CHOICES

RULES = load_rules(name="best_response")
SOURCE = Path(str(files("dermetry.response.sequence")))
IDS = {name: value for name, value in vars(ids).items() if str(value).startswith("best_response.")}


def test_rule_ids_and_rule_file_are_the_same():
    assert set(IDS.values()) == set(RULES.rules)


def test_every_rule_is_applied_somewhere():
    text = "".join(
        path.read_text(encoding="utf-8") for path in SOURCE.glob("*.py") if path.name != "ids.py"
    )
    assert [name for name in IDS if f"ids.{name}" not in text] == []


@pytest.mark.parametrize("rule", RULES.rules.values(), ids=lambda rule: rule.rule_id)
def test_every_rule_has_a_known_source(rule):
    assert rule.cites and set(rule.cites) <= set(load_citations().by_key)
    assert set(rule.cites) <= set(RULES.header.cites)


def test_every_choice_is_documented_once_with_sources():
    rows = RULES.table("switches")
    assert sorted(row["name"] for row in rows) == sorted(CHOICES)
    for row in rows:
        assert row["text"] and set(row["cites"]) <= set(RULES.header.cites)
        assert row["status"] in ("verified_in_source", "unverified")
        assert f"best_response.{row['rule']}" in RULES.rules


def test_presets_of_choices_are_presets_of_the_policy():
    assert set(RULES.presets) - {"standard"} <= set(list_presets())
    assert set(RULES.presets["standard"]) == CHOICES


def test_no_clinical_number_stands_in_code():
    """Only 0, 1, 2 and the size of a cache may stand in code; kinds.py numbers its words."""
    for path in SOURCE.glob("*.py"):
        if path.name in ("kinds.py", "confirm.py"):
            continue
        text = re.sub(r'"""(?:.|\n)*?"""|#.*', "", path.read_text(encoding="utf-8"))
        text = re.sub(r"[fr]?\"[^\"\n]*\"", "", text)
        found = set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?", text))
        assert found <= {"0", "1", "2", "3", "16"}, f"{path.name}: {found}"
