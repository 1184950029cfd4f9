"""``dermetry check``: what a case asks of people, with rule and source; bad input in words."""

import json
from pathlib import Path

import pytest

from dermetry.cli import assess
from dermetry.cli.check import rule_line
from dermetry.knowledge.citations import load_citations
from dermetry.knowledge.rule_set import SHIPPED
from dermetry.pathway.alerts import answer_alert, renew_alerts
from dermetry.record.alert import AlertEvent
from dermetry.record.casefile import write_case_file
from tests.cli.test_bad_input import run
from tests.pathway.alerts.tables import Made, day, tell


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """Give a case with an infected ulcer, a lesion without tissue and an unfinished record."""
    made = Made()
    for fact in ("L1 20", "L1 open", "L1 signs pus", "pain 2", "next 20"):
        tell(made, day(0), fact)
    path = tmp_path / "case.json"
    path.write_text(write_case_file(case=made.case()), encoding="utf-8")
    return path


def test_alerts_are_printed_with_facts_owner_rule_and_source(case_file: Path):
    code, out, err = run("check", case_file, "--on", "2026-02-02")
    assert (code, err) == (0, "")
    assert "3 to be seen to on 2026-02-02" in out
    assert out.index("L1 is open and shows signs of infection") < out.index("without tissue")
    for words in (
        "Signs: pus.",
        "To do: Review the same day",
        "physician, due 2026-02-02",
        "alerts.symptoms.infected_ulcer (not verified; general clinical knowledge",
        "Questions about the record",
        "Ahead, if nothing changes",
    ):
        assert words in out, words


def test_a_day_of_the_past_knows_nothing_of_later(case_file: Path):
    code, out, _ = run("check", case_file, "--on", "2026-01-04")
    assert code == 0 and "No alert waits for a person on 2026-01-04" in out
    assert "Left out: facts dated after 2026-01-04 (on 1 days, the last 2026-01-05)" in out
    assert json.loads(run("check", case_file, "--on", "2026-01-04", "--json")[1])[
        "left_out_days"
    ] == ["2026-01-05"]
    assert "Left out" not in run("check", case_file, "--on", "2026-01-05")[1]


def test_as_json_everything_is_there(case_file: Path):
    code, out, _ = run("check", case_file, "--on", "2026-02-02", "--json")
    found = json.loads(out)
    assert code == 0 and found["on"] == "2026-02-02"
    assert found["counts"]["waiting"] == 3 and found["counts"]["urgent"] == 1
    first = found["alerts"][0]
    assert first["key"] == "alerts.symptoms.infected_ulcer:L1:2026-01-05"
    assert first["status"] == "unverified" and first["cites"] and first["state"] == "open"
    assert found["questions"] and found["ahead"] and found["not_checked"] == []
    assert found["questions"][0]["rule_id"] and found["questions"][0]["what_to_do"]


def test_without_a_day_it_is_today(case_file: Path):
    code, out, _ = run("check", case_file, "--json")
    assert code == 0 and json.loads(out)["on"] == str(assess.today())


SITE = """
file = "alerts"
made_for = "{version}"
signed_by = "Dr. A"
signed_on = "2026-01-02"
[changes.no_tissue_weeks]
value = 40
reason = "our dermatologist sees every lesion"
"""


def test_rules_that_a_site_signed_are_in_force_and_said(case_file: Path, tmp_path: Path):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "alerts.toml").write_text(SITE.format(version="1"), encoding="utf-8")
    asked = ("check", case_file, "--on", "2026-02-02", "--site-rules", folder)
    code, out, _ = run(*asked)
    assert code == 0 and "2 to be seen to" in out
    assert "changed by site on 2026-01-02: no_tissue_weeks 40 instead of 4" in out
    found = json.loads(run(*asked, "--json")[1])
    assert found["site_rules"] and "changed by site" in found["alerts"][0]["rules_version"]
    (folder / "alerts.toml").write_text(SITE.format(version="0"), encoding="utf-8")
    code, out, _ = run(*asked)
    assert "3 to be seen to" in out and "look again" in out
    (folder / "alerts.toml").unlink()
    assert run(*asked)[0] == 3


def test_what_people_answered_is_kept(case_file: Path, tmp_path: Path):
    made = Made()
    tell(made, day(0), "L1 20")
    (alert,) = renew_alerts(case=made.case(), on=day(28), rules=SHIPPED)
    event = AlertEvent(
        kind="suppressed", happened_on=day(29), by="Dr [A]", text="she [declines]", until_on=day(60)
    )
    answered = made.case(alerts=(answer_alert(alert=alert, event=event),))
    path = tmp_path / "answered.json"
    path.write_text(write_case_file(case=answered), encoding="utf-8")
    code, out, _ = run("check", path, "--on", "2026-02-05")
    assert code == 0 and "No alert waits" in out
    assert "suppressed until 2026-03-06" in out and "she [declines]" in out


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("case.json", "--on", "tomorrow"), 7, "is not a day"),
        (("case.json", "--on", "2026-02-30"), 7, "is not a day"),
        (("case.json", "--on", "9999-12-31"), 7, "years ahead"),
        (("nothing.json",), 3, "is not there"),
        (("broken.json",), 6, "not a readable case file"),
        (("other.json",), 6, "not a dermetry case file"),
        ((), 2, "Missing argument"),
    ],
)
def test_bad_input_is_said_in_words(case_file: Path, arguments, code, words):
    folder = case_file.parent
    (folder / "broken.json").write_text(case_file.read_text()[:200], encoding="utf-8")
    (folder / "other.json").write_text("{}", encoding="utf-8")
    before = case_file.read_bytes()
    found, out, err = run("check", *arguments, cwd=folder)
    assert found == code, err
    assert words in err and out == ""
    assert case_file.read_bytes() == before


def test_errors_are_json_where_json_was_asked(case_file: Path):
    code, _, err = run("check", case_file, "--on", "x", "--json")
    assert code == 7 and json.loads(err)["error"]["exit_code"] == 7


def test_a_rule_claims_no_more_than_how_its_sources_were_read():
    by_kind = {each.read_as: key for key, each in load_citations().by_key.items()}
    said = {
        kind: rule_line("r", (by_kind["original"], by_kind[kind]), "verified_in_source")
        for kind in ("original", "restatement", "not_read")
    }
    assert "(compared with the source;" in said["original"]
    assert "(compared with a restatement of the source;" in said["restatement"]
    assert "(not compared with every source;" in said["not_read"]
    assert "(not verified;" in rule_line("r", (by_kind["original"],), "unverified")
