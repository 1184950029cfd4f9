"""The page on inputs names every column and word that is read."""

from pathlib import Path

from dermetry.exchange import sdtm_terms
from dermetry.exchange.answers import ANSWER_COLUMNS, TESTS
from dermetry.pathway.lesion_columns import KNOWN, STATUSES
from dermetry.pathway.visit_responses import SUBJECTS_KNOWN, VISITS_KNOWN

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "respond-input.md"


def test_every_column_and_word_is_named():
    text = PAGE.read_text(encoding="utf-8")
    words = {
        *KNOWN,
        *STATUSES,
        *VISITS_KNOWN,
        *SUBJECTS_KNOWN,
        *ANSWER_COLUMNS,
        *TESTS,
        *sdtm_terms.IDENTIFIED,
        *sdtm_terms.LENGTHS,
        *sdtm_terms.STATES,
        sdtm_terms.SPLIT,
        sdtm_terms.MERGED,
    }
    assert {word for word in words if f"`{word}`" not in text} == set()
