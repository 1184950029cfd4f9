"""The worklist and the search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dermetry.workbench import clock
from dermetry.workbench.casenotes.queries.today import worklist


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Show who needs what today, or the patients a search finds."""
    start = request.GET.get("start", "0")
    found = worklist(
        actor=request.actor,
        today=clock.today(),
        only=request.GET.get("only", "all"),
        query=request.GET.get("q", "").strip()[:100],
        start=int(start) if start.isdecimal() and len(start) < 6 else 0,
    )
    name = "today/list.html" if request.htmx else "today/index.html"
    return render(request, name, {"worklist": found, "today": clock.today()})
