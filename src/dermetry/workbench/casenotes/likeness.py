"""Finding records that may be of the same person, before a second one is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import Patient
from dermetry.workbench.casenotes.summary import fold, name_words

ALIKE = 0.8  # of difflib's ratio: one letter in five may differ
LOOKED_AT = 200  # records with one birth date or one name; a site has few, a mistake many
SHOWN = 10


@dataclass(frozen=True)
class SimilarPatient:
    """A record that may be of the same person, and why."""

    patient_pk: int
    name: str
    born_on: date | None
    identifier: str
    why: str
    is_same_identifier: bool


def similar_patients(
    *,
    actor: Actor,
    patient_id: str,
    name: str | None,
    born_on: date | None,
    except_pk: int | None = None,
) -> tuple[SimilarPatient, ...]:
    """Give the records of the actor's site that may be of the same person, surest first."""
    found: dict[int, SimilarPatient] = {}
    for row in having_word(actor, fold(patient_id).lstrip("0")):
        if same_identifier(row.patient_id, patient_id):
            note(found, row, "the same identifier", is_same_identifier=True)
    if born_on and name:
        for row in having_word(actor, born_on.isoformat()):
            if row.born_on == born_on and names_alike(row.name or "", name):
                note(found, row, "the same birth date and a similar name")
    for row in having_word(actor, longest_word(name or "")):
        if same_words(row.name or "", name or "") and None in (row.born_on, born_on):
            note(found, row, "the same name, and one birth date is not recorded")
    found.pop(except_pk or 0, None)
    return tuple(found.values())[:SHOWN]


def having_word(actor: Actor, word: str) -> Iterable[Patient]:
    """Give the site's records found by exactly one word; of a merged one, the one kept."""
    if not word:
        return
    rows = scope.rows(actor=actor, model=Patient).filter(
        search_words__site_id=actor.site_id, search_words__word=word[:100]
    )
    for row in rows.select_related("merged_into").order_by("pk")[:LOOKED_AT]:
        yield row.merged_into or row


def note(
    found: dict[int, SimilarPatient], row: Patient, why: str, *, is_same_identifier: bool = False
) -> None:
    """Note a record once, by its first reason."""
    found.setdefault(
        row.pk,
        SimilarPatient(
            row.pk, row.name or "", row.born_on, row.patient_id, why, is_same_identifier
        ),
    )


def same_identifier(one: str, other: str) -> bool:
    """Tell whether two identifiers differ at most by capitals and leading zeros."""
    return fold(one).lstrip("0") == fold(other).lstrip("0")


def same_words(one: str, other: str) -> bool:
    """Tell whether two names hold the same words, in any order."""
    return bool(one) and name_words(one) == name_words(other)


def names_alike(one: str, other: str) -> bool:
    """Tell whether two names may be one person's: a word in common, or nearly the same letters."""
    words, others = name_words(one), name_words(other)
    if any(len(word) > 2 for word in words & others):
        return True
    first, second = " ".join(sorted(words)), " ".join(sorted(others))
    return SequenceMatcher(None, first, second).ratio() >= ALIKE


def longest_word(name: str) -> str:
    """Give the longest word of a name: the fewest people share it."""
    return max(name_words(name), key=lambda word: (len(word), word), default="")
