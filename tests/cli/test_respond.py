"""``dermetry respond``: every kind of input, level, policy and output; bad input in words."""

import csv
import json
import sys
from pathlib import Path

import pytest

from dermetry.cli import output
from dermetry.cli.app import main
from dermetry.pathway.lesion_table import read_lesion_table
from dermetry.record.casefile import write_case_file
from dermetry.response.engine import ENGINE_VERSION

LESIONS = """subject,visited_on,lesion_id,role,longest_diameter_mm,perpendicular_mm,status,\
baseline_on
P1,2026-01-05,T1,target,20,10,,2026-01-05
P1,2026-03-02,T1,,10,5,,
P1,2026-04-13,T1,,10,5,,
P1,2026-06-01,T1,,16,8,,
"""
TWO = LESIONS + "P2,2026-01-05,T1,target,30,20,,2026-01-05\nP2,2026-03-02,T1,,,,absent,\n"
RESPONSES = """subject,visited_on,response,reference_on
P1,2026-03-02,PR,2026-01-05
P1,2026-04-13,PR,2026-01-05
P1,2026-06-01,PD,2026-01-05
"""
PEOPLE = (
    "subject,reference_on,death_on,last_contact_on\nP1,2026-01-10,2026-07-01,\nP2,2026-01-12,,\n"
)


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run ``dermetry respond`` in a folder of its own and give (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(output.out, "width", 200)
    for name, text in (
        ("lesions.csv", LESIONS),
        ("two.csv", TWO),
        ("responses.csv", RESPONSES),
        ("people.csv", PEOPLE),
        ("both.csv", RESPONSES + "P2,2026-03-02,PR,2026-01-05\n"),
    ):
        Path(name).write_text(text, encoding="utf-8")
    (case,) = read_lesion_table(path=Path("lesions.csv")).cases
    Path("case.json").write_text(write_case_file(case=case), encoding="utf-8")

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["dermetry", "respond", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def document(run, *words: str) -> dict:
    code, out, err = run(*words, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def rows_of(name: str) -> list[dict[str, str]]:
    lines = Path(name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines))


def best_of(found: dict) -> dict[str, str]:
    (patient,) = found["patients"]
    return {row["form"]: row["best_response"] for row in patient["best_response"]}


def endpoints_of(found: dict, place: int = 0) -> dict[str, dict]:
    rows = found["patients"][place]["endpoints"]
    return {row["endpoint"]: row for row in rows if row["form"] == "unconfirmed"}


def test_case_file_table_of_lesions_and_of_responses_agree(run):
    for source in ("case.json", "lesions.csv", "responses.csv"):
        found = document(run, source, "--set", "confirm_days=28")
        assert best_of(found) == {"unconfirmed": "PR", "confirmed": "PR"}, source
        ends = endpoints_of(found)
        assert ends["progression_free_survival"]["days"] == 147, source
        assert ends["duration_of_response"]["on"] == "2026-06-01", source
        calls = [call["category"] for call in found["patients"][0]["calls"]]
        assert calls == ([] if source == "responses.csv" else [None, "PR", "PR", "PD"])
        assert found["settings"] == {"confirm_days": "28"}
        assert "confirm_days=28" in found["rules_version"]
        for row in found["patients"][0]["best_response"]:
            assert row["reasons"] and row["rule_ids"] and row["sources"]


def test_tables_for_people_name_policy_reasons_and_changed_settings(run):
    code, out, _ = run("lesions.csv", "--set", "confirm_days=28")
    assert code == 0
    out = " ".join(out.split())
    for words in (
        "Note P1: days are counted from the baseline 2026-01-05",
        "Response by RECIST 1.1 (policy recist11), CHANGED SETTINGS: confirm_days=28",
        "recist_1_1.target.pd",
        "What would change the call: Targets PD from a sum of 15 mm on",
        "Best response by RECIST 1.1",
        "Endpoints",
        "duration of response",
    ):
        assert words in out, words


def test_a_narrow_terminal_folds_words_and_cuts_none(run, monkeypatch):
    monkeypatch.setattr(output.out, "width", 80)
    code, out, _ = run("lesions.csv")
    assert code == 0 and "…" not in out and "progression free" in out


def test_a_policy_and_its_switches_decide(run):
    assert best_of(document(run, "lesions.csv", "--policy", "irecist")) == {"unconfirmed": "iPR"}
    found = document(run, "lesions.csv", "--policy", "who-sum")
    assert found["patients"][0]["calls"][1]["sum_mm2"] == "50"
    assert best_of(found) == {"unconfirmed": "PR", "confirmed": "PR"}
    code, out, _ = run("lesions.csv", "--policy", "who-sum")
    assert code == 0 and "Sum, mm²" in out and "Response by WHO (policy who-sum)" in out
    assert "no target measured" not in out
    raised = document(run, "lesions.csv", "--set", "pd_percent=80")
    assert raised["patients"][0]["calls"][3]["category"] == "PR"


def test_admiralonco_asks_for_the_window_of_stable_disease(run):
    code, _, err = run("lesions.csv", "--policy", "recist11-admiralonco")
    assert code == 7 and "for example --set sd_window_days=42" in err
    words = ("--policy", "recist11-admiralonco", "--set", "sd_window_days=42")
    assert best_of(document(run, "responses.csv", *words))["confirmed"] == "PR"


def test_dates_of_one_patient_and_choices_of_the_plan(run):
    dates = ("--date", "death_on=2026-07-05", "--date", "cutoff_on=2026-05-01")
    found = document(run, "case.json", *dates)
    ends = endpoints_of(found)
    assert ends["progression_free_survival"]["outcome"] == "censored"
    dead = endpoints_of(document(run, "case.json", "--date", "death_on=2026-07-05"))
    assert (dead["overall_survival"]["outcome"], dead["overall_survival"]["days"]) == ("event", 181)
    given = ("--date", "reference_on=2026-01-06", "--set", "add_first_day=true")
    assert endpoints_of(document(run, "case.json", *given))["time_to_progression"]["days"] == 147
    early = ("--date", "reference_on=2026-01-06")
    assert endpoints_of(document(run, "case.json", *early))["time_to_progression"]["days"] == 146


def test_a_table_of_responses_with_one_patient_takes_her_dates(run):
    """The table itself then needs no reference date."""
    short = "\n".join(line.rpartition(",")[0] for line in RESPONSES.strip().splitlines())
    Path("short.csv").write_text(short + "\n", encoding="utf-8")
    for source in ("short.csv", "responses.csv"):
        days = ("--date", "reference_on=2026-01-03", "--date", "death_on=2026-07-03")
        ends = endpoints_of(document(run, source, *days))
        assert (ends["overall_survival"]["outcome"], ends["overall_survival"]["days"]) == (
            "event",
            181,
        )
        assert ends["progression_free_survival"]["days"] == 149
    assert run("short.csv")[0] == 7


def test_dates_of_many_patients_stand_in_a_table(run):
    found = document(run, "two.csv", "--patients", "people.csv")
    assert [each["subject"] for each in found["patients"]] == ["P1", "P2"]
    assert endpoints_of(found)["overall_survival"]["days"] == 172
    assert endpoints_of(found, 1)["objective_response"]["outcome"] == "yes"
    Path("people.csv").write_text(PEOPLE + "P3,2026-01-01,,\n", encoding="utf-8")
    third = document(run, "two.csv", "--patients", "people.csv")["patients"][2]
    assert third["best_response"][0]["best_response"] == "MISSING"
    code, out, _ = run("two.csv", "--patients", "people.csv")
    assert code == 0 and "patient P2" in out and "add --json or --csv FILE" in out


def test_single_lesions_are_judged_apart(run):
    found = document(run, "two.csv", "--level", "lesion")
    assert (found["level"], found["policy"]) == ("lesion", "lesion-ect")
    one, two = (each["lesions"][0] for each in found["patients"])
    assert one["best"] == "PR" and two["best"] == "CR"
    assert found["counts"][0]["rows"][0]["patients"] == 2
    assert "best_response" not in found["patients"][0]
    code, out, _ = run("two.csv", "--level", "lesion")
    assert code == 0
    assert "Lesions and their patients" in out
    assert "not compared with their source" in out


def test_csv_files_hold_calls_best_responses_and_endpoints(run):
    code, out, err = run("two.csv", "--csv", "out/calls.csv")
    assert (code, out) == (0, "")
    assert "calls.csv, calls-best-response.csv, calls-values.csv, calls-endpoints.csv" in err
    assert "Note: P1: days are counted from the baseline" in err
    rows = rows_of("out/calls.csv")
    assert [(row["subject"], row["call"], row["sum"]) for row in rows] == [
        ("P1", "", "20"),
        ("P1", "PR", "10"),
        ("P1", "PR", "10"),
        ("P1", "PD", "16"),
        ("P2", "", "30"),
        ("P2", "CR", "0"),
    ]
    assert {row["engine_version"] for row in rows} == {ENGINE_VERSION}
    assert rows[1]["turning_points"].startswith("Targets PD from a sum of 25 mm on, 15 mm more")
    used = rows_of("out/calls-values.csv")
    assert [(row["subject"], row["lesion_id"], row["raw_status"], row["used"]) for row in used][
        -2:
    ] == [("P2", "T1", "measured", "30"), ("P2", "T1", "absent", "0")]
    assert {row["unit"] for row in used} == {"mm"}
    best = rows_of("out/calls-best-response.csv")
    assert [row["best_response"] for row in best] == ["PR", "CR"]
    ends = rows_of("out/calls-endpoints.csv")
    assert {row["subject"] for row in ends} == {"P1", "P2"}


def test_csv_of_responses_and_of_lesions(run):
    assert run("responses.csv", "--csv", "best.csv")[0] == 0
    rows = rows_of("best.csv")
    assert rows[0]["best_response"] == "PR" and not Path("best-best-response.csv").exists()
    assert run("lesions.csv", "--level", "lesion", "--csv", "l.csv")[0] == 0
    rows = rows_of("l.csv")
    assert [row["call"] for row in rows] == ["", "PR", "PR", "PD"]
    rows = rows_of("l-lesions.csv")
    assert rows[0]["best"] == "PR" and rows[0]["control_days"] == ""


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("lesions.csv", "--policy", "recist12"), 7, "there is no preset 'recist12'"),
        (("lesions.csv", "--set", "pd=3"), 7, "there is no setting 'pd' of the response"),
        (("lesions.csv", "--set", "pd_percent"), 7, "is not name=value"),
        (("lesions.csv", "--set", "max_ne=1", "--set", "max_ne=2"), 7, "max_ne is given twice"),
        (("lesions.csv", "--set", "pd_percent=much"), 7, "setting 'pd_percent'"),
        (("lesions.csv", "--set", "disease_after_cr=no"), 7, "choice 'disease_after_cr'"),
        (("lesions.csv", "--set", "partial_dates=middle"), 7, "cannot be 'middle'"),
        (("case.json", "--set", "partial_dates=first"), 7, "would change nothing for a case file"),
        (("case.json", "--set", "baseline=first"), 7, "baseline would change nothing"),
        (("responses.csv", "--set", "baseline=first"), 7, "nothing for a table of responses"),
        (("lesions.csv", "--policy", "lesion-ect"), 7, "add --level lesion"),
        (("lesions.csv", "--policy", "irecist", "--level", "lesion"), 7, "leave out --level"),
        (("responses.csv", "--level", "lesion"), 7, "not sizes of lesions"),
        (("case.json", "--level", "lesion", "--set", "add_first_day=true"), 7, "change nothing"),
        (("case.json", "--level", "lesion", "--date", "death_on=2026-09-01"), 7, "change nothing"),
        (("case.json", "--level", "all"), 2, "--level"),
        (("case.json", "--date", "dead_on=2026-09-01"), 7, "there is no date 'dead_on'"),
        (("case.json", "--date", "death_on=2026-09"), 7, "--date death_on=2026-09 is not a day"),
        (("case.json", "--date", "death_on=2026-02-01"), 7, "P1: the visit of 2026-03-02 lies"),
        (("two.csv", "--date", "death_on=2026-09-01"), 7, "it is not clear of which"),
        (("both.csv", "--date", "death_on=2026-09-01"), 7, "it is not clear of which"),
        (("lesions.csv", "--csv", "lesions.csv"), 8, "lesions.csv is an input"),
        (("two.csv", "--patients", "none.csv"), 3, "none.csv cannot be read"),
        (("none.csv",), 3, "none.csv cannot be read"),
        (("none.json",), 3, "none.json is not there"),
        ((".",), 3, "is a folder"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_exit_code(run, words, code, message):
    found, out, err = run(*words)
    assert (found, out) == (code, "")
    assert message in " ".join(err.split()), err


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (b"", 3, "it.csv is empty"),
        (LESIONS.splitlines()[0].encode(), 3, "nothing below it"),
        (LESIONS.replace("20,10", "-20,10").encode(), 7, "row 2, longest_diameter_mm: -20 is neg"),
        (
            LESIONS.replace("20,10", "2000,10").encode(),
            7,
            "row 2, longest_diameter_mm: 2000 cannot",
        ),
        (LESIONS.replace("03-02,T1", "03-02,T2").encode(), 7, "row 3, lesion_id: unknown lesion"),
        (LESIONS.replace("03-02", "04-13").encode(), 7, "row 4, lesion_id: a second value of 'T1'"),
        (LESIONS.replace("03-02", "UN").encode(), 7, "row 3, visited_on: '2026-UN' is only a part"),
        (
            LESIONS.replace("03-02", "01-02").encode(),
            7,
            "row 3, visited_on: 2026-01-02 lies before",
        ),
        (LESIONS.replace(",2026-01-05\n", ",\n").encode(), 7, "baseline_on: 'P1' has no baseline"),
        (LESIONS.replace("r_mm", "r").encode(), 7, "column longest_diameter has no unit"),
        (LESIONS.replace(",", "|").encode(), 7, "separated by one of , ; or a tab"),
        (LESIONS.replace("T1,,10", "T1,é,10").encode("latin-1"), 7, "row 3: byte 0xe9 is not UTF"),
        (LESIONS.encode("utf-16"), 7, "it is no plain text"),
        (b"a,b\n1,2\n", 7, "names neither the columns of a table of lesions"),
        (RESPONSES.replace("PR", "XX").encode(), 7, "row 2, response: 'XX' is not known"),
        (RESPONSES.replace("04-13", "03-02").encode(), 7, "row 3, response: a second response"),
        (RESPONSES.replace("2026-03-02", "2026-03").encode(), 7, "row 2, visited_on: '2026-03'"),
    ],
)
def test_a_bad_table_names_row_and_column(run, content, code, message):
    Path("it.csv").write_bytes(content)
    found, out, err = run("it.csv")
    assert (found, out) == (code, "")
    assert message in " ".join(err.split()), err


def test_partial_dates_and_a_missing_baseline_are_filled_in_only_when_asked(run):
    text = LESIONS.replace("2026-03-02", "2026-03").replace(",baseline_on", "")
    text = text.replace(",2026-01-05\n", "\n").replace(",,\n", ",\n")
    Path("it.csv").write_text(text, encoding="utf-8")
    found = document(run, "it.csv", "--set", "partial_dates=first", "--set", "baseline=first")
    assert found["patients"][0]["calls"][1]["visited_on"] == "2026-03-01"
    assert any("2026-03 was taken as 2026-03-01" in each for each in found["remarks"])
    assert any("was taken as the baseline" in each for each in found["remarks"])


def test_a_patient_missing_from_the_table_of_patients_is_named(run):
    Path("people.csv").write_text("subject,reference_on\nP1,2026-01-05\n", encoding="utf-8")
    code, _, err = run("two.csv", "--patients", "people.csv")
    assert code == 7 and "people.csv: there is no row of 'P2'" in err


def test_a_case_without_visits_says_that_nothing_was_judged(run):
    text = '{"format": "dermetry case", "version": 1, "case": {"patient": {"patient_id": "P1"}}}'
    Path("empty.json").write_text(text, encoding="utf-8")
    code, out, _ = run("empty.json")
    assert code == 0 and "P1: there is no visit and no reference date: nothing was judged" in out
    code, out, _ = run("empty.json", "--level", "lesion")
    assert code == 0 and "No lesion can be judged" in out
    assert run("empty.json", "--csv", "e.csv")[0] == 0
    assert rows_of("e.csv") == [] and rows_of("e-best-response.csv") == []
