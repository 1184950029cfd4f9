"""The board of a site's open biopsies, and the biopsies of one patient."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dermetry.workbench import clock
from dermetry.workbench.casenotes.queries.biopsies import biopsies
from dermetry.workbench.casenotes.queries.biopsy_board import biopsy_board


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show every open biopsy of the site by stage; ``?late=1`` shows those that are late."""
    found = biopsy_board(
        actor=request.actor, today=clock.today(), is_late_only=request.GET.get("late") == "1"
    )
    return render(request, "pathology/board.html", {"board": found})


@require_GET
def patient_biopsies(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show the biopsies and specimens of a patient."""
    page = biopsies(actor=request.actor, patient_pk=patient_pk, today=clock.today())
    return render(request, "pathology/biopsies.html", {"page": page, "banner": page.banner})
