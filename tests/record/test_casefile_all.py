"""Any lawful case goes into a case file and comes back; every file keeps the schema."""

import json

from hypothesis import given, settings

from dermetry.record.casefile import case_file_schema, read_case_file, write_case_file
from tests.record.schema_check import faults
from tests.strategies.cases import cases

CHECKED = settings(derandomize=True, deadline=None, max_examples=100)
SCHEMA = case_file_schema()


@CHECKED
@given(case=cases())
def test_any_case_survives_the_round_trip_exactly_and_keeps_the_schema(case):
    text = write_case_file(case=case)
    again = read_case_file(text=text, name="case.json")
    assert again == case
    assert write_case_file(case=again) == text
    assert list(faults(json.loads(text), SCHEMA, SCHEMA)) == []
