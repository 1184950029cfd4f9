"""Errors as pages a person can act on."""

import logging
import secrets
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from dermetry.errors import DermetryError
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.scope import NotHere

log = logging.getLogger("dermetry.workbench")
STATUS: tuple[tuple[type[Exception], int], ...] = (
    (NotPermitted, 403),
    (PermissionDenied, 403),
    (NotHere, 404),
    (RecordConflict, 409),
)


class ErrorsInWords:
    """Turn an error of the library into its page: what happened, why, what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer an error; what is nobody's mistake is logged with an id and nothing else."""
        if isinstance(error, Http404):
            return None
        if isinstance(error, DermetryError | PermissionDenied):
            return answer(request, error)
        error_id = secrets.token_hex(4)
        log.error("error %s on %s: %s", error_id, route_of(request), type(error).__name__)
        log.debug("details of error %s", error_id, exc_info=error)
        context = {"error_id": error_id, "status": 500}
        return render(request, "errors/500.html", context, status=500)


def answer(request: HttpRequest, error: Exception) -> HttpResponse:
    """Answer in words, as JSON where the browser's scripts ask."""
    status = next((code for kind, code in STATUS if isinstance(error, kind)), 422)
    words = {
        "what": getattr(error, "what", str(error)),
        "why": getattr(error, "why", ""),
        "next_step": getattr(error, "next_step", ""),
    }
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"message": str(error), **words}, status=status)
    name = f"errors/{status if status in (403, 404, 409) else 400}.html"
    return render(request, name, {**words, "status": status}, status=status)


def route_of(request: HttpRequest) -> str:
    """Give the name of the route, never its address (addresses may name a patient)."""
    return request.resolver_match.view_name if request.resolver_match else "unknown route"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was too old to be taken; its drafts are kept in the browser."""
    return render(request, "errors/403_csrf.html", {"status": 403}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is at this address."""
    return render(request, "errors/404.html", {"status": 404}, status=404)
