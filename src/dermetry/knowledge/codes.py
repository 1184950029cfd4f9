"""Coded words: the skin zones of the project with their codes and display texts."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import StringIO
from types import MappingProxyType

from dermetry.errors import KnowledgeInvalid
from dermetry.knowledge.files import read_knowledge_text

COLUMNS = ["zone", "snomed_code", "snomed_display", "source"]


@dataclass(frozen=True)
class SkinZone:
    """One region of skin: our key, and its code and display text in the standard."""

    zone: str
    snomed_code: str
    display: str
    source: str

    @property
    def words(self) -> str:
        """Give the one name that texts, lists and forms use ("chest wall anterior")."""
        return self.zone.replace("_", " ")


@cache
def load_skin_zones() -> Mapping[str, SkinZone]:
    """Load the skin zones by key, in the order of the file."""
    text = read_knowledge_text(folder="codes", file_name="skin_zones.csv")
    return parse_skin_zones(text=text, name="codes/skin_zones.csv")


def parse_skin_zones(*, text: str, name: str) -> Mapping[str, SkinZone]:
    """Parse the table of skin zones; raises ``KnowledgeInvalid`` naming file and line."""
    rows = csv.reader(StringIO(text))
    if next(rows, None) != COLUMNS:
        raise KnowledgeInvalid(f"{name}: the first line must be {','.join(COLUMNS)}")
    zones: dict[str, SkinZone] = {}
    for number, row in enumerate(rows, start=2):
        if len(row) != len(COLUMNS) or not all(row):
            raise KnowledgeInvalid(f"{name}, line {number}: needs {len(COLUMNS)} filled columns")
        if row[0] in zones:
            raise KnowledgeInvalid(f"{name}, line {number}: zone {row[0]!r} stands twice")
        zones[row[0]] = SkinZone(*row)
    return MappingProxyType(zones)
