"""The second gate: an address that names another site's object leads nowhere.

A page of a record that was merged leads to the record that was kept.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.queries.keys import check_keys, merged_away
from dermetry.workbench.casenotes.scope import NotHere
from dermetry.workbench.clinic.errors import answer


class KeysGate:
    """Check the keys of every address before its page runs; queries check again themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the keys are known once the route is."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer 404 for what is not of the person's site, and lead on from a merged record."""
        actor = getattr(request, "actor", None)
        if actor is None or not kwargs:
            return None
        try:
            check_keys(actor=actor, keys=kwargs)
        except NotHere as error:
            return answer(request, error)
        if request.method in ("GET", "HEAD") and "patient_pk" in kwargs:
            return lead_on(request, actor, kwargs["patient_pk"])
        return None


def lead_on(request: HttpRequest, actor: Actor, patient_pk: int) -> HttpResponse | None:
    """Lead from a merged record to the patient page of the one that was kept."""
    gone = merged_away(actor=actor, patient_pk=patient_pk)
    if gone is None:
        return None
    said = f"{gone.patient_id} was merged into this record; everything is kept here."
    messages.info(request, said)
    return redirect("patient", patient_pk=gone.kept_pk)
