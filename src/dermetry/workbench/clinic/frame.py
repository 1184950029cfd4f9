"""The few pages around the clinic's own: home, site choice, a sign of life."""

import tomllib

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from dermetry.workbench.accounts.matrix import allowed
from dermetry.workbench.accounts.middleware import SITE
from dermetry.workbench.accounts.queries import list_sites


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Say that the server answers."""
    return JsonResponse({"status": "ok"})


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Go to the first page of the person's role."""
    role = request.actor.role if request.actor else ""
    for route in ("today", "audit_log"):
        if role in allowed(route):
            return redirect(route)
    return render(request, "no_site.html")


@require_POST
def choose_site(request: HttpRequest) -> HttpResponse:
    """Work at another site one belongs to."""
    known = {str(each.site_id) for each in list_sites(user_id=request.user.pk)}
    if request.POST.get("site") in known:
        request.session[SITE] = int(request.POST["site"])
    return redirect("home")


@require_POST
def keep_session(request: HttpRequest) -> HttpResponse:
    """Stay signed in: the request itself is the sign that someone is there."""
    return HttpResponse(status=204)


@require_GET
def patterns(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    examples = settings.HERE / "templates" / "patterns" / "examples.toml"
    return render(request, "patterns/index.html", tomllib.loads(examples.read_text("utf-8")))
