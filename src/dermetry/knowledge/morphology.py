"""The vocabulary of how skin lesions look, and recognizing it in what a person typed."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from dermetry.knowledge.files import (
    Header,
    parse_toml,
    read_header,
    read_knowledge_text,
    take_tables,
    take_text,
    take_texts,
)

NEGATIONS = frozenset({"no", "not", "without", "never", "nor"})


@dataclass(frozen=True)
class Code:
    """One code of a public list, and where it was found."""

    system: str
    code: str
    display: str
    verified_in: str


@dataclass(frozen=True)
class Morphology:
    """One kind of look: our key and code, and the public codes that fit."""

    key: str
    local_code: str  # "NOD": a code of this project, for kinds that no public list holds
    label: str
    definition: str
    finds: tuple[str, ...]
    codes: tuple[Code, ...]
    non_measurable: str  # why RECIST takes no diameter of it; "" where it can be measured
    cites: tuple[str, ...]


@dataclass(frozen=True)
class MorphologyFile:
    """All kinds by key, under one header."""

    header: Header
    by_key: Mapping[str, Morphology]


@cache
def load_morphologies() -> MorphologyFile:
    """Load the shipped vocabulary; raises ``KnowledgeInvalid`` naming file and key."""
    text = read_knowledge_text(folder="codes", file_name="morphology.toml")
    return parse_morphologies(text=text, name="codes/morphology.toml")


def parse_morphologies(*, text: str, name: str) -> MorphologyFile:
    """Parse the text of a vocabulary; raises ``KnowledgeInvalid`` naming file and key."""
    table = parse_toml(text=text, name=name)
    entries = take_tables(table, "morphologies", name)
    by_key = {key: read_morphology(key, entry, f"{name}, {key}") for key, entry in entries.items()}
    return MorphologyFile(read_header(table=table, name=name), MappingProxyType(by_key))


def read_morphology(key: str, entry: Mapping[str, Any], name: str) -> Morphology:
    """Read one kind."""
    return Morphology(
        key=key,
        local_code=take_text(entry, "local_code", name),
        label=take_text(entry, "label", name),
        definition=take_text(entry, "definition", name),
        finds=tuple(plain(each) for each in take_texts(entry, "finds", name)),
        codes=tuple(read_code(each, name) for each in entry.get("codes", ())),
        non_measurable=str(entry.get("non_measurable", "")),
        cites=take_texts(entry, "cites", name),
    )


def read_code(entry: Mapping[str, Any], name: str) -> Code:
    """Read one public code; where it was found is part of it."""
    return Code(
        system=take_text(entry, "system", name),
        code=take_text(entry, "code", name),
        display=take_text(entry, "display", name),
        verified_in=take_text(entry, "verified_in", name),
    )


def recognize_morphologies(*, text: str) -> tuple[Morphology, ...]:
    """Give the kinds named in typed words, in the order of the vocabulary; () for none.

    A word that is denied just before ("no ulceration") is not taken. What was typed is for the
    caller to keep: nothing here replaces it.
    """
    words = plain(text)
    return tuple(
        each
        for each in load_morphologies().by_key.values()
        if each.key == text.strip() or any(is_said(find, words) for find in each.finds)
    )


def is_said(find: str, words: str) -> bool:
    """Tell whether a word stands in a text as a whole, at least once without being denied."""
    for match in re.finditer(rf"(?<!\w){re.escape(find)}(?!\w)", words):
        before = words[: match.start()].split()
        is_denied = before[-1:] and before[-1] in NEGATIONS
        if not is_denied and before[-2:] != ["no", "longer"]:
            return True
    return False


def plain(text: str) -> str:
    """Give a text in lower case, with plain apostrophes and single spaces."""
    folded = unicodedata.normalize("NFKC", text).replace("\u2019", "'").casefold()
    return " ".join(folded.split())
