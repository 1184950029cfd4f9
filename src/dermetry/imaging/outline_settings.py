"""The technical constants of outlines, read once from the shipped file."""

import tomllib
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from dermetry.errors import KnowledgeInvalid


class OutlineSettingsInvalid(KnowledgeInvalid):
    """The file of outline constants is broken or lacks a table."""


@cache
def read_settings(*, table: str) -> MappingProxyType[str, Any]:
    """Give one table of ``knowledge/rules/outline.toml``, read-only."""
    source = resources.files("dermetry.knowledge") / "rules" / "outline.toml"
    try:
        return MappingProxyType(tomllib.loads(source.read_text(encoding="utf-8"))[table])
    except (OSError, KeyError, tomllib.TOMLDecodeError) as error:
        raise OutlineSettingsInvalid(
            f"The outline constants [{table}] in knowledge/rules/outline.toml cannot be read",
            why=str(error),
            next_step="Reinstall dermetry or repair the overridden file",
        ) from error
