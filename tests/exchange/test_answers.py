"""Given answers beside our calls: what is read, what agrees, and why the rest differs."""

from datetime import date

import pytest

from dermetry.exchange.agreement import compare_answers, count_agreement
from dermetry.exchange.alternatives import Tried, list_alternatives
from dermetry.exchange.answers import read_answers
from dermetry.pathway.csv_input import CsvInvalid
from dermetry.pathway.patient_dates import dates_of_case
from dermetry.pathway.respond_patients import respond_cases
from dermetry.pathway.response_settings import load_settings
from tests.response.tables import build_case, visit_date

HEAD = "USUBJID,RSTESTCD,RSCAT,RSSTRESC,RSSTAT,RSEVALID,VISITNUM,RSDTC\n"
RECIST11 = load_settings(given={})


def compare(tmp_path, table, answers, *, settings=RECIST11, **parts):
    """Compare answers ("week 6": "PR") with the calls of a table of lesions by visits."""
    case = build_case(table, **parts)
    rows = "".join(f"P1,{visit_date(name)},{given}\n" for name, given in answers.items())
    path = tmp_path / "given.csv"
    path.write_text(f"subject,visited_on,response\n{rows}", encoding="utf-8")
    return compare_file(path, (case,), settings)


def compare_file(path, cases, settings=RECIST11):
    dates, _ = dates_of_case(case=cases[0], given={})
    found = respond_cases(cases=cases, dates=dates, settings=settings)
    tried = Tried(settings, {"P1": (cases, dates)}, {})
    read = read_answers(path=path, policy=settings.policy)
    return compare_answers(answers=read.answers, patients=[found], tried=tried)


@pytest.mark.parametrize(
    ("table", "week", "given", "cause"),
    [
        (
            "T1 | 100 | 60 | 75",
            "week 12",
            "PR",
            "counted from the baseline, 100 mm, not from",
        ),
        (
            "T1 | 100 | 60 | 75",
            "week 12",
            "SD",
            "nadir, and a response is not carried on",
        ),
        ("T1 | 40 | 30 | 34 | 38", "week 18", "SD", "counted from the visit before, 34 mm"),
        ("T1 | 50 | 90\nT2 | 20 | ND", "week 6", "NE", "fits with --set partial_sum_pd=false"),
        ("T1 | 50 | 90\nT2 | 20 | ND", "week 6", "NE", "fits with --policy recist11-admiralonco"),
        ("T1 | 50 | 30\nT2 | 20 | ND", "week 6", "PR", "sum is taken as complete without T2"),
        ("T1 | 10 | 12.5", "week 6", "PD", "fits with --set pd_mm=none"),
        ("T1 | 100 | 70 | 80", "week 12", "SD", "fits with --set continued_pr=false"),
        ("T1 | 20 | 20\nL1 | | 8", "week 6", "SD", "fits when L1 is not counted as new"),
        ("T1 | 20 | 20\nN1 | present | PD", "week 6", "SD", "non-target lesions are not called"),
        ("T1 | 20 | 26 | 21", "week 12", "PD", "the progression of 2026-02-16 is carried forward"),
        ("T1 | A:20 B:20 | A:10 B:20", "week 6", "SD", "fits the call of B"),
        (
            "T1 | 20 | 21",
            "week 6",
            "PD",
            "was tried gives this answer; it may rest on",
        ),
        ("T1 | 20 | 21", "week 6", "CR", "no single change that was tried gives this answer"),
    ],
)
def test_a_difference_names_its_likely_cause(tmp_path, table, week, given, cause):
    weeks = table.splitlines()[0].count("|")
    head = " | ".join(["lesion", "baseline", "week 6", "week 12", "week 18"][: weeks + 1])
    case = build_case(f"{head}\n{table}")
    path = tmp_path / "given.csv"
    row = f"P1,{visit_date(week)},{given},{'A' if 'A:' in table else ''}"
    path.write_text(f"subject,visited_on,response,evaluator\n{row}\n", encoding="utf-8")
    (found,) = compare_file(path, (case,))
    assert not found.agrees and found.ours != given
    assert any(cause in each for each in found.causes), found.causes
    assert found.reasons and "baseline" in found.numbers


def test_what_agrees_is_counted_and_not_explained(tmp_path):
    found = compare(
        tmp_path,
        "lesion | baseline | week 6 | week 12\nT1 | 20 | 10 | 16",
        {"baseline": "SD", "week 6": "partial response", "week 12": "SD", "week 18": "PD"},
    )
    assert [(each.ours, each.agrees) for each in found] == [
        (None, False),
        ("PR", True),
        ("PD", False),
        (None, False),
    ]
    assert found[1].causes == ()
    assert found[0].numbers == "the baseline has no response"
    assert found[3].numbers == "there is no visit on this day"
    (row,) = count_agreement(compared=found)
    assert (row.given, row.same) == (4, 1)
    assert row.differing[("SD", "PD")] == 1


def test_iupd_and_pd_are_one_where_only_one_side_tells_them_apart(tmp_path):
    table = "lesion | baseline | week 6 | week 12\nT1 | 20 | 30 | 38"
    irecist = load_settings(preset="irecist", given={})
    found = compare(tmp_path, table, {"week 6": "PD", "week 12": "iCPD"}, settings=irecist)
    assert [(each.ours, each.agrees) for each in found] == [("iUPD", True), ("iCPD", True)]
    (found,) = compare(tmp_path, table, {"week 12": "iUPD"}, settings=irecist)
    assert not found.agrees


def test_each_alternative_changes_one_thing_and_yes_or_no_is_always_tried():
    found = list_alternatives(settings=RECIST11)
    labels = {each.label for each in found}
    assert {"--set accept_sd=true", "--set pd_mm=none", "--set confirm_days=28"} <= labels
    assert "--policy recist11" not in labels and "--policy who-sum" not in labels
    for each in found:
        before, after = RECIST11.policy.model_dump(), each.settings.policy.model_dump()
        changed = {name for name in before if before[name] != after[name]} - {"rules_version"}
        named = each.label.removeprefix("--set ").partition("=")[0]
        assert each.label.startswith("--policy") or changed == {named}


def test_rs_as_the_standard_writes_it(tmp_path):
    path = tmp_path / "rs.csv"
    path.write_text(
        HEAD
        + "P1,TRGRESP,RECIST 1.1,PR,,,40,2026-02-16\n"
        + "P1,NTRGRESP,RECIST 1.1,SD,,,40,2026-02-16\n"
        + "P1,NEWLPROG,RECIST 1.1,EQUIVOCAL,,,40,2026-02-16\n"
        + "P1,OVRLRESP,RECIST 1.1,PR,,,40,2026-02-16T10:00\n"
        + "P1,OVRLRESP,IRECIST,iPR,,,40,2026-02-16\n"
        + "P1,OVRLRESP,RECIST 1.1,,NOT DONE,,60,\n"
        + "P1,SYMPTDTR,PROTOCOL,PD,,,60,2026-02-16\n"
        + "P1,BESTRESP,RECIST 1.1,SD,,,,\n"
        + "P9,OVRLRESP,RECIST 1.1,PR,,,40,2026-02-16\n"
        + "P1,OVRLRESP,RECIST 1.1,PR,,READER 7,40,2026-02-16\n",
        encoding="utf-8",
    )
    cases = (
        build_case("lesion | baseline | week 6\nT1 | A:20 | A:10\nN1 | A:present | A:present"),
    )
    found = compare_file(path, cases)
    assert [(each.answer.what, each.ours, each.agrees) for each in found] == [
        ("target", "PR", True),
        ("non_target", "NON-CR/NON-PD", True),
        ("new", "no", True),
        ("overall", "PR", True),
        ("best", "PR", False),
        ("overall", None, False),
        ("overall", None, False),
    ]
    assert found[4].causes == (
        "fits with --set confirm_days=28",
        "fits with --policy recist11-admiralonco",
    )
    assert found[5].numbers == "this patient is not in the input"
    assert found[6].numbers == "this evaluator is not in the input"
    remarks = read_answers(path=path, policy=RECIST11.policy).remarks
    assert "RSCAT IRECIST (1)" in remarks[0] and "OVRLRESP without an answer (1)" in remarks[0]
    assert found[0].answer.visited_on == date(2026, 2, 16)


def test_a_best_response_follows_from_the_overall_responses_it_was_given_with(tmp_path):
    case = build_case("lesion | baseline | week 6 | week 12\nT1 | 20 | 20 | 20\nL1 | | 8 | 8")
    first, second = visit_date("week 6"), visit_date("week 12")
    path = tmp_path / "given.csv"
    head = "subject,visited_on,response,best_response\n"
    path.write_text(f"{head}P1,{first},SD,SD\nP1,{second},PD,\n", encoding="utf-8")
    overall, best, _ = compare_file(path, (case,))
    assert (overall.ours, best.ours, best.agrees) == ("PD", "PD", False)
    because = f"{first} given SD, called PD, which fits when L1 is not counted as new"
    assert best.causes == (f"follows from the given overall response: {because}",)
    # Without the overall answer nothing explains it; neither does one that leads elsewhere.
    path.write_text(f"{head}P1,{first},,SD\n", encoding="utf-8")
    assert compare_file(path, (case,))[0].causes == (
        "no single change that was tried gives this answer",
    )
    path.write_text(f"{head}P1,{first},PR,SD\n", encoding="utf-8")
    assert "follows" not in " ".join(compare_file(path, (case,))[1].causes)


def test_overall_responses_that_only_together_give_the_best_one(tmp_path):
    case = build_case("lesion | baseline | week 6 | week 12\nT1 | 20 | 20 | 20")
    path = tmp_path / "given.csv"
    days = visit_date("week 6"), visit_date("week 12")
    rows = "".join(f"P1,{day},NE,{'NE' * (day == days[1])}\n" for day in days)
    path.write_text(f"subject,visited_on,response,best_response\n{rows}", encoding="utf-8")
    (cause,) = compare_file(path, (case,))[2].causes
    assert cause.startswith("follows from the given overall responses together: ")
    assert all(f"{day} given NE, called SD" in cause for day in days)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (HEAD + "P1,OVRLRESP,,BETTER,,,40,2026-02-16\n", "row 2, RSSTRESC: 'BETTER' is not known"),
        (HEAD + "P1,OVRLRESP,,PR,,,40,2026-02\n", "row 2, RSDTC: '2026-02' is only a part of"),
        (HEAD + "P1,OVRLRESP,,PR,,,40,\n", "row 2, RSDTC: is empty, and the visit is not in TR"),
        ("subject,visited_on\nP1,2026-02-16\n", "it holds no answers: SDTM RS (usubjid, rstestcd)"),
        ("subject,visited_on,response\nP1,,PR\n", "row 2, visited_on: is empty"),
        ("subject,visited_on,response\nP1,2026-02-16,XX\n", "row 2, response: 'XX' is not known"),
        ("subject,visited_on,response,x\nP1,2026-02-16,PR,1\n", "column 'x' is not known"),
    ],
)
def test_answers_that_do_not_hold_are_named(tmp_path, content, problem):
    path = tmp_path / "rs.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CsvInvalid) as found:
        read_answers(path=path, policy=RECIST11.policy)
    assert problem in "; ".join([f"{found.value}", *found.value.problems])
