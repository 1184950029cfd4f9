"""The gate: session limits, a password of one's own, the route matrix; before any page runs."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dermetry.workbench import clock
from dermetry.workbench.accounts.matrix import PUBLIC, SIGNED_IN, allowed
from dermetry.workbench.accounts.queries import find_actor

Responder = Callable[[HttpRequest], HttpResponse]
SEEN_AT, SIGNED_IN_AT, SITE = "seen_at", "signed_in_at", "site_id"
NOTED_EVERY_S = 5
POLL = "poll"  # in the query of a request that a page makes by itself, with nobody there
WITH_ONE_TIME_PASSWORD = frozenset({"account_change_password", "keep_session"})


class SessionLimits:
    """Sign a person out after too long without a request, and after a day in any case."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """End an old session before the page runs; note that the person was here."""
        if request.user.is_authenticated:
            now = clock.now().timestamp()
            ended = why_ended(request, now)
            if ended:
                request.ended_because = ended  # for the audit log
                logout(request)
                messages.info(request, f"You were signed out {ended}.")
            elif POLL not in request.GET and now - request.session.get(SEEN_AT, 0) > NOTED_EVERY_S:
                request.session[SEEN_AT] = now
        return self.get_response(request)


def why_ended(request: HttpRequest, now: float) -> str:
    """Say why a session is over; empty while it is not."""
    since = request.session.setdefault(SIGNED_IN_AT, now)
    if now - request.session.get(SEEN_AT, now) > settings.SESSION_IDLE_SECONDS:
        return f"after {settings.SESSION_IDLE_SECONDS // 60} minutes without activity"
    if now - since > settings.SESSION_COOKIE_AGE:
        return f"after {settings.SESSION_COOKIE_AGE // 3600} hours, as everyone is"
    return ""


class Gate:
    """Let a request through only where the route matrix says so; no row, no page."""

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on (the decision falls once the route is known); keep pages out of the cache.

        On a shared computer the back button must not show a patient after signing out.
        """
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    def process_view(self, request, view, args, kwargs) -> HttpResponse | None:  # type: ignore[no-untyped-def]
        """Decide by the name of the route and the person's role."""
        route = request.resolver_match.view_name
        rule = allowed(route)
        if request.user.is_authenticated:  # also on public pages, for the bar at the top
            request.actor = find_actor(user=request.user, site_id=request.session.get(SITE))
        if rule is PUBLIC:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.user.must_change_password and route not in WITH_ONE_TIME_PASSWORD:
            return redirect("account_change_password")
        if rule is SIGNED_IN:
            return None
        if request.actor is None or request.actor.role not in rule:
            raise PermissionDenied("Your role does not include this page")
        return None
