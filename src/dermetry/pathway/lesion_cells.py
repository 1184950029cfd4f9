"""Reading one row of a table of lesions (one row per lesion and visit)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dermetry.pathway.csv_input import CsvTable, PartialDates, read_day
from dermetry.pathway.lesion_columns import (
    AREA,
    BETWEEN,
    DATES,
    IDENTIFIER,
    IN_MM,
    LENGTHS,
    LIMITS,
    NEEDED,
    NUMBER,
    REGIONS,
    SPREAD,
    STATUSES,
    TEXTS,
    TO_MM,
    UNCERTAINTIES,
    WORDS,
    ZONE,
)
from dermetry.record.lesion import Lesion
from dermetry.record.value import LENGTH_LIMIT_MM


@dataclass(frozen=True)
class LesionRow:
    """One row that was read: whose it is, its words and dates by column, its sizes in mm."""

    row: int
    subject: str
    visited_on: date
    lesion_id: str
    evaluator: str
    status: str
    words: Mapping[str, str]  # only cells that say something
    days: Mapping[str, date]
    sizes: Mapping[str, Decimal]  # longest_diameter_mm, ..., area_mm2
    numbers: Mapping[str, Decimal] = field(default_factory=dict)  # UNCERTAINTIES and SPREAD

    @property
    def into(self) -> tuple[str, ...]:
        """Give the lesions that this one has merged or split into."""
        return self.listed("into")

    def listed(self, column: str) -> tuple[str, ...]:
        """Give the parts of a cell that holds several."""
        return split_cell(self.words.get(column, ""))


def split_cell(text: str) -> tuple[str, ...]:
    """Give the parts of a text between upright bars."""
    return tuple(part.strip() for part in text.split(BETWEEN) if part.strip())


def check_units(table: CsvTable) -> None:
    """Refuse a size without a unit, and one size in two columns."""
    for name in LENGTHS:
        if name not in table.columns:
            continue
        if "unit" not in table.columns:
            what = f"column {name} has no unit: name it {name}_mm, or add a column unit (mm or cm)"
            table.problems.append(what)
        if f"{name}_mm" in table.columns:
            table.problems.append(f"columns {name} and {name}_mm say the same: keep one")
    table.refuse()


def check_unit(table: CsvTable, row: int, cells: Mapping[str, str]) -> None:
    """Note a unit beside a number whose column already says mm or mm2: one of them is wrong."""
    unit = cells.get("unit", "")
    named = (*IN_MM, AREA, *UNCERTAINTIES)
    beside = [column for column in named if cells.get(column)]
    if unit.casefold() in ("", "mm") or not beside:
        return
    what = f"{unit!r} stands beside {beside[0]} {cells[beside[0]]}, which its column gives in "
    what += "mm2" if beside[0] == AREA else "mm"
    hint = "write that number in the unit of its column and the unit mm, or leave the unit empty"
    table.blame(row, "unit", f"{what}: {hint}")


def read_row(
    table: CsvTable, row: int, cells: Mapping[str, str], partial: PartialDates
) -> LesionRow | None:
    """Read one row; every cell that does not hold is noted, and then there is no row."""
    before = len(table.problems)
    for column in NEEDED:
        if not cells[column]:
            table.blame(row, column, "is empty")
    for column in ("subject", "lesion_id"):
        if cells[column] and not IDENTIFIER.fullmatch(cells[column]):
            what = f"{cells[column]!r} is no id (letters, digits and . + _ - / only, up to 64)"
            table.blame(row, column, what)
    words = dict(read_words(table, row, cells))
    days = {
        each: read_day(table, row, each, cells[each], partial) for each in DATES if cells.get(each)
    }
    sizes = dict(read_sizes(table, row, cells))
    numbers = dict(read_numbers(table, row, cells))
    check_unit(table, row, cells)
    status = words.pop("status", "measured" if sizes else "")
    if len(table.problems) > before:
        return None
    check_status(table, row, status, sizes, words)
    check_order(table, row, sizes)
    check_numbers(table, row, status, numbers)
    if ("local_treatment" in words) != ("local_treatment_on" in days):
        table.blame(row, "local_treatment", "needs its kind and its day, both or neither")
    if len(table.problems) > before:
        return None
    known = {key: day for key, day in days.items() if day is not None}
    return LesionRow(
        row=row,
        subject=cells["subject"],
        visited_on=known.pop("visited_on"),
        lesion_id=cells["lesion_id"],
        evaluator=cells.get("evaluator", ""),
        status=status,
        words=words,
        days=known,
        sizes=sizes,
        numbers=numbers,
    )


def read_words(table: CsvTable, row: int, cells: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give every cell that holds a word, noting those that are not known."""
    for column in (*WORDS, *TEXTS):
        text = cells.get(column, "")
        known: Collection[str] = WORDS.get(column, ())
        word = text.casefold().replace(" ", "_").replace("-", "_") if known else text
        if not text:
            continue
        if known and word not in known:
            table.blame(row, column, f"{text!r} is not known (known: {', '.join(known)})")
        elif wrong := next(wrong_parts(column, text), None):
            what = f"{wrong!r} is no {'id' if column == 'photographs' else 'code of a region'}"
            table.blame(row, column, what)
        else:
            yield column, word


def wrong_parts(column: str, text: str) -> Iterator[str]:
    """Give the parts of a cell that are no code of a region, or no id of a photograph."""
    pattern = ZONE if column in ("zone", *REGIONS) else IDENTIFIER
    parts = (text,) if column == "zone" else split_cell(text)
    if column in ("zone", "photographs", *REGIONS):
        yield from (part for part in parts if not pattern.fullmatch(part))


def read_numbers(
    table: CsvTable, row: int, cells: Mapping[str, str]
) -> Iterator[tuple[str, Decimal]]:
    """Give the errors of a size and the spread of diffuse disease; exact, never rounded."""
    for column in (*UNCERTAINTIES, *SPREAD):
        text = cells.get(column, "")
        if not text:
            continue
        value = Decimal(text) if NUMBER.fullmatch(text) else None
        limit = LIMITS.get(column, LENGTH_LIMIT_MM)
        if value is None:
            table.blame(row, column, f"{text!r} is no plain number")
        elif not 0 <= value <= limit:
            table.blame(row, column, f"{text} does not lie between 0 and {limit}")
        elif column == "lesion_count" and (value < 1 or value % 1):
            table.blame(
                row, column, f"{text} is no count of lesions; leave it empty if not counted"
            )
        else:
            yield column, value


def check_numbers(table: CsvTable, row: int, status: str, numbers: Mapping[str, Decimal]) -> None:
    """Note an error of a size where there is no size."""
    for column in UNCERTAINTIES:
        if column in numbers and status != "measured":
            table.blame(row, column, f"is stated, but the status is {status}")


def read_sizes(
    table: CsvTable, row: int, cells: Mapping[str, str]
) -> Iterator[tuple[str, Decimal]]:
    """Give the sizes of a row in mm and mm2; exact, never rounded."""
    unit = cells.get("unit", "").casefold()
    for column in (*IN_MM, *LENGTHS, AREA):
        text = cells.get(column, "")
        if not text:
            continue
        factor = TO_MM["mm"] if column.endswith(("_mm", "_mm2")) else TO_MM.get(unit)
        if factor is None:
            what = f"{unit!r} is not known (known: mm, cm)" if unit else f"is empty beside {text}"
            table.blame(row, "unit", what)
        elif (value := read_size(table, row, column, text, factor)) is not None:
            yield column if column in (*IN_MM, AREA) else f"{column}_mm", value


def read_size(table: CsvTable, row: int, column: str, text: str, factor: Decimal) -> Decimal | None:
    """Read one size, or note why it cannot be one."""
    if not NUMBER.fullmatch(text):
        hint = " (write a point, not a comma)" if "," in text else ""
        table.blame(row, column, f"{text!r} is no plain number{hint}")
        return None
    value = Decimal(text) * factor
    limit = LIMITS.get(column, LENGTH_LIMIT_MM)
    if value < 0:
        table.blame(row, column, f"{text} is negative")
    elif value == 0:
        table.blame(row, column, "0 is no size: write the status absent or too_small instead")
    elif value > limit:
        table.blame(row, column, f"{text} cannot be: it is more than {limit} in mm or mm2")
    else:
        return value
    return None


def check_status(
    table: CsvTable, row: int, status: str, sizes: Mapping[str, Decimal], words: Mapping[str, str]
) -> None:
    """Note a row that says nothing, or two things at once; a gap is never read as 0."""
    if not status:
        table.blame(row, "status", f"is empty and there is no size (known: {', '.join(STATUSES)})")
    elif status == "measured" and not sizes:
        table.blame(row, "status", "is measured, but there is no size")
    elif status != "measured" and sizes:
        table.blame(row, "status", f"is {status}, but there is a size ({', '.join(sizes)})")
    has_into = status in ("merged_into", "split_into")
    if has_into and "into" not in words:
        table.blame(row, "into", f"is empty, but the status is {status}")
    elif "into" in words and not has_into:
        table.blame(row, "into", "is for the status merged_into and split_into only")
    if "has_grown_further" in words and status != "progressed":
        table.blame(row, "has_grown_further", "is for the status progressed only")


def check_order(table: CsvTable, row: int, sizes: Mapping[str, Decimal]) -> None:
    """Note a perpendicular or short axis that is longer than the longest diameter."""
    longest = sizes.get("longest_diameter_mm")
    for column in ("perpendicular_mm", "short_axis_mm"):
        value = sizes.get(column)
        if longest is not None and value is not None and value > longest:
            what = f"{value} mm is longer than the longest diameter {longest} mm"
            table.blame(row, column, what)


def check_measure(table: CsvTable, row: LesionRow, lesion: Lesion) -> None:
    """Note a size without the diameter that the organ is measured by."""
    is_node = lesion.organ == "lymph_node"
    column = "short_axis_mm" if is_node else "longest_diameter_mm"
    if row.status == "measured" and column not in row.sizes:
        who = "a lymph node" if is_node else "a lesion"
        table.blame(row.row, column, f"is empty, but {who} is measured by it")
