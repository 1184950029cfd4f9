"""A case written as a plain table of lesions and read again has the calls that it had before."""

import csv
import tempfile
from pathlib import Path

from hypothesis import assume, given, settings

from dermetry.pathway.lesion_columns import BETWEEN, KNOWN
from dermetry.pathway.lesion_table import read_lesion_table
from tests.exchange.sdtm_writer import names_of
from tests.exchange.test_sdtm_round import can_be_written, shown
from tests.response import tables
from tests.response.test_oracle import as_case, patients


def write_table(path, case):
    """Write one row per lesion and visit."""
    with path.open("w", encoding="utf-8", newline="") as file:
        columns = [each for each in KNOWN if each not in ("unit", "longest_diameter")]
        columns = [each for each in columns if each not in ("perpendicular", "short_axis")]
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        for visit in case.visits:
            for finding in visit.findings:
                writer.writerow(write_row(case, visit, finding))


def write_row(case, visit, finding):
    """Give the cells of one finding."""
    lesion = case.lesion(finding.lesion_id)
    row = {
        "subject": case.patient.patient_id,
        "visited_on": visit.visited_on,
        "baseline_on": case.baseline_on,
        "lesion_id": finding.lesion_id,
        "status": finding.status,
        "role": "" if lesion.role == "undecided" else lesion.role,
        "organ": lesion.organ,
        "newness": lesion.newness,
        "proved_on": lesion.proved_on,
        "reason": getattr(finding, "reason", None),
        "into": BETWEEN.join(each for each in names_of(finding)[1:] if each),
    }
    for name in ("longest_diameter_mm", "short_axis_mm", "perpendicular_mm"):
        size = getattr(finding, name, None)
        row[name] = None if size is None else f"{size:f}"
    return row


@settings(derandomize=True, deadline=None, max_examples=40)
@given(rows=patients())
def test_made_up_patients_have_the_same_calls(rows):
    case = as_case(rows, tables)
    assume(can_be_written(case))
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "lesions.csv"
        write_table(path, case)
        (found,) = read_lesion_table(path=path).cases
    for preset in ("recist11", "irecist"):
        assert shown(found, preset) == shown(case, preset)
