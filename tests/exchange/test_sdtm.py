"""SDTM TU and TR in, cases out: what is read, and errors that name row and variable."""

from datetime import date

import pytest

from dermetry.errors import InputNotFound
from dermetry.exchange.sdtm import read_sdtm
from dermetry.exchange.sdtm_files import find_sdtm_files
from dermetry.pathway.csv_input import CsvInvalid
from dermetry.pathway.respond import respond
from dermetry.pathway.respond_patients import respond_cases
from dermetry.pathway.response_settings import load_settings
from tests.exchange.sdtm_writer import write_sdtm
from tests.response.tables import build_case

TU = """USUBJID,TUGRPID,TULNKID,TUTESTCD,TUORRES,TULOC,TUEVAL,VISITNUM,VISIT,TUDTC
P1,,T01,TUMIDENT,TARGET,LIVER,INVESTIGATOR,10,SCREEN,2026-01-05
P1,,T02,TUMIDENT,TARGET,AXILLARY LYMPH NODE,INVESTIGATOR,10,SCREEN,2026-01-05
P1,,T03,TUMIDENT,TARGET,SKIN OF THE TRUNK,INVESTIGATOR,10,SCREEN,2026-01-07
P1,,NT01,TUMIDENT,NON-TARGET,BONE,INVESTIGATOR,10,SCREEN,2026-01-05
P1,T03,T03.1,TUSPLIT,TARGET,SKIN OF THE TRUNK,INVESTIGATOR,40,WEEK 6,2026-02-18
P1,T03,T03.2,TUSPLIT,TARGET,SKIN OF THE TRUNK,INVESTIGATOR,40,WEEK 6,2026-02-18
P1,,NEW01,TUMIDENT,NEW,LUNG,INVESTIGATOR,40,WEEK 6,2026-02-16
"""
TR = """USUBJID,TRLNKID,TRTESTCD,TRORRES,TRORRESU,TRSTRESN,TRSTRESU,TRSTAT,TRREASND,TRMETHOD,\
TREVAL,VISITNUM,TRDTC
P1,T01,DIAMETER,20,mm,20,mm,,,CT SCAN,INVESTIGATOR,10,2026-01-05
P1,T02,DIAMETER,18,mm,18,mm,,,CT SCAN,INVESTIGATOR,10,2026-01-05
P1,T03,DIAMETER,1.5,cm,,,,,PHOTOGRAPHY,INVESTIGATOR,10,2026-01-07
P1,,SUMDIAM,53,mm,53,mm,,,,INVESTIGATOR,10,
P1,NT01,TUMSTATE,PRESENT,,,,,,,INVESTIGATOR,10,
P1,T01,DIAMETER,0,mm,0,mm,,,CT SCAN,INVESTIGATOR,40,2026-02-16T08:15
P1,T02,DIAMETER,TOO SMALL TO MEASURE,mm,5,mm,,,CT SCAN,INVESTIGATOR,40,2026-02-16
P1,T03.1,DIAMETER,6,mm,6,mm,,,PHOTOGRAPHY,INVESTIGATOR,40,2026-02-18
P1,T03.2,DIAMETER,7,mm,7,mm,,,PHOTOGRAPHY,INVESTIGATOR,40,2026-02-18
P1,NT01,TUMSTATE,PRESENT,,,,,,,INVESTIGATOR,40,2026-02-16
P1,NEW01,TUMSTATE,EQUIVOCAL,,,,,,,INVESTIGATOR,40,2026-02-16
P1,T01,DIAMETER,0,mm,0,mm,,,CT SCAN,INVESTIGATOR,60,2026-04-01
P1,T02,DIAMETER,6,mm,6,mm,,,CT SCAN,INVESTIGATOR,60,2026-04-01
P1,T03,DIAMETER,,,,,NOT DONE,NOT ASSESSABLE: IMAGE OBSCURED,PHOTOGRAPHY,INVESTIGATOR,60,
P1,NT01,TUMSTATE,,,,,NOT DONE,SCAN NOT PERFORMED,,INVESTIGATOR,60,2026-04-01
P1,NEW01,TUMSTATE,UNEQUIVOCAL,,,,,,,INVESTIGATOR,60,2026-04-01
"""


@pytest.fixture
def read(tmp_path):
    """Write both data sets and read them."""

    def reader(tu=TU, tr=TR, **options):
        for name, text in (("tu.csv", tu), ("tr.csv", tr)):
            content = text if isinstance(text, bytes) else text.encode()
            (tmp_path / name).write_bytes(content)
        return read_sdtm(tu_path=tmp_path / "tu.csv", tr_path=tmp_path / "tr.csv", **options)

    return reader


def statuses(case, number):
    return {each.lesion_id: each.status for each in case.visits[number].findings}


def test_a_study_as_the_standard_writes_it(read):
    found = read()
    (case,) = found.cases
    assert [visit.visited_on for visit in case.visits] == [
        date(2026, 1, 5),
        date(2026, 2, 16),
        date(2026, 4, 1),
    ]
    assert case.baseline_on == date(2026, 1, 5)
    organs = {each.lesion_id: each.organ for each in case.lesions}
    assert (organs["T01"], organs["T02"], organs["T03"]) == ("liver", "lymph_node", "skin")
    assert case.lesion("T03.1").split_from == "T03"
    assert statuses(case, 1) == {
        "T01": "absent",
        "T02": "too_small",
        "T03": "split_into",
        "NT01": "present",
        "T03.1": "measured",
        "T03.2": "measured",
        "NEW01": "present",
    }
    assert statuses(case, 2)["T03"] == "not_evaluable"
    assert statuses(case, 2)["NT01"] == "not_done"
    assert case.visits[0].findings[1].method == "CT SCAN"
    calls = respond(case=case).calls
    assert [(call.category, str(call.sum_mm)) for call in calls[:2]] == [
        (None, "53.0"),
        ("PR", "18"),
    ]
    assert calls[2].category == "PD"  # the new lesion is proved, and dated back to its sighting
    assert calls[2].progression_on == date(2026, 2, 16)
    remarks = " ".join(found.remarks)
    assert "the first day stands for the visit" in remarks and "SUMDIAM (1)" in remarks


def test_evaluators_share_no_lesion_even_under_one_id(tmp_path):
    one = build_case("lesion | baseline | week 6\nT1 | 20 | 10\nN1 | present | present")
    other = build_case("lesion | baseline | week 6\nN1 | 20 | 10\nT1 | present | present")
    swapped = other.model_copy(
        update={
            "lesions": tuple(
                each.model_copy(
                    update={"role": "target" if each.lesion_id == "N1" else "non_target"}
                )
                for each in other.lesions
            )
        }
    )
    write_sdtm(tmp_path, one, swapped, names=("READER 1", "READER 2"))
    cases = read_sdtm(tu_path=tmp_path / "tu.csv", tr_path=tmp_path / "tr.csv").cases
    assert [case.lesion("T1").role for case in cases] == ["target", "non_target"]
    found = respond_cases(cases=cases, dates=None, settings=load_settings(given={}))
    assert [(call.evaluator, call.category) for call in found.calls] == [
        ("READER 1", None),
        ("READER 2", None),
        ("READER 1", "PR"),
        ("READER 2", "PR"),
    ]


def test_merged_lesions_are_named_by_the_standard_id(read):
    tu = (
        TU.replace("AXILLARY LYMPH NODE", "LIVER")
        + "P1,,T01/T02,TUMERGE,TARGET,LIVER,INVESTIGATOR,60,WEEK 12,2026-04-01\n"
    )
    tr = TR.replace(
        "P1,T01,DIAMETER,0,mm,0,mm,,,CT SCAN,INVESTIGATOR,60",
        "P1,T01,DIAMETER,,,,,NOT DONE,TUMOR MERGED,,INVESTIGATOR,60",
    )
    tr = tr.replace("P1,T02,DIAMETER,6,mm,6,mm", "P1,T01/T02,DIAMETER,16,mm,16,mm")
    (case,) = read(tu=tu, tr=tr).cases
    assert case.lesion("T01/T02").merged_from == ("T01", "T02")
    assert statuses(case, 2)["T01"] == statuses(case, 2)["T02"] == "merged_into"


def test_a_lesion_without_any_result_never_drops_out(read):
    tu = TU + "P1,,NT02,TUMIDENT,NON-TARGET,SKIN,INVESTIGATOR,10,SCREEN,2026-01-05\n"
    found = read(tu=tu)
    assert statuses(found.cases[0], 0)["NT02"] == "not_done"
    assert any("NT02 is identified in TU, without a result in TR" in each for each in found.remarks)


def test_a_stated_baseline_and_one_to_be_taken(read):
    head, *rows = TR.splitlines()
    flags = "\n".join(
        [f"{head},TRLOBXFL", *(f"{row},{'Y' if ',10,' in row else ''}" for row in rows)]
    )
    assert read(tr=flags).cases[0].baseline_on == date(2026, 1, 5)
    only_new = "\n".join(TU.splitlines()[:1] + TU.splitlines()[-1:])
    few = "\n".join([head, *(row for row in rows if "NEW01" in row)])
    with pytest.raises(CsvInvalid, match="row 2, VISITNUM: 'P1' has no baseline"):
        read(tu=only_new, tr=few)
    assert read(tu=only_new, tr=few, baseline="first").cases[0].baseline_on == date(2026, 2, 16)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("P1,T01,DIAMETER,20", "P1,T09,DIAMETER,20", "row 2, TRLNKID: unknown lesion 'T09'"),
        ("P1,T02,DIAMETER,18", "P1,T01,DIAMETER,18", "row 3, TRLNKID: a second DIAMETER of 'T01'"),
        ("20,mm,20,mm", "-20,mm,-20,mm", "row 2, TRSTRESN: -20 is negative"),
        ("20,mm,20,mm", "20,cm,2000,cm", "row 2, TRSTRESN: 20000 cannot be"),
        ("20,mm,20,mm", "20,mm,20,", "row 2, TRSTRESU: is empty beside 20"),
        ("20,mm,20,mm", "20,in,20,in", "row 2, TRSTRESU: 'in' is not known (known: mm, cm)"),
        ("20,mm,20,mm", "twenty,mm,,", "row 2, TRORRES: 'twenty' is no plain number"),
        ("20,mm,20,mm", ",,,", "row 2, TRORRES: is empty (write TRSTAT NOT DONE"),
        ("20,mm,20,mm,,", "20,mm,20,mm,LOST,", "row 2, TRSTAT: 'LOST' is not known"),
        ("20,mm,20,mm", "2,cm,25,mm", "row 2, TRSTRESN: 25 mm contradicts 2 cm in TRORRES"),
        ("20,mm,20,mm", "2 cm,cm,25,mm", "row 2, TRSTRESN: 25 mm contradicts 2 cm cm in TRORRES"),
        ("20,mm,20,mm", "2 cm,mm,20,mm", "row 2, TRORRESU: 'mm' contradicts '2 cm' in TRORRES"),
        ("20,mm,20,mm", "2,,20,mm", "row 2, TRSTRESN: 20 mm contradicts 2 mm in TRORRES"),
        ("20,mm,20,mm", ">20,mm,20,mm", "row 2, TRORRES: '>20' is no plain number"),
        ("20,mm,20,mm", "0.4,mm,0,mm", "row 2, TRSTRESN: 0 mm contradicts 0.4 mm in TRORRES"),
        ("20,mm,20,mm", "<20,mm,20,mm", "row 2, TRORRES: '<20' is no size, nor too small (5 mm"),
        ("20,mm,20,mm", "<5,mm,20,mm", "row 2, TRSTRESN: 20 contradicts '<5'"),
        ("20,mm,20,mm,,", "20,mm,20,mm,NOT DONE,", "row 2, TRSTAT: is NOT DONE, but TRSTRESN"),
        ("NT01,TUMSTATE,PRESENT", "NT01,TUMSTATE,BETTER", "TRORRES: 'BETTER' is not known (kno"),
        ("10,2026-01-05", "10,2026-01", "row 2, TRDTC: '2026-01' is only a part of a date"),
        ("60,2026-04-01", "60,2026-02-30", "TRDTC: '2026-02-30' is no day of the calendar"),
        ("60,2026-04-01", "60,2026-02-16", "'40' and '60' of P1 both begin on 2026-02-16"),
        ("60,2026-04-01", "60,2025-12-01", "TRDTC: 2025-12-01 lies before the baseline 2026-01-05"),
        ("60,2026-04-01", "60,2062-04-01", "TRDTC: 2062-04-01 lies in the future"),
        ("INVESTIGATOR,10,\nP1,T01", "INVESTIGATOR,99,\nP1,T01",
         "row 6, TRDTC: is empty, and no row of visit '99' has a date"),
        ("P1,,SUMDIAM", "P1,,DIAMETER", "row 5, TRLNKID: is empty, but DIAMETER is of one lesion"),
        ("P1,T03.1,DIAMETER,6", "P1,T03,DIAMETER,6", "T03 has a result on 2026-02-16, where"),
        ("TRTESTCD", "TEST", "tr.csv: column trtestcd is missing"),
        (",", ";", "column usubjid"),
    ],
)  # fmt: skip
def test_a_result_that_does_not_hold_is_named(read, old, new, problem):
    tr = TR.replace(old, new) if old.startswith("60,") or len(old) < 9 else TR.replace(old, new, 1)
    if old == ",":
        assert read(tr=tr).cases  # a semicolon is a separator too
        return
    with pytest.raises(CsvInvalid) as found:
        read(tr=tr, today=date(2026, 11, 23))
    text = "; ".join([f"{found.value}", *found.value.problems])
    assert problem in text, text


def test_original_and_standard_results_agree_but_for_rounding(read):
    tr = TR.replace("20,mm,20,mm", "2.04,cm,20,mm", 1).replace("18,mm,18,mm", "0.7,in,18,mm", 1)
    found = read(tr=tr)
    assert found.cases[0].visits[0].findings[0].longest_diameter_mm == 20
    remarks = " ".join(found.remarks)
    assert "TRSTRESN is TRORRES rounded, and TRSTRESN is used (1; row 2: 2.04 cm as 20)" in remarks
    assert "a unit that is not known, so TRSTRESN stands alone (1; row 3: in)" in remarks


@pytest.mark.parametrize("size", ["<5,mm,5,mm", "< 0.5 cm,,5,mm", "≤5,mm,,", ",,<5,mm"])
def test_less_than_a_number_is_too_small_and_no_measured_size(read, size):
    tr = TR.replace("TRSTRESN", "TRSTRESC") if size.startswith(",") else TR
    tr = tr.replace("P1,T03.1,DIAMETER,6,mm,6,mm", f"P1,T03.1,DIAMETER,{size}", 1)
    found = read(tr=tr)
    (case,) = found.cases
    assert statuses(case, 1)["T03.1"] == "too_small"
    assert any("counts as too small to measure (1; row" in each for each in found.remarks)
    sums = {
        text: respond(case=case, settings={"too_small_mm": text}).calls[1].sum_mm
        for text in ("5", "none")
    }
    assert sums == {"5": 17, "none": 7}


WEEK_18 = "P1,,TRALL,,,,,NOT DONE,PATIENT IN HOSPITAL,,INVESTIGATOR,80,2026-05-13\n"


def test_a_visit_that_was_not_done_as_a_whole_stays_a_visit(read):
    found = read(tr=TR + WEEK_18)
    (case,) = found.cases
    assert statuses(case, 3) == dict.fromkeys(
        ("T01", "T02", "NT01", "T03.1", "T03.2", "NEW01"), "not_done"
    )
    assert {each.reason for each in case.visits[3].findings} == {"PATIENT IN HOSPITAL"}
    assert respond(case=case).calls[3].target_response == "NE"
    remarks = " ".join(found.remarks)
    assert "without a result there (1; row 18: visit 80 of P1)" in remarks
    assert "TRALL" not in remarks


def test_what_was_not_done_is_of_its_group_and_never_hides_a_result(read):
    lines = [TR.splitlines()[0].replace("TRLNKID,", "TRLNKID,TRGRPID,")]
    for line in TR.splitlines()[1:]:
        subject, lesion, rest = line.split(",", 2)
        lines.append(f"{subject},{lesion},,{rest}")
    silence = WEEK_18.replace("P1,,", "P1,,NON-TARGET,")
    (case,) = read(tr="\n".join([*lines, silence])).cases
    assert statuses(case, 3) == {"NT01": "not_done"}
    here = WEEK_18.replace("80,2026-05-13", "60,2026-04-01")
    (case,) = read(tr=TR + here).cases
    assert statuses(case, 2)["T02"] == "measured" and statuses(case, 2)["T03.1"] == "not_done"
    other = read(tr=TR + WEEK_18.replace("INVESTIGATOR", "READER 9"))
    assert len(other.cases[0].visits) == 3
    assert any("not used: SUMDIAM (1), TRALL (1)" in each for each in other.remarks)
    unnamed = read(tr=TR + WEEK_18.replace("INVESTIGATOR", ""))
    assert len(unnamed.cases[0].visits) == 4


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("TARGET,LIVER", "TARGETS,LIVER", "tu.csv: row 2, TUORRES: 'TARGETS' is not known"),
        ("P1,,T02", "P1,,T01", "tu.csv: row 3, TULNKID: 'T01' is identified a second time"),
        ("P1,,T02", "P1,,t01", "tu.csv: row 3, TULNKID: 't01' differs from 'T01' by capitals only"),
        ("P1,,T02", "P1,,", "tu.csv: row 3, TULNKID: is empty"),
        ("P1,,T02", ",,T02", "tu.csv: row 3, USUBJID: is empty"),
        ("P1,T03,T03.1", "P1,T77,X.1", "row 6, TULNKID: 'X.1' is a TUSPLIT, but not of which"),
        ("TULNKID", "LINK", "tu.csv: column tulnkid is missing"),
    ],
)
def test_an_identification_that_does_not_hold_is_named(read, old, new, problem):
    with pytest.raises(CsvInvalid) as found:
        read(tu=TU.replace(old, new, 1))
    assert problem in "; ".join([f"{found.value}", *found.value.problems])


def test_files_that_are_no_data_sets(read, tmp_path):
    for content in (b"", TR.splitlines()[0].encode()):
        with pytest.raises(InputNotFound):
            read(tr=content)
    with pytest.raises(CsvInvalid, match="byte 0xe9 is not UTF-8"):
        read(tr=TR.replace("CT SCAN", "CT é").encode("cp1252"))
    with pytest.raises(CsvInvalid, match="no plain text"):
        read(tr=TR.encode("utf-16"))
    assert read(tr=b"\xef\xbb\xbf" + TR.encode()).cases
    (tmp_path / "tr.csv").rename(tmp_path / "TR.CSV")
    assert find_sdtm_files(path=tmp_path / "tu.csv")[1].name == "TR.CSV"
    (tmp_path / "TR.CSV").unlink()
    with pytest.raises(InputNotFound, match=r"is a folder without tr\.csv"):
        find_sdtm_files(path=tmp_path)


def test_partial_dates_are_filled_in_only_when_asked(read):
    found = read(tr=TR.replace("60,2026-04-01", "60,2026-04"), partial_dates="last")
    assert found.cases[0].visits[2].visited_on == date(2026, 4, 30)
