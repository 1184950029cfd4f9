"""The worklist and the search."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dermetry.workbench import clock
from dermetry.workbench.casenotes.queries.today import worklist
from dermetry.workbench.jobs import alerts_of_today


@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """Show who needs what today, or the patients a search finds."""
    day = clock.today()
    alerts_of_today.renew(at=clock.now(), site_id=request.actor.site_id)
    found = worklist(
        actor=request.actor,
        today=day,
        only=request.GET.get("only", "all"),
        query=request.GET.get("q", "").replace("\x00", "").strip()[:100],
        after=request.GET.get("after", ""),
        trail=request.GET.get("trail", "")[:9000],
    )
    name = "today/list.html" if request.htmx else "today/index.html"
    return render(request, name, {"worklist": found, "today": day})
