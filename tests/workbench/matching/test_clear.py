"""Which proposals may be confirmed together, and what their list shows."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from dermetry.imaging.match_by_size import WITHOUT
from dermetry.workbench.casenotes.queries.match_cards import is_clear
from dermetry.workbench.casenotes.queries.match_values import Choice

PLACE = "0.8 mm from where the other 3 lesions shared with photograph P1 predict L1"


@pytest.mark.parametrize(
    ("evidence", "clear"),
    [([(PLACE, "alike")], True), ([(WITHOUT, "21.0 mm against 22.4 mm before")], False),
     ([(PLACE,), (WITHOUT,)], False)],
)  # fmt: skip
def test_only_what_was_recognized_by_its_place_is_clear(evidence, clear):
    lines = [SimpleNamespace(photograph_pk=number) for number, _ in enumerate(evidence)]
    answers = [{"answer": "same", "evidence": each} for each in evidence]
    known = SimpleNamespace(is_baseline=False)
    assert is_clear(known, lines, answers, Choice("same", "Confirm L1", 1)) is clear


def test_the_list_says_lesion_percentage_and_evidence_of_each():
    cards = [
        SimpleNamespace(
            title=f"Outline {n}", lesion_id=f"L{n}", confidence_percent=90 + n, evidence=(PLACE,),
            confirm=Choice("same", "", n), seen=(f"{n}:1",),
        )
        for n in (1, 2)
    ]  # fmt: skip
    source = {"clear": cards, "cards": [], "is_locked": False, "visit_pk": 1}
    text = render_to_string("visit/matching_clear.html", {"page": source})
    assert f"<strong>L1</strong>, 91 % sure: {PLACE}" in text
    assert f"<strong>L2</strong>, 92 % sure: {PLACE}" in text
