"""The words of a structured pathology report: types, patterns and origins."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from dermetry.knowledge.files import (
    Header,
    Status,
    Table,
    invalid,
    parse_toml,
    read_header,
    read_knowledge_text,
    take,
    take_status,
    take_text,
)


@dataclass(frozen=True)
class HistologicType:
    """One histologic type; ``icd_o_3`` is "" where no code is known."""

    key: str
    label: str
    icd_o_3: str
    code_status: Status


@dataclass(frozen=True)
class Pattern:
    """One growth pattern, in our own words."""

    key: str
    label: str
    definition: str


@dataclass(frozen=True)
class HistologyWords:
    """Types and patterns by key, and the labels of the origins by key, in order of offering."""

    header: Header
    types: Mapping[str, HistologicType]
    patterns: Mapping[str, Pattern]
    origins: Mapping[str, str]


@cache
def load_histology() -> HistologyWords:
    """Load the shipped words; raises ``KnowledgeInvalid`` naming file and key."""
    text = read_knowledge_text(folder="codes", file_name="histology.toml")
    return parse_histology(text=text, name="codes/histology.toml")


def parse_histology(*, text: str, name: str) -> HistologyWords:
    """Parse the text of a list of histologic words."""
    table = parse_toml(text=text, name=name)
    types = {key: read_type(key, row, name) for key, row in rows_of(table, "types", name)}
    patterns = {
        key: Pattern(key, take_text(row, "label", name), take_text(row, "definition", name))
        for key, row in rows_of(table, "patterns", name)
    }
    origins = {key: take_text(row, "label", name) for key, row in rows_of(table, "origins", name)}
    return HistologyWords(
        read_header(table=table, name=name),
        MappingProxyType(types),
        MappingProxyType(patterns),
        MappingProxyType(origins),
    )


def rows_of(table: Table, key: str, name: str) -> list[tuple[str, Table]]:
    """Give the rows of a list with their keys; a key that stands twice is an error."""
    rows = take(table, key, name)
    if not isinstance(rows, list):
        raise invalid(name, key, "must be a list of tables")
    found = [(take_text(row, "key", name), row) for row in rows]
    if len(dict(found)) != len(found):
        raise invalid(name, key, "names one key twice")
    return found


def read_type(key: str, row: Table, name: str) -> HistologicType:
    """Read one histologic type."""
    code = take(row, "icd_o_3", name)
    status = take_status({"status": take(row, "code_status", name)}, name)
    return HistologicType(key, take_text(row, "label", name), str(code), status)
