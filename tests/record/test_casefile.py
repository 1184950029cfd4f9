"""The case file: exact, versioned, and clear about what is wrong with it."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from dermetry.errors import CaseFileInvalid
from dermetry.record.case import Case
from dermetry.record.casefile import (
    CaseFileBroken,
    CaseFileLawBroken,
    CaseFileNewer,
    case_file_schema,
    read_case_file,
    write_case_file,
)
from tests.record.test_laws import MEASURED, PHOTO, a_case, visits

ROOT = Path(__file__).resolve().parents[2]


def text_with(**outer: object) -> str:
    document = json.loads(write_case_file(case=Case.model_validate(a_case())))
    return json.dumps(document | outer)


def test_a_case_survives_the_round_trip_exactly():
    finding = MEASURED | {"longest_diameter_mm": "4.95"}
    case = Case.model_validate(a_case(**visits({"findings": [finding], "photographs": [PHOTO]})))
    text = write_case_file(case=case)
    again = read_case_file(text=text, name="case.json")
    assert again == case
    assert again.visits[0].findings[0].longest_diameter_mm == Decimal("4.95")
    assert write_case_file(case=again) == text


def test_a_newer_version_is_refused_with_what_to_do():
    with pytest.raises(CaseFileNewer, match=r"version 99.*update dermetry"):
        read_case_file(text=text_with(version=99), name="case.json")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "line 1"),
        ("{", "line 1, column 2"),
        (write_case_file(case=Case.model_validate(a_case()))[:200], "line"),
        ("[]", "not a dermetry case file"),
        ('{"format": "other"}', "not a dermetry case file"),
        ('{"format": "dermetry case", "version": "1", "case": {}}', "no valid version"),
        ('{"format": "dermetry case", "version": true, "case": {}}', "no valid version"),
        ('{"a": 1, "a": 2}', 'the key "a" stands twice'),
        ("[" * 100_000, "not a readable case file"),
        ('{"version": ' + "7" * 5000 + "}", "not a readable case file .*5000 digits"),
    ],
)
def test_a_broken_file_is_named_with_its_place(text: str, place: str):
    with pytest.raises(CaseFileBroken, match=place):
        read_case_file(text=text, name="case.json")


def test_an_unknown_field_is_named_with_its_place():
    bad = a_case(**visits({"findings": [MEASURED | {"size": 3}]}))
    with pytest.raises(CaseFileLawBroken, match=r"case\.visits\[0\]\.findings\[0\].*size: unknown"):
        read_case_file(text=text_with(case=bad), name="case.json")
    with pytest.raises(CaseFileLawBroken, match="unknown field extra"):
        read_case_file(text=text_with(extra=1), name="case.json")


def test_a_broken_law_is_named():
    bad = a_case(**visits({"findings": [MEASURED | {"lesion_id": "L9"}]}))
    with pytest.raises(CaseFileLawBroken, match="unknown lesion L9"):
        read_case_file(text=text_with(case=bad), name="case.json")


def test_a_length_that_is_no_number_is_refused():
    for value in ("NaN", "Infinity", "-3", "20 mm", "1e9"):
        bad = a_case(**visits({"findings": [MEASURED | {"longest_diameter_mm": value}]}))
        with pytest.raises(CaseFileInvalid, match="longest_diameter_mm"):
            read_case_file(text=text_with(case=bad), name="case.json")


def test_the_documented_schema_is_the_one_in_the_code():
    stored = json.loads((ROOT / "docs/reference/case-file.schema.json").read_text())
    assert stored == case_file_schema(), "run: make docs"
