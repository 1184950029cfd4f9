"""No rule file changes without a new version, and no version that was in force is lost."""

import pytest

from dermetry.knowledge.archive import (
    RulesNotKept,
    fingerprint,
    load_lock,
    load_rules_version,
    rules_of_versions,
)
from dermetry.knowledge.files import read_knowledge_text
from dermetry.knowledge.rules import load_rules, rule_file_names

CHANGED = (
    "rules/{0}.toml has changed under its version {1}: give it a new version, then run "
    "python tools/lock_rules.py (--unreleased {0} where the version was never released)"
)


@pytest.mark.parametrize("name", rule_file_names())
def test_a_changed_rule_file_has_a_new_version(name):
    text = read_knowledge_text(folder="rules", file_name=f"{name}.toml")
    version = load_rules(name=name).header.version
    noted = load_lock().get(name, {}).get(version)
    assert noted == fingerprint(text=text, name=name), CHANGED.format(name, version)


def test_every_version_ever_noted_can_be_loaded():
    for name, versions in load_lock().items():
        for version in versions:
            file = load_rules_version(name=name, version=version)
            assert (file.header.id, file.header.version) == (name, version)


def test_a_fingerprint_is_of_what_the_file_says():
    text = read_knowledge_text(folder="rules", file_name="who.toml")
    one = fingerprint(text=text, name="who")
    looked = text.replace('clinician_reviewed_on = ""', 'clinician_reviewed_on = "2026-11-01"')
    assert looked != text and fingerprint(text=f"# a comment\n{looked}", name="who") == one
    for old, new in (("value = 25,", "value = 26,"), ("no change", "nothing"), ('"1"', '"2"')):
        assert old in text
        assert fingerprint(text=text.replace(old, new, 1), name="who") != one


def test_a_version_that_is_not_kept_is_never_replaced():
    with pytest.raises(RulesNotKept, match="version 99 of the rule file who"):
        rules_of_versions(versions={"who": "99"})
    assert rules_of_versions(versions={"who": "1"}).file("who") is load_rules(name="who")
