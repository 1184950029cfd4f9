"""The values of any document as JSON texts and picture files, as the paper templates take them."""

import re
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any

from dermetry.report.charts import render_chart, render_spark
from dermetry.report.drawing import PRINT_PALETTE, clean_text, render_overlay
from dermetry.report.values import Chart, Figure, Strip, Table

VISITS_PER_TABLE = 5  # more columns than this do not fit across an A4 page
HEADER_LENGTH = 90
SHA256 = re.compile("[0-9a-f]{64}")
LONG_WORD = re.compile(r"[^\W_]{20}(?=[^\W_])")


class Layout:
    """The files a template names, gathered while the values are turned into JSON."""

    def __init__(self) -> None:
        """Start without any file."""
        self.pictures: dict[str, bytes] = {}

    def lay(self, value: Any) -> Any:
        """Turn values into JSON values; pictures and drawings become files beside them."""
        if isinstance(value, Chart):
            return self._draw(value)
        if isinstance(value, Strip):
            spark = None if value.growth is None else self._draw(value.growth, is_spark=True)
            return {**self._fields(replace(value, growth=None)), "spark": spark}
        if isinstance(value, Figure) and f"{value.photo.name}.svg" not in self.pictures:
            # typst takes text files only from memory, so the picture travels in its drawing
            drawn = render_overlay(figure=value, with_photo=True)
            self.pictures[f"{value.photo.name}.svg"] = drawn.encode()
        if is_dataclass(value) and not isinstance(value, type):
            return self._fields(value)
        if isinstance(value, list | tuple):
            return [self.lay(each) for each in value]
        if isinstance(value, date):
            return value.isoformat()
        return breakable(clean_text(value)) if isinstance(value, str) else value

    def _fields(self, value: Any) -> dict[str, Any]:
        """Give the fields of one value; picture bytes stay out, they are files."""
        names = (each.name for each in fields(value) if each.name != "jpeg")
        return {name: self.lay(getattr(value, name)) for name in names}

    def _draw(self, chart: Chart, *, is_spark: bool = False) -> dict[str, str]:
        name = f"{'spark' if is_spark else 'chart'}-{len(self.pictures)}.svg"
        draw = render_spark if is_spark else render_chart
        self.pictures[name] = draw(chart=chart, palette=PRINT_PALETTE, uid="c").encode()
        title, summary = clean_text(chart.title), clean_text(chart.summary)
        return {"file": name, "title": title, "summary": summary}


def head_of_page(*, identity: str, dated_on: date | None) -> dict[str, Any]:
    """Give what the page furniture needs: the short identity and the date of the document."""
    return {
        "identity_short": shorten_identity(clean_text(identity)),
        "date": None if dated_on is None else [dated_on.year, dated_on.month, dated_on.day],
    }


def breakable(text: str) -> str:
    """Let a word that is wider than a column break, so that it never runs off the page."""
    if SHA256.fullmatch(text):  # set small enough to fit, and copied as it stands
        return text
    return LONG_WORD.sub("\\g<0>\u200b", text)


def shorten_identity(identity: str) -> str:
    """Fit an identity into the page header: a name is cut, birth date and id never are."""
    name, *rest = identity.rsplit(" · ", 2)
    tail = " · ".join(rest)
    room = max(HEADER_LENGTH - len(tail), 20)
    return identity if len(name) <= room else f"{name[:room]}… · {tail}"


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
