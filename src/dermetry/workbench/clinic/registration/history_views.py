"""The history of a patient: one page, three lists that grow."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dermetry.errors import DermetryError
from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions import history as actions
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.registration import PartPage, part_page
from dermetry.workbench.clinic.registration.conflicts import differing, resolve
from dermetry.workbench.clinic.registration.history_forms import (
    LISTS,
    WholeHistory,
    one_more,
)
from dermetry.workbench.clinic.registration.history_words import SECTIONS


@require_http_methods(["GET", "POST"])
def history(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show or keep the history; "add" gives one more row and saves nothing."""
    today = clock.today()
    page = part_page(actor=request.actor, patient_pk=patient_pk, part="history", today=today)
    if request.method == "GET":
        return history_page(request, page, WholeHistory(today=today, held=page.held), page.mark)
    mark, wanted = request.POST.get("mark", ""), request.POST.get("add", "")
    if wanted in LISTS:
        form = WholeHistory(today=today, data=one_more(request.POST, wanted), held=page.held)
        return history_page(request, page, form, mark, added=wanted)
    form = WholeHistory(today=today, data=request.POST, held=page.held)
    if not form.is_valid():
        return history_page(request, page, form, mark, status=422)
    values = resolve(request.POST, page.held, form.values())
    try:
        actions.record_history(
            actor=request.actor,
            at=clock.now(),
            patient_pk=patient_pk,
            fields=values,
            seen=mark,
        )
    except RecordConflict:
        both = differing(SECTIONS, page.held, values)
        return history_page(request, page, form, page.mark, conflict=both, status=409)
    except DermetryError as error:
        form.form.add_error(None, str(error))
        return history_page(request, page, form, mark, status=422)
    messages.success(request, "Saved.", extra_tags=f"saved-draft:history-{patient_pk}")
    return redirect("patient_history", patient_pk)


def history_page(
    request: HttpRequest,
    page: PartPage,
    form: WholeHistory,
    mark: str,
    *,
    conflict: tuple[dict[str, str], ...] = (),
    added: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render the page."""
    shown = {
        "page": page,
        "pages": page.pages,
        "current": "patient_history",
        "banner": page.banner,
        "form": form.form,
        "lists": form.lists,
        "errors": list(form.errors()) if status != 200 else [],
        "mark": mark,
        "conflict": conflict,
        "added": added,
    }
    return render(request, "registration/history.html", shown, status=status)
