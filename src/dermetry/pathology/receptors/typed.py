"""Receptors typed as one text ("ER+ 90 %, PR 0 %, HER2 2+ ISH negative"), read all or not at all.

A text of which one word is not understood is not read: "ER+ (outside: ER-)" must never become
a status. A decimal comma is read as a point ("12,5 %").
"""

import re
from dataclasses import dataclass

from dermetry.pathology.vocabulary import StainInvalid, make_stain, marker_key
from dermetry.record.stain import Stain

WORD = r"(?P<word>positive|negative|equivocal|pos|neg|\+|-|−|–)"
PERCENT = r"(?P<percent>\d{1,3}(?:\.\d+|,\d{1,2}(?!\d))?)\s?%"  # a decimal comma too
INNER = PERCENT.replace("<percent>", "<inner>")
HORMONE = re.compile(
    rf"(?P<marker>ER|PR|PGR|KI-?67)\s?[:=]?\s?{WORD}?\s?(?:{PERCENT}|\({INNER}\))?",
    re.IGNORECASE,
)
HER2 = re.compile(
    r"HER-?2(?:/NEU)?\s?[:=]?\s?(?:IHC\s?)?(?:score\s?)?"
    rf"(?:(?P<score>[0-3]\+|0)(?![\d.])|{WORD})?"
    r"(?:[\s,(]*(?:FISH|ISH|CISH)\s?[:=]?\s?(?P<ish>positive|negative|pos|neg|\+|-)\)?)?",
    re.IGNORECASE,
)
TRIPLE = re.compile(r"triple[- ]negative|TNBC", re.IGNORECASE)
BETWEEN = re.compile(r"[\s,;/.]+")
WORDS = {"+": "positive", "-": "negative", "−": "negative", "–": "negative"}
ROOTS = {"pos": "positive", "neg": "negative", "equ": "equivocal"}


@dataclass(frozen=True)
class Typed:
    """What a typed text says: stains, or None where it was not understood as a whole."""

    text: str
    stains: tuple[Stain, ...] | None


def read_typed(text: str) -> Typed:
    """Read a typed text as stains; not one is given when any word is left over."""
    found: list[Stain] = []
    place = 0
    while place < len(text):
        gap = BETWEEN.match(text, place)
        if gap:
            place = gap.end()
            continue
        piece = read_piece(text, place)
        if piece is None:
            return Typed(text, None)
        stains, place = piece
        found += stains
    is_clear = found and len({(each.marker, each.method) for each in found}) == len(found)
    return Typed(text, tuple(found) if is_clear else None)


def read_piece(text: str, place: int) -> tuple[list[Stain], int] | None:
    """Read one receptor from a place on; None where there is none, or it says nothing."""
    for pattern, make in ((TRIPLE, triple_stains), (HORMONE, hormone_stains), (HER2, her2_stains)):
        match = pattern.match(text, place)
        if match is None:
            continue
        try:
            stains = make(match)
        except StainInvalid:
            return None
        return (stains, end_of(match)) if stains else None
    return None


def end_of(match: re.Match[str]) -> int:
    """Give the end of a match without the blank that may hang on it."""
    return match.start() + len(match.group().rstrip())


def plain_word(word: str | None) -> str | None:
    """Give positive, negative or equivocal for a sign or a shortened word."""
    return word and (WORDS.get(word) or ROOTS[word[:3].lower()])


def triple_stains(match: re.Match[str]) -> list[Stain]:
    """Give three negative stains."""
    return [make_stain(marker=each, result="negative") for each in ("ER", "PR", "HER2")]


def hormone_stains(match: re.Match[str]) -> list[Stain]:
    """Give the stain of ER, PR or Ki-67, if it has a word or a percentage."""
    percent, word = match["percent"] or match["inner"], plain_word(match["word"])
    if percent is None and word is None:
        return []
    key = marker_key(spelling=match["marker"])
    return [make_stain(marker=key, result=word, percent=percent)]


def her2_stains(match: re.Match[str]) -> list[Stain]:
    """Give the stain of HER2 and its hybridization, as far as the text names them."""
    score, word, ish = match["score"], plain_word(match["word"]), plain_word(match["ish"])
    stains = []
    if score or word:
        stains.append(make_stain(marker="HER2", ihc_score=score, result=word))
    if ish:
        stains.append(make_stain(marker="HER2", method="ish", result=ish))
    return stains
