"""Markers by any spelling, and a stain made from what a person typed, refused in words."""

import re
from typing import Any

from pydantic import ValidationError

from dermetry.errors import MarksInvalid
from dermetry.knowledge.markers import load_markers
from dermetry.record.pattern_words import say_fault as words_of
from dermetry.record.stain import Stain

NUMBERS = frozenset({"percent", "ish_ratio", "ish_copies"})
DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")
FIELD_WORDS = {
    "marker": "the marker",
    "percent": "the percentage of stained tumor cells",
    "ihc_score": "the IHC score",
    "ish_ratio": "the ISH ratio of HER2 to CEP17",
    "ish_copies": "the HER2 copies per cell",
    "intensity": "the intensity",
    "result": "the laboratory's word",
    "method": "the method",
    "antibody": "the antibody",
    "note": "the note",
}


class StainInvalid(MarksInvalid):
    """A stain as typed cannot be: a percentage above 100, a score that does not exist."""


def marker_key(*, spelling: str) -> str:
    """Give our key of a marker; a spelling nobody knows is given back as it is."""
    found = load_markers().find(spelling)
    return found.key if found else spelling


def marker_label(*, marker: str) -> str:
    """Give the label of a marker as it is shown ("mammaglobin"), else its key."""
    found = load_markers().find(marker)
    return found.label if found else marker


def is_lineage(*, marker: str) -> bool:
    """Tell whether a marker speaks for an origin by itself."""
    found = load_markers().find(marker)
    return found is not None and found.kind == "lineage"


def make_stain(**typed: Any) -> Stain:
    """Make a stain from fields as typed, the marker by any of its spellings.

    A number may have a decimal comma ("12,5"); one that can be read in two ways is refused.
    Raises ``StainInvalid`` naming marker, field and what is possible.
    """
    spelling = " ".join(str(typed.get("marker", "")).split())
    label = marker_label(marker=spelling) or "a stain"
    known = load_markers().find(spelling)
    try:
        plain = {name: with_point(value) for name, value in typed.items() if name in NUMBERS}
        return Stain(**{**typed, **plain, "marker": known.key if known else spelling.upper()})
    except ValidationError as error:
        faults = [say_fault(label, item) for item in error.errors()]
        raise StainInvalid(
            "; ".join(faults),
            why="each raw value has the range that a laboratory can report",
            next_step="compare with the report and type the value again",
        ) from error


def with_point(value: Any) -> Any:
    """Give a number as typed with a decimal point for a decimal comma; else as it is.

    "1,000" can be a thousand: it stays, and is refused in words.
    """
    is_comma = isinstance(value, str) and DECIMAL_COMMA.fullmatch(value.strip())
    return value.strip().replace(",", ".") if is_comma else value


def say_fault(label: str, item: Any) -> str:
    """Say one fault that pydantic found ("ER: 140 is not possible for the percentage ...")."""
    field = str(item["loc"][0]) if item["loc"] else "marker"
    what = FIELD_WORDS.get(field, field)
    message = words_of(item).removeprefix("Input ")
    return f"{label}: {item['input']} is not possible for {what} ({message})"
