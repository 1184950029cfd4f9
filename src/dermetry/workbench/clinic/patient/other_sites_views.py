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
from dermetry.workbench.casenotes.queries.other_sites import OtherSites, StudyLine, other_sites
from dermetry.workbench.casenotes.scope import NotHere
from dermetry.workbench.clinic.pathology.versions import Conflict, differing, resolve
from dermetry.workbench.clinic.patient.forms import LesionForm, ReportForm, StudyForm, typed_study
from dermetry.workbench.clinic.sent_values import to_version


@require_http_methods(["GET", "POST"])
def sites(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show the lesions of other organs, or record something of them."""
    page = other_sites(actor=request.actor, patient_pk=patient_pk, today=clock.today())
    line = chosen_study(request, page)
    if request.method == "GET":
        form = StudyForm(initial=typed_study(line)) if line else None
        return sites_page(request, page, LesionForm(None), ReportForm(None, page=page), study=form,
                          line=line)  # fmt: skip
    if line is not None:
        return take_study(request, page, line)
    if request.POST.get("action") == "add_lesion":
        return take_lesion(request, page)
    return take_report(request, page)


def chosen_study(request: HttpRequest, page: OtherSites) -> StudyLine | None:
    """Give the study that is being changed."""
    wanted = request.POST if request.POST.get("action") == "study" else request.GET
    return next((each for each in page.studies if each.study_id == wanted.get("study")), None)


def take_study(request: HttpRequest, page: OtherSites, line: StudyLine) -> HttpResponse:
    """Change what is recorded of a study."""
    form = StudyForm(resolve(request.POST, typed_study(line)))
    forms = (LesionForm(None), ReportForm(None, page=page))
    if not form.is_valid():
        return sites_page(request, page, *forms, study=form, line=line, status=422)
    patient_pk = page.banner.patient_pk
    try:
        actions.change_study(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            patient_pk=patient_pk,
            study_id=line.study_id,
            fields=form.values(),
            version=to_version(request.POST.get("version")),
        )
    except RecordConflict:
        page = other_sites(actor=request.actor, patient_pk=patient_pk, today=clock.today())
        line = next(each for each in page.studies if each.study_id == line.study_id)
        return sites_page(request, page, *forms, study=form, line=line, status=409,
                          conflict=differing(form, typed_study(line)))  # fmt: skip
    except DermetryError as error:
        form.add_error(None, str(error))
        return sites_page(request, page, *forms, study=form, line=line, status=status_of(error))
    return saved(request, page, f"{line.study_id} saved.", line.study_id)


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
    *,
    study: StudyForm | None = None,
    line: StudyLine | None = None,
    conflict: Conflict = (),
) -> HttpResponse:
    """Render the page."""
    context = {
        "page": page,
        "banner": page.banner,
        "lesion_form": lesion,
        "report_form": report,
        "report_rows": tuple(report.rows()),
        "study_form": study,
        "line": line,
        "conflict": conflict,
    }
    return render(request, "patient/other_sites.html", context, status=status)


def saved(request: HttpRequest, page: OtherSites, text: str, draft: str) -> HttpResponse:
    """Say that it is saved."""
    patient_pk = page.banner.patient_pk
    messages.success(request, text, extra_tags=f"saved-draft:sites-{patient_pk}-{draft}")
    return redirect("other_sites", patient_pk)
