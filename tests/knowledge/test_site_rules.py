"""A site's word on rule files: signed or not at all, applied or named, never silent."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermetry.errors import InputNotFound, KnowledgeInvalid
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.knowledge.rules import load_rules, rule_file_names
from dermetry.knowledge.site_rules import (
    FIXED,
    SiteRules,
    SiteRulesInvalid,
    apply_site_rules,
    apply_site_texts,
    load_site_rules,
    parse_site_rules,
    write_site_rules,
)

DAY = date(2026, 11, 23)
TEXT = """
file = "alerts"
made_for = "1"
signed_by = "Dr. A"
signed_on = "2026-11-23"
note = "discussed on the board"

[changes.no_tissue_weeks]
value = 6
reason = "two weeks wait for the dermatologist"
"""


def given_rules(*changes: tuple[str, str, str], **more: object) -> SiteRules:
    fields = {"file_id": "alerts", "made_for": "1", "signed_by": "Dr. A", "signed_on": DAY}
    told = tuple((key, Decimal(value), reason) for key, value, reason in changes)
    return SiteRules(**(fields | {"changes": told} | more))  # type: ignore[arg-type]


def test_a_signed_change_is_in_force_and_visible():
    rules = apply_site_texts(texts={"alerts.toml": TEXT})
    file, shipped = rules.file("alerts"), load_rules(name="alerts")
    assert (file.threshold("no_tissue_weeks"), shipped.threshold("no_tissue_weeks")) == (6, 4)
    assert (file.signed_by, file.signed_on) == ("Dr. A", DAY)
    (change,) = file.changes
    assert (change.shipped, change.value, change.reason) == (
        4,
        6,
        "two weeks wait for the dermatologist",
    )
    assert file.thresholds["no_tissue_weeks"].status == "unverified"
    assert file.version_text == (
        "alerts 1, changed by site on 2026-11-23: no_tissue_weeks 6 instead of 4"
    )
    others = {key: each for key, each in file.thresholds.items() if key != "no_tissue_weeks"}
    assert others == {k: v for k, v in shipped.thresholds.items() if k != "no_tissue_weeks"}
    assert rules.file("extent") is SHIPPED.file("extent")


def test_what_is_shipped_says_so():
    file = SHIPPED.file("alerts")
    assert (file.signed_by, file.signed_on, file.changes) == ("", None, ())
    assert file.version_text == f"alerts {file.header.version}"


def test_a_signature_without_a_change_is_a_signature():
    file = apply_site_rules(given=[given_rules(file_id="extent")]).file("extent")
    assert file.version_text == "extent 1, signed by site on 2026-11-23"
    assert file.thresholds == load_rules(name="extent").thresholds


def test_a_version_text_of_many_changes_stays_short_and_says_how_many():
    shipped = load_rules(name="alerts")
    changes = [(key, str(each.value), "as before") for key, each in shipped.thresholds.items()]
    text = apply_site_rules(given=[given_rules(*changes)]).file("alerts").version_text
    assert text == f"alerts 1, {len(changes)} thresholds changed by site on 2026-11-23"


def test_what_was_made_for_another_version_is_named_and_not_applied():
    rules = apply_site_rules(given=[given_rules(("no_tissue_weeks", "6", "why"), made_for="0")])
    assert rules.file("alerts") is load_rules(name="alerts")
    (stale,) = rules.stale
    assert stale.words == "alerts: signed for version 0, shipped is 1: look again"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('signed_by = "Dr. A"', "", "a.toml is not signed: 'signed_by' is missing"),
        ('signed_by = "Dr. A"', 'signed_by = " "', "'signed_by' is missing"),
        ('signed_on = "2026-11-23"', "", "a.toml is not signed: 'signed_on' is missing"),
        ('signed_on = "2026-11-23"', 'signed_on = ""', "'signed_on' is missing"),
        ('"2026-11-23"', '"yesterday"', "must be a date"),
        ('file = "alerts"', 'file = "horoscope"', "rules/horoscope.toml is missing"),
        ('file = "alerts"', "", "'file' is missing"),
        ('made_for = "1"', "", "'made_for' is missing"),
        ("note", "noted", "'noted' is unknown"),
        ("changes.no_tissue_weeks", "changes.patience", "'patience' is no threshold"),
        ("value = 6", "value = 6.5", "must be a whole number or a text"),
        ("value = 6", 'value = "6.5"', "counted in weeks without tissue: 6.5 is no whole number"),
        ("value = 6", "value = -6", "'no_tissue_weeks' must not be negative"),
        ("value = 6", "valeu = 6", "'value' is missing"),
        ('reason = "two weeks wait for the dermatologist"', "", "'reason' is missing"),
        ("[changes.no_tissue_weeks]", "[changes.no_tissue_weeks", "a.toml is no valid TOML"),
    ],
)
def test_a_text_that_cannot_count_is_refused_with_its_key(old: str, new: str, words: str):
    assert old in TEXT
    with pytest.raises(KnowledgeInvalid) as caught:
        apply_site_texts(texts={"a.toml": TEXT.replace(old, new, 1)})
    assert words in str(caught.value) + (caught.value.why or "")
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("file", "key", "value", "words"),
    [
        ("receptors", "hormone_positive_percent", "140", "must be 100 or less"),
        ("alerts", "pain_severe_0_10", "11", "must be 10 or less"),
        ("recist_1_1", "pd_percent", "25", "published criteria"),
    ],
)
def test_a_number_that_cannot_be_or_is_not_the_sites_is_refused(file, key, value, words):
    given_ = given_rules((key, value, "why"), file_id=file)
    with pytest.raises(SiteRulesInvalid, match=words):
        apply_site_rules(given=[given_])


def test_one_file_signed_twice_is_refused():
    for second in (given_rules(), given_rules(made_for="0")):
        with pytest.raises(SiteRulesInvalid, match="signed twice"):
            apply_site_rules(given=[given_rules(), second])


def test_a_folder_is_read_and_an_empty_one_is_refused(tmp_path: Path):
    with pytest.raises(InputNotFound, match="no rule file of a site"):
        load_site_rules(folder=tmp_path)
    with pytest.raises(InputNotFound, match="no rule file of a site"):
        load_site_rules(folder=tmp_path / "nowhere")
    (tmp_path / "alerts.toml").write_text(TEXT, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a rule", encoding="utf-8")
    assert load_site_rules(folder=tmp_path).file("alerts").threshold("no_tissue_weeks") == 6
    (tmp_path / "broken.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(InputNotFound, match="cannot be read"):
        load_site_rules(folder=tmp_path)


words = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=20).filter(
    lambda text: text.strip()
)
numbers = st.decimals(min_value=0, max_value=1000, places=2)


@given(who=words, note=words | st.just(""), told=st.lists(st.tuples(numbers, words), max_size=3))
def test_what_is_written_is_read_back_as_it_was(who, note, told):
    changes = tuple((f"key_{n}", value, reason) for n, (value, reason) in enumerate(told))
    rules = replace(given_rules(), signed_by=who, note=note, changes=changes)
    assert parse_site_rules(text=write_site_rules(rules=rules), name="x") == rules


def test_every_fixed_file_is_a_shipped_one():
    assert set(FIXED) < set(rule_file_names())
    assert not {"matching", "outline", "quality"} & set(rule_file_names())
