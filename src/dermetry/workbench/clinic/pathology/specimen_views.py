"""One specimen: its report, its stains, and what is derived of them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.record.stain import Stain
from dermetry.workbench import clock
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes.actions import pathology as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.specimen import (
    SpecimenPage,
    patient_of_specimen,
    specimen_page,
)
from dermetry.workbench.casenotes.scope import NotHere
from dermetry.workbench.clinic.pathology.report_form import ReportForm, typed_report
from dermetry.workbench.clinic.pathology.stain_rows import (
    StainTable,
    say_stains,
    sent_table,
    stored_table,
)
from dermetry.workbench.clinic.pathology.versions import Conflict, differing, resolve
from dermetry.workbench.clinic.sent_values import to_int


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Add a specimen outside the loop of biopsies: the primary's, an older one."""
    page = load(request, patient_pk, None)
    if request.method == "GET":
        return show(request, page)
    return take_report(request, page)


@require_http_methods(["GET", "POST"])
def specimen(request: HttpRequest, specimen_pk: int) -> HttpResponse:
    """Show a specimen, or keep its report or its stains."""
    patient_pk = patient_of_specimen(actor=request.actor, specimen_pk=specimen_pk)
    page = load(request, patient_pk, specimen_pk)
    if request.method == "GET":
        return show(request, page)
    if request.POST.get("do") == "stains":
        return take_stains(request, page)
    return take_report(request, page)


def load(request: HttpRequest, patient_pk: int, specimen_pk: int | None) -> SpecimenPage:
    """Give the page as it is stored."""
    return specimen_page(
        actor=request.actor, patient_pk=patient_pk, specimen_pk=specimen_pk, today=clock.today()
    )


def take_report(request: HttpRequest, page: SpecimenPage) -> HttpResponse:
    """Keep the report; nothing typed is lost when it cannot be kept."""
    held = typed_report(page)
    form = ReportForm(resolve(request.POST, held), page=page, initial=held)
    if not form.is_valid():
        return show(request, page, form=form, status=422)
    lesion = form.cleaned_data["lesion"]
    try:
        made = actions.save_report(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            patient_pk=page.banner.patient_pk,
            lesion_pk=int(lesion) if lesion else None,
            fields=form.values(),
            specimen_pk=page.specimen_pk,
            seen=request.POST.get("seen") if page.specimen_pk else None,
        )
    except (NotHere, NotPermitted):
        raise
    except RecordConflict:
        page = load(request, page.banner.patient_pk, page.specimen_pk)
        conflict = differing(form, typed_report(page))
        return show(request, page, form=form, conflict=conflict, status=409)
    except DermetryError as error:
        form.add_error(None, str(error))
        return show(request, page, form=form, status=422)
    tag = f"saved-draft:specimen-{page.banner.patient_pk}-{page.specimen_pk or 'new'}"
    messages.success(request, "Report saved.", extra_tags=tag)
    return redirect("specimen", made)


def take_stains(request: HttpRequest, page: SpecimenPage) -> HttpResponse:
    """Keep the stains; an impossible value is refused in words, a doubtful one is asked about."""
    if request.POST.get("choice_stains") == "theirs":
        return redirect("specimen", page.specimen_pk)
    table = sent_table(request.POST)
    if table.problems:
        return show(request, page, table=table, status=422)
    try:
        actions.save_stains(
            actor=request.actor,
            at=clock.now(),
            today=clock.today(),
            specimen_pk=page.specimen_pk or 0,
            stains=table.stains,
            seen=request.POST.get("seen"),
        )
    except (NotHere, NotPermitted):
        raise
    except RecordConflict:
        page = load(request, page.banner.patient_pk, page.specimen_pk)
        return show(request, page, table=table, stain_conflict=both(page, table), status=409)
    except DermetryError as error:
        table.problems.append({"text": str(error), "id": ""})
        return show(request, page, table=table, status=422)
    tag = f"saved-draft:stains-{page.specimen_pk}"
    messages.success(request, f"{len(table.stains)} stains saved.", extra_tags=tag)
    return redirect(f"{reverse('specimen', args=[page.specimen_pk])}#derived")


def both(page: SpecimenPage, table: StainTable) -> Conflict:
    """Give both versions of the stains."""
    stored = [Stain.model_validate(each) for each in page.stains]
    theirs, mine = say_stains(stored), say_stains(table.stains)
    return ({"name": "stains", "label": "Stains", "theirs": theirs, "mine": mine},)


def show(
    request: HttpRequest,
    page: SpecimenPage,
    *,
    form: ReportForm | None = None,
    table: StainTable | None = None,
    conflict: Conflict = (),
    stain_conflict: Conflict = (),
    status: int = 200,
) -> HttpResponse:
    """Render the page."""
    held = typed_report(page)
    if page.specimen_pk is None and (lesion := to_int(request.GET.get("lesion"))):
        held |= {"lesion": str(lesion), "source": "skin", "kind": "punch"}
    shown = {
        "page": page,
        "banner": page.banner,
        "form": form or ReportForm(None, page=page, initial=held),
        "table": table or stored_table(page.stains),
        "is_report_open": form is not None or page.specimen_pk is None or not page.reported_on,
        "conflict": conflict,
        "stain_conflict": stain_conflict,
    }
    return render(request, "pathology/specimen.html", shown, status=status)
