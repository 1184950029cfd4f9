"""Finding a patient by parts of the name, by the identifier, or by the birth date.

A word is looked up by its beginning: one range of the index of ``SearchWord``.  The other words of
the search are checked for each patient found so, so the cost does not grow with the site.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import Patient, SearchWord
from dermetry.workbench.casenotes.queries.cursors import Cursor, Found
from dermetry.workbench.casenotes.summary import fold

HIGHEST: Final = "\U0010ffff"
WORDS_MOST: Final = 5
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE: Final = re.compile(
    r"(?P<iso>\b\d{4}[-./]\d{1,2}[-./]\d{1,2}\b)"
    r"|(?P<worded>\b\d{1,2}\.?\s*[a-z]{3,9}\.?,?\s+\d{4}\b)"
    r"|(?P<short>\b\d{1,2}[-./]\s?\d{1,2}[-./]\s?(?:\d{4}|\d{2})\b)"
    r"|(?P<digits>\b\d{8}\b)"
)
Word = tuple[str, ...]  # what a word of the search may stand for; any of it will do


def find(*, actor: Actor, query: str, after: Cursor | None, size: int) -> list[Found]:
    """Give up to ``size`` patients to whom every word of the search belongs, by that word."""
    if not actor.sees_identity:
        return by_identifier(actor, query)
    words = words_of(query)
    if not words:
        return []
    leading = max(words, key=lambda each: min(len(one) for one in each))
    others = [each for each in words if each is not leading]
    found: dict[int, Found] = {}
    for number in range(after.part if after else 0, len(leading)):
        start = after if after and after.part == number else None
        for word, pk in matches(actor, leading[number], others, start, 3 * size):
            found.setdefault(pk, Found(pk, Cursor(number, word, pk)))
            if len(found) == size:
                return list(found.values())
    return list(found.values())


def by_identifier(actor: Actor, query: str) -> list[Found]:
    """Give the patient with exactly this identifier: all that a role without names may look for."""
    rows = scope.rows(actor=actor, model=Patient).filter(
        patient_id=query.strip(), merged_into__isnull=True
    )
    return [Found(pk, Cursor(0, 0, pk)) for pk in rows.values_list("pk", flat=True)]


def matches(
    actor: Actor, word: str, others: list[Word], start: Cursor | None, size: int
) -> Iterator[tuple[str, int]]:
    """Give (word, patient) that begin with a word, in pieces until nobody asks on."""
    rows = SearchWord.objects.filter(Q(site_id=actor.site_id), beginning(word))
    for each in others:
        rows = rows.filter(Exists(also(each)))
    place = (str(start.value), start.pk) if start else None
    while True:
        piece = rows
        if place is not None:
            piece = rows.filter(Q(word__gte=place[0]), Q(word__gt=place[0]) | past(place))
        read = list(piece.order_by("word", "patient_id").values_list("word", "patient_id")[:size])
        yield from read
        if len(read) < size:
            return
        place = read[-1]


def past(place: tuple[str, int]) -> Q:
    """Give those after a patient who share the word."""
    return Q(patient_id__gt=place[1])


def beginning(word: str) -> Q:
    """Give the range of the words that begin with a word."""
    return Q(word__gte=word, word__lt=word + HIGHEST)


def also(word: Word) -> "QuerySet[SearchWord]":
    """Give whether another word of the search belongs to the same patient."""
    any_of = Q()
    for each in word:
        any_of |= beginning(each)
    return SearchWord.objects.filter(any_of, patient_id=OuterRef("patient_id"))


def words_of(query: str) -> list[Word]:
    """Take a search apart: dates in any usual form, then words."""
    text = " ".join(fold(query).split())
    words: list[Word] = []

    def keep(match: re.Match[str]) -> str:
        days = tuple(dict.fromkeys(each.isoformat() for each in days_of(match)))
        if not days:
            return match[0]
        words.append((*days, match[0]) if match["digits"] else days)
        return " "

    rest = DATE.sub(keep, text)
    words += [(each,) for each in rest.replace(",", " ").split()]
    return words[:WORDS_MOST]


def days_of(match: re.Match[str]) -> Iterator[date]:
    """Give the days a text may mean; day and month may stand in either order."""
    if match["worded"]:
        day, name, year = re.findall(r"\d{4}|\d{1,2}|[a-z]+", match[0])
        if name[:3] in MONTHS:
            yield from real(int(year), MONTHS.index(name[:3]) + 1, int(day))
        return
    if match["digits"]:
        text = match[0]
        yield from real(int(text[:4]), int(text[4:6]), int(text[6:]))
        yield from real(int(text[4:]), int(text[2:4]), int(text[:2]))
        return
    first, second, third = (int(each) for each in re.findall(r"\d+", match[0]))
    if match["iso"]:
        yield from real(first, second, third)
        return
    for year in (third,) if third > 99 else (1900 + third, 2000 + third):
        yield from real(year, second, first)
        yield from real(year, first, second)


def real(year: int, month: int, day: int) -> Iterator[date]:
    """Give the day, if there is one."""
    try:
        yield date(year, month, day)
    except ValueError:
        return
