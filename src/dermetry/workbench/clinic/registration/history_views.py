"""The history of a patient: one page, three lists that grow."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions.history import record_history
from dermetry.workbench.casenotes.queries.registration import part_page
from dermetry.workbench.clinic.registration.history_forms import (
    LISTS,
    WholeHistory,
    one_more,
)
from dermetry.workbench.clinic.registration.history_words import SECTIONS
from dermetry.workbench.clinic.registration.part_views import Part, keep_part, show_part


def context_of(form: WholeHistory, is_refused: bool) -> dict[str, Any]:
    """Give the form and its lists, with what is wrong in any of them."""
    errors = list(form.errors()) if is_refused else []
    return {
        "form": form.form,
        "inflammatory": form.inflammatory,
        "lists": form.lists,
        "errors": errors,
    }


HISTORY = Part("history", SECTIONS, record_history, context_of)


@require_http_methods(["GET", "POST"])
def history(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show or keep the history; "add" gives one more row and saves nothing."""
    today = clock.today()
    page = part_page(actor=request.actor, patient_pk=patient_pk, part="history", today=today)
    if request.method == "GET":
        return show_part(request, page, HISTORY, WholeHistory(today=today, held=page.held))
    mark, wanted = request.POST.get("mark", ""), request.POST.get("add", "")
    if wanted in LISTS:
        form = WholeHistory(today=today, data=one_more(request.POST, wanted), held=page.held)
        return show_part(request, page, HISTORY, form, mark=mark, added=wanted)
    form = WholeHistory(today=today, data=request.POST, held=page.held)
    return keep_part(request, patient_pk, page, HISTORY, form)
