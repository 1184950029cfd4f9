"""What was signed stands first; what the rules give today stands beside it."""

from dataclasses import replace

import pytest

from dermetry.pathway.same_call import is_same_meaning, tell_differences
from dermetry.record.signature import CallOverride
from dermetry.report.build import build_report
from dermetry.report.note import write_note
from dermetry.report.standing import standing_of
from dermetry.report.visit.build import build_visit_report
from dermetry.report.visit.note import write_visit_note
from tests.report.rich_case import DRAFT_ON, OVERRIDE, SIGNED_ON

VERSION = "1"


def signed_as(assessed, category, called, preset="irecist", override=None):
    """Give the case up to its signed visit: signed as one thing, called another today."""
    case = assessed.case
    visits = [each for each in case.visits if each.visited_on <= SIGNED_ON]
    calls = [each for each in assessed.calls if each.visited_on <= SIGNED_ON]
    signature = visits[-1].signature.model_copy(
        update={"category": category, "statement": category, "override": override}
    )
    visits[-1] = visits[-1].model_copy(update={"signature": signature})
    calls[-1] = replace_call(calls[-1], category=called, statement=called, preset=preset)
    return replace(
        assessed, case=case.model_copy(update={"visits": tuple(visits)}), calls=tuple(calls)
    )


def replace_call(call, **fields):
    return call.model_copy(update=fields)


def parts_of(assessed):
    return assessed.case.visits[-1].signature, assessed.calls[-1]


def note_of(assessed):
    return " ".join(write_note(assessed=assessed, version=VERSION).split())


def test_a_call_signed_before_the_policy_changed_stands_first_everywhere(assessed_rich):
    assessed = signed_as(assessed_rich, "PD", "iUPD")
    report = build_report(assessed=assessed, version=VERSION)
    cell = report.visits.rows[-1][1]
    assert (cell.badge.letters, cell.detail) == ("PD", "signed; by iRECIST today: iUPD")
    (bottom,) = report.bottoms
    assert (bottom.badge.letters, bottom.headline) == ("PD", "Progressive disease")
    assert "; signed by Dr. A. Weiss, 20 Mar 2026" in bottom.visited
    assert "by iRECIST today: iUPD" in bottom.sentences[0]
    point = report.charts[0].points[-1]
    assert (point.badge.letters, point.computed.letters) == ("PD", "iUPD")
    assert "CALL 20 Mar 2026: signed as PD; by iRECIST today iUPD" in note_of(assessed)
    visit = build_visit_report(assessed=assessed, visited_on=SIGNED_ON, version=VERSION)
    assert visit.signed.differs.startswith("Signed as PD. By iRECIST")
    assert visit.bottoms[0].badge.letters == "PD"
    assert any("is PD (signed; by iRECIST today: iUPD) now" in each for each in visit.changes)
    note = write_visit_note(assessed=assessed, visited_on=SIGNED_ON, version=VERSION)
    assert "CALL 20 Mar 2026: signed as PD; by iRECIST today iUPD" in " ".join(note.split())


def test_an_override_stands_in_the_note_of_the_course(assessed_rich):
    own = CallOverride(category="iPR", reason="Seen.", by="Dr. A. Weiss")
    assessed = signed_as(assessed_rich, "NE", "NE", override=own)
    said = "CALL 20 Mar 2026: iPR (clinician's own; the rules give NE)"
    assert said in note_of(assessed)


def test_a_draft_is_said_to_be_one(assessed_rich):
    assert "CALL 24 Apr 2026: PR; PD if L6 is confirmed (DRAFT, not signed)" in note_of(
        assessed_rich
    )
    report = build_report(assessed=assessed_rich, version=VERSION)
    assert report.bottoms[0].visited == "Visit of 24 Apr 2026; draft, not signed"
    assert "draft, not signed" in report.visits.rows[-1][1].detail
    visit = build_visit_report(assessed=assessed_rich, visited_on=DRAFT_ON, version=VERSION)
    assert visit.bottoms[0].visited.endswith("draft, not signed")


@pytest.mark.parametrize(
    ("signed", "today", "same"),
    [
        ("SD", "iSD", True),
        ("iPR", "PR", True),
        ("SD", "NC", True),
        ("PD", "iUPD", False),
        ("PD", "iCPD", False),
        ("SD", "iPR", False),
        ("iUPD", "iUPD", True),
        ("NE", None, False),
    ],
)
def test_only_letters_are_no_difference_but_progression_is(signed, today, same):
    assert is_same_meaning(signed=signed, today=today) is same


def test_the_same_call_in_the_words_of_another_policy_is_not_flagged(assessed_rich):
    signature, call = parts_of(signed_as(assessed_rich, "SD", "iSD"))
    assert tell_differences(signature=signature, calls=(call,)) == ()
    stands = standing_of(signature=signature, call=call)
    assert (stands.badge.letters, stands.beside) == ("SD", "same, in iRECIST's words")
    assert not stands.differs and not stands.by_today
    smaller = signature.model_copy(update={"sum_mm": signature.sum_mm - 1})
    assert standing_of(signature=smaller, call=call).differs


def test_each_evaluator_is_held_against_their_own_part_of_the_signature(assessed_rich):
    signature, call = parts_of(signed_as(assessed_rich, "PR", "PR"))
    both = signature.model_copy(update={"statement": "Dr. A: PR; Dr. B: PD"})
    for who, today, letters, differs in (
        ("Dr. A", "PR", "PR", False),
        ("Dr. B", "PD", "PD", False),
        ("Dr. B", "NE", "PD", True),
    ):
        now = replace_call(call, evaluator=who, category=today, statement=today)
        stands = standing_of(signature=both, call=now)
        assert (stands.badge.letters, stands.differs) == (letters, differs)


def test_the_line_of_best_response_says_that_the_clinicians_call_is_not_used(assessed_rich):
    assessed = signed_as(assessed_rich, "PR", "PR", "recist11", OVERRIDE)
    best = build_report(assessed=assessed, version=VERSION).best.best
    for row in best.rows:
        assert "own call (SD on 20 Mar 2026) is not used here" in row[-1].text


def test_dates_in_a_note_are_said_as_people_read_them(assessed_rich):
    call = assessed_rich.calls[-1]
    reason = call.reasons[0].model_copy(update={"sentence": "Progression of 2026-11-05 stays."})
    calls = (*assessed_rich.calls[:-1], replace_call(call, reasons=(reason,)))
    note = note_of(replace(assessed_rich, calls=calls))
    assert "Progression of 5 Nov 2026 stays." in note
