"""From a CSV with one row per lesion and visit to the cases that the response room judges."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from dermetry.pathway.csv_input import CsvTable, PartialDates, read_csv_file
from dermetry.pathway.lesion_case import build_case
from dermetry.pathway.lesion_cells import LesionRow, check_units, read_row
from dermetry.pathway.lesion_columns import KNOWN, NEEDED
from dermetry.pathway.lesion_settled import settle_day
from dermetry.record.case import Case

Baseline = Literal["stated", "first"]
LOOKED = frozenset(("not_done", "not_evaluable"))


@dataclass(frozen=True)
class LesionTable:
    """The cases of a table in the order in which the patients appear, and what was remarked."""

    cases: tuple[Case, ...]
    remarks: tuple[str, ...]


def read_lesion_table(
    *,
    path: Path,
    partial_dates: PartialDates = "error",
    baseline: Baseline = "stated",
    today: date | None = None,
) -> LesionTable:
    """Read one row per patient, evaluator, lesion and visit; every row counts as confirmed.

    Columns: subject, visited_on, lesion_id, a size or a status, and those of
    ``lesion_cells.KNOWN``; sizes in mm (``longest_diameter_mm``) or with a column ``unit``.
    ``baseline_on`` says which visit is the baseline; ``baseline`` "first" takes the first visit
    of each patient and remarks on it. ``today`` refuses visits after that day.
    Raises ``CsvInvalid`` naming every row and column that does not hold, ``InputNotFound``.
    """
    table = read_csv_file(path=path, needed=NEEDED, known=KNOWN)
    check_units(table)
    if "baseline_on" not in table.columns and baseline == "stated":
        table.problems.append(
            "column baseline_on is missing: say which visit is the baseline of each patient, "
            "or choose baseline=first to take the first one"
        )
        table.refuse()
    read = (read_row(table, number, cells, partial_dates) for number, cells in table.rows)
    rows = [row for row in read if row is not None]
    check_rows(table, rows, today)
    table.refuse()
    cases = []
    for name, own in by_subject(rows).items():
        baseline_on = find_baseline(table, name, own, baseline)
        if baseline_on is not None and (case := build_case(table, name, own, baseline_on)):
            cases.append(case)
    table.refuse()
    return LesionTable(tuple(cases), tuple(table.remarks))


def by_subject(rows: Iterable[LesionRow]) -> dict[str, list[LesionRow]]:
    """Keep the rows of the patients apart."""
    found: dict[str, list[LesionRow]] = {}
    for row in rows:
        found.setdefault(row.subject, []).append(row)
    return found


def check_rows(table: CsvTable, rows: Iterable[LesionRow], today: date | None) -> None:
    """Note two values for one lesion and visit, ids that differ by capitals, days to come."""
    seen: dict[tuple[str, date, str, str], int] = {}
    spelled: dict[tuple[str, ...], LesionRow] = {}
    for row in rows:
        first = seen.setdefault(
            (row.subject, row.visited_on, row.lesion_id, row.evaluator), row.row
        )
        if first != row.row:
            what = f"a second value of {row.lesion_id!r} on {row.visited_on}, after row {first}"
            table.blame(row.row, "lesion_id", what)
        for column, key in (
            ("subject", (row.subject.casefold(),)),
            ("lesion_id", (row.subject, row.lesion_id.casefold())),
        ):
            other = spelled.setdefault(key, row)
            mine, theirs = getattr(row, column), getattr(other, column)
            if mine != theirs:
                what = f"{mine!r} differs from {theirs!r} of row {other.row} by capitals only"
                table.blame(row.row, column, what)
        if today is not None and row.visited_on > today:
            table.blame(row.row, "visited_on", f"{row.visited_on} lies in the future")


def find_baseline(
    table: CsvTable, name: str, rows: list[LesionRow], baseline: Baseline
) -> date | None:
    """Find the baseline of one patient, noting where there is none or a visit before it."""
    first = min(row.visited_on for row in rows)
    stated = settle_day(table, rows, "baseline_on")
    if stated is None and baseline == "stated":
        table.blame(rows[0].row, "baseline_on", f"{name!r} has no baseline")
        return None
    if stated is None:
        table.remarks.append(f"{name}: the first visit, {first}, was taken as the baseline")
    on = stated or first
    for row in rows:
        if row.visited_on < on:
            what = f"{row.visited_on} lies before the baseline {on} of {name!r}"
            table.blame(row.row, "visited_on", what)
    at_baseline = [row for row in rows if row.visited_on == on]
    if all(row.status in LOOKED for row in at_baseline):
        what = "has no row" if not at_baseline else "was looked at in no row"
        table.blame(rows[0].row, "baseline_on", f"the baseline {on} of {name!r} {what}")
        return None
    for evaluator in sorted({row.evaluator for row in rows} - {r.evaluator for r in at_baseline}):
        table.remarks.append(f"{name}: {evaluator or 'an unnamed evaluator'} has no baseline row")
    return on
