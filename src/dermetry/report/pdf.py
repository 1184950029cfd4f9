"""Documents as PDF through typst: A4, fonts from the package, the same bytes each run."""

import json
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from typing import Any

import typst

from dermetry.report.course_values import CaseReport
from dermetry.report.drawing import PRINT_PALETTE, render_shape
from dermetry.report.paper import Layout, head_of_page, split_columns

GLYPHS_MISSING = (
    "Some characters of this case are not in the fonts of this PDF and show as boxes; "
    "the HTML report and the case file hold them."
)


def render_pdf(*, report: CaseReport) -> bytes:
    """Write the report of a course as PDF/UA-1; see ``compile_pages``."""
    layout = Layout()
    data = layout.lay(report)
    data |= head_of_page(identity=report.identity, dated_on=report.last_visit_on)
    for name in ("diameters", "other_lesions"):
        data[name] = layout.lay(split_columns(getattr(report, name)))
    return compile_pages(
        template="report.typ", data=data, layout=layout, dated_on=report.last_visit_on
    )


def compile_pages(
    *,
    template: str,
    data: dict[str, Any],
    layout: Layout,
    dated_on: date | None,
) -> bytes:
    """Set one document as PDF/UA-1 (tagged, with text alternatives), dated by ``dated_on``.

    ``data`` reaches the template as data.json, the pictures of ``layout`` as files. When a
    text needs a character that no packaged font has, PDF/UA-1 refuses the file; the same pages
    are then written as plain tagged PDF with a note that says so (``print_note``).
    """
    pictures = {**_shapes(), **layout.pictures}
    try:
        return _compile(template, {**data, "print_note": ""}, pictures, dated_on, standard="ua-1")
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        said = {**data, "print_note": GLYPHS_MISSING}
        return _compile(template, said, pictures, dated_on, standard=None)


def _compile(
    template: str,
    data: dict[str, Any],
    pictures: dict[str, bytes],
    dated_on: date | None,
    standard: str | None,
) -> bytes:
    package = files("dermetry") / "report"
    sources = {
        "main.typ": (package / "templates" / template).read_bytes(),
        "parts.typ": (package / "templates" / "parts.typ").read_bytes(),
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


def _shapes() -> dict[str, bytes]:
    """Give the shapes of the call badges as files."""
    return {
        f"shape-{key}.svg": render_shape(key=key, palette=PRINT_PALETTE, uid="s").encode()
        for key in PRINT_PALETTE
    }
