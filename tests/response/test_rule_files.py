"""Every rule of the rule files of response is applied somewhere, and every id used exists."""

import re
from importlib.resources import files
from pathlib import Path

import pytest

from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.rules import load_rules
from dermetry.response import ids

FOLDER = Path(str(files("dermetry.response")))
NAMES = ("irecist", "who", "lesion_ect")
IDS = {name: value for name, value in vars(ids).items() if isinstance(value, str)}


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_is_used_and_every_id_exists(name):
    rules = load_rules(name=name).rules
    assert set(rules) == {value for value in IDS.values() if value.startswith(f"{name}.")}
    text = "".join(
        path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py") if path.name != "ids.py"
    )
    mine = [each for each, value in IDS.items() if value.startswith(f"{name}.")]
    assert [each for each in mine if not re.search(rf"\bids\.{each}\b", text)] == []


@pytest.mark.parametrize("name", (*NAMES, "presets"))
def test_every_rule_has_a_known_source(name):
    file = load_rules(name=name)
    for rule in file.rules.values():
        assert rule.cites and set(rule.cites) <= set(load_citations().by_key)
        assert set(rule.cites) <= set(file.header.cites), rule.rule_id


def test_what_the_rule_sheet_recalls_is_marked_unverified():
    lesions = load_rules(name="lesion_ect")
    assert lesions.header.status == "unverified"
    assert {each.status for each in lesions.thresholds.values()} == {"unverified"}
    assert {each.status for each in lesions.rules.values()} == {"unverified"}
