"""Ids of two records that are joined: what both use for different things gets a new id."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from string import ascii_lowercase
from typing import Any

from pydantic import ValidationError

from dermetry.errors import MarksInvalid
from dermetry.record.case import Case
from dermetry.record.casefile import describe
from dermetry.record.photograph import Photograph

LESION_FIELDS = {
    "lesion_id",
    "lesion_ids",
    "runner_up_id",
    "merged_from",
    "split_from",
    "into_lesion_id",
    "fragment_ids",
}
PHOTOGRAPH_FIELDS = {"photograph_id", "photograph_ids"}
OUTLINE_FIELDS = {"outline_id"}
SPECIMEN_FIELDS = {"specimen_id"}
BIOPSY_FIELDS = {"biopsy_id"}
SPECIMEN_PART = "specimen "  # before the id of a specimen in the key of an alert
LONGEST_ID = 64


class CasesNotMergeable(MarksInvalid):
    """Two cases contradict each other, so that they cannot be one patient's as they stand."""


@dataclass(frozen=True)
class Names:
    """New ids by old id, of one record."""

    lesions: Mapping[str, str] = field(default_factory=dict)
    photographs: Mapping[str, str] = field(default_factory=dict)
    outlines: Mapping[str, str] = field(default_factory=dict)
    specimens: Mapping[str, str] = field(default_factory=dict)
    biopsies: Mapping[str, str] = field(default_factory=dict)

    def of_field(self, name: str) -> Mapping[str, str]:
        """Give the new ids that concern a field."""
        if name in LESION_FIELDS:
            return self.lesions
        if name in PHOTOGRAPH_FIELDS:
            return self.photographs
        if name in SPECIMEN_FIELDS:
            return self.specimens
        if name in BIOPSY_FIELDS:
            return self.biopsies
        return self.outlines if name in OUTLINE_FIELDS else {}


def free_names(*, kept: Case, merged: Case, same: Mapping[str, str]) -> Names:
    """Give the new ids of the merged record, where the kept one uses the same id.

    L1 becomes L1-b, or the next letter that is free in both. A photograph that both hold (the
    same bytes) takes the kept record's id.
    """
    mine, theirs = list(photographs(kept)), list(photographs(merged))
    lesions = [each.lesion_id for each in merged.lesions if each.lesion_id not in same]
    by_hash = {photo.sha256: photo.photograph_id for photo in mine}
    shared = {p.photograph_id: by_hash[p.sha256] for p in theirs if p.sha256 in by_hash}
    own = [photo.photograph_id for photo in theirs if photo.photograph_id not in shared]
    return Names(
        lesions={
            **rename_clashes(
                [each.lesion_id for each in kept.lesions],
                [*lesions, *forgotten(merged)],
                named_by_alerts(kept) | named_by_alerts(merged),
            ),
            **same,
        },
        photographs={**rename_clashes([p.photograph_id for p in mine], own), **shared},
        outlines=rename_clashes(outline_ids(mine), outline_ids(theirs)),
    )


def photographs(case: Case) -> Iterator[Photograph]:
    """Give every photograph of a case."""
    return (photo for visit in case.visits for photo in visit.photographs)


def outline_ids(found: Iterable[Photograph]) -> list[str]:
    """Give the ids of all outlines."""
    return [outline.outline_id for photo in found for outline in photo.outlines]


def named_by_alerts(case: Case) -> set[str]:
    """Give the ids that stand in the keys of alerts, which may name what is no longer there."""
    return {
        part.removeprefix(SPECIMEN_PART)
        for alert in case.alerts
        for part in alert.key.split(":")[1:]
    }


def forgotten(case: Case) -> list[str]:
    """Give the ids of lesions that old alerts name and the record no longer holds."""
    known = {each.lesion_id for each in case.lesions}
    named = {each for alert in case.alerts for each in alert.lesion_ids}
    return sorted(named - known)


def rename_clashes(
    mine: Iterable[str], theirs: Iterable[str], taken: Collection[str] = ()
) -> dict[str, str]:
    """Give new ids for those of ``theirs`` that also stand in ``mine``; none that is taken."""
    kept, others = set(mine), list(theirs)
    names: dict[str, str] = {}
    for name in others:
        if name in kept:
            names[name] = next_name(name, kept | {*others, *taken, *names.values()})
    return names


def next_name(name: str, taken: set[str]) -> str:
    """Give the next free id: with a letter from b on, then with two letters."""
    letters = [*ascii_lowercase[1:], *(a + b for a in ascii_lowercase for b in ascii_lowercase)]
    tries = (f"{name[: LONGEST_ID - 1 - len(end)]}-{end}" for end in letters)
    return next(each for each in tries if each not in taken)


def rename_case(*, case: Case, names: Names) -> Case:
    """Give the case with its ids changed wherever they stand, also in the words of alerts.

    Raises CasesNotMergeable where the changed ids clash within the case.
    """
    values = renamed(case.model_dump(), "", names)
    of_lesions = {each.lesion_id for each in case.lesions}
    of_tissue = {**names.specimens, **names.biopsies}
    known = {old: new for old, new in of_tissue.items() if old not in of_lesions}
    known |= names.lesions
    alerts = tuple(rename_alert(each, known) for each in values["alerts"])
    try:
        return Case.model_validate(values | {"alerts": alerts})
    except ValidationError as error:
        raise CasesNotMergeable(
            f"the record cannot take its new ids: {describe(error)}",
            why="an id of it stands for another thing in the record that is kept",
            next_step="rename or correct the named entry in one of the records, then merge again",
        ) from error


def renamed(value: Any, field: str, names: Names) -> Any:
    """Give a value of a case, as plain Python, with its ids changed."""
    if isinstance(value, dict):
        return {key: renamed(each, key, names) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return tuple(renamed(each, field, names) for each in value)
    return names.of_field(field).get(value, value) if isinstance(value, str) else value


def rename_alert(alert: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Give an alert whose key and words name the new ids: the program wrote them, not a person.

    The parts of a key stand between colons, which no id holds.
    """
    return alert | {
        "key": ":".join(rename_part(part, names) for part in alert["key"].split(":")),
        "statement": in_words(alert["statement"], names),
        "facts": tuple(in_words(each, names) for each in alert["facts"]),
    }


def rename_part(part: str, names: Mapping[str, str]) -> str:
    """Give one part of a key with its id changed ("L1", "specimen S1")."""
    if part.startswith(SPECIMEN_PART):
        name = part.removeprefix(SPECIMEN_PART)
        return SPECIMEN_PART + names.get(name, name)
    return names.get(part, part)


def in_words(text: str, names: Mapping[str, str]) -> str:
    """Give a text with the ids that stand in it as whole words changed.

    An id without a digit stays, for it may be a word of the language.
    """
    ids = sorted((each for each in names if any(map(str.isdigit, each))), key=len, reverse=True)
    if not ids:
        return text
    # A point ends a word, unless more of an id follows it.
    whole = rf"(?<![\w+\-/.])(?:{'|'.join(map(re.escape, ids))})(?![\w+\-/]|\.\w)"
    return re.sub(whole, lambda found: names[found[0]], text)
