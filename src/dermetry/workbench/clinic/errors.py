"""Errors as pages a person can act on."""

import logging
import secrets
from collections.abc import Callable

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render

from dermetry.errors import DermetryError, MarksInvalid
from dermetry.workbench import clock
from dermetry.workbench.accounts.actor import NotPermitted
from dermetry.workbench.casenotes.actions.base import RecordConflict
from dermetry.workbench.casenotes.queries.banner import PatientBanner, patient_banner
from dermetry.workbench.casenotes.queries.keys import patient_of_keys
from dermetry.workbench.casenotes.scope import NotHere

# Django asks the handlers of urls.py for these.
NOT_UNDERSTOOD = (Http404, BadRequest, MultiPartParserError, SuspiciousOperation)
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
TOO_MUCH_SENT = MarksInvalid(
    "Too much was sent at once; nothing of it was kept",
    why="a form takes a limited number of fields and files, and a limited length of text",
    next_step="go back and send it in smaller parts",
)
NOT_AS_SENT = MarksInvalid(
    "What was sent could not be taken; nothing of it was kept",
    why="it is not as a form of this program sends it: cut off on the way, or a file has a name "
    "that is far too long",
    next_step="go back and try again, with a shorter file name",
)
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
        if isinstance(error, NOT_UNDERSTOOD):
            return None
        if isinstance(error, DermetryError | PermissionDenied):
            return answer(request, error)
        error_id = secrets.token_hex(4)
        log.error("error %s on %s: %s", error_id, route_of(request), type(error).__name__)
        log.debug("details of error %s", error_id, exc_info=error)
        context = {"error_id": error_id, "status": 500}
        return render(request, "errors/500.html", context, status=500)


def answer(request: HttpRequest, error: Exception, *, status: int = 0) -> HttpResponse:
    """Answer in words, as JSON where the browser's scripts ask."""
    status = status or next((code for kind, code in STATUS if isinstance(error, kind)), 422)
    words = {
        "what": getattr(error, "what", str(error)),
        "why": getattr(error, "why", ""),
        "next_step": getattr(error, "next_step", ""),
    }
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"message": str(error), **words}, status=status)
    name = f"errors/{status if status in (403, 404, 409) else 400}.html"
    patient = patient_named(request) if status in (400, 409, 422) else None
    page = {**words, "status": status, "patient": patient}
    return render(request, name, page, status=status)


def patient_named(request: HttpRequest) -> PatientBanner | None:
    """Give the banner of the patient whom the address names, so that an error keeps it in sight."""
    actor, match = getattr(request, "actor", None), request.resolver_match
    if actor is None or match is None or not actor.can("see_patients"):
        return None
    try:
        patient_pk = patient_of_keys(actor=actor, keys=match.kwargs)
        if patient_pk is None:
            return None
        return patient_banner(actor=actor, patient_pk=patient_pk, today=clock.today())
    except DermetryError:
        return None


def route_of(request: HttpRequest) -> str:
    """Give the name of the route, never its address (addresses may name a patient)."""
    return request.resolver_match.view_name if request.resolver_match else "unknown route"


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was too old to be taken; its drafts are kept in the browser."""
    return render(request, "errors/403_csrf.html", {"status": 403}, status=403)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the role does not include this page: what the gate refuses before any page runs."""
    return answer(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that nothing is at this address."""
    return render(request, "errors/404.html", {"status": 404}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that what was sent could not be taken: too much of it, or not as a form sends it."""
    error = TOO_MUCH_SENT if isinstance(exception, TOO_MUCH) else NOT_AS_SENT
    return answer(request, error, status=400)
