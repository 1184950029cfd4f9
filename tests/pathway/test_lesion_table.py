"""Tables of lesions in, cases and calls out; errors name row and column."""

from datetime import date
from decimal import Decimal

import pytest

from dermetry.errors import InputNotFound
from dermetry.pathway.csv_input import CsvInvalid
from dermetry.pathway.lesion_columns import KNOWN, LENGTHS
from dermetry.pathway.lesion_table import read_lesion_table
from dermetry.pathway.respond import respond
from dermetry.record.finding import Absent, Measured, NotDone

HEAD = "subject,visited_on,lesion_id,role,longest_diameter_mm,status,into,baseline_on,reason\n"
START = HEAD + "P1,2026-01-05,T1,target,20,,,2026-01-05,\n"
ALL = [each for each in KNOWN if each not in (*LENGTHS, "unit")]


@pytest.fixture
def read(tmp_path):
    """Read the text or bytes of a table of lesions."""

    def run(content, **more):
        path = tmp_path / "lesions.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_lesion_table(path=path, **more)

    return run


def rows(*given: dict[str, str]) -> str:
    """Write a table with every column; subject, day, baseline and evaluator have a default."""
    base = {"subject": "P1", "visited_on": "2026-01-05", "baseline_on": "2026-01-05"}
    lines = [",".join((base | row).get(name, "") for name in ALL) for row in given]
    return "\n".join([",".join(ALL), *lines, ""])


def problems_of(read, content, **more) -> tuple[str, ...]:
    with pytest.raises(CsvInvalid) as caught:
        read(content, **more)
    return caught.value.problems


def test_sizes_gaps_and_absence_are_three_facts(read):
    text = START + "P1,2026-03-02,T1,,,absent,,,\nP1,2026-05-04,T1,,,not_done,,,no photograph\n"
    table = read(text)
    (case,) = table.cases
    first, second, third = (visit.findings[0] for visit in case.visits)
    assert isinstance(first, Measured) and first.longest_diameter_mm == Decimal(20)
    assert isinstance(second, Absent)
    assert isinstance(third, NotDone) and third.reason == "no photograph"
    assert all(each.is_confirmed and each.confirmed_by == "lesions.csv" for each in (first, third))
    assert case.baseline_on == date(2026, 1, 5) and table.remarks == ()
    assert [call.category for call in respond(case=case).calls] == [None, "CR", "NE"]


def test_patients_and_evaluators_never_mix(read):
    text = rows(
        {"lesion_id": "T1", "evaluator": "A", "role": "target", "longest_diameter_mm": "20"},
        {"lesion_id": "T1", "evaluator": "B", "longest_diameter_mm": "22"},
        {"lesion_id": "T1", "subject": "P2", "longest_diameter_mm": "50"},
        {"lesion_id": "T1", "visited_on": "2026-03-02", "evaluator": "A", "status": "absent"},
        {
            "lesion_id": "T1",
            "visited_on": "2026-03-02",
            "evaluator": "B",
            "longest_diameter_mm": "30",
        },
    )
    one, two = read(text).cases
    found = {(c.visited_on.month, c.evaluator): c.category for c in respond(case=one).calls}
    assert found == {(1, "A"): None, (1, "B"): None, (3, "A"): "CR", (3, "B"): "PD"}
    assert two.patient.patient_id == "P2" and len(two.visits) == 1


def test_centimeters_and_millimeters_are_exact(read):
    text = (
        "subject;visited_on;lesion_id;role;longest_diameter;unit;baseline_on\n"
        "P1;2026-01-05;T1;target;1.65;cm;2026-01-05\n"
        "P1;2026-03-02;T1;;4.95;mm;2026-01-05\n"
    )
    (case,) = read(text).cases
    assert [visit.findings[0].longest_diameter_mm for visit in case.visits] == [
        Decimal("16.50"),
        Decimal("4.95"),
    ]
    assert problems_of(read, text.replace("4.95;mm", "4.95;")) == (
        "row 3, unit: is empty beside 4.95",
    )
    (problem,) = problems_of(read, text.replace("cm", "inch"))
    assert problem == "row 2, unit: 'inch' is not known (known: mm, cm)"
    (problem,) = problems_of(read, text.replace(";unit", "").replace(";cm", "").replace(";mm", ""))
    assert problem.startswith("column longest_diameter has no unit: name it longest_diameter_mm")


@pytest.mark.parametrize(
    ("columns", "cells", "named"),
    [
        ("longest_diameter_mm,unit", "2,cm", "longest_diameter_mm 2, which its column gives in mm"),
        ("longest_diameter_mm,unit", "2,inch", "'inch' stands beside longest_diameter_mm 2"),
        ("longest_diameter,area_mm2,unit", "2,3,cm", "area_mm2 3, which its column gives in mm2"),
        ("longest_diameter,uncertainty_scale_mm,unit", "2,0.1,cm", "uncertainty_scale_mm 0.1"),
    ],
)
def test_a_unit_never_contradicts_the_column_it_stands_beside(read, columns, cells, named):
    text = f"subject,visited_on,lesion_id,role,baseline_on,{columns}\n"
    text += f"P1,2026-01-05,T1,target,2026-01-05,{cells}\n"
    (problem,) = problems_of(read, text)
    assert problem.startswith("row 2, unit: ") and named in problem
    for unit in ("mm", "MM", ""):
        if "longest_diameter_mm" in columns:
            same = text.replace(f",{cells}", f",2,{unit}")
            assert read(same).cases[0].visits[0].findings[0].longest_diameter_mm == 2


def test_merged_and_split_lesions_keep_their_family(read):
    later = {"visited_on": "2026-03-02"}
    text = rows(
        {"lesion_id": "T1", "role": "target", "longest_diameter_mm": "20"},
        {"lesion_id": "T2", "role": "target", "longest_diameter_mm": "10"},
        {"lesion_id": "T3", "role": "target", "longest_diameter_mm": "10"},
        {"lesion_id": "T1", "status": "split_into", "into": "T1.1|T1.2", **later},
        {"lesion_id": "T1.1", "longest_diameter_mm": "6", **later},
        {"lesion_id": "T1.2", "longest_diameter_mm": "5", **later},
        {"lesion_id": "T2", "status": "merged_into", "into": "M1", **later},
        {"lesion_id": "T3", "status": "merged into", "into": "M1", **later},
        {"lesion_id": "M1", "longest_diameter_mm": "14", **later},
    )
    (case,) = read(text).cases
    assert case.lesion("M1").merged_from == ("T2", "T3")
    assert case.lesion("T1.2").split_from == "T1"
    assert respond(case=case).calls[1].sum_mm == 25


def test_new_nodes_stability_and_treatments_reach_the_record(read):
    later = {"visited_on": "2026-03-02", "clinically_stable": "yes"}
    text = rows(
        {
            "lesion_id": "T1",
            "role": "target",
            "longest_diameter_mm": "20",
            "zone": "chest_wall_left",
            "local_treatment": "electrochemotherapy",
            "local_treatment_on": "2026-01-06",
            "treatment_started_on": "2026-01-06",
        },
        {"lesion_id": "N1", "organ": "lymph_node", "role": "non-target", "short_axis_mm": "12"},
        {"lesion_id": "T1", "longest_diameter_mm": "18", "perpendicular_mm": "9", **later},
        {"lesion_id": "N1", "status": "progressed", "has_grown_further": "no", **later},
        {"lesion_id": "L1", "role": "new", "longest_diameter_mm": "8", "newness": "equivocal"}
        | later,
    )
    (case,) = read(text).cases
    assert case.plan.treatment_started_on == date(2026, 1, 6)
    (treatment,) = case.treatments
    assert treatment.kind == "electrochemotherapy" and treatment.lesion_ids == ("T1",)
    assert case.lesion("T1").zone == "chest_wall_left"
    assert case.lesion("N1").role == "non_target"
    assert case.lesion("L1").newness == "equivocal"
    assert case.lesion("L1").first_seen_on == date(2026, 3, 2)
    assert case.visits[1].clinically_stable is True
    assert case.visits[1].findings[1].has_grown_further is False


def test_regions_errors_and_spread_reach_the_record(read):
    one = {
        "lesion_id": "T1",
        "role": "target",
        "longest_diameter_mm": "20",
        "method": "photograph",
        "uncertainty_scale_mm": "0.3",
        "uncertainty_outline_mm": "0.4",
        "photographs": "A | B",
        "ulcerated": "yes",
        "area_mm2": "210.5",
        "percent_of_region": "12",
        "lesion_count": "4",
        "laterality": "left",
        "site": "beside the scar",
        "regions_examined": "chest_wall_anterior|scalp",
        "regions_not_examined": "back",
    }
    two = {"lesion_id": "T2", "role": "target", "longest_diameter_mm": "10", "photographs": "A"}
    (case,) = read(rows(one, two | {"uncertainty_scale_mm": "0.15"})).cases
    (visit,) = case.visits
    assert visit.regions_examined == ("chest_wall_anterior", "scalp")
    assert visit.regions_not_examined == ("back",)
    first, second = visit.findings
    assert first.uncertainty_mm.combined == Decimal("0.5")
    assert second.uncertainty_mm.combined == Decimal("0.15")
    assert first.photograph_ids == ("A", "B") and second.photograph_ids == ("A",)
    assert (first.ulcerated, first.method) == (True, "photograph")
    assert (first.area_mm2, first.percent_of_region, first.lesion_count) == (
        Decimal("210.5"),
        12,
        4,
    )
    assert (case.lesion("T1").laterality, case.lesion("T1").site) == ("left", "beside the scar")
    low, high = respond(case=case).calls[0].sum_interval_95_mm
    # 0.3 and 0.15 are shared: they add up before they are squared; 0.4 is of T1 alone
    half = Decimal("1.96") * (Decimal("0.45") ** 2 + Decimal("0.4") ** 2).sqrt()
    assert (low, high) == (round(30 - half, 1), round(30 + half, 1))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("P1,2026-01-05,T1,,20,,,,", "row 3, lesion_id: a second value of 'T1' on 2026-01-05"),
        ("P1,2026-01-05,T1,,,absent,,,", "row 3, lesion_id: a second value of 'T1'"),
        ("P1,2026-03-02,T9,,20,,,,", "row 3, lesion_id: unknown lesion 'T9': it has no row at"),
        ("P1,2026-03-02,t1,,20,,,,", "row 3, lesion_id: 't1' differs from 'T1' of row 2 by cap"),
        ("p1,2026-03-02,T1,,20,,,,", "row 3, subject: 'p1' differs from 'P1' of row 2 by cap"),
        ("P1,2026-03-02,T1,,-5,,,,", "row 3, longest_diameter_mm: -5 is negative"),
        ("P1,2026-03-02,T1,,0,,,,", "row 3, longest_diameter_mm: 0 is no size: write the status"),
        ("P1,2026-03-02,T1,,1001,,,,", "row 3, longest_diameter_mm: 1001 cannot be"),
        ("P1,2026-03-02,T1,,1e2,,,,", "row 3, longest_diameter_mm: '1e2' is no plain number"),
        ("P1,2026-03-02,T1,,nan,,,,", "row 3, longest_diameter_mm: 'nan' is no plain number"),
        ("P1,2026-03-02,T1,,20 mm,,,,", "row 3, longest_diameter_mm: '20 mm' is no plain number"),
        ('P1,2026-03-02,T1,,"1,5",,,,', "'1,5' is no plain number (write a point, not a comma)"),
        ("P1,2026-03-02,T1,,,,,,", "row 3, status: is empty and there is no size"),
        ("P1,2026-03-02,T1,,,measured,,,", "row 3, status: is measured, but there is no size"),
        ("P1,2026-03-02,T1,,5,absent,,,", "row 3, status: is absent, but there is a size"),
        ("P1,2026-03-02,T1,,,gone,,,", "row 3, status: 'gone' is not known (known: measured,"),
        ("P1,2026-03-02,T1,non_target,9,,,,", "row 3, role: non_target, but target in row 2"),
        ("P1,2025-12-01,T1,,9,,,,", "visited_on: 2025-12-01 lies before the baseline 2026-01-05"),
        ("P1,2026-03-02,T1,,9,,,2026-01-06,", "row 3, baseline_on: 2026-01-06, but 2026-01-05"),
        ("P2,2026-03-02,T1,,9,,,,", "row 3, baseline_on: 'P2' has no baseline"),
        ("P2,2026-03-02,T1,,9,,,2026-01-05,", "baseline 2026-01-05 of 'P2' has no row"),
        ("P2,2026-01-05,T1,,,not_done,,2026-01-05,", "of 'P2' was looked at in no row"),
        ("P1,2026-03,T1,,9,,,,", "row 3, visited_on: '2026-03' is only a part of a date"),
        ("P1,2026-02-30,T1,,9,,,,", "row 3, visited_on: '2026-02-30' is no day of the calendar"),
        ("P1,,T1,,9,,,,", "row 3, visited_on: is empty"),
        (",2026-03-02,T1,,9,,,,", "row 3, subject: is empty"),
        ("P1,2026-03-02,,,9,,,,", "row 3, lesion_id: is empty"),
        ("P1,2026-03-02,T?,,9,,,,", "row 3, lesion_id: 'T?' is no id"),
        ("P1,2026-03-02,T1,,9,,", "row 3 has 7 cells, the first row has 9"),
        ("P1,2026-03-02,T1,,,merged_into,M1,,", "row 3, into: unknown lesion 'M1'"),
        ("P1,2026-03-02,T1,,,merged_into,,,", "row 3, into: is empty, but the status is merged"),
        ("P1,2026-03-02,T1,,9,,M1,,", "row 3, into: is for the status merged_into"),
        ("P1,2026-03-02,T1,,,split_into,T1.1,,", "row 3, into: names one fragment"),
        ("P1,2062-03-02,T1,,9,,,,", "row 3, visited_on: 2062-03-02 lies in the future"),
    ],
)
def test_a_cell_that_does_not_hold_is_named(read, row, problem):
    found = problems_of(read, START + row + "\n", today=date(2026, 11, 23))
    assert any(problem in each for each in found), found


@pytest.mark.parametrize(
    ("extra", "problem"),
    [
        ({"perpendicular_mm": "9", "longest_diameter_mm": "8"}, "9 mm is longer than the longest"),
        ({"perpendicular_mm": "9"}, "longest_diameter_mm: is empty, but a lesion is measured"),
        ({"status": "absent", "has_grown_further": "yes"}, "has_grown_further: is for the status"),
        ({"status": "present", "local_treatment": "topical"}, "local_treatment: needs its kind"),
        ({"status": "absent", "uncertainty_tilt_mm": "1"}, "uncertainty_tilt_mm: is stated, but"),
        ({"status": "present", "lesion_count": "0"}, "lesion_count: 0 is no count"),
        ({"status": "present", "lesion_count": "many"}, "lesion_count: 'many' is no plain number"),
        ({"status": "present", "percent_of_region": "101"}, "101 does not lie between 0 and 100"),
        ({"status": "present", "regions_examined": "scalp|The back"}, "'The back' is no code of a"),
        ({"status": "present", "photographs": "A|?"}, "photographs: '?' is no id"),
        ({"status": "present", "zone": "Left breast"}, "zone: 'Left breast' is no code"),
        ({"status": "present", "proved_on": "2026"}, "proved_on: '2026' is only a part of a date"),
    ],
)
def test_cells_that_contradict_each_other_are_named(read, extra, problem):
    first = {"lesion_id": "T1", "role": "target", "longest_diameter_mm": "20"}
    text = rows(first, {"lesion_id": "T1", "visited_on": "2026-03-02"} | extra)
    found = problems_of(read, text)
    assert any("row 3, " in each and problem in each for each in found), found


def test_a_node_needs_its_short_axis(read):
    node = {"lesion_id": "N1", "organ": "lymph_node", "longest_diameter_mm": "20"}
    (problem,) = problems_of(read, rows(node))
    assert problem == "row 2, short_axis_mm: is empty, but a lymph node is measured by it"


def test_a_broken_law_of_the_record_names_the_patient(read):
    late = {"lesion_id": "T1", "longest_diameter_mm": "20", "first_seen_on": "2026-02-01"}
    (problem,) = problems_of(read, rows(late))
    assert problem.startswith("rows of 'P1' (from row 2): ") and "first_seen_on" in problem


def test_without_a_baseline_column_nothing_is_guessed(read):
    text = "subject,visited_on,lesion_id,longest_diameter_mm\nP1,2026-02-02,T1,20\n"
    (problem,) = problems_of(read, text)
    assert problem.startswith("column baseline_on is missing")
    table = read(text, baseline="first")
    assert table.cases[0].baseline_on == date(2026, 2, 2)
    assert table.remarks == ("P1: the first visit, 2026-02-02, was taken as the baseline",)


def test_an_evaluator_without_a_baseline_is_remarked(read):
    text = rows(
        {"lesion_id": "T1", "evaluator": "A", "longest_diameter_mm": "20"},
        {"lesion_id": "T1", "evaluator": "B", "longest_diameter_mm": "9"}
        | {"visited_on": "2026-03-02"},
    )
    assert read(text).remarks == ("P1: B has no baseline row",)


def test_partial_dates_are_filled_in_only_when_asked(read):
    text = START + "P1,2026-03,T1,,9,,,,\n"
    table = read(text, partial_dates="last")
    assert table.cases[0].visits[1].visited_on == date(2026, 3, 31)
    assert table.remarks == ("row 3, visited_on: 2026-03 was taken as 2026-03-31 (last day)",)


def test_files_that_are_no_table(read, tmp_path):
    for content in (b"", b" \n", HEAD.encode()):
        with pytest.raises(InputNotFound):
            read(content)
    with pytest.raises(InputNotFound):
        read_lesion_table(path=tmp_path / "none.csv")
    (problem,) = problems_of(
        read, START.encode() + "P1,2026-03-02,T1,,,absent,,,déjà".encode("cp1252")
    )
    assert problem.startswith("row 3: byte 0xe9 is not UTF-8")
    (problem,) = problems_of(read, START.encode("utf-16"))
    assert "it is no plain text" in problem
    problems = problems_of(read, START.replace(",", ":"))
    assert any("column subject is missing" in each for each in problems)
