"""Signing in and out, as entries of the audit log; heard from Django's and allauth's signals.

An entry is written at each site where the person works.  A try under a name nobody has is of no
site (``NO_SITE``), and the name is not kept: people type their password there by mistake.
"""

from typing import Any

from allauth.account.signals import password_changed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from dermetry.workbench import clock
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.accounts.models import User
from dermetry.workbench.accounts.people import keep_own_password
from dermetry.workbench.accounts.queries import list_places
from dermetry.workbench.accounts.sign_in import name_tried
from dermetry.workbench.casenotes import audit

NO_SITE = 0
NOBODY = Actor(None, "nobody known", "auditor", NO_SITE)


@receiver(user_logged_in)
def signed_in(request: HttpRequest | None = None, user: User | None = None, **_: Any) -> None:
    """Note who signed in."""
    if user is not None:
        note(user, "session.signed_in", request)


@receiver(user_logged_out)
def signed_out(request: HttpRequest | None = None, user: User | None = None, **_: Any) -> None:
    """Note who signed out, or was signed out and why."""
    if user is not None and user.pk is not None:
        ended = getattr(request, "ended_because", "")
        note(user, "session.ended" if ended else "session.signed_out", request, why=ended)


@receiver(user_login_failed)
def failed(
    credentials: dict[str, Any] | None = None, request: HttpRequest | None = None, **_: Any
) -> None:
    """Note a failed try; while signing in is paused, further ones add nothing."""
    if getattr(request, "axes_locked_out", False):
        return
    name = name_tried(request, credentials)
    user = User.objects.filter(username__iexact=name).first() if name else None
    if user is not None and list_places(user_pk=user.pk):
        note(user, "session.sign_in_failed", request)
        return
    with transaction.atomic():
        audit.record(
            actor=NOBODY,
            at=clock.now(),
            action="session.sign_in_failed",
            target="a user name nobody has here",
            details=place_of(request),
        )


@receiver(password_changed)
def chose_password(request: HttpRequest, user: User, **_: Any) -> None:
    """Note that a person chose a password of their own."""
    with transaction.atomic():
        keep_own_password(user=user)
        note(user, "user.password_changed", request)


def note(user: User, action: str, request: HttpRequest | None, why: str = "") -> None:
    """Write the entry at every site of the person."""
    details = place_of(request) | ({"why": why} if why else {})
    with transaction.atomic():
        for actor in list_places(user_pk=user.pk):
            audit.record(
                actor=actor,
                at=clock.now(),
                action=action,
                target=user.username,
                details=details,
            )


def place_of(request: HttpRequest | None) -> dict[str, Any]:
    """Say from which address somebody came."""
    return {"address": request.META.get("REMOTE_ADDR", "")} if request is not None else {}
