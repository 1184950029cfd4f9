"""Sizes of data set TR: the standard result held against the original one, and bounds."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from dermetry.exchange import sdtm_terms as terms
from dermetry.exchange.sdtm_table import Cells, SdtmTable
from dermetry.pathway.lesion_columns import NUMBER
from dermetry.record.value import LENGTH_LIMIT_MM
from dermetry.response.policy import load_policy

WRITTEN = re.compile(r"(?P<number>[+-]?\d+(?:\.\d+)?)\s*(?P<unit>[A-Z]+\^?2?)?")
BOUND = re.compile(r"(?:<=?|≤|LESS THAN)\s*(?P<rest>.+)")
UNIT_OF = {"stresn": "stresu", "stresc": "stresu", "orres": "orresu"}


@dataclass
class SizeNotes:
    """What was read otherwise than it is written, each with its row, to be said once."""

    too_small: list[str] = field(default_factory=list)
    rounded: list[str] = field(default_factory=list)
    uncompared: list[str] = field(default_factory=list)

    def say(self, name: str) -> list[str]:
        """Give one sentence for each kind, with the first row as its example."""
        kinds = (
            (self.too_small, "a size given as less than a number counts as too small to measure"),
            (self.rounded, "TRSTRESN is TRORRES rounded, and TRSTRESN is used"),
            (self.uncompared, "TRORRES is in a unit that is not known, so TRSTRESN stands alone"),
        )
        return [f"{name}: {what} ({len(rows)}; {rows[0]})" for rows, what in kinds if rows]


@dataclass(frozen=True)
class Size:
    """One size in mm or mm2, and how it was written."""

    column: str
    text: str
    unit: str  # in capitals
    value: Decimal
    step: Decimal  # half of the last decimal written


def is_bound(table: SdtmTable, cells: Cells) -> bool:
    """Tell whether a size is stated as less than a number; a bound is no measurement."""
    return any(BOUND.fullmatch(table.get(cells, each).upper()) for each in ("orres", "stresc"))


def is_too_small(
    table: SdtmTable, row: int, cells: Cells, code: str, notes: SizeNotes
) -> bool | None:
    """Tell whether a bound says that a lesion is too small to measure; None where it cannot.

    Only a bound up to the size that RECIST 1.1 gives such a lesion can be one, and TRSTRESN
    must not lie above it.
    """
    column = next(each for each in ("orres", "stresc") if is_bound_in(table, cells, each))
    text = table.get(cells, column)
    found = BOUND.fullmatch(text.upper())
    bound = read_written(table, row, cells, column, found["rest"] if found else "", code)
    if bound is None:
        return None
    limit = too_small_limit()
    if code == terms.AREA or bound.value > limit:
        table.blame(row, column, f"{text!r} is no size, nor too small ({limit} mm or less)")
        return None
    if table.get(cells, "stresn"):
        standard = read_written(table, row, cells, "stresn", table.get(cells, "stresn"), code)
        if standard is None or standard.value > bound.value:
            table.blame(row, "stresn", f"{table.get(cells, 'stresn')} contradicts {text!r}")
            return None
    notes.too_small.append(f"row {row}: {text!r}")
    return True


def is_bound_in(table: SdtmTable, cells: Cells, column: str) -> bool:
    """Tell whether one variable holds a bound."""
    return BOUND.fullmatch(table.get(cells, column).upper()) is not None


@lru_cache(maxsize=1)
def too_small_limit() -> Decimal:
    """Give the size that RECIST 1.1 counts for a lesion too small to measure."""
    return load_policy(preset="recist11").too_small_mm or Decimal(0)


def read_size(
    table: SdtmTable, row: int, cells: Cells, code: str, notes: SizeNotes
) -> Decimal | None:
    """Read a size with its unit: the standard result, else the original one; never guessed.

    Where both are there they must agree, but for rounding; so must TRSTRESC.
    """
    column = "stresn" if table.get(cells, "stresn") else "orres"
    text = table.get(cells, column)
    if not NUMBER.fullmatch(text):
        hint = "write TRSTAT NOT DONE where nobody measured"
        table.blame(row, column, f"{text!r} is no plain number" if text else f"is empty ({hint})")
        return None
    size = read_written(table, row, cells, column, text, code)
    if size is None or not is_possible(table, row, size, code):
        return None
    others = [each for each in ("orres", "stresc") if each != column and table.get(cells, each)]
    agree = [agrees(table, row, cells, code, size, other, notes) for other in others]
    return size.value if all(agree) else None


def read_written(
    table: SdtmTable,
    row: int,
    cells: Cells,
    column: str,
    text: str,
    code: str,
    unit_else: str = "",
) -> Size | None:
    """Read a number with its unit, which may stand beside it in the cell, or say what is wrong."""
    found = WRITTEN.fullmatch(text.strip().upper())
    if found is None:
        table.blame(row, column, f"{text!r} is no plain number")
        return None
    beside, inside = table.get(cells, UNIT_OF[column]).upper(), found["unit"] or ""
    if beside and inside and beside != inside:
        what = f"{beside.lower()!r} contradicts {text!r} in {table.variable(column)}"
        table.blame(row, UNIT_OF[column], what)
        return None
    unit = beside or inside or unit_else
    factors = terms.FACTORS["area" if code == terms.AREA else "length"]
    if unit not in factors:
        known = ", ".join(each.lower() for each in factors)
        stated = table.get(cells, UNIT_OF[column]) or inside.lower()
        what = f"{stated!r} is not known (known: {known})" if unit else f"is empty beside {text}"
        table.blame(row, UNIT_OF[column], what)
        return None
    number, factor = Decimal(found["number"]), Decimal(factors[unit])
    half = Decimal((0, (5,), int(number.as_tuple().exponent) - 1))
    return Size(column, text, unit, number * factor, half * factor)


def agrees(
    table: SdtmTable,
    row: int,
    cells: Cells,
    code: str,
    size: Size,
    column: str,
    notes: SizeNotes,
) -> bool:
    """Tell whether another variable says the same size, noting where it does not.

    A number without a unit is taken to be in the unit of the size it is compared with.
    """
    unit = table.get(cells, UNIT_OF[column]).upper()
    if unit and unit not in terms.FACTORS["area" if code == terms.AREA else "length"]:
        notes.uncompared.append(f"row {row}: {unit.lower()}")
        return True
    other = read_written(table, row, cells, column, table.get(cells, column), code, size.unit)
    if other is None:
        return False
    gap = abs(other.value - size.value)
    step = size.step if size.column == "stresn" else other.step  # the standard result is rounded
    is_lost = not size.value and other.value > 0  # rounding never makes a lesion disappear
    if gap > step or is_lost:
        said = f"{other.text} {other.unit.lower()}"
        what = f"{size.text} {size.unit.lower()} contradicts {said} in {table.variable(column)}"
        table.blame(row, size.column, what)
        return False
    if gap:
        notes.rounded.append(f"row {row}: {other.text} {other.unit.lower()} as {size.text}")
    return True


def is_possible(table: SdtmTable, row: int, size: Size, code: str) -> bool:
    """Refuse a size that cannot be; 0 is how SDTM says that a lesion is gone."""
    limit = LENGTH_LIMIT_MM**2 if code == terms.AREA else LENGTH_LIMIT_MM
    if 0 <= size.value <= limit:
        return True
    why = "is negative" if size.value < 0 else f"cannot be: it is more than {limit} in mm or mm2"
    table.blame(row, size.column, f"{size.value} {why}")
    return False
