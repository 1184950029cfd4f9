"""Reports: choose, read, print, paste.

A document is asked for by POST: making one is written into the audit log, and neither the question
for the board nor the number of a trial subject may stand in an address.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from dermetry.errors import DermetryError, MarksInvalid
from dermetry.report.html import read_stylesheet
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions.kept_reports import Asked, ReportGone
from dermetry.workbench.casenotes.actions.reports import MadeReport
from dermetry.workbench.casenotes.queries.reports import ReportsPage, reports_page
from dermetry.workbench.clinic.reports.forms import OrderForm, ResponseFormForm
from dermetry.workbench.jobs import reports as jobs

DELIVER = "deliver"  # in the address right after asking: the page sends for what is ready


@require_GET
def reports(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show what can be made of a patient."""
    page = reports_page(actor=request.actor, patient_pk=patient_pk, today=clock.today())
    chosen = request.GET.get("visit", "")
    return render(request, "reports/index.html", context_of(page, {"visit": chosen}))


@require_POST
def report_file(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Make a document of a visit, of the course, or for the tumor board."""
    return answer(request, patient_pk, OrderForm(request.POST))


@require_POST
def response_form(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Make the response form for a trial file."""
    return answer(request, patient_pk, ResponseFormForm(request.POST))


@require_http_methods(["GET", "POST"])
def report_document(request: HttpRequest, patient_pk: int, report_pk: int) -> HttpResponse:
    """Show how far a document is; by POST hand it out, of the record as it stands by then."""
    keys = {"patient_pk": patient_pk, "report_pk": report_pk}
    try:
        if request.method == "POST":
            return give(patient_pk, jobs.request_again(actor=request.actor, **keys))
        page = jobs.look(actor=request.actor, today=clock.today(), **keys)
    except ReportGone as gone:
        return lead_back(request, patient_pk, gone)
    name = "reports/progress.html" if request.htmx else "reports/document.html"
    is_to_come = DELIVER in request.GET
    return render(request, name, {"page": page, "banner": page.banner, "is_to_come": is_to_come})


def lead_back(request: HttpRequest, patient_pk: int, gone: ReportGone) -> HttpResponse:
    """Lead to the page where a document that is gone can be asked for again."""
    messages.info(request, f"{gone.what}: {gone.why}. {gone.next_step}.")
    address = reverse("reports", args=[patient_pk])
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


@require_GET
@cache_control(public=True, max_age=3600)
def report_style(request: HttpRequest) -> HttpResponse:
    """Give the style of every document."""
    return HttpResponse(read_stylesheet(), content_type="text/css; charset=utf-8")


def answer(
    request: HttpRequest, patient_pk: int, form: OrderForm | ResponseFormForm
) -> HttpResponse:
    """Make what is asked for, or say on the page what is missing."""
    if not form.is_valid():
        raise Http404("no such document")
    order = form.order(stylesheet_href=reverse("report_style"))
    try:
        if order.file_format == "txt":
            made = jobs.make_now(actor=request.actor, patient_pk=patient_pk, order=order)
        else:
            found = jobs.request(actor=request.actor, patient_pk=patient_pk, order=order)
            return give(patient_pk, found)
    except MarksInvalid as error:
        return refused(request, patient_pk, error)
    if form.cleaned_data["file_format"] == "note":
        return note_page(request, patient_pk, made)
    return download(made)


def give(patient_pk: int, found: MadeReport | Asked) -> HttpResponse:
    """Send a document, or lead to the page that waits for it and then sends for it."""
    if isinstance(found, MadeReport):
        return download(found)
    address = reverse("report_document", args=[patient_pk, found.report_pk])
    return redirect(f"{address}?{DELIVER}=1")


def refused(request: HttpRequest, patient_pk: int, error: DermetryError) -> HttpResponse:
    """Show the page again with what was typed, and what is missing."""
    page = reports_page(actor=request.actor, patient_pk=patient_pk, today=clock.today())
    context = context_of(page, request.POST) | {"error": error}
    return render(request, "reports/index.html", context, status=422)


def context_of(page: ReportsPage, typed: Any) -> dict[str, Any]:
    """Give what the page needs."""
    visits = [
        (str(each.visit_pk), f"{each.visited_on:%-d %b %Y}, {state_words(each.is_signed)}")
        for each in page.visits
    ]
    return {"page": page, "banner": page.banner, "visits": visits, "typed": typed}


def state_words(is_signed: bool) -> str:
    """Say whether a visit is signed."""
    return "signed" if is_signed else "DRAFT, not signed"


def note_page(request: HttpRequest, patient_pk: int, made: MadeReport) -> HttpResponse:
    """Show a note to be copied."""
    page = reports_page(actor=request.actor, patient_pk=patient_pk, today=clock.today())
    text = made.data.decode("utf-8")
    context = context_of(page, request.POST) | {"text": text, "lines": text.count("\n") + 1}
    return render(request, "reports/note.html", context)


def download(made: MadeReport) -> HttpResponse:
    """Send a document: pages to be read at once, files to be kept."""
    response = HttpResponse(made.data, content_type=made.content_type)
    kind = "inline" if made.content_type.startswith("text/html") else "attachment"
    response["Content-Disposition"] = f'{kind}; filename="{made.file_name}"'
    response["Cache-Control"] = "no-store"
    return response
