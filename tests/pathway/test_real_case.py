"""Real photographs as a case: four lesions at two visits, without any marker."""

import csv
from decimal import Decimal

import pytest

from dermetry import __version__
from dermetry.pathway.assess import assess_folder
from dermetry.report.write import write_report
from tests.pathway.conftest import TODAY
from tests.pathway.real_case import VISITS, write_real_case


@pytest.fixture(scope="module")
def assessed(samples, tmp_path_factory):
    folder = tmp_path_factory.mktemp("real")
    write_real_case(samples=samples, folder=folder)
    return assess_folder(folder=folder, today=TODAY)


@pytest.fixture(scope="module")
def files(assessed, tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    return write_report(assessed=assessed, folder=folder, version=__version__)


def test_the_calls_rest_on_the_calipers_alone(assessed):
    assert [str(call.visited_on) for call in assessed.calls] == list(VISITS)
    for call in assessed.calls:
        assert (call.sum_mm, call.is_sum_complete) == (Decimal("19.0"), True)
        assert call.is_provisional
        used = {each.lesion_id: each.used_mm for each in call.values_used if each.used_mm}
        assert used == {"L1": Decimal("19.0")}
    assert [call.category for call in assessed.calls] == [None, "SD"]


def test_roles_are_suggested_with_their_reasons(assessed):
    roles = {each.lesion_id: each for each in assessed.role_suggestions}
    assert {key: each.role for key, each in roles.items()} == {
        "L1": "target",
        "L2": "non_target",
        "L3": "non_target",
        "L4": "non_target",
    }
    assert "19" in roles["L1"].why
    assert "9" in roles["L2"].why
    assert "10" in roles["L2"].why


@pytest.mark.parametrize("index", [0, 1])
def test_lesions_without_a_size_are_present_and_say_why(assessed, index):
    found = {each.lesion_id: each for each in assessed.case.visits[index].findings}
    assert list(found) == ["L1", "L2", "L3", "L4"]
    for lesion_id in ("L3", "L4"):
        assert found[lesion_id].status == "present"
        assert "no marker" in found[lesion_id].reason.lower()
    assert found["L2"].longest_diameter_mm == 9
    for value in assessed.calls[index].values_used:
        assert value.used_mm != 0, value
        assert value.raw_mm != 0, value


def test_the_report_says_these_things(files):
    for name, path in vars(files).items():
        if name != "proposed_marks":
            assert path.stat().st_size > 100, name
    note = files.note.read_text(encoding="utf-8")
    html = files.html.read_text(encoding="utf-8")
    for text in (note, html):
        assert "19.0 mm" in text
        assert "SD" in text
        assert "rovisional" in text
        for lesion_id in ("L1", "L2", "L3", "L4"):
            assert lesion_id in text
    assert "no marker" in html.lower()
    assert "no marker" in note.lower()


def test_no_size_in_the_table_of_measurements_is_zero(files):
    lines = files.measurements.read_text(encoding="utf-8-sig").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert {row["lesion"] for row in rows} == {"L1", "L2", "L3", "L4"}
    for row in rows:
        for name in ("raw_mm", "used_mm", "perpendicular_mm", "area_mm2", "perimeter_mm"):
            assert row[name] == "" or float(row[name]) > 0, (row["lesion"], name)
