"""The report as one self-contained HTML file: no script, nothing fetched from elsewhere."""

import base64
import itertools

from markupsafe import Markup

from dermetry.report.charts import render_chart, render_spark
from dermetry.report.drawing import SCREEN_PALETTE, TEMPLATES, render_overlay, render_shape
from dermetry.report.values import CaseReport, Chart


def render_html(*, report: CaseReport) -> str:
    """Write the report as HTML; every text is escaped, pictures are data: addresses."""
    counter = itertools.count(1)

    def chart(each: Chart) -> Markup:
        return render_chart(chart=each, palette=SCREEN_PALETTE, uid=f"c{next(counter)}")

    def spark(each: Chart) -> Markup:
        return render_spark(chart=each, palette=SCREEN_PALETTE, uid=f"c{next(counter)}")

    def shape(key: str) -> Markup:
        return render_shape(key=key, palette=SCREEN_PALETTE, uid=f"c{next(counter)}")

    template = TEMPLATES.get_template("report.html")
    text = template.render(
        report=report,
        css=Markup(TEMPLATES.get_template("report.css").render()),  # noqa: S704 our own file
        b64=lambda data: base64.b64encode(data).decode("ascii"),
        overlay=lambda figure: render_overlay(figure=figure),
        chart=chart,
        spark=spark,
        shape=shape,
    )
    return text.strip() + "\n"
