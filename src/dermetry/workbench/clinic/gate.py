"""The second gate: an address that names another site's object leads nowhere."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from dermetry.workbench.casenotes.queries.keys import check_keys
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
        """Answer 404 for what is not of the person's site."""
        actor = getattr(request, "actor", None)
        if actor is None or not kwargs:
            return None
        try:
            check_keys(actor=actor, keys=kwargs)
        except NotHere as error:
            return answer(request, error)
        return None
