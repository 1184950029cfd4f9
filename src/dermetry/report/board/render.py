"""The tumor-board sheet as HTML and as a PDF of exactly one page."""

from dermetry.report.board.values import BoardSheet
from dermetry.report.html import render_page
from dermetry.report.paper import Layout, head_of_page
from dermetry.report.pdf import compile_pages


def render_board_html(*, sheet: BoardSheet, stylesheet_href: str | None = None) -> str:
    """Write the sheet as HTML in its fullest size; see ``dermetry.report.html.render_page``."""
    return render_page(template="board.html", report=sheet, stylesheet_href=stylesheet_href)


def render_board_pdf(*, sheet: BoardSheet) -> bytes:
    """Write the sheet as PDF/UA-1 on one A4 page: the fullest size that fits is set.

    Should even the leanest not fit, it is set smaller as a whole; nothing is clipped.
    """
    layout = Layout()
    data = layout.lay(sheet)
    data |= head_of_page(identity=sheet.identity, dated_on=sheet.last_visit_on)
    return compile_pages(
        template="board.typ", data=data, layout=layout, dated_on=sheet.last_visit_on
    )
