"""Every rule file loads, cites known sources, marks what is unverified, and makes up no date."""

from importlib.resources import files
from pathlib import Path

import pytest

from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.files import parse_toml
from dermetry.knowledge.rules import RuleFile, load_rules, parse_rules, rule_file_names
from dermetry.knowledge.site_rules import FIXED

PACKAGE = Path(str(files("dermetry")))
FOLDER = PACKAGE / "knowledge" / "rules"
NAMES = rule_file_names()
BY_KEY = load_citations().by_key
CHECKED_HERE = "2026-11-23"  # the only day on which files were compared with a source so far


def text_of(name: str) -> str:
    return FOLDER.joinpath(f"{name}.toml").read_text(encoding="utf-8")


def cited_in(file: RuleFile) -> set[str]:
    """Give every source that a rule or a row of a file names."""
    cited = {key for rule in file.rules.values() for key in rule.cites}
    for rows in file.tables.values():
        for row in rows:
            cited |= set(row.get("cites", ()))
    return cited


def statuses_in(file: RuleFile) -> set[str]:
    """Give every status that stands in a file."""
    found = {rule.status for rule in file.rules.values()}
    found |= {each.status for each in file.thresholds.values()}
    return found | {
        row["status"] for rows in file.tables.values() for row in rows if "status" in row
    }


def test_the_arms_have_their_files():
    arms = {"alerts", "extent", "spread", "differential", "skin_check", "capture", "questions"}
    tissue = {"receptors", "subtypes", "origin_panel", "panels"}
    assert arms | tissue | set(FIXED) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_loads_and_is_called_as_it_says(name: str):
    assert load_rules(name=name).header.id == name


@pytest.mark.parametrize("name", NAMES)
def test_every_source_is_known_and_named_in_the_header(name: str):
    file = load_rules(name=name)
    cited = cited_in(file)
    assert cited <= set(BY_KEY), f"add to citations.toml: {cited - set(BY_KEY)}"
    assert cited == set(file.header.cites), "the header names the sources of its rules, no others"


@pytest.mark.parametrize("name", NAMES)
def test_no_date_is_made_up(name: str):
    header = load_rules(name=name).header
    assert header.clinician_reviewed_on is None, "name the reviewer in CHANGELOG, then lift this"
    if header.source_checked_on is not None:
        assert header.source_checked_on.isoformat() == CHECKED_HERE
        head = text_of(name).split("\nid = ", 1)[0]
        assert "compared" in head, "say at the top of the file what was compared with what"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_unverified_is_marked_so(name: str):
    file = load_rules(name=name)
    expected = "unverified" if "unverified" in statuses_in(file) else "verified_in_source"
    assert file.header.status == expected
    for rule in file.rules.values():
        read = {BY_KEY[key].read_as for key in rule.cites}
        if rule.status == "verified_in_source":
            assert read != {"not_read"}, f"{rule.rule_id} rests on nothing that was read"
            assert set(rule.cites) != {"dermetry_design"}, f"{rule.rule_id} is our own decision"


@pytest.mark.parametrize("name", NAMES)
def test_every_number_is_asked_for_somewhere(name: str):
    """A threshold that no code reads would be changed by a site without any effect."""
    code = code_of_package()
    in_tables = {
        str(value)
        for rows in load_rules(name=name).tables.values()
        for row in rows
        for value in row.values()
    }
    unused = [
        key
        for key in load_rules(name=name).thresholds
        if f'"{key}"' not in code and f".{key}" not in code and key not in in_tables
    ]
    assert unused == []


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(FIXED)))
def test_a_file_that_a_site_may_change_is_read_through_the_rules_in_force(name: str):
    direct = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if path.parent.name != "knowledge"
        and f'load_rules(name="{name}")' in path.read_text(encoding="utf-8")
    ]
    assert direct == [], "take rules: RuleSet, or a site's numbers are passed over in silence"


def code_of_package() -> str:
    """Give all code of the package as one text."""
    return "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))


def test_a_table_row_of_an_unknown_rule_is_refused():
    text = text_of("extent")
    table = parse_toml(text=text, name="x")["tables"]
    rule = next(row["rule"] for rows in table.values() for row in rows)
    with pytest.raises(Exception, match="unknown rule"):
        parse_rules(text=text.replace(f'rule = "{rule}"', 'rule = "nobody.knows"', 1), name="x")
