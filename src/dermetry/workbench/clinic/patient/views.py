"""The patient page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dermetry.workbench import clock
from dermetry.workbench.casenotes.queries.patient import patient_page


@require_GET
def patient(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show one patient (clinic.gate leads on from a record that was merged)."""
    page = patient_page(actor=request.actor, patient_pk=patient_pk, today=clock.today())
    return render(request, "patient/index.html", {"page": page, "banner": page.banner})
