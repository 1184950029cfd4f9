"""CSVs of visit responses in, best response and endpoints out; errors name row and column."""

import csv
import io
import json
from datetime import date

import pytest

from dermetry.errors import InputNotFound
from dermetry.pathway.csv_input import CsvInvalid
from dermetry.pathway.response_rows import (
    BEST_COLUMNS,
    ENDPOINT_COLUMNS,
    best_rows,
    endpoint_rows,
)
from dermetry.pathway.visit_responses import read_visit_responses
from dermetry.report.responses_csv import write_rows
from dermetry.response.policy import load_policy
from dermetry.response.sequence.best import judge_many
from dermetry.response.sequence.endpoints import judge_endpoints
from dermetry.response.sequence.values import VisitResponse

POLICY = load_policy(overrides={"confirm_days": 28})
VISITS = """subject,visited_on,response,evaluator
P1,2026-03-02,PR,Dr A
P1,2026-04-13,CR,Dr A
P1,2026-03-02,SD,Dr B
P2,2026-03-02,SD,
"""
PEOPLE = """subject,reference_on,new_treatment_on,death_on,last_contact_on,has_baseline
P1,2026-01-05,,,2026-06-01,
P2,2026-01-05,2026-05-01,2026-06-01,,yes
P3,2026-01-05,,,,no
"""


@pytest.fixture
def read(tmp_path):
    """Read the text or bytes of a table of visits, and of patients."""

    def run(visits, people=PEOPLE, policy=POLICY, **more):
        paths = []
        for name, content in (("visits.csv", visits), ("patients.csv", people)):
            path = tmp_path / name
            data = content if isinstance(content, bytes | None) else content.encode()
            if data is not None:
                path.write_bytes(data)
            paths.append(path if data is not None else None)
        return read_visit_responses(
            visits_path=paths[0], subjects_path=paths[1], policy=policy, **more
        )

    return run


def problems_of(read, *given, **more) -> tuple[str, ...]:
    with pytest.raises(CsvInvalid) as caught:
        read(*given, **more)
    return caught.value.problems


def test_every_patient_is_read_also_one_without_visits(read):
    table = read(VISITS, cutoff_on=date(2026, 7, 1))
    assert [each.subject for each in table.subjects] == ["P1", "P2", "P3"]
    first, second, third = table.subjects
    assert first.visits[0] == VisitResponse(date(2026, 3, 2), "PR", "Dr A")
    assert first.dates.last_contact_on == date(2026, 6, 1)
    assert second.dates.new_treatment_on == date(2026, 5, 1)
    assert second.dates.death_on == date(2026, 6, 1)
    assert second.dates.has_baseline and not third.dates.has_baseline
    assert third.visits == () and third.dates.cutoff_on == date(2026, 7, 1)
    assert table.remarks == ()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_byte_order_mark_blank_lines_and_small_letters(read, separator):
    text = (
        (VISITS + "\n\n").replace(",", separator).replace("PR", "pr").replace("subject", "Subject")
    )
    table = read(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert table.subjects[0].visits[0].category == "PR"


def test_the_reference_date_may_stand_beside_the_visits(read):
    text = "subject,visited_on,response,reference_on\nP1,2026-03-02,PR,2026-01-05\n"
    assert read(text, None).subjects[0].dates.reference_on == date(2026, 1, 5)
    assert problems_of(read, text + "P1,2026-04-02,PR,2026-01-06\n", None) == (
        "row 3, reference_on: 2026-01-06, but 2026-01-05 in an earlier row of 'P1'",
    )
    assert problems_of(read, text + "P1,2026-04-02,PR,\n", None) == (
        "row 3, reference_on: is empty",
    )
    (problem,) = problems_of(read, VISITS, None)
    assert "column reference_on is missing" in problem


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("P1,2026-03-02,PQ,", "response: 'PQ' is not known (known: CR, PR, SD, "),
        ("P1,2026-03-02,iPR,", "response: 'iPR' is not known"),
        ("P1,2026-03-02,,", "response: is empty (write ND where nobody looked"),
        (",2026-03-02,PR,", "subject: is empty"),
        ("P1,,PR,", "visited_on: is empty"),
        ("P1,2026-02-30,PR,", "visited_on: '2026-02-30' is no day of the calendar"),
        ("P1,02.03.2026,PR,", "visited_on: '02.03.2026' is no date; write the whole day"),
        ("P1,20260302,PR,", "visited_on: '20260302' is no date"),
        ("P1,2026-03,PR,", "visited_on: '2026-03' is only a part of a date"),
        ("P1,2026,PR,", "visited_on: '2026' is only a part of a date"),
        ("P1,2026-UN-UN,PR,", "visited_on: '2026-UN-UN' is only a part of a date"),
        ("P1,0206-03-02,PR,", "visited_on: '0206-03-02' lies before 1900"),
        ("P1,2026-01-04,PR,", "visited_on: 2026-01-04 lies before the reference date 2026-01-05"),
        ("P2,2026-06-02,PR,", "visited_on: 2026-06-02 lies after the death on 2026-06-01"),
        ("P9,2026-03-02,PR,", "subject: 'P9' is not in the table of patients"),
        ("P1,2026-03-02,PR", "row 6 has 3 cells, the first row has 4"),
        ("P1,2026-03-02,SD,Dr A", "response: a second response on 2026-03-02, after the one of"),
        ("P1,2026-03-02,PR,Dr A", "response: a second response on 2026-03-02, after the one of"),
    ],
)
def test_a_row_that_does_not_hold_is_named(read, row, problem):
    (found,) = problems_of(read, VISITS + row + "\n")
    assert found.startswith("row 6") and problem in found


def test_all_problems_are_named_at_once(read):
    bad = "".join(f"P1,2026-13-{day:02},PX,\n" for day in range(1, 13))
    with pytest.raises(CsvInvalid) as caught:
        read(VISITS + bad)
    assert len(caught.value.problems) == 24
    assert "row 6, visited_on" in str(caught.value) and "and 14 more" in str(caught.value)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("P1,2026-01-05,,,,", "row 5, subject: 'P1' is there twice"),
        (",2026-01-05,,,,", "row 5, subject: is empty"),
        ("P4,,,,,", "row 5, reference_on: is empty"),
        ("P4,2026-01-05,2026-01-04,,,", "row 5, new_treatment_on: 2026-01-04 lies before"),
        ("P4,2026-01-05,,2025-01-04,,", "row 5, death_on: 2025-01-04 lies before"),
        ("P4,2026-01-05,,,2026,", "row 5, last_contact_on: '2026' is only a part of a date"),
        ("P4,2026-01-05,,,,maybe", "row 5, has_baseline: 'maybe' is neither yes nor no"),
    ],
)
def test_a_patient_that_does_not_hold_is_named(read, row, problem):
    (found,) = problems_of(read, VISITS, PEOPLE + row + "\n")
    assert problem in found


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (VISITS.replace("visited_on", "visit_date"), "column visited_on is missing"),
        (VISITS.replace("evaluator", "evaluater"), "column 'evaluater' is not known"),
        (VISITS.replace("evaluator", "response"), "column 'response' is there twice"),
        (VISITS.replace("evaluator", ""), "column without a name is not known"),
        (VISITS.replace("Dr B", 'Dr "B"').replace("SD,D", 'SD,"D'), "row 4"),
        (VISITS.encode().replace(b"Dr B", b"Dr M\xfcller"), "row 4: byte 0xfc is not UTF-8"),
        (VISITS.encode("utf-16"), "it is no plain text"),
        (b"PK\x03\x04\x00\x00", "it is no plain text"),
    ],
)
def test_a_file_that_does_not_hold_says_what_is_wrong(read, text, problem):
    assert any(problem in each for each in problems_of(read, text))


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \n\n", VISITS.splitlines()[0]])
def test_an_empty_file_is_not_an_empty_trial(read, content):
    with pytest.raises(InputNotFound, match=r"visits\.csv"):
        read(content)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(InputNotFound, match=r"nothing\.csv cannot be read"):
        read_visit_responses(visits_path=tmp_path / "nothing.csv", policy=POLICY)


def test_partial_dates_are_filled_in_only_when_asked_and_remarked(read):
    text = VISITS + "P3,2026-02,SD,\nP3,2025,ND,\n"
    people = PEOPLE.replace("P3,2026-01-05", "P3,2025-01")
    assert len(problems_of(read, text, people)) == 1  # the table of patients is checked first
    first = read(text, people, partial_dates="first")
    assert [each.visited_on.isoformat() for each in first.subjects[2].visits] == [
        "2026-02-01",
        "2025-01-01",
    ]
    last = read(text, people, partial_dates="last")
    assert [each.visited_on.isoformat() for each in last.subjects[2].visits] == [
        "2026-02-28",
        "2025-12-31",
    ]
    assert last.remarks == (
        "row 4, reference_on: 2025-01 was taken as 2025-01-31 (last day)",
        "row 6, visited_on: 2026-02 was taken as 2026-02-28 (last day)",
        "row 7, visited_on: 2025 was taken as 2025-12-31 (last day)",
    )
    assert problems_of(read, VISITS + "P1,2026-13,PR,\n", partial_dates="last") == (
        "row 6, visited_on: '2026-13' is no day of the calendar",
    )


def test_a_time_after_the_day_is_cut_off(read):
    table = read(VISITS.replace("2026-04-13", "2026-04-13T09:30"))
    assert table.subjects[0].visits[1].visited_on == date(2026, 4, 13)


def test_two_on_one_day_are_left_to_the_policy_where_it_says_how(read):
    text = VISITS + "P1,2026-03-02,PD,Dr A\n"
    table = read(text, policy=load_policy(overrides={"same_date": "worst"}))
    assert len(table.subjects[0].visits) == 4


def test_a_progression_dated_back(read):
    text = "subject,visited_on,response,progression_on\nP1,2026-03-02,PD,2026-02-02\n"
    assert read(text).subjects[0].visits[0].progression_on == date(2026, 2, 2)
    for row, problem in (
        ("P1,2026-04-02,SD,2026-02-02\n", "is given for a visit called SD"),
        ("P1,2026-04-02,PD,2026-05-02\n", "does not lie between the reference date"),
        ("P1,2026-04-02,PD,2026-01-01\n", "does not lie between the reference date"),
    ):
        (found,) = problems_of(read, text + row)
        assert found.startswith("row 3, progression_on") and problem in found


def test_rows_of_best_responses_and_endpoints(read):
    table = read(VISITS)
    best = list(best_rows(found=judge_many(subjects=table.subjects, policy=POLICY)))
    assert [
        (row["subject"], row["evaluator"], row["form"], row["best_response"]) for row in best
    ] == [
        ("P1", "Dr A", "unconfirmed", "CR"),
        ("P1", "Dr A", "confirmed", "PR"),
        ("P1", "Dr B", "unconfirmed", "SD"),
        ("P1", "Dr B", "confirmed", "SD"),
        ("P2", "", "unconfirmed", "SD"),
        ("P2", "", "confirmed", "SD"),
        ("P3", "", "unconfirmed", "MISSING"),
        ("P3", "", "confirmed", "MISSING"),
    ]
    assert best[1]["decided_by"] == "2026-03-02 2026-04-13" and best[1]["days"] == 56
    assert best[6]["on"] is None and best[6]["days"] is None
    assert all(row["reasons"] and row["rule_ids"] and row["sources"] for row in best)
    ends = list(
        endpoint_rows(
            found=(
                (each.subject, judge_endpoints(visits=each.visits, dates=each.dates, policy=POLICY))
                for each in table.subjects
            )
        )
    )
    survival = [row for row in ends if row["endpoint"] == "progression_free_survival"]
    assert [(row["subject"], row["outcome"], row["on"], row["why"]) for row in survival] == [
        ("P1", "censored", "2026-04-13", "last_assessment"),
        ("P1", "censored", "2026-03-02", "last_assessment"),
        ("P2", "censored", "2026-03-02", "new_treatment"),
        ("P3", "censored", "2026-01-05", "no_baseline"),
    ]
    for rows, columns in ((best, BEST_COLUMNS), (ends, ENDPOINT_COLUMNS)):
        assert json.loads(json.dumps(rows)) == rows
        assert all(tuple(row) == columns for row in rows)


def test_the_csv_that_goes_out_holds_no_formula_and_no_made_up_zero(read):
    people = PEOPLE.replace("P3", "=cmd()")
    found = judge_many(subjects=read(VISITS, people).subjects, policy=POLICY)
    text = write_rows(rows=best_rows(found=found), columns=BEST_COLUMNS)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == 8 and rows[0]["days"] == "98"
    assert rows[-1]["subject"] == "'=cmd()" and rows[-1]["days"] == ""
