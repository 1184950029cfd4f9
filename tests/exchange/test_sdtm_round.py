"""A case written as SDTM and read again has the calls that it had before."""

import tempfile
from pathlib import Path

from hypothesis import assume, given, settings

from dermetry.exchange.agreement import compare_answers
from dermetry.exchange.alternatives import Tried
from dermetry.exchange.answers import read_answers
from dermetry.exchange.sdtm import read_sdtm
from dermetry.pathway.patient_dates import dates_of_case
from dermetry.pathway.respond import respond
from dermetry.pathway.respond_patients import respond_cases
from dermetry.pathway.response_settings import load_settings
from tests.exchange.sdtm_writer import write_sdtm
from tests.response import tables
from tests.response.test_oracle import as_case, patients

SAME = (
    *("visited_on", "category", "target_response", "non_target_response", "new_lesion_ids"),
    *("sum_mm", "is_sum_complete", "baseline_sum_mm", "baseline_on", "nadir_mm", "nadir_on"),
    *("missing_lesion_ids", "progression_on", "change_from_nadir_mm", "immune"),
)


def read(folder, **options):
    return read_sdtm(tu_path=folder / "tu.csv", tr_path=folder / "tr.csv", **options)


def shown(case, preset="recist11"):
    return [
        {name: getattr(call, name) for name in SAME}
        for call in respond(case=case, preset=preset).calls
    ]


def can_be_written(case):
    """Tell whether SDTM can hold the case: TR has no visit, and no proof, without a result."""
    days = {visit.visited_on: {each.lesion_id for each in visit.findings} for visit in case.visits}
    spoken = set().union(*days.values())
    looked = {each.lesion_id for each in case.visits[0].findings if each.status != "not_done"}
    return (
        all(days.values())
        and looked
        and all(
            each.lesion_id in spoken
            and (each.proved_on is None or each.lesion_id in days[each.proved_on])
            for each in case.lesions
        )
    )


@settings(derandomize=True, deadline=None, max_examples=40)
@given(rows=patients())
def test_made_up_patients_have_the_same_calls(rows):
    case = as_case(rows, tables)
    assume(can_be_written(case))
    with tempfile.TemporaryDirectory() as name:
        write_sdtm(Path(name), case)
        (found,) = read(Path(name)).cases
    for preset in ("recist11", "irecist"):
        assert shown(found, preset) == shown(case, preset)


@settings(derandomize=True, deadline=None, max_examples=15)
@given(rows=patients())
def test_answers_made_from_the_calls_agree_with_them(rows):
    case = as_case(rows, tables)
    settled = load_settings(given={})
    dates, _ = dates_of_case(case=case, given={})
    found = respond_cases(cases=[case], dates=dates, settings=settled)
    lines = "".join(
        f"P1,{call.visited_on},OVRLRESP,{call.category}\n" for call in found.calls if call.category
    )
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "rs.csv"
        path.write_text(f"USUBJID,RSDTC,RSTESTCD,RSSTRESC\n{lines}", encoding="utf-8")
        answers = read_answers(path=path, policy=settled.policy).answers
    tried = Tried(settled, {"P1": ([case], dates)}, {})
    compared = compare_answers(answers=answers, patients=[found], tried=tried)
    assert compared and all(each.agrees for each in compared)
