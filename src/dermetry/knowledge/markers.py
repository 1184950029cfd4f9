"""The markers of stains: our key, its label, what is read of it, and how others spell it."""

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
    take_text,
    take_texts,
)

MarkerKind = Literal["receptor", "lineage", "proliferation", "immune", "other"]
KINDS = ("receptor", "lineage", "proliferation", "immune", "other")


@dataclass(frozen=True)
class Marker:
    """One marker; ``values`` names the raw values of a stain that make sense for it."""

    key: str
    label: str
    long: str
    kind: MarkerKind
    values: tuple[str, ...]
    synonyms: tuple[str, ...]


@dataclass(frozen=True)
class MarkerFile:
    """All markers by key, and every other spelling with the key it stands for."""

    header: Header
    by_key: Mapping[str, Marker]
    by_spelling: Mapping[str, str]

    def find(self, spelling: str) -> Marker | None:
        """Give the marker that a spelling stands for, None where the file does not know it."""
        key = self.by_spelling.get(fold(spelling))
        return None if key is None else self.by_key[key]


def fold(spelling: str) -> str:
    """Write a spelling as one compares it: large letters, a hyphen for every space."""
    return "-".join(spelling.upper().split())


@cache
def load_markers() -> MarkerFile:
    """Load the shipped markers; raises ``KnowledgeInvalid`` naming file and key."""
    text = read_knowledge_text(folder="codes", file_name="markers.toml")
    return parse_markers(text=text, name="codes/markers.toml")


def parse_markers(*, text: str, name: str) -> MarkerFile:
    """Parse the text of a list of markers; a spelling that stands twice is an error."""
    table = parse_toml(text=text, name=name)
    rows = take(table, "markers", name)
    if not isinstance(rows, list):
        raise invalid(name, "markers", "must be a list of tables")
    markers = [read_marker(row, name) for row in rows]
    by_spelling: dict[str, str] = {}
    for marker in markers:
        for spelling in (marker.key, *marker.synonyms):
            if by_spelling.setdefault(fold(spelling), marker.key) != marker.key:
                raise invalid(name, spelling, "stands for two markers")
    by_key = {each.key: each for each in markers}
    if len(by_key) != len(markers):
        raise invalid(name, "markers", "names one marker twice")
    return MarkerFile(
        read_header(table=table, name=name), MappingProxyType(by_key), MappingProxyType(by_spelling)
    )


def read_marker(row: Table, name: str) -> Marker:
    """Read one marker."""
    key, kind = take_text(row, "key", name), take_text(row, "kind", name)
    if kind not in KINDS:
        raise invalid(name, key, f"has the kind {kind!r}; it must be one of {', '.join(KINDS)}")
    return Marker(
        key=key,
        label=take_text(row, "label", name),
        long=take_text(row, "long", name),
        kind=cast(MarkerKind, kind),
        values=take_texts(row, "values", name),
        synonyms=take_texts(row, "synonyms", name),
    )
