"""A text that does not fit is refused in words, never with a pattern of signs."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from dermetry import record
from dermetry.pathology.vocabulary import StainInvalid, make_stain
from dermetry.record.case import Case
from dermetry.record.casefile import describe
from dermetry.record.pattern_words import FALLBACK, say_pattern

SOURCES = sorted(Path(record.__file__).parent.glob("*.py"))
PATTERNS = {p for path in SOURCES for p in re.findall(r'pattern=r"([^"]+)"', path.read_text())}


def test_every_pattern_of_the_record_has_words():
    assert len(PATTERNS) > 3
    for pattern in PATTERNS:
        said = say_pattern(pattern=pattern)
        assert said != FALLBACK
        assert not re.search(r"[\^$\[\]{}\\]", said), pattern


def test_the_words_name_signs_first_sign_and_length():
    said = say_pattern(pattern=r"^[a-z][a-z0-9_]{0,63}$")
    assert said == (
        "it takes up to 64 signs: small letters, digits, underscores; it begins with small letters"
    )
    assert say_pattern(pattern=r"(a|b)+") == FALLBACK


def test_a_case_file_and_a_marker_are_refused_in_those_words():
    with pytest.raises(ValidationError) as caught:
        Case.model_validate({"patient": {"patient_id": "?"}})
    said = describe(caught.value)
    assert "case.patient.patient_id: it takes up to 64 signs" in said and "^[" not in said
    with pytest.raises(StainInvalid, match="it takes up to 20 signs: capital letters") as marker:
        make_stain(marker="%%", percent=1)
    assert "^[" not in str(marker.value)
