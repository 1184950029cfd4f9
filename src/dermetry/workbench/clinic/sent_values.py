"""Numbers, names and JSON as a page sends them; what no page of ours sends is None, never a crash."""

import json
from typing import Any, Final

DIGITS_MOST: Final = 15  # of a key or version; every database keeps that many


def to_int(text: str | None) -> int | None:
    """Read a key or a version; None where nothing was sent that is one."""
    is_number = bool(text) and text.isascii() and text.isdecimal() and len(text) <= DIGITS_MOST
    return int(text) if text and is_number else None


def to_json(text: str | bytes | None) -> Any:
    """Read JSON; None where it is none, or nested deeper than anything a page sends."""
    try:
        return json.loads(text or "")
    except (ValueError, RecursionError):
        return None
