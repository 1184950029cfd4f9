"""Reading a CSV that a person sends: encoding, separator, columns, and problems by row."""

import csv
import io
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Literal

from dermetry.errors import InputNotFound, MarksInvalid
from dermetry.pathway.files import recorded_name

PartialDates = Literal["error", "first", "last"]
SHOWN = 10  # problems named in one message
OLDEST_YEAR = 1900  # a typing guard
ISO_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(T.*)?")
ISO_PART = re.compile(r"(\d{4})(-(\d\d|UN|UNK))?(-(UN|UNK))?", re.IGNORECASE)
SEPARATORS = ",;\t"


class CsvInvalid(MarksInvalid):
    """A CSV cannot be used; every problem names its row and column."""

    def __init__(self, name: str, problems: Sequence[str]) -> None:
        shown = "; ".join(problems[:SHOWN])
        more = len(problems) - SHOWN
        super().__init__(
            f"{name}: {shown}" + (f"; and {more} more" if more > 0 else ""),
            next_step="correct these cells; nothing of the file was used",
        )
        self.problems = tuple(problems)


@dataclass
class CsvTable:
    """The rows of one CSV by column, with the problems and remarks found so far."""

    name: str
    columns: tuple[str, ...]
    rows: list[tuple[int, dict[str, str]]]  # line number in the file, cells by column
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def blame(self, row: int, column: str, what: str) -> None:
        """Note a problem of one cell."""
        self.problems.append(f"row {row}, {column}: {what}")

    def refuse(self) -> None:
        """Raise ``CsvInvalid`` when there was any problem."""
        if self.problems:
            raise CsvInvalid(self.name, self.problems)


def read_csv_file(*, path: Path, needed: Collection[str], known: Collection[str]) -> CsvTable:
    """Read a CSV file whose first row names its columns; see ``parse_csv``.

    Raises ``InputNotFound`` when there is no such file or it cannot be read.
    """
    name = recorded_name(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputNotFound(
            f"{name} cannot be read: {error.strerror or error}", next_step="check the file name"
        ) from error
    return parse_csv(content=content, name=name, needed=needed, known=known)


def parse_csv(
    *, content: bytes, name: str, needed: Collection[str], known: Collection[str]
) -> CsvTable:
    """Parse the bytes of a CSV: UTF-8, separated by comma, semicolon or tab.

    A missing or unknown column, a row with a cell too many or too few, and text that is not
    UTF-8 raise ``CsvInvalid`` naming row and column; a file without rows ``InputNotFound``.
    """
    text = decode(content, name)
    if not text.strip():
        raise InputNotFound(f"{name} is empty", next_step="give a CSV with a first row of names")
    lines = list(split_rows(text, name))
    (_, header), *rows = lines
    columns = tuple(cell.strip().casefold() for cell in header)
    check_columns(columns, name, needed, known)
    if not rows:
        raise InputNotFound(f"{name} has a first row of names and nothing below it")
    table = CsvTable(name, columns, [])
    for number, cells in rows:
        if len(cells) != len(columns):
            what = f"row {number} has {len(cells)} cells, the first row has {len(columns)}"
            table.problems.append(what)
            continue
        table.rows.append((number, dict(zip(columns, map(str.strip, cells)))))  # noqa: B905 (checked)
    return table


def decode(content: bytes, name: str) -> str:
    """Decode the bytes of a CSV, or say where they are no text."""
    if b"\x00" in content:
        raise CsvInvalid(name, ["it is no plain text (save it as CSV UTF-8, not as a workbook)"])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        what = f"row {row}: byte {content[error.start]:#04x} is not UTF-8 (save it as CSV UTF-8)"
        raise CsvInvalid(name, [what]) from error


def split_rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Give every row that is not blank with its line number."""
    first = text.lstrip().splitlines()[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise CsvInvalid(name, [f"row {reader.line_num}: {error}"]) from error


def check_columns(
    columns: tuple[str, ...], name: str, needed: Collection[str], known: Collection[str]
) -> None:
    """Refuse columns that are missing, unknown or there twice."""
    problems = [f"column {each} is missing" for each in needed if each not in columns]
    for each in dict.fromkeys(columns):
        if each not in known:
            shown = repr(each) if each else "without a name"
            problems.append(f"column {shown} is not known (known: {', '.join(known)})")
        if columns.count(each) > 1:
            problems.append(f"column {each!r} is there twice")
    if problems:
        raise CsvInvalid(name, problems)


def read_day(
    table: CsvTable, row: int, column: str, text: str, partial: PartialDates = "error"
) -> date | None:
    """Read a date like 2026-01-31; a problem is noted and gives None, as an empty cell does.

    A time after the day is cut off. A date known by month or year only is a problem unless
    ``partial`` says to take its first or last day, which is remarked upon.
    """
    if not text:
        return None
    if (plain := plain_day(text)) is not None:
        return plain
    whole = ISO_DAY.fullmatch(text)
    try:
        day = date.fromisoformat(whole.group(1)) if whole else fill_in(text, partial)
    except ValueError:
        table.blame(row, column, f"{text!r} is no day of the calendar")
        return None
    if day is None:
        is_part = ISO_PART.fullmatch(text)
        why = "is only a part of a date" if is_part else "is no date"
        table.blame(row, column, f"{text!r} {why}; write the whole day like 2026-01-31")
    elif day.year < OLDEST_YEAR:
        table.blame(row, column, f"{text!r} lies before {OLDEST_YEAR}")
        return None
    elif not whole:
        table.remarks.append(f"row {row}, {column}: {text} was taken as {day} ({partial} day)")
    return day


@lru_cache(maxsize=2**14)
def plain_day(text: str) -> date | None:
    """Give the day of a text like 2026-01-31, or None where a closer look is needed."""
    try:
        day = date.fromisoformat(text) if ISO_DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day is not None and day.year >= OLDEST_YEAR else None


def fill_in(text: str, partial: PartialDates) -> date | None:
    """Give the first or last day of a month or year, where that is asked for."""
    parts = ISO_PART.fullmatch(text)
    if parts is None or partial == "error":
        return None
    year, month = int(parts.group(1)), parts.group(3) or ""
    has_month = month.isdecimal()
    if partial == "first":
        return date(year, int(month) if has_month else 1, 1)
    start = date(year, int(month) if has_month else 12, 1)
    following = (start + timedelta(days=31)).replace(day=1)
    return following - timedelta(days=1)
