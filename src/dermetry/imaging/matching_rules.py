"""The technical constants of matching, read from ``knowledge/rules/matching.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def section(name: str) -> Mapping[str, float]:
    """Read one section of the matching constants, by its name in the file."""
    return {key: float(value) for key, value in _document()[name].items()}


@cache
def bendings() -> tuple[Mapping[str, float], ...]:
    """Read the grades of bending between two photographs, from stiff to soft."""
    return tuple(_document()["bending"])


@cache
def _document() -> dict[str, Any]:
    path = files("dermetry") / "knowledge" / "rules" / "matching.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
