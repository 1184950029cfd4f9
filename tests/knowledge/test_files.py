"""Every shipped knowledge file says what it is, where it comes from, and what is unverified."""

import re
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from dermetry.errors import KnowledgeInvalid
from dermetry.knowledge.citations import load_citations, parse_citations
from dermetry.knowledge.codes import load_skin_zones, parse_skin_zones
from dermetry.knowledge.files import parse_toml, read_header
from dermetry.knowledge.render import rule_page
from dermetry.knowledge.rules import load_rules, parse_rules
from dermetry.response import ids

FOLDER = Path(str(files("dermetry.knowledge")))
TOMLS = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.toml"))
RULES = load_rules(name="recist_1_1")
USED = {
    value
    for value in vars(ids).values()
    if isinstance(value, str) and value.startswith("recist_1_1.")
}
TEXT = FOLDER.joinpath("rules/recist_1_1.toml").read_text(encoding="utf-8")


def test_the_files_are_found():
    assert {"citations.toml", "rules/recist_1_1.toml"} <= set(TOMLS)


@pytest.mark.parametrize("name", TOMLS)
def test_every_file_has_a_full_header_and_known_sources(name):
    table = parse_toml(text=FOLDER.joinpath(name).read_text(encoding="utf-8"), name=name)
    header = read_header(table=table, name=name)
    assert header.id == Path(name).stem
    assert set(header.cites) <= set(load_citations().by_key)


@pytest.mark.parametrize("name", TOMLS)
def test_no_file_claims_a_clinical_review_that_has_not_happened(name):
    table = parse_toml(text=FOLDER.joinpath(name).read_text(encoding="utf-8"), name=name)
    header = read_header(table=table, name=name)
    assert header.clinician_reviewed_on is None, "name the reviewer in CHANGELOG, then lift this"


@pytest.mark.parametrize("rule", RULES.rules.values(), ids=lambda rule: rule.rule_id)
def test_every_rule_has_a_known_source_and_is_used(rule):
    assert rule.cites and set(rule.cites) <= set(load_citations().by_key)
    assert set(rule.cites) <= set(RULES.header.cites)
    assert rule.rule_id in USED, "a rule nobody applies is a promise nobody keeps"


def test_every_rule_id_in_code_exists():
    assert set(RULES.rules) == USED
    source = Path(str(files("dermetry.response")))
    for path in source.glob("*.py"):
        for rule_id in re.findall(r'"(recist_1_1\.[a-z_.]+)"', path.read_text(encoding="utf-8")):
            assert rule_id in RULES.rules, path.name


def test_every_rule_id_is_applied_somewhere():
    source = Path(str(files("dermetry.response")))
    text = "".join(
        path.read_text(encoding="utf-8") for path in source.glob("*.py") if path.name != "ids.py"
    )
    names = [name for name, value in vars(ids).items() if isinstance(value, str) and value in USED]
    assert [name for name in names if f"ids.{name}" not in text] == []


def test_what_is_cited_through_a_restatement_says_so():
    for citation in load_citations().by_key.values():
        if citation.key in ("eisenhauer_2009", "schwartz_2016"):
            assert citation.read_as == "restatement" and "(as " in citation.short


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ('version = "1"\n', "", ("recist_1_1.toml", "version", "missing")),
        ('review_due = ""', 'review_due = "soon"', ("review_due", "date")),
        ('status = "unverified"', 'status = "sure"', ("status", "sure")),
        ("value = 20,", "value = 20.5,", ("pd_percent", "whole number")),
        ('rule = "target.pd"', 'rule = "target.pt"', ("pd_percent", "recist_1_1.target.pt")),
        ('cites = ["eisenhauer_2009"]', "cites = []", ("cites", "at least one source")),
        ("[thresholds]", "[thresholds", ("recist_1_1.toml", "TOML")),
    ],
)
def test_a_broken_rule_file_is_refused_by_file_and_key(old, new, parts):
    assert old in TEXT
    with pytest.raises(KnowledgeInvalid) as caught:
        parse_rules(text=TEXT.replace(old, new), name="rules/recist_1_1.toml")
    assert all(part in str(caught.value) for part in parts), str(caught.value)


def test_an_unknown_rule_file_is_named():
    with pytest.raises(KnowledgeInvalid, match=r"rules/nothing\.toml is missing"):
        load_rules(name="nothing")


def test_an_unknown_rule_or_threshold_is_named():
    with pytest.raises(KnowledgeInvalid, match=r"recist_1_1\.target\.px"):
        RULES.rule("recist_1_1.target.px")
    with pytest.raises(KnowledgeInvalid, match="pd_inches"):
        RULES.threshold("pd_inches")


def test_a_broken_citation_is_refused():
    text = FOLDER.joinpath("citations.toml").read_text(encoding="utf-8")
    with pytest.raises(KnowledgeInvalid, match="read_as"):
        parse_citations(text=text.replace('"restatement"', '"maybe"', 1), name="citations.toml")


def test_skin_zones_have_a_code_and_no_class_columns():
    zones = load_skin_zones()
    assert len(zones) == 48
    assert zones["scalp"].snomed_code == "43067004" and zones["scalp"].display == "Skin of scalp"
    assert len({zone.snomed_code for zone in zones.values()}) == len(zones)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{1,63}", zone) for zone in zones)
    assert FOLDER.joinpath("codes/NOTICE.md").is_file()


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("zone,code\n", "first line"),
        ("zone,snomed_code,snomed_display,source\nscalp,1,,x\n", "line 2"),
        ("zone,snomed_code,snomed_display,source\na,1,b,x\na,2,b,x\n", "line 3"),
    ],
)
def test_a_broken_table_of_zones_is_refused(text, part):
    with pytest.raises(KnowledgeInvalid, match=part):
        parse_skin_zones(text=text, name="codes/skin_zones.csv")


def test_the_page_holds_every_rule_threshold_and_source():
    page = rule_page(rules=RULES)
    for rule in RULES.rules.values():
        assert rule.text in page and f"`{rule.rule_id}`" in page
    for threshold in RULES.thresholds.values():
        assert f"| `{threshold.key}` | {threshold.value} |" in page
    assert "Eisenhauer 2009 (as restated in emera86/SASmanual-MkDocs)" in page
    assert "no clinician has reviewed this file yet" in page


def test_dates_are_read_or_refused():
    text = TEXT.replace('clinician_reviewed_on = ""', 'clinician_reviewed_on = "2026-02-29"')
    with pytest.raises(KnowledgeInvalid, match="clinician_reviewed_on"):
        parse_rules(text=text, name="rules/recist_1_1.toml")
    assert RULES.header.source_checked_on == date(2026, 11, 23)
