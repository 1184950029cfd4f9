"""measurements.csv: numbers as recorded, gaps empty with their status, no formulas."""

import csv
import io
import unicodedata
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermetry.report.csv_file import COLUMNS, neutralize, write_csv


def rows_of(assessed):
    return list(csv.DictReader(io.StringIO(write_csv(assessed=assessed, version="0.1.0"))))


@pytest.fixture(scope="module")
def rows(assessed):
    return rows_of(assessed)


def row(rows, on, lesion):
    (found,) = (r for r in rows if (r["visit_date"], r["lesion"]) == (on, lesion))
    return found


def test_there_is_a_row_for_every_lesion_at_every_visit(rows, assessed):
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(assessed.case.visits) * len(assessed.case.lesions)


def test_a_measured_row_says_how_it_was_made(rows):
    found = row(rows, "2026-01-12", "L1")
    assert found["raw_mm"] == found["used_mm"] == "32.4"
    assert found["perpendicular_mm"] == "27.0"
    assert (found["interval_95_low_mm"], found["interval_95_high_mm"]) == ("31.8", "33.0")
    assert (found["sd_scale_mm"], found["sd_tilt_mm"]) == ("0.12", "0.10")
    assert found["photograph_files"] == "chest-1.jpg"
    assert len(found["photograph_sha256"]) == 64
    assert (found["confirmed"], found["confirmed_by"]) == ("yes", "Dr. A. Weiss")
    assert (found["rules_version"], found["software_version"]) == ("2026.1", "0.1.0")


def test_a_gap_is_empty_with_its_reason_and_never_zero(rows):
    found = row(rows, "2026-02-16", "L1")
    assert (found["raw_status"], found["reason"]) == ("not_done", "The dressing was not taken off.")
    assert found["used_rule_id"] == "recist_1_1.value.missing"
    for entry in rows:
        if entry["raw_status"] != "measured":
            numbers = [v for k, v in entry.items() if k.endswith(("_mm", "_mm2"))]
            assert numbers == [""] * len(numbers), entry["raw_status"]
        else:
            assert Decimal(entry["raw_mm"]) > 0


def test_nothing_recorded_and_not_yet_seen_are_said(rows):
    assert row(rows, "2026-01-12", "L6")["raw_status"] == "no_finding"
    assert "Not yet seen" in row(rows, "2026-01-12", "L6")["reason"]
    assert "Merged into L5" in row(rows, "2026-04-24", "L3")["reason"]


def test_a_proposal_says_that_it_is_not_confirmed_and_is_not_used(rows):
    found = row(rows, "2026-04-24", "L6")
    assert (found["confirmed"], found["confirmed_by"], found["used_mm"]) == ("no", "", "")


def test_a_node_is_given_by_its_short_axis(rows):
    found = row(rows, "2026-01-12", "N1")
    assert (found["diameter"], found["raw_mm"]) == ("short_axis", "14.0")


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|x", "'+cmd|x"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("\t=1", "' =1"),
        ("\r=1", "'=1"),
        ("＝1", "'＝1"),
        ("-4.9", "-4.9"),
        ("+4.9", "+4.9"),
        ("23.4", "23.4"),
        ("\x01=1+1", "'=1+1"),
        ("\x0b=1", "'=1"),
        ("\u202e=1+1", "'=1+1"),
        ("\x7f@x", "'@x"),
        ("\ufeff=1", "'=1"),
        ("\u200b=1", "'=1"),
        ("\u200d=1", "'\u200d=1"),
        ("\u00a0 =1", "'\u00a0 =1"),
        ("\ufe66=1", "'\ufe66=1"),
        ("\x01-4.9", "-4.9"),
        ("می\u200cشود", "می\u200cشود"),
        ("", ""),
        ("two\nlines", "two lines"),
    ],
)
def test_formulas_are_neutralized_and_numbers_stay(text, safe):
    assert neutralize(text) == safe


def test_a_hostile_case_has_no_formula(assessed_hostile):
    for entry in rows_of(assessed_hostile):
        for value in entry.values():
            assert not value.startswith(("=", "@", "\t", "\r"))
    first = row(rows_of(assessed_hostile), "2026-01-12", "L1")
    assert first["photograph_files"].startswith("'=1+1<b>")


def test_what_a_measurement_does_not_state_is_empty_and_not_zero(rows):
    found = row(rows, "2026-01-12", "N1")
    for column in ("perpendicular_mm", "area_mm2", "sd_scale_mm", "interval_95_low_mm", "used_mm"):
        assert found[column] == "", column


unseen = st.text(
    st.one_of(
        st.characters(categories=("Cc", "Cf", "Zs", "Zl", "Zp")),
        st.sampled_from("\u200b\ufeff\u202e\x01\x0b\x7f\t\r\n "),
    ),
    max_size=4,
)


def first_seen(text):
    """Slow oracle: the first letter with a shape of its own."""
    seen = (c for c in text if unicodedata.category(c)[0] not in "CZ")
    return unicodedata.normalize("NFKC", next(seen, ""))


@given(unseen, st.sampled_from("=+-@＝＋－＠"), unseen, st.text(max_size=10))
def test_no_cell_can_start_a_formula_behind_what_is_not_seen(before, start, between, rest):
    safe = neutralize(before + start + between + rest + "x")
    assert first_seen(safe) == "'"
    assert not set(safe) & set("\t\r\n\x00\x0b\u202e\u200b\ufeff")


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2))
def test_numbers_are_never_harmed(number):
    assert neutralize(f"{number:f}") == f"{number:f}"


def test_each_evaluator_has_its_own_value_and_its_own_silence(assessed):
    """B has a call at every visit but a finding of L1 only at the last one."""
    case = assessed.case
    last = case.visits[-1]
    (own,) = (f for f in last.findings if f.lesion_id == "L1")
    theirs = own.model_copy(update={"evaluator": "B", "longest_diameter_mm": Decimal("14.0")})
    visit = last.model_copy(update={"findings": (*last.findings, theirs)})
    calls = tuple(
        call.model_copy(
            update={
                "evaluator": "B",
                "values_used": tuple(
                    value.model_copy(update={"used_mm": None, "rule_id": f"b.{value.lesion_id}"})
                    for value in call.values_used
                ),
            }
        )
        for call in assessed.calls
    )
    changed = replace(
        assessed,
        case=case.model_copy(update={"visits": (*case.visits[:-1], visit)}),
        calls=(*assessed.calls, *calls),
    )
    rows = {(r["visit_date"], r["lesion"], r["evaluator"]): r for r in rows_of(changed)}
    on = last.visited_on.isoformat()
    assert len(rows) == 2 * len(case.visits) * len(case.lesions)
    first, second = rows[on, "L1", ""], rows[on, "L1", "B"]
    assert (first["used_mm"], first["used_rule_id"]) == ("15.1", "")
    assert (second["raw_mm"], second["used_mm"], second["used_rule_id"]) == ("14.0", "", "b.L1")
    gap = rows[on, "L2", "B"]
    assert (gap["raw_status"], gap["raw_mm"], gap["used_rule_id"]) == ("no_finding", "", "b.L2")
    assert rows[on, "L2", ""]["used_rule_id"] == ""
