"""The sources that rules, codes and cards cite, by key."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, cast

from dermetry.knowledge.files import (
    Header,
    Table,
    invalid,
    parse_toml,
    read_header,
    read_knowledge_text,
    take,
    take_tables,
    take_text,
)

ReadAs = Literal["original", "restatement", "not_read"]
READ_AS = ("original", "restatement", "not_read")


@dataclass(frozen=True)
class Citation:
    """One source: how it is cited in a line, and what of it was really read."""

    key: str
    short: str  # "Eisenhauer 2009 (as restated in ...)": what stands beside a reason
    full: str
    read_as: ReadAs
    url: str = ""


@dataclass(frozen=True)
class CitationFile:
    """All known sources by key, under one header."""

    header: Header
    by_key: Mapping[str, Citation]


@cache
def load_citations() -> CitationFile:
    """Load the shipped list of sources, checked and frozen."""
    text = read_knowledge_text(folder="", file_name="citations.toml")
    return parse_citations(text=text, name="citations.toml")


def parse_citations(*, text: str, name: str) -> CitationFile:
    """Parse the text of a list of sources; raises ``KnowledgeInvalid`` naming file and key."""
    table = parse_toml(text=text, name=name)
    entries = take_tables(table, "citations", name)
    by_key = {key: read_citation(key, entry, name) for key, entry in entries.items()}
    header = read_header(table=table, name=name)
    return CitationFile(header, MappingProxyType(by_key))


def read_citation(key: str, entry: Table, name: str) -> Citation:
    """Read one source."""
    where = f"{name}, citation {key}"
    read_as = take(entry, "read_as", where)
    if read_as not in READ_AS:
        raise invalid(where, "read_as", f"must be one of {', '.join(READ_AS)}")
    short, full = take_text(entry, "short", where), take_text(entry, "full", where)
    return Citation(key, short, full, cast(ReadAs, read_as), str(entry.get("url", "")))
