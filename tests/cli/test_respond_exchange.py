"""``dermetry respond`` with SDTM, given answers, a second policy, and details."""

import csv
import json
import sys
from pathlib import Path

import pytest

from dermetry.cli import output
from dermetry.cli.app import main
from dermetry.record.casefile import write_case_file
from tests.exchange.sdtm_writer import write_sdtm
from tests.exchange.test_sdtm import TR, TU
from tests.response.tables import build_case

RS = """USUBJID,RSTESTCD,RSCAT,RSSTRESC,RSEVAL,VISITNUM,RSDTC
P1,OVRLRESP,RECIST 1.1,PR,INVESTIGATOR,40,2026-02-18
P1,OVRLRESP,RECIST 1.1,NE,INVESTIGATOR,60,2026-04-01
"""
LESIONS = """subject,visited_on,lesion_id,role,organ,longest_diameter_mm,baseline_on,method
P1,2026-01-05,T1,target,skin,20,2026-01-05,caliper
P1,2026-01-05,T2,target,liver,30,,CT
P1,2026-03-02,T1,,,12,,caliper
P1,2026-03-02,T2,,,20,,CT
"""


@pytest.fixture
def run(monkeypatch, capsys, tmp_path):
    """Run ``dermetry respond`` in a folder of its own and give (exit code, stdout, stderr)."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(output.out, "width", 200)
    Path("study").mkdir()
    for name, text in (
        ("study/tu.csv", TU),
        ("study/tr.csv", TR),
        ("study/rs.csv", RS),
        ("lesions.csv", LESIONS),
    ):
        Path(name).write_text(text, encoding="utf-8")

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["dermetry", "respond", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), " ".join(out.split()), " ".join(err.split())

    return call


def document(run, *words: str) -> dict:
    code, out, err = run(*words, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(Path(name).read_text(encoding="utf-8").splitlines()))


def test_a_folder_and_one_of_its_files_are_the_same_input(run):
    found = [document(run, name) for name in ("study", "study/tu.csv", "study/tr.csv")]
    assert found[0] == found[1] == found[2]
    (patient,) = found[0]["patients"]
    assert [call["category"] for call in patient["calls"]] == [None, "PR", "PD"]
    assert patient["calls"][1]["evaluator"] == "INVESTIGATOR"
    assert any("SUMDIAM (1)" in each for each in found[0]["remarks"])


def test_lesions_and_dates_of_a_study(run):
    code, out, _ = run("study", "--level", "lesion")
    assert code == 0 and "T03" in out
    found = document(run, "study", "--date", "death_on=2026-09-01")
    ends = {row["endpoint"]: row for row in found["patients"][0]["endpoints"]}
    assert ends["overall_survival"]["outcome"] == "event"


def test_readers_of_one_patient_stand_together(run, tmp_path):
    case = build_case("lesion | baseline | week 6\nT1 | 20 | 10")
    write_sdtm(tmp_path / "study", case, case, names=("READER 1", "READER 2"))
    found = document(run, "study")
    (patient,) = found["patients"]
    assert [each["evaluator"] for each in patient["best_response"]] == ["READER 1", "READER 2"]
    survival = [row for row in patient["endpoints"] if row["endpoint"] == "overall_survival"]
    assert len(survival) == 1


def test_given_answers_are_compared_and_explained(run):
    code, out, _ = run("study", "--against", "study/rs.csv")
    assert code == 0
    for words in (
        "Agreement with rs.csv",
        "overall 2 1 50.0 given NE, called PD: 1",
        "P1 2026-04-01 (INVESTIGATOR) overall: given NE, called PD",
        "baseline 53 mm (2026-01-05); nadir 18 mm (2026-02-16)",
        "fits when NEW01 is not counted as new",
    ):
        assert words in out, words
    found = document(run, "study", "--against", "study/rs.csv")["against"]
    assert found["agreement"][0]["same"] == 1
    assert [each["agrees"] for each in found["answers"]] == ["yes", "no"]
    assert found["answers"][1]["rule_ids"] and found["answers"][1]["row"] == 3


def test_differences_are_an_error_only_where_asked_for(run):
    code, out, err = run("study", "--against", "study/rs.csv", "--strict")
    assert code == 7 and "given NE, called PD" in out
    assert "1 of 2 given answers differ from the calls" in err
    Path("study/rs.csv").write_text(RS.replace(",NE,", ",PD,"), encoding="utf-8")
    assert run("study", "--against", "study/rs.csv", "--strict")[0] == 0


def test_answers_of_another_set_of_criteria_are_not_compared(run):
    code, out, _ = run("study", "--against", "study/rs.csv", "--policy", "irecist")
    assert code == 0 and "RSCAT RECIST 1.1 (2)" in out and "holds no answer to compare" in out


def test_immune_calls_stand_beside_classic_ones(run):
    code, out, _ = run("study", "--policy", "irecist")
    assert code == 0 and "irecist beside recist11: 1 of 3 visits differ" in out
    assert "2026-04-01 INVESTIGATOR iUPD PD" in out
    found = document(run, "lesions.csv", "--compare", "who-sum")["compared"]
    assert found["policies"] == ["recist11", "who-sum"]
    assert (found["visits"][1]["first"], found["visits"][1]["differs"]) == ("PR", "differs")
    code, _, err = run("lesions.csv", "--compare", "recist12")
    assert code == 7 and "there is no preset 'recist12'" in err


def test_the_policy_of_the_plan_holds_unless_another_is_named(run):
    case = build_case("lesion | baseline | week 6\nT1 | 20 | 30", plan={"preset": "irecist"})
    Path("case.json").write_text(write_case_file(case=case), encoding="utf-8")
    assert document(run, "case.json")["patients"][0]["calls"][1]["category"] == "iUPD"
    named = document(run, "case.json", "--policy", "recist11")
    assert named["patients"][0]["calls"][1]["category"] == "PD"


def test_details_of_one_patient(run):
    code, out, _ = run("lesions.csv")
    assert code == 0
    for words in (
        "Certainty of the calls 2026-03-02 PR,",
        "T1 (caliper)",
        "Skin and other organs visited on skin other organs overall",
        "Exploratory: no call rests on it",
    ):
        assert words in out, words
    (found,) = document(run, "lesions.csv")["details"]
    assert found["certainty"][0]["is_known"] is True
    assert found["parts"][0]["skin"] == "PR" and found["parts"][0]["other_organs"] == "PR"
    assert found["exploratory"][0]["points"][1]["all_lesions_sum"]["value"] == "32"
    assert "details" not in document(run, "lesions.csv", "--no-details")


def test_rules_of_a_site_bear_on_the_details_and_on_no_call(run):
    rules = Path("rules")
    rules.mkdir()
    (rules / "certainty.toml").write_text(
        'file = "certainty"\nmade_for = "1"\nsigned_by = "Dr. A"\nsigned_on = "2026-11-23"\n'
        '[changes.clear_percent]\nvalue = 1\nreason = "a test"\n'
        '[changes.error_percent]\nvalue = 100\nreason = "a test"\n',
        encoding="utf-8",
    )
    shipped = document(run, "lesions.csv")
    own = document(run, "lesions.csv", "--site-rules", "rules")
    verdicts = [each["details"][0]["certainty"][0]["verdict"] for each in (shipped, own)]
    assert verdicts == ["too_close", "clear"]
    assert own["patients"] == shipped["patients"]


def test_csv_files_of_everything(run):
    words = ("--against", "study/rs.csv", "--compare", "irecist", "--csv", "out/c.csv")
    code, out, _ = run("study", *words)
    assert (code, out) == (0, "")
    against = rows_of("out/c-against.csv")
    assert [row["agrees"] for row in against] == ["yes", "no"]
    assert "NEW01" in against[1]["likely_causes"]
    assert rows_of("out/c-compared.csv")[2]["second"] == "iUPD"
    assert rows_of("out/c-certainty.csv")[0]["verdict"] == "unknown"
    assert rows_of("out/c-parts.csv")[0]["overall"] == "PR"
    assert rows_of("out/c-exploratory.csv")[1]["all_lesions_sum_mm"] == "18"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("study/rs.csv",), 7, "it is SDTM RS, which holds answers: give it with --against"),
        (("study", "--against", "none.csv"), 3, "none.csv cannot be read"),
        (("study", "--against", "study/tr.csv"), 7, "tr.csv: it holds no answers"),
        (("study", "--level", "lesion", "--against", "study/rs.csv"), 7, "not of single lesions"),
        (("study", "--strict"), 7, "--strict is about given answers"),
        (("study", "--csv", "study/tr.csv"), 8, "tr.csv is an input"),
        (("study/rs", "--csv", "x.csv"), 3, "rs is not there"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_exit_code(run, words, code, message):
    found, out, err = run(*words)
    assert (found, out) == (code, "")
    assert message in err, err
