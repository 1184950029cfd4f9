"""The paste-ready note of one visit."""

from datetime import date

import pytest

from dermetry.report.moment import VisitNotFound
from dermetry.report.visit.note import LONGEST, write_visit_note
from tests.report.conftest import DATES
from tests.report.rich_case import DRAFT_ON, SIGNED_ON


def flat(assessed, visited_on):
    note = write_visit_note(assessed=assessed, visited_on=visited_on, version="0.1.0")
    return " ".join(note.split())


def test_it_says_state_call_change_sizes_care_and_next_date(assessed_rich):
    said = flat(assessed_rich, DRAFT_ON)
    for words in (
        "Anna Example, born 14 Mar 1956, ID DEMO-0001",
        "Visit of 24 Apr 2026. DRAFT, not signed.",
        "CALL 24 Apr 2026: PR; PD if L6 is confirmed",
        "L2: ulcerated now, not so at the visit before",
        "L1 15.1 +- 0.6 mm",
        "L6 8.4 +- 0.6 mm (proposed)",
        "Next visit: 8 May 2026: wound review after antibiotics",
        "LDH 310 U/L (22 Apr 2026)",
        "dressing charcoal dressing 15 x 15 cm",
        "To do (2)",
        "not cleared as a medical device",
    ):
        assert words in said, words


def test_an_override_and_addenda_are_said(assessed_rich):
    said = flat(assessed_rich, SIGNED_ON)
    assert "CLINICIAN'S OWN CALL: SD (Dr. A. Weiss: The shrinkage" in said
    assert "Computed: PR." in said
    assert "Addenda (1): Dr. A. Weiss, 27 Mar 2026: Pathology" in said
    assert "29.9" not in said


@pytest.mark.parametrize("name", ["rich", "hostile", "single", "empty"])
def test_it_is_narrow_plain_and_not_long(name, request):
    assessed = request.getfixturevalue(f"assessed_{name}")
    note = write_visit_note(assessed=assessed, visited_on=DATES[0], version="0.1.0")
    assert len(note.splitlines()) <= LONGEST
    assert max(map(len, note.splitlines())) <= 78
    assert "not cleared as a medical device" in " ".join(note.split())


def test_a_day_without_a_visit_is_refused(assessed_rich):
    with pytest.raises(VisitNotFound):
        flat(assessed_rich, date(2020, 1, 1))
