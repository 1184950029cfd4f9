"""The report as PDF through typst: A4, fonts from the package, the same bytes each run."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from typing import Any

import typst

from dermetry.report.charts import render_chart, render_spark
from dermetry.report.drawing import PRINT_PALETTE, clean_text, render_overlay, render_shape
from dermetry.report.values import CaseReport, Chart, Figure, Table

VISITS_PER_TABLE = 5  # more columns than this do not fit across an A4 page
HEADER_LENGTH = 90
GLYPHS_MISSING = (
    "Some characters of this case are not in the fonts of this PDF and show as boxes; "
    "the HTML report and the case file hold them."
)


def render_pdf(*, report: CaseReport) -> bytes:
    """Write the report as PDF/UA-1 (tagged, with text alternatives), dated by its last visit.

    When a text needs a character that no packaged font has, PDF/UA-1 refuses the file; the
    same pages are then written as plain tagged PDF with a note that says so.
    """
    pictures = dict(_files(report))
    data = _data(report)
    try:
        return _compile(data, pictures, report.last_visit_on, standard="ua-1")
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        data["print_note"] = GLYPHS_MISSING
        return _compile(data, pictures, report.last_visit_on, standard=None)


def _compile(
    data: dict[str, Any], pictures: dict[str, bytes], dated_on: date | None, standard: str | None
) -> bytes:
    package = files("dermetry") / "report"
    sources = {
        "main.typ": (package / "templates" / "report.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
        **pictures,
    }
    stamp = None
    if dated_on is not None:
        stamp = datetime(dated_on.year, dated_on.month, dated_on.day, tzinfo=UTC)
    with as_file(package / "fonts") as fonts:
        return bytes(
            typst.compile(
                sources,
                font_paths=[str(fonts)],
                ignore_system_fonts=True,
                format="pdf",
                timestamp=stamp or datetime(1970, 1, 1, tzinfo=UTC),
                pdf_standards=[standard] if standard else [],
            )
        )


def _figures(report: CaseReport) -> Iterator[Figure]:
    """Give every figure of the report."""
    tiles = (tile.figure for strip in report.strips for tile in strip.tiles)
    entries = (entry.figure for entry in report.photographs)
    return (figure for figure in itertools.chain(tiles, entries) if figure is not None)


def _files(report: CaseReport) -> Iterator[tuple[str, bytes]]:
    """Give the pictures and drawings the template names."""
    for key in PRINT_PALETTE:
        shape = render_shape(key=key, palette=PRINT_PALETTE, uid="s")
        yield f"shape-{key}.svg", shape.encode()
    for number, chart in enumerate(report.charts):
        drawn = render_chart(chart=chart, palette=PRINT_PALETTE, uid="c")
        yield f"chart-{number}.svg", drawn.encode()
    for number, strip in enumerate(report.strips):
        if strip.growth is not None:
            drawn = render_spark(chart=strip.growth, palette=PRINT_PALETTE, uid="s")
            yield f"spark-{number}.svg", drawn.encode()
    for figure in _figures(report):
        # typst takes text files only from memory, so the picture travels inside its drawing
        drawn = render_overlay(figure=figure, with_photo=True)
        yield f"{figure.photo.name}.svg", drawn.encode()


def _data(report: CaseReport) -> dict[str, Any]:
    """Give the texts of the report as JSON values."""
    on = report.last_visit_on
    data: dict[str, Any] = {
        each.name: _plain(getattr(report, each.name))
        for each in fields(report)
        if each.name not in ("charts", "strips", "diameters", "other_lesions", "last_visit_on")
    }
    short = clean_text(report.identity)
    data |= {
        "date": None if on is None else [on.year, on.month, on.day],
        "identity_short": _shorten(short, report.patient_id),
        "charts": [_drawn(c, f"chart-{n}.svg") for n, c in enumerate(report.charts)],
        "strips": [
            {
                **_plain(replace(strip, growth=None)),
                "spark": _drawn(strip.growth, f"spark-{n}.svg") if strip.growth else None,
            }
            for n, strip in enumerate(report.strips)
        ],
        "diameters": [_plain(part) for part in split_columns(report.diameters)],
        "other_lesions": [_plain(part) for part in split_columns(report.other_lesions)],
        "print_note": "",
    }
    return data


def _shorten(identity: str, patient_id: str) -> str:
    """Fit the identity into the page header; the id always stands in full."""
    if len(identity) <= HEADER_LENGTH:
        return identity
    return f"{identity[:HEADER_LENGTH]}… · ID {patient_id}"


def _drawn(chart: Chart, file: str) -> dict[str, str]:
    return {"file": file, "title": clean_text(chart.title), "summary": clean_text(chart.summary)}


def split_columns(table: Table | None) -> list[Table]:
    """Split a wide table into several that repeat the first column."""
    if table is None:
        return []
    return [
        Table(
            table.caption,
            (table.columns[0], *table.columns[start : start + VISITS_PER_TABLE]),
            tuple((row[0], *row[start : start + VISITS_PER_TABLE]) for row in table.rows),
        )
        for start in range(1, len(table.columns), VISITS_PER_TABLE)
    ]


def _plain(value: Any) -> Any:
    """Turn values into JSON values; picture bytes stay out, they are files."""
    if is_dataclass(value):
        return {
            each.name: _plain(getattr(value, each.name))
            for each in fields(value)
            if each.name != "jpeg"
        }
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return clean_text(value) if isinstance(value, str) else value
