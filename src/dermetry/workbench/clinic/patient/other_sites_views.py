"""Lesions of other organs: the list, a new lesion, an imaging report."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes.actions import other_sites as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.other_sites import OtherSites, other_sites
from dermetry.workbench.casenotes.scope import NotHere
from dermetry.workbench.clinic.patient.forms import LesionForm, ReportForm


@require_http_methods(["GET", "POST"])
def sites(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show the lesions of other organs, or record something of them."""
    page = other_sites(actor=request.actor, patient_pk=patient_pk, today=clock.today())
    if request.method == "GET":
        return sites_page(request, page, LesionForm(None), ReportForm(None, page=page))
    if request.POST.get("action") == "add_lesion":
        return take_lesion(request, page)
    return take_report(request, page)


def take_lesion(request: HttpRequest, page: OtherSites) -> HttpResponse:
    """Add a lesion."""
    form, report = LesionForm(request.POST), ReportForm(None, page=page)
    if not form.is_valid():
        return sites_page(request, page, form, report, status=422)
    given = dict(form.cleaned_data)
    try:
        name = actions.add_lesion(
            actor=request.actor,
            at=clock.now(),
            patient_pk=page.banner.patient_pk,
            organ=given.pop("organ"),
            fields=given,
        )
    except DermetryError as error:
        form.add_error(None, str(error))
        return sites_page(request, page, form, report, status=status_of(error))
    return saved(request, page, f"{name} added.", "lesion")


def take_report(request: HttpRequest, page: OtherSites) -> HttpResponse:
    """Record an imaging report."""
    form = ReportForm(request.POST, page=page)
    if not form.is_valid():
        return sites_page(request, page, LesionForm(None), form, status=422)
    try:
        study_id = actions.record_report(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            patient_pk=page.banner.patient_pk,
            study=form.study(),
            visit_pk=form.visit_pk(),
            readings=form.readings(),
            seen=request.POST.get("mark"),
        )
    except RecordConflict as conflict:
        theirs = [stated_words(name, fields) for name, fields in conflict.theirs.items()]
        form.add_error(None, "; ".join((conflict.what, *theirs)))
        return sites_page(request, page, LesionForm(None), form, status=409)
    except DermetryError as error:
        form.add_error(None, str(error))
        return sites_page(request, page, LesionForm(None), form, status=status_of(error))
    return saved(request, page, f"{study_id} recorded.", "report")


def stated_words(name: str, fields: dict[str, Any]) -> str:
    """Say what somebody else stated of a lesion."""
    size = fields.get("short_axis_mm") or fields.get("longest_diameter_mm")
    said = f"{size} mm" if size else str(fields["status"]).replace("_", " ")
    return f"{name} is now {said} ({fields['by']}); save again to record yours instead"


def status_of(error: DermetryError) -> int:
    """Give the status of a refusal; what a role may not do stays a refusal of its own."""
    if isinstance(error, NotHere | NotPermitted):
        raise error
    return 422


def sites_page(
    request: HttpRequest,
    page: OtherSites,
    lesion: LesionForm,
    report: ReportForm,
    status: int = 200,
) -> HttpResponse:
    """Render the page."""
    context = {
        "page": page,
        "banner": page.banner,
        "lesion_form": lesion,
        "report_form": report,
        "report_rows": tuple(report.rows()),
    }
    return render(request, "patient/other_sites.html", context, status=status)


def saved(request: HttpRequest, page: OtherSites, text: str, draft: str) -> HttpResponse:
    """Say that it is saved."""
    patient_pk = page.banner.patient_pk
    messages.success(request, text, extra_tags=f"saved-draft:sites-{patient_pk}-{draft}")
    return redirect("other_sites", patient_pk)
