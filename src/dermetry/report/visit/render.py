"""The report of one visit as HTML and as PDF."""

from dermetry.report.html import render_page
from dermetry.report.paper import Layout, head_of_page
from dermetry.report.pdf import compile_pages
from dermetry.report.visit.values import VisitReport


def render_visit_html(*, report: VisitReport, stylesheet_href: str | None = None) -> str:
    """Write the report of a visit as HTML; see ``dermetry.report.html.render_page``."""
    return render_page(template="visit.html", report=report, stylesheet_href=stylesheet_href)


def render_visit_pdf(*, report: VisitReport) -> bytes:
    """Write the report of a visit as PDF/UA-1, dated by the visit, identity on each page."""
    layout = Layout()
    data = layout.lay(report)
    data |= head_of_page(identity=report.identity, dated_on=report.visited_on)
    return compile_pages(template="visit.typ", data=data, layout=layout, dated_on=report.visited_on)
