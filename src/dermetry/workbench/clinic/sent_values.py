"""Numbers and JSON as a page sends them; what no page of ours sends is None, never a crash."""

import json
from typing import Any, Final

DIGITS_MOST: Final = 15  # of a key or version; every database keeps that many


def to_int(text: str | None) -> int | None:
    """Read a key or a version; None where nothing was sent that is one."""
    if not text or len(text) > DIGITS_MOST:
        return None
    return int(text) if text.isascii() and text.isdecimal() else None


def to_version(text: str | None) -> int | None:
    """Read the version a page showed; None where it sent none, -1 (no row's) where it is none."""
    found = to_int(text)
    return -1 if text and found is None else found


def to_json(text: str | bytes | None) -> Any:
    """Read JSON; None where it is none, or nested deeper than anything a page sends."""
    try:
        return json.loads(text or "")
    except (ValueError, RecursionError):
        return None
