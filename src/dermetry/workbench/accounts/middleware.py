"""The gate: session limits, then the route matrix, before any page runs."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from dermetry.workbench import clock
from dermetry.workbench.accounts.matrix import PUBLIC, SIGNED_IN, allowed
from dermetry.workbench.accounts.queries import find_actor

Responder = Callable[[HttpRequest], HttpResponse]
SEEN_AT, SIGNED_IN_AT, SITE = "seen_at", "signed_in_at", "site_id"


class SessionLimits:
    """Sign a person out after too long without a request, and after a day in any case."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End an old session before the page runs; note that the person was here."""
        if request.user.is_authenticated:
            now = clock.now().timestamp()
            seen = request.session.get(SEEN_AT, now)
            since = request.session.setdefault(SIGNED_IN_AT, now)
            if now - seen > settings.SESSION_IDLE_SECONDS or (
                now - since > settings.SESSION_COOKIE_AGE
            ):
                logout(request)
            elif now - seen > 5 or SEEN_AT not in request.session:
                request.session[SEEN_AT] = now
        return self.get_response(request)


class Gate:
    """Let a request through only where the route matrix says so; no row, no page."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the decision falls once the route is known."""
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:  # type: ignore[no-untyped-def]
        """Decide by the name of the route and the person's role."""
        route = request.resolver_match.view_name
        rule = allowed(route)
        if rule is PUBLIC:
            return None
        request.actor = find_actor(user=request.user, site_id=request.session.get(SITE))
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if rule is SIGNED_IN:
            return None
        if request.actor is None or request.actor.role not in rule:
            raise PermissionDenied("Your role does not include this page.")
        return None
