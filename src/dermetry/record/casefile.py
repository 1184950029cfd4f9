"""The case file: one Case as one versioned JSON document, the library's unit of exchange.

Works on text; reading and writing of files belongs to the rooms above. Lengths are
written as strings so that 4.95 stays 4.95. The schema is documented in
docs/reference/case-file.md and exported by ``case_file_schema``.
"""

import json
from typing import Any

from pydantic import ValidationError

from dermetry.errors import CaseFileInvalid
from dermetry.record.case import Case
from dermetry.record.pattern_words import say_fault

FORMAT = "dermetry case"
VERSION = 1
PLAIN = {
    "extra_forbidden": "unknown field",
    "missing": "missing",
    "string_too_short": "must not be empty",
}


class CaseFileBroken(CaseFileInvalid):
    """The text is no case file: not JSON, cut off, or of another format."""


class CaseFileNewer(CaseFileInvalid):
    """The case file was written by a newer version of dermetry."""


class CaseFileLawBroken(CaseFileInvalid):
    """The case file has an unknown field, a wrong value, or breaks a law of the record."""


def write_case_file(*, case: Case) -> str:
    """Write a case as the text of a case file; the same case always gives the same text."""
    document = {"format": FORMAT, "version": VERSION, "case": case.model_dump(mode="json")}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def read_case_file(*, text: str, name: str) -> Case:
    """Read the text of a case file; ``name`` is what messages call it.

    Raises CaseFileBroken, CaseFileNewer or CaseFileLawBroken, each naming the place.
    """
    document = parse(text, name)
    check_header(document, name)
    try:
        return Case.model_validate(document["case"])
    except ValidationError as error:
        raise CaseFileLawBroken(
            f"{name} does not hold a valid case: {describe(error)}",
            why="every field and every law of the record is checked before anything is used",
            next_step="correct the named places, or restore the file from its last good copy",
        ) from error


def parse(text: str, name: str) -> dict[str, Any]:
    """Parse JSON into an object, naming line and column where it breaks."""
    try:
        document = json.loads(text, object_pairs_hook=refuse_twice)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise CaseFileBroken(
            f"{name} is not a readable case file ({where_broken(error)})",
            why="the file is cut off, edited by hand, or is no JSON",
            next_step="restore it from its last good copy",
        ) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise CaseFileBroken(
            f'{name} is JSON, but not a dermetry case file (no "format": "{FORMAT}")',
            next_step="pass the case.json that dermetry assess wrote",
        )
    return document


def where_broken(error: Exception) -> str:
    """Say where parsing stopped, or what Python refused to read (a number too long, say)."""
    if isinstance(error, json.JSONDecodeError):
        return f"line {error.lineno}, column {error.colno}: {error.msg}"
    return str(error).partition(";")[0]


class KeyTwiceError(ValueError):
    """A JSON object names one key twice, so one of two values would be lost."""


def refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object, refusing a key that stands twice."""
    built: dict[str, Any] = {}
    for key, value in pairs:
        if key in built:
            raise KeyTwiceError(f'the key "{key}" stands twice in one object')
        built[key] = value
    return built


def check_header(document: dict[str, Any], name: str) -> None:
    """Check version and outer fields of a case file."""
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise CaseFileBroken(
            f"{name} has no valid version number (found {version!r})",
            next_step="restore it from its last good copy",
        )
    if version > VERSION:
        raise CaseFileNewer(
            f"{name} is a case file of version {version}; this dermetry reads up to {VERSION}",
            why="a newer dermetry may have stored facts that this one does not know",
            next_step="update dermetry, then read the file again",
        )
    unknown = sorted(set(document) - {"format", "version", "case"})
    if unknown or "case" not in document:
        raise CaseFileLawBroken(
            f"{name}: unknown field {', '.join(unknown)}" if unknown else f'{name} has no "case"',
            next_step="remove the field, or restore the file from its last good copy",
        )


def describe(error: ValidationError, limit: int = 6) -> str:
    """Describe what pydantic found, each with its place, in words."""
    found = []
    for item in error.errors():
        place = "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}" for part in item["loc"]
        )
        message = PLAIN.get(item["type"]) or say_fault(item)
        found.append(f"case{place}: {message}")
    more = f" (and {len(found) - limit} more)" if len(found) > limit else ""
    return "; ".join(found[:limit]) + more


def case_file_schema() -> dict[str, Any]:
    """Give the JSON Schema of a case file of this version."""
    schema = Case.model_json_schema(mode="validation")
    definitions = schema.pop("$defs", {})
    definitions["Case"] = schema
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"dermetry case file, version {VERSION}",
        "type": "object",
        "properties": {
            "format": {"const": FORMAT},
            "version": {"const": VERSION},
            "case": {"$ref": "#/$defs/Case"},
        },
        "required": ["format", "version", "case"],
        "additionalProperties": False,
        "$defs": definitions,
    }
