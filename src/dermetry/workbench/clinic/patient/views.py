"""The patient page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from dermetry.workbench import clock
from dermetry.workbench.casenotes.queries.patient import patient_page


@require_GET
def patient(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show one patient; a record that was merged leads to the one that was kept."""
    page = patient_page(actor=request.actor, patient_pk=patient_pk, today=clock.today())
    kept = page.banner.merged_into_pk
    if kept is not None:
        said = f"{page.banner.identifier} was merged into this record; everything is kept here."
        messages.info(request, said)
        return redirect("patient", patient_pk=kept)
    return render(request, "patient/index.html", {"page": page, "banner": page.banner})
