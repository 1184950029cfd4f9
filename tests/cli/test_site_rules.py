"""``--site-rules``: a site's own numbers on the command line, named wherever they hold."""

import json
from pathlib import Path

import pytest

from dermetry.record.casefile import write_case_file
from tests.cli.test_bad_input import run
from tests.pathway.alerts.tables import Made, day, tell

SIGNED = 'file = "alerts"\nmade_for = "1"\nsigned_by = "Dr. A"\nsigned_on = "2026-11-23"\n'
CHANGE = '\n[changes.no_tissue_weeks]\nvalue = 8\nreason = "waiting list"\n'
NAMED = "alerts 1, changed by site on 2026-11-23: no_tissue_weeks 8 instead of 4"


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """Give a case with a lesion that has no tissue for five weeks."""
    made = Made()
    tell(made, day(0), "L1 20")
    path = tmp_path / "case.json"
    path.write_text(write_case_file(case=made.case()), encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with the site's word on the alerts."""
    made = tmp_path / "rules"
    made.mkdir()
    (made / "alerts.toml").write_text(SIGNED + CHANGE, encoding="utf-8")
    return made


def keys(out: str) -> set[str]:
    return {each["rule_id"] for each in json.loads(out)["alerts"]}


def test_a_check_uses_the_numbers_of_the_site_and_names_them(case_file: Path, folder: Path):
    on = ("--on", str(day(35)), "--json")
    _, shipped, _ = run("check", case_file, *on)
    assert "alerts.tissue.none" in keys(shipped)
    assert json.loads(shipped)["site_rules"] == []
    code, own, _ = run("check", case_file, *on, "--site-rules", folder)
    assert code == 0
    assert "alerts.tissue.none" not in keys(own)
    assert json.loads(own)["site_rules"] == [NAMED]
    _, told, _ = run("check", case_file, "--on", str(day(35)), "--site-rules", folder)
    assert NAMED in " ".join(told.split())


def test_unsigned_rules_and_an_empty_folder_are_refused_in_words(case_file: Path, folder: Path):
    (folder / "alerts.toml").write_text(CHANGE, encoding="utf-8")
    code, out, err = run("check", case_file, "--site-rules", folder)
    assert (code != 0, out) == (True, "")
    assert "alerts.toml is not signed" in err
    (folder / "alerts.toml").unlink()
    code, _, err = run("check", case_file, "--site-rules", folder)
    assert code != 0
    assert "no rule file of a site" in err


def test_the_doctor_says_what_is_changed_and_what_is_old(folder: Path):
    _, out, _ = run("doctor", "--site-rules", folder, "--json")
    found = {each["name"]: each for each in json.loads(out)}["site rules"]
    assert (found["state"], found["message"]) == ("ok", NAMED)
    old = SIGNED.replace('made_for = "1"', 'made_for = "0"')
    (folder / "alerts.toml").write_text(old, encoding="utf-8")
    _, out, _ = run("doctor", "--site-rules", folder, "--json")
    found = {each["name"]: each for each in json.loads(out)}["site rules"]
    assert found["state"] == "warning"
    assert found["message"] == "alerts: signed for version 0, shipped is 1: look again"
