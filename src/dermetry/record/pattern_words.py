"""Why a text does not fit a field, in words a person can act on, never as a pattern of signs."""

import re
from collections.abc import Mapping
from typing import Any, Final

SHAPE: Final = re.compile(r"^\^\[(?P<first>[^\]]+)\](?:\[(?P<more>[^\]]+)\])?\{(?P<most>.+)\}\$$")
SIGNS: Final[Mapping[str, str]] = {
    "A-Z": "capital letters",
    "A-Za-z": "letters (a to z, without accents)",
    "a-z": "small letters",
    "a-f": "letters a to f",
    "0-9": "digits",
}
SINGLE: Final[Mapping[str, str]] = {
    "_": "underscores",
    "-": "hyphens",
    ".": "dots",
    "/": "slashes",
    "+": "plus signs",
    " ": "spaces",
}
FALLBACK: Final = "signs are in it that this field cannot hold"


def say_fault(item: Mapping[str, Any]) -> str:
    """Say one fault that pydantic found; a pattern is said as the signs it takes."""
    if item["type"] == "string_pattern_mismatch":
        return say_pattern(pattern=str(item["ctx"]["pattern"]))
    return str(item["msg"]).removeprefix("Value error, ")


def say_pattern(*, pattern: str) -> str:
    """Say what a pattern of the record takes: which signs, which of them first, and how many."""
    shape = SHAPE.match(pattern)
    if shape is None:
        return FALLBACK
    first, more = shape["first"], shape["more"]
    if more is None:
        return f"it takes exactly {shape['most']} signs: {say_signs(first)}"
    most = int(shape["most"].partition(",")[2]) + 1
    return (
        f"it takes up to {most} signs: {say_signs(more)}; it begins with {say_signs(first, ' or ')}"
    )


def say_signs(signs: str, between: str = ", ") -> str:
    """Say the signs of one class ("small letters, digits, _")."""
    rest = signs.replace("\\", "")
    said = []
    for key in sorted(SIGNS, key=len, reverse=True):
        if key in rest:
            said.append((signs.index(key), SIGNS[key]))
            rest = rest.replace(key, "")
    words = [word for _, word in sorted(said)]
    return between.join([*words, *(SINGLE[each] for each in rest)])
