"""Reading a TOML file that a person wrote into a checked value, with errors in words."""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from dermetry.errors import MarksInvalid

WRONG_UNITS = {"_cm": "centimeters", "_in": "inches", "_inch": "inches", "_m": "meters"}
SIZE_LIMIT_BYTES = 4_000_000


class Marks(BaseModel):
    """The base of everything read from a person's TOML: frozen, no unknown field."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, strict=False)


class TomlBroken(MarksInvalid):
    """A TOML file cannot be parsed."""


class TomlValuesInvalid(MarksInvalid):
    """A TOML file parses, but a field is unknown, missing, or of a wrong unit or value."""


Model = TypeVar("Model", bound=Marks)


def read_toml(*, path: Path, model: type[Model], name: str) -> Model:
    """Read ``path`` as ``model``; numbers stay exact decimals. ``name`` is for messages."""
    document = parse_toml(path, name)
    try:
        return model.model_validate(document)
    except ValidationError as error:
        raise TomlValuesInvalid(
            f"{name}: {'; '.join(describe(item) for item in error.errors()[:6])}",
            next_step=f"correct the named fields; docs/reference/{page_of(name)} lists every field",
        ) from error


def page_of(name: str) -> str:
    """Give the page that describes a file."""
    return "case-toml.md" if name.endswith("case.toml") else "marks.md"


def parse_toml(path: Path, name: str) -> dict[str, Any]:
    """Parse a TOML file with exact decimals, or say on which line it breaks."""
    try:
        data = path.read_bytes()
        if len(data) > SIZE_LIMIT_BYTES:
            raise TomlBroken(f"{name} is larger than {SIZE_LIMIT_BYTES // 1_000_000} MB")
        return tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:  # also absurd numbers
        raise TomlBroken(
            f"{name} is not valid TOML: {error}",
            next_step="correct that line, and save the file as UTF-8; "
            f"docs/reference/{page_of(name)} shows a complete example",
        ) from error
    except OSError as error:
        raise TomlBroken(
            f"{name} cannot be read: {error.strerror}",
            next_step="check that the file is there and that you may read it",
        ) from error


def describe(item: Any) -> str:
    """Describe one pydantic error with its place and, for a wrong unit, what to write."""
    place = "".join(
        f" {part + 1}" if isinstance(part, int) else f" {part}" for part in item["loc"]
    ).strip()
    if item["type"] == "extra_forbidden":
        key = str(item["loc"][-1])
        for suffix, unit in WRONG_UNITS.items():
            if key.endswith(suffix):
                wanted = f"{key.removesuffix(suffix)}_mm"
                return f"{place}: lengths are in millimeters, not {unit}; use {wanted}"
        return f"{place}: unknown field"
    if item["type"] in ("decimal_parsing", "decimal_type"):
        return f"{place}: give a plain number in millimeters, without a unit ({item['input']!r})"
    message = {"missing": "missing"}.get(item["type"], item["msg"].removeprefix("Value error, "))
    return f"{place}: {message}" if place else message
