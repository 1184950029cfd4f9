"""The audit log: search, pages, export."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dermetry.workbench import clock
from dermetry.workbench.casenotes.actions.log_reading import export_log, read_log
from dermetry.workbench.clinic.administration.forms import SearchForm

ACTIONS = (  # offered while typing; any part of an action is found
    "session", "report made", "visit signed", "photograph revealed", "photograph moved",
    "patient registered", "case imported", "case exported", "alert closed", "alert handed on",
    "user", "audit read",
)  # fmt: skip


@require_GET
def audit_log(request: HttpRequest) -> HttpResponse:
    """Show what was found; the look itself is noted."""
    form = SearchForm(request.GET)
    is_valid = form.is_valid()
    search = form.search()
    page = read_log(
        actor=request.actor,
        at=clock.now(),
        search=search,
        before=form.cleaned_data.get("before"),
        check_all=request.GET.get("check") == "all",
    )
    query = urlencode(search.given)
    context = {
        "form": form,
        "page": page,
        "actions": ACTIONS,
        "is_searched": bool(search.given),
        "opens_patients": request.actor.can("see_patients"),
        "csv_url": f"{reverse('audit_csv')}?{query}",
        "first_url": f"?{query}" if form.cleaned_data.get("before") else "",
        "next_url": f"?{query}&before={page.next_before}" if page.next_before else "",
    }
    return render(request, "administration/audit.html", context, status=200 if is_valid else 422)


@require_GET
def audit_csv(request: HttpRequest) -> StreamingHttpResponse:
    """Send what was found as CSV."""
    form = SearchForm(request.GET)
    form.is_valid()
    now = clock.now()
    lines = export_log(actor=request.actor, at=now, search=form.search())
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="audit-{now:%Y-%m-%d-%H%M}.csv"',
            "Cache-Control": "no-store",
        },
    )
