"""The vocabulary of what a dermatoscope shows, with what is known of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from dermetry.knowledge.files import (
    Header,
    Status,
    parse_toml,
    read_header,
    read_knowledge_text,
    take_status,
    take_tables,
    take_text,
    take_texts,
)


@dataclass(frozen=True)
class DermoscopyStructure:
    """One structure; ``context`` is what a series found, for staff, never a prior."""

    key: str
    label: str
    definition: str
    context: str
    cites: tuple[str, ...]
    status: Status


@dataclass(frozen=True)
class DermoscopyFile:
    """All structures by key, under one header, with the caution that stands above them."""

    header: Header
    note: str
    by_key: Mapping[str, DermoscopyStructure]


@cache
def load_dermoscopy() -> DermoscopyFile:
    """Load the shipped vocabulary; raises ``KnowledgeInvalid`` naming file and key."""
    name = "codes/dermoscopy.toml"
    text = read_knowledge_text(folder="codes", file_name="dermoscopy.toml")
    table = parse_toml(text=text, name=name)
    entries = take_tables(table, "structures", name)
    by_key = {
        key: DermoscopyStructure(
            key=key,
            label=take_text(entry, "label", f"{name}, {key}"),
            definition=take_text(entry, "definition", f"{name}, {key}"),
            context=str(entry.get("context", "")),
            cites=take_texts(entry, "cites", f"{name}, {key}"),
            status=take_status(entry, f"{name}, {key}"),
        )
        for key, entry in entries.items()
    }
    header = read_header(table=table, name=name)
    return DermoscopyFile(header, take_text(table, "note", name), MappingProxyType(by_key))
