"""The response page: looking at calls, never changing them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dermetry.workbench import clock
from dermetry.workbench.casenotes.queries.response import response_page


@require_GET
def response(request: HttpRequest, patient_pk: int) -> HttpResponse:
    """Show the calls of a patient in full; ``?policy=`` puts another policy beside the plan's."""
    page = response_page(
        actor=request.actor,
        patient_pk=patient_pk,
        policy=request.GET.get("policy", ""),
        today=clock.today(),
    )
    return render(request, "response/index.html", {"page": page, "banner": page.banner})
