"""The response form as PDF and as HTML."""

from dermetry.report.html import render_page
from dermetry.report.paper import Layout, head_of_page, split_columns
from dermetry.report.pdf import compile_pages
from dermetry.report.trial.values import ResponseForm


def render_form_html(*, form: ResponseForm, stylesheet_href: str | None = None) -> str:
    """Write the form as HTML; see ``dermetry.report.html.render_page``."""
    return render_page(template="trial.html", report=form, stylesheet_href=stylesheet_href)


def render_form_pdf(*, form: ResponseForm) -> bytes:
    """Write the form as PDF/UA-1 with a line to sign, the subject's number on each page."""
    layout = Layout()
    data = layout.lay(form)
    for laid, each in zip(data["forms"], form.forms, strict=True):
        for name in ("targets", "non_targets"):
            laid[name] = layout.lay(split_columns(getattr(each, name)))
    data |= head_of_page(identity=form.identity, dated_on=form.last_visit_on)
    return compile_pages(
        template="trial.typ", data=data, layout=layout, dated_on=form.last_visit_on
    )
