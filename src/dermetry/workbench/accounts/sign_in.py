"""Signing in: how django-axes learns the name it counts failed tries under."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

TRIED_MOST = 150  # letters of a name that are looked at


def name_tried(request: HttpRequest | None, credentials: Mapping[str, Any] | None = None) -> str:
    """Give the user name somebody tried, in the one form all tries are counted under.

    It arrives as ``username`` from django-allauth, as ``login`` from the form and from
    django-axes itself; names are found without regard to case, so they are counted so.
    """
    given = credentials or (request.POST if request is not None else {})
    name = given.get("username") or given.get("login") or ""
    return str(name).strip().lower()[:TRIED_MOST]
