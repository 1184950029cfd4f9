"""A small, slow check of a JSON document against a JSON Schema, as far as ours needs it.

It knows every keyword that the schema of the case file uses and fails on any other, so that
a keyword it would pass over in silence cannot appear.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
IGNORED = {"title", "description", "default", "$schema", "$defs", "discriminator"}
KNOWN = (
    IGNORED
    | set(TYPES)
    | {
        *("$ref", "anyOf", "oneOf", "const", "enum", "type", "format", "pattern"),
        *("minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum"),
        *("properties", "required", "additionalProperties"),
        *("items", "prefixItems", "minItems", "maxItems"),
    }
)


def faults(document: Any, schema: Any, root: Any, place: str = "$") -> Iterator[str]:
    """Give each place where a document breaks a schema; none when it keeps it."""
    assert set(schema) <= KNOWN, set(schema) - KNOWN
    if "$ref" in schema:
        yield from faults(document, root["$defs"][schema["$ref"].split("/")[-1]], root, place)
    for word in ("anyOf", "oneOf"):
        if word in schema and all(
            any(faults(document, part, root, place)) for part in schema[word]
        ):
            yield f"{place}: none of {word}"
    if "const" in schema and document != schema["const"]:
        yield f"{place}: not {schema['const']}"
    if "enum" in schema and document not in schema["enum"]:
        yield f"{place}: {document!r} is none of the choices"
    yield from wrong_type(document, schema, place)
    for kind, check in ((str, of_text), (dict, of_object), (list, of_list)):
        if isinstance(document, kind):
            yield from check(document, schema, root, place)
    if isinstance(document, int | float) and not isinstance(document, bool):
        yield from of_number(document, schema, place)


def wrong_type(document: Any, schema: Any, place: str) -> Iterator[str]:
    wanted = schema.get("type")
    if wanted is None:
        return
    is_bool_as_number = isinstance(document, bool) and wanted in ("integer", "number")
    if not isinstance(document, TYPES[wanted]) or is_bool_as_number:
        yield f"{place}: {document!r} is no {wanted}"


def of_text(text: str, schema: Any, root: Any, place: str) -> Iterator[str]:
    if "pattern" in schema and not re.search(schema["pattern"], text):
        yield f"{place}: {text!r} does not fit {schema['pattern']}"
    if not schema.get("minLength", 0) <= len(text) <= schema.get("maxLength", len(text)):
        yield f"{place}: length {len(text)}"
    if schema.get("format") == "date":
        date.fromisoformat(text)


def of_number(number: float, schema: Any, place: str) -> Iterator[str]:
    if not schema.get("minimum", number) <= number <= schema.get("maximum", number):
        yield f"{place}: {number} is out of range"
    if "exclusiveMinimum" in schema and number <= schema["exclusiveMinimum"]:
        yield f"{place}: {number} is out of range"


def of_object(values: dict[str, Any], schema: Any, root: Any, place: str) -> Iterator[str]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in values:
            yield f"{place}: {name} is missing"
    for name, value in values.items():
        if name in known:
            yield from faults(value, known[name], root, f"{place}.{name}")
        elif schema.get("additionalProperties", True) is False:
            yield f"{place}: {name} is unknown"


def of_list(values: list[Any], schema: Any, root: Any, place: str) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(values) <= schema.get("maxItems", len(values)):
        yield f"{place}: {len(values)} items"
    first = schema.get("prefixItems", [])
    for index, value in enumerate(values):
        part = first[index] if index < len(first) else schema.get("items", {})
        yield from faults(value, part, root, f"{place}[{index}]")
