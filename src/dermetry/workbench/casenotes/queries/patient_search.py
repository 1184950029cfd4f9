"""Finding a patient by parts of the name, by the identifier, or by the birth date.

A word is looked up by its beginning: one range of the index of ``SearchWord``.  The other words of
the search are checked for the patients found so, piece by piece and up to a limit, so the cost does
not grow with the site.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import Patient, SearchWord
from dermetry.workbench.casenotes.queries.cursors import Cursor, Found, Page
from dermetry.workbench.casenotes.summary import fold

HIGHEST: Final = "\U0010ffff"
WORDS_MOST: Final = 5
PIECE: Final = 250  # rows of the index read at a time
READ_MOST: Final = 1000  # rows of the index read for one page
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DATE: Final = re.compile(
    r"(?P<iso>\b\d{4}[-./]\d{1,2}[-./]\d{1,2}\b)"
    r"|(?P<worded>\b\d{1,2}\.?\s*[a-z]{3,9}\.?,?\s+\d{4}\b)"
    r"|(?P<short>\b\d{1,2}[-./]\s?\d{1,2}[-./]\s?(?:\d{4}|\d{2})\b)"
    r"|(?P<digits>\b\d{8}\b)"
)
Word = tuple[str, ...]  # what a word of the search may stand for; any of it will do


def find(*, actor: Actor, query: str, after: Cursor | None, size: int) -> Page:
    """Give up to ``size`` patients to whom every word of the search belongs.

    They stand in the order of the rarest word of the search.  No more than ``READ_MOST`` patients
    with that word are looked at; the page says where to look further.
    """
    if not actor.sees_identity:
        return by_identifier(actor, query)
    words = words_of(query)
    if not words:
        return Page()
    if after is None or after.part // 10 >= len(words):
        after, leading = None, rarest(actor, words)
    else:
        leading = after.part // 10
    others = [each for number, each in enumerate(words) if number != leading]
    found: dict[int, Found] = {}
    last, read = after, 0
    for piece in pieces(actor, words[leading], leading, after):
        fitting = having(others, {each.pk for each in piece})
        for each in piece:
            if each.pk in fitting and each.pk not in found:
                if len(found) == size:
                    return Page(tuple(found.values()), last)
                found[each.pk] = Found(each.pk, each)
            last = each
        read += len(piece)
        if read >= READ_MOST:
            return Page(tuple(found.values()), last, is_cut=True)
    return Page(tuple(found.values()))


def first(*, actor: Actor, query: str, size: int) -> list[int]:
    """Give the first patients found, in order, however far one must look for them."""
    keys: dict[int, None] = {}
    after = None
    while True:
        page = find(actor=actor, query=query, after=after, size=size - len(keys))
        keys |= dict.fromkeys(page.keys)
        after = page.rest
        if not page.is_cut:
            return list(keys)


def by_identifier(actor: Actor, query: str) -> Page:
    """Give the patient with exactly this identifier: all that a role without names may look for."""
    rows = scope.rows(actor=actor, model=Patient).filter(
        patient_id=query.strip(), merged_into__isnull=True
    )
    return Page(tuple(Found(pk, Cursor(0, 0, pk)) for pk in rows.values_list("pk", flat=True)))


def rarest(actor: Actor, words: Sequence[Word]) -> int:
    """Give the number of the word that the fewest begin with, counted no further than a piece."""
    if len(words) == 1:
        return 0

    def count(number: int) -> tuple[int, int]:
        counts = (len(begin(actor, each)[:PIECE]) for each in words[number])
        return sum(counts), -min(len(each) for each in words[number])

    return min(range(len(words)), key=count)


def pieces(
    actor: Actor, word: Word, leading: int, after: Cursor | None
) -> Iterator[Sequence[Cursor]]:
    """Give the patients who have a word, in pieces, each one range of the index."""
    for number in range(after.part % 10 if after else 0, len(word)):
        part = 10 * leading + number
        last = after if after and after.part == part else None
        while True:
            rows = begin(actor, word[number])
            if last is not None:
                value = str(last.value)
                rows = rows.filter(Q(word__gte=value), Q(word__gt=value) | past(last))
            piece = [Cursor(part, *each) for each in rows[:PIECE]]
            yield piece
            if len(piece) < PIECE:
                break
            last = piece[-1]


def past(last: Cursor) -> Q:
    """Give those after a patient who share the word."""
    return Q(patient_id__gt=last.pk)


def begin(actor: Actor, word: str) -> "QuerySet[SearchWord, tuple[str, int]]":
    """Give (word, patient) of the site that begin with a word, in the order of the index."""
    rows = SearchWord.objects.filter(Q(site_id=actor.site_id), beginning(word))
    return rows.order_by("word", "patient_id").values_list("word", "patient_id")


def having(words: Sequence[Word], keys: set[int]) -> set[int]:
    """Give those of some patients to whom all the other words of the search belong."""
    for word in words:
        any_of = Q()
        for each in word:
            any_of |= beginning(each)
        rows = SearchWord.objects.filter(any_of, patient_id__in=keys)
        keys = set(rows.values_list("patient_id", flat=True)) if keys else keys
    return keys


def beginning(word: str) -> Q:
    """Give the range of the words that begin with a word."""
    return Q(word__gte=word, word__lt=word + HIGHEST)


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
