"""Best responses and endpoints as CSV text; a gap is empty, never 0."""

import csv
import io
from collections.abc import Iterable, Sequence

from dermetry.pathway.response_rows import Row
from dermetry.report.csv_file import neutralize


def write_rows(*, rows: Iterable[Row], columns: Sequence[str]) -> str:
    """Write rows of ``best_rows`` or ``endpoint_rows`` as CSV text with the given columns.

    A cell that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow(cell(row[column]) for column in columns)
    return out.getvalue()


def cell(value: str | int | None) -> str:
    """Write one cell."""
    return "" if value is None else neutralize(str(value))
