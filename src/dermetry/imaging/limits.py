"""The technical limits of opening, quality and scale, from ``knowledge/rules/quality.toml``."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dermetry.knowledge.files import invalid, parse_toml, read_header, read_knowledge_text

NAME = "quality.toml"


@cache
def read_limits(*, table: str) -> Mapping[str, float]:
    """Give one table of limits as numbers by name; raises ``KnowledgeInvalid``."""
    whole = parse_toml(text=read_knowledge_text(folder="rules", file_name=NAME), name=NAME)
    read_header(table=whole, name=NAME)
    values = whole.get(table)
    if not isinstance(values, dict):
        raise invalid(NAME, table, "must be a table")
    for key, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise invalid(NAME, f"{table}.{key}", "must be a number")
    return MappingProxyType({key: float(value) for key, value in values.items()})
