"""Reads of accounts."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.accounts.models import Membership, User


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
