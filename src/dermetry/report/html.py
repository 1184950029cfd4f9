"""Pages of HTML: self-contained files, or pages that a server gives a stylesheet.

No script, nothing fetched from elsewhere, no style attribute: with a linked stylesheet a page
passes a content security policy that allows no inline style.
"""

import base64
import itertools

from markupsafe import Markup

from dermetry.report.charts import render_chart, render_spark
from dermetry.report.course_values import CaseReport
from dermetry.report.drawing import SCREEN_PALETTE, TEMPLATES, render_overlay, render_shape
from dermetry.report.values import Chart


def read_stylesheet() -> str:
    """Give the style of every page as CSS text, for a server that links it."""
    return TEMPLATES.get_template("report.css").render()


def render_html(*, report: CaseReport, stylesheet_href: str | None = None) -> str:
    """Write the report of a course as HTML; see ``render_page``."""
    return render_page(template="report.html", report=report, stylesheet_href=stylesheet_href)


def render_page(*, template: str, report: object, stylesheet_href: str | None) -> str:
    """Write one page; every text is escaped, pictures are data: addresses.

    Without ``stylesheet_href`` the style stands in the page, which is then one file that needs
    nothing else. With it the page links the style (``read_stylesheet``) and holds none.
    """
    counter = itertools.count(1)

    def chart(each: Chart) -> Markup:
        return render_chart(chart=each, palette=SCREEN_PALETTE, uid=f"c{next(counter)}")

    def spark(each: Chart) -> Markup:
        return render_spark(chart=each, palette=SCREEN_PALETTE, uid=f"c{next(counter)}")

    def shape(key: str) -> Markup:
        return render_shape(key=key, palette=SCREEN_PALETTE, uid=f"c{next(counter)}")

    text = TEMPLATES.get_template(template).render(
        report=report,
        stylesheet_href=stylesheet_href,
        css=Markup(read_stylesheet()),  # noqa: S704 our own file
        b64=lambda data: base64.b64encode(data).decode("ascii"),
        overlay=lambda figure: render_overlay(figure=figure),
        chart=chart,
        spark=spark,
        shape=shape,
    )
    return text.strip() + "\n"
