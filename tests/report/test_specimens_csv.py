"""specimens.csv: every raw value as reported, gaps empty, readings beside them."""

import csv
import io

import pytest

from dermetry.demo.clinic.load import load_demo_clinic
from dermetry.demo.clinic.shift import ANCHOR
from dermetry.record.specimen import Specimen
from dermetry.report.specimens_csv import COLUMNS, write_specimens_csv


@pytest.fixture(scope="module")
def cases():
    return {e.case.patient.patient_id: e.case for e in load_demo_clinic(today=ANCHOR).patients}


def rows_of(case):
    text = write_specimens_csv(case=case, version="0.1.0")
    return list(csv.DictReader(io.StringIO(text)))


def test_every_stain_of_every_specimen_has_its_row(cases):
    for case in cases.values():
        wanted = [
            (specimen.specimen_id, marker)
            for specimen in case.specimens
            for marker in ([each.marker for each in specimen.stains] or [""])
        ]
        assert [(each["specimen"], each["marker"]) for each in rows_of(case)] == wanted


def test_raw_values_stand_beside_their_reading_and_change(cases):
    rows = rows_of(cases["FERN-1017"])
    er = next(each for each in rows if each["marker"] == "ER" and each["is_current"] == "yes")
    assert (er["percent"], er["intensity"]) == ("0", "none")
    assert er["reading"].startswith("ER negative")
    assert er["reading_rules"].startswith("receptors.")
    assert er["against_primary"] == "lost"
    assert set(er) == set(COLUMNS)


def test_what_nobody_stated_is_empty_and_a_specimen_without_stains_is_there(cases):
    case = cases["FERN-1017"]
    bare = Specimen(
        specimen_id="S-9", kind="punch", taken_on=case.specimens[0].taken_on, receptors="=cmd"
    )
    (row,) = rows_of(case.model_copy(update={"specimens": (bare,), "current_specimen": None}))
    assert row["receptors_as_typed"] == "'=cmd"  # a spreadsheet does not run it
    empty = ("is_malignant", "reported_on", "marker", "percent", "reading", "subtype", "grade")
    assert not any(row[name] for name in empty)
