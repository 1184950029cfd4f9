"""What the rows of one lesion, visit or patient say alike; rows that differ are noted."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

from dermetry.pathway.csv_input import CsvTable
from dermetry.pathway.lesion_cells import LesionRow

Said = TypeVar("Said", str, date)


def settle_word(table: CsvTable, rows: Iterable[LesionRow], column: str) -> str | None:
    """Give the one word that all rows say, an empty cell saying nothing."""
    return settle(table, rows, column, lambda row: row.words.get(column))


def settle_day(table: CsvTable, rows: Iterable[LesionRow], column: str) -> date | None:
    """Give the one day that all rows say, an empty cell saying nothing."""
    return settle(table, rows, column, lambda row: row.days.get(column))


def settle(
    table: CsvTable,
    rows: Iterable[LesionRow],
    column: str,
    read: Callable[[LesionRow], Said | None],
) -> Said | None:
    """Give what the first row says, noting every row that says something else."""
    first: tuple[int, Said] | None = None
    for row in rows:
        said = read(row)
        if said is None:
            continue
        if first is None:
            first = (row.row, said)
        elif said != first[1]:
            table.blame(row.row, column, f"{said}, but {first[1]} in row {first[0]}")
    return first[1] if first else None
