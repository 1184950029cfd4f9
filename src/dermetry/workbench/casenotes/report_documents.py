"""The documents of a patient: which there are, and how the report room is asked for each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dermetry import __version__
from dermetry.errors import MarksInvalid
from dermetry.imaging.values import Picture
from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathway import attention
from dermetry.pathway.growing import growth_of
from dermetry.pathway.respond import respond
from dermetry.pathway.values import Assessed
from dermetry.record.case import Case
from dermetry.report.board.build import build_board_sheet
from dermetry.report.board.render import render_board_html, render_board_pdf
from dermetry.report.build import build_report
from dermetry.report.csv_file import write_csv
from dermetry.report.html import render_html
from dermetry.report.note import write_note
from dermetry.report.pdf import render_pdf
from dermetry.report.specimens_csv import write_specimens_csv
from dermetry.report.trial.build import build_response_form, check_subject
from dermetry.report.trial.csv_file import write_form_csv
from dermetry.report.trial.render import render_form_html, render_form_pdf
from dermetry.report.visit.build import build_visit_report
from dermetry.report.visit.note import write_visit_note
from dermetry.report.visit.render import render_visit_html, render_visit_pdf

OpenPicture = Callable[[str], Picture]
CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


class DocumentUnknown(MarksInvalid):
    """There is no such document, or not in this format."""


class VisitNotChosen(MarksInvalid):
    """The report of a visit needs one."""


@dataclass(frozen=True)
class Order:
    """Which document is wanted, and what a person adds to it."""

    document: str  # visit | course | board | form | specimens
    file_format: str  # html | pdf | csv | txt
    visit_pk: int | None = None
    question: str = ""
    subject_number: str = ""
    stylesheet_href: str = ""
    on: str = ""  # the day it is asked for, of which extent and alerts are told


@dataclass(frozen=True)
class Source:
    """What a document is made from."""

    assessed: Assessed
    order: Order
    visited_on: date | None  # of the visit chosen
    rules: RuleSet = SHIPPED  # in force at the site


def assess(*, case: Case, open_picture: OpenPicture) -> Assessed:
    """Derive calls, growth and what is open, as the command line does for a folder."""
    responded = respond(case=case)
    return Assessed(
        case=case,
        calls=responded.calls,
        role_suggestions=responded.suggestions,
        growth={each.lesion_id: growth_of(case, each.lesion_id) for each in case.lesions},
        attention=attention.of_case(case, advice=attention.ON_PAGES),
        open_picture=open_picture,
    )


def write_document(*, source: Source) -> bytes:
    """Make a document; raises DocumentUnknown, VisitNotChosen, SubjectNumberMissing."""
    made = writer_of(source.order)(source)
    return made.encode("utf-8") if isinstance(made, str) else made


def check_order(*, order: Order, visited_on: date | None) -> None:
    """Raise what ``write_document`` would raise for what a person left out of an order."""
    writer_of(order)
    if order.document == "visit":
        check_day(visited_on)
    if order.document == "form":
        check_subject(order.subject_number)


def writer_of(order: Order) -> Callable[[Source], str | bytes]:
    """Give what writes a document in a format."""
    writer = WRITERS.get((order.document, order.file_format))
    if writer is None:
        raise DocumentUnknown(
            "There is no such document in this format",
            next_step="choose one of the documents on the page of reports",
        )
    return writer


def day_of(source: Source) -> date:
    """Give the day of the visit chosen."""
    return check_day(source.visited_on)


def check_day(visited_on: date | None) -> date:
    """Give the day of a visit, which must have been chosen."""
    if visited_on is None:
        raise VisitNotChosen(
            "No visit is chosen", next_step="choose the visit the report is to speak of"
        )
    return visited_on


def asked_on(source: Source) -> date | None:
    """Give the day a document was asked for; None: the last of which the case says anything."""
    return date.fromisoformat(source.order.on) if source.order.on else None


def visit_html(source: Source) -> str:
    """Write the report of a visit as a page."""
    report = build_visit_report(
        assessed=source.assessed,
        visited_on=day_of(source),
        version=__version__,
        rules=source.rules,
    )
    return render_visit_html(report=report, stylesheet_href=source.order.stylesheet_href)


def visit_pdf(source: Source) -> bytes:
    """Write the report of a visit as PDF."""
    report = build_visit_report(
        assessed=source.assessed,
        visited_on=day_of(source),
        version=__version__,
        rules=source.rules,
    )
    return render_visit_pdf(report=report)


def visit_note(source: Source) -> str:
    """Write the note of a visit."""
    return write_visit_note(
        assessed=source.assessed,
        visited_on=day_of(source),
        version=__version__,
        rules=source.rules,
    )


def course_html(source: Source) -> str:
    """Write the report of the course as a page."""
    report = build_report(
        assessed=source.assessed, version=__version__, rules=source.rules, on=asked_on(source)
    )
    return render_html(report=report, stylesheet_href=source.order.stylesheet_href)


def course_pdf(source: Source) -> bytes:
    """Write the report of the course as PDF."""
    report = build_report(
        assessed=source.assessed, version=__version__, rules=source.rules, on=asked_on(source)
    )
    return render_pdf(report=report)


def course_csv(source: Source) -> str:
    """Write every lesion at every visit as CSV."""
    return write_csv(assessed=source.assessed, version=__version__)


def specimens_csv(source: Source) -> str:
    """Write every stain of every specimen as CSV."""
    return write_specimens_csv(case=source.assessed.case, version=__version__, rules=source.rules)


def course_note(source: Source) -> str:
    """Write the note of the course."""
    return write_note(
        assessed=source.assessed, version=__version__, rules=source.rules, on=asked_on(source)
    )


def board_html(source: Source) -> str:
    """Write the tumor-board sheet as a page."""
    sheet = build_board_sheet(
        assessed=source.assessed,
        version=__version__,
        question=source.order.question,
        rules=source.rules,
        on=asked_on(source),
    )
    return render_board_html(sheet=sheet, stylesheet_href=source.order.stylesheet_href)


def board_pdf(source: Source) -> bytes:
    """Write the tumor-board sheet as PDF of one page."""
    sheet = build_board_sheet(
        assessed=source.assessed,
        version=__version__,
        question=source.order.question,
        rules=source.rules,
        on=asked_on(source),
    )
    return render_board_pdf(sheet=sheet)


def form_html(source: Source) -> str:
    """Write the response form as a page."""
    form = build_response_form(
        assessed=source.assessed, version=__version__, subject_number=source.order.subject_number
    )
    return render_form_html(form=form, stylesheet_href=source.order.stylesheet_href)


def form_pdf(source: Source) -> bytes:
    """Write the response form as PDF."""
    form = build_response_form(
        assessed=source.assessed, version=__version__, subject_number=source.order.subject_number
    )
    return render_form_pdf(form=form)


def form_csv(source: Source) -> str:
    """Write the response form as CSV."""
    return write_form_csv(
        assessed=source.assessed, version=__version__, subject_number=source.order.subject_number
    )


WRITERS: dict[tuple[str, str], Callable[[Source], str | bytes]] = {
    ("visit", "html"): visit_html,
    ("visit", "pdf"): visit_pdf,
    ("visit", "txt"): visit_note,
    ("course", "html"): course_html,
    ("course", "pdf"): course_pdf,
    ("course", "csv"): course_csv,
    ("course", "txt"): course_note,
    ("specimens", "csv"): specimens_csv,
    ("board", "html"): board_html,
    ("board", "pdf"): board_pdf,
    ("form", "html"): form_html,
    ("form", "pdf"): form_pdf,
    ("form", "csv"): form_csv,
}
