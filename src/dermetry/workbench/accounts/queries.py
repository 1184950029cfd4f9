"""Reads of accounts."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.accounts.models import Membership, User
from dermetry.workbench.accounts.roles import ROLE_NAMES, Role
from dermetry.workbench.accounts.sign_in import name_tried


def find_actor(*, user: User | AnonymousUser, site_id: int | None) -> Actor | None:
    """Give the actor of a signed-in user at the chosen site, else at the first one, else None."""
    if not user.is_authenticated or not user.is_active:
        return None
    memberships = Membership.objects.filter(user_id=user.pk, is_active=True).select_related("site")
    found = sorted(memberships, key=lambda each: (each.site_id != site_id, each.pk))
    if not found:
        return None
    chosen = found[0]
    return Actor(
        user_id=user.pk,
        name=str(user),
        role=chosen.role,
        site_id=chosen.site_id,
        site_name=chosen.site.name,
    )


@dataclass(frozen=True)
class SiteChoice:
    """One site a person may work at."""

    site_id: int
    name: str
    role: str


def list_sites(*, user_id: int | None) -> tuple[SiteChoice, ...]:
    """Give the sites a person belongs to."""
    rows = Membership.objects.filter(user_id=user_id, is_active=True).select_related("site")
    return tuple(SiteChoice(row.site_id, row.site.name, row.role) for row in rows.order_by("pk"))


@dataclass(frozen=True)
class Person:
    """One person at a site, for its administrator."""

    user_pk: int
    username: str
    full_name: str
    role: Role
    role_name: str
    is_active: bool
    is_locked_out: bool
    has_one_time_password: bool
    last_seen_at: datetime | None  # signed in last
    other_sites: tuple[str, ...]
    mark: str  # of name, role and state: changes when somebody changes them


def list_people(*, site_id: int, now: datetime) -> tuple[Person, ...]:
    """Give everyone who works or worked at a site, by name; who works there first."""
    rows = Membership.objects.filter(site_id=site_id).select_related("user")
    rows = rows.prefetch_related("user__memberships__site")
    locked = locked_out_names(now=now)
    people = (person_of(row, locked) for row in rows)
    return tuple(sorted(people, key=lambda each: (not each.is_active, each.full_name.casefold())))


def person_of(row: Membership, locked: frozenset[str]) -> Person:
    """Give a person as the page shows them."""
    user = row.user
    others = (each for each in user.memberships.all() if each.site_id != row.site_id)
    return Person(
        user_pk=user.pk,
        username=user.username,
        full_name=str(user),
        role=row.role,
        role_name=ROLE_NAMES[row.role],
        is_active=row.is_active and user.is_active,
        is_locked_out=name_tried(None, {"username": user.username}) in locked,
        has_one_time_password=user.must_change_password,
        last_seen_at=user.last_login,
        other_sites=tuple(each.site.name for each in others if each.is_active),
        mark=mark_of(row),
    )


def mark_of(row: Membership) -> str:
    """Give a short mark of what a person is at a site now."""
    parts = (row.role, str(row.is_active), row.user.full_name, str(row.user.is_active))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def locked_out_names(*, now: datetime) -> frozenset[str]:
    """Give the user names for which signing in is paused somewhere."""
    reached = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
        attempt_time__gt=now - settings.AXES_COOLOFF_TIME,
        username__isnull=False,
    )
    return frozenset(reached.values_list("username", flat=True))


def list_places(*, user_pk: int) -> tuple[Actor, ...]:
    """Give a person at each site, for entries of the audit log that are of no one site."""
    rows = Membership.objects.filter(user_id=user_pk).select_related("user", "site")
    return tuple(
        Actor(row.user_id, str(row.user), row.role, row.site_id, row.site.name)
        for row in rows.order_by("site_id")
        if row.is_active
    )
