"""The schema refuses what the record refuses: a check that the schema check itself can fail."""

import json

import pytest

from dermetry.record.case import Case
from dermetry.record.casefile import case_file_schema, write_case_file
from tests.record.schema_check import faults
from tests.record.test_laws import PHOTO, a_case, visits
from tests.record.test_laws_more import ADDENDUM, LOOK, PAIN, SIGNED, WARM

SCHEMA = case_file_schema()
FULL = {
    "appearances": [LOOK],
    "observations": [WARM],
    "symptoms": [PAIN],
    "signature": SIGNED,
    "addenda": [ADDENDUM],
    "photographs": [PHOTO],
}


def document() -> dict:
    case = Case.model_validate(a_case(**visits(FULL)))
    return json.loads(write_case_file(case=case))


def test_a_written_file_keeps_the_schema():
    assert list(faults(document(), SCHEMA, SCHEMA)) == []


@pytest.mark.parametrize(
    ("part", "field", "wrong"),
    [
        ("appearances", "odor", "terrible"),
        ("appearances", "pain_0_10", 11),
        ("appearances", "pain_0_10", True),
        ("appearances", "lesion_id", "-"),
        ("observations", "kind", "mood"),
        ("symptoms", "score_0_10", None),
        ("addenda", "text", ""),
        ("addenda", "text", "x" * 2001),
        ("photographs", "cleansing", "during"),
        ("photographs", "sha256", "abc"),
        ("photographs", "width_px", 0),
        ("photographs", "smell", "none"),
    ],
)
def test_a_wrong_value_breaks_the_schema(part: str, field: str, wrong: object):
    broken = document()
    broken["case"]["visits"][0][part][0][field] = wrong
    assert list(faults(broken, SCHEMA, SCHEMA)) != []
