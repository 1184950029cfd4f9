"""Reading option values such as points and boxes, with errors in words."""

import math
from decimal import Decimal, InvalidOperation
from pathlib import Path

from dermetry.errors import InputNotFound, MarksInvalid


def numbers(text: str, *, option: str, names: str) -> tuple[float, ...]:
    """Read comma-separated numbers; ``names`` such as "x,y" says how many there must be."""
    wanted = names.split(",")
    parts = [part.strip() for part in text.split(",")]
    try:
        values = tuple(float(part) for part in parts)
    except ValueError:
        values = ()
    if len(values) != len(wanted) or not all(math.isfinite(value) for value in values):
        raise MarksInvalid(
            f"{option} {text!r} is not {names}",
            why="pixels of the upright original and millimeters are given as plain numbers",
            next_step=f"write {option} {names} with {len(wanted)} numbers and no spaces",
        )
    return values


def millimeters(text: str, *, option: str) -> Decimal:
    """Read an exact length in millimeters."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value <= 0:
        raise MarksInvalid(
            f"{option} {text!r} is not a length in millimeters",
            next_step=f"write a plain number above 0, such as {option} 19.5",
        )
    return value


class FileMissing(InputNotFound):
    """A file named on the command line is not there."""


def existing_file(path: Path, *, what: str) -> Path:
    """Give the path, or say that the file is missing."""
    if not path.is_file():
        raise FileMissing(
            f"{what} {path.name} is not there, or is not a file",
            next_step="check the name and the folder",
        )
    return path
