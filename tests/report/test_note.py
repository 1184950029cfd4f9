"""The note: short, narrow, plain, and honest about what is open."""

import pytest

from dermetry.report.note import LONGEST, write_note


@pytest.fixture(scope="module", params=["full", "hostile", "single", "empty"])
def note(request):
    name = "assessed" if request.param == "full" else f"assessed_{request.param}"
    return write_note(assessed=request.getfixturevalue(name), version="0.1.0")


def test_it_fits_a_narrow_record(note):
    lines = note.splitlines()
    assert len(lines) <= LONGEST
    assert max(len(line) for line in lines) <= 78


def test_it_always_says_who_and_the_intended_use(note):
    flat = " ".join(note.split())
    assert "ID DEMO-0001" in flat or "ID R-17" in flat
    assert "not cleared as a medical device" in flat
    assert "a clinician confirms each call" in flat


def test_signs_are_ascii(assessed):
    note = write_note(assessed=assessed, version="0.1.0")
    assert note.isascii()


def test_it_gives_call_reason_sizes_and_what_is_open(assessed):
    flat = " ".join(write_note(assessed=assessed, version="0.1.0").split())
    for words in (
        "Anna Example, born 14 Mar 1956, ID DEMO-0001",
        "CALL 24 Apr 2026: PR; PD if L6 is confirmed",
        "29.9 +- 0.9 mm",
        "change -47.5 % from baseline",
        "PR needs 30 %",
        "L1 15.1 +- 0.6 mm",
        "L6 8.4 +- 0.6 mm (proposed)",
        "Only proposed, not counted: L6",
        "Not measured (5): 20 Mar 2026, N1: Not evaluable (Motion on the CT). 20 Mar 2026",
        "To do (2): 24 Apr 2026, chest-4.jpg, L6",
    ):
        assert words in flat, words


def test_a_missing_sum_is_a_word(assessed_empty):
    assert "No sum (no target value)" in write_note(assessed=assessed_empty, version="0.1.0")


def test_a_long_note_is_cut_with_a_word_and_keeps_the_intended_use(assessed):
    from dataclasses import replace

    named = tuple(
        call.model_copy(update={"evaluator": name}) for name in "ABCDE" for call in assessed.calls
    )
    lines = write_note(assessed=replace(assessed, calls=named), version="0.1.0").splitlines()
    assert len(lines) == LONGEST
    assert "More stands in the report." in lines
    assert "not cleared as a medical device" in " ".join(lines)
