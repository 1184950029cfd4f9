"""Who may look after a patient or own a task: the people who work at a site."""

from typing import Final

from dermetry.workbench.accounts.models import Membership
from dermetry.workbench.accounts.roles import GRANTED

OWNERS: Final = ("nurse", "physician", "trial_coordinator")  # roles that see patients every day


def works_at(*, user_id: int, site_id: int) -> bool:
    """Tell whether a person works at a site."""
    return Membership.objects.filter(user_id=user_id, site_id=site_id, is_active=True).exists()


def colleagues(*, site_id: int, also: int | None = None) -> tuple[tuple[int, str], ...]:
    """Give the people to choose an owner from, by name; ``also`` keeps the present owner."""
    rows = Membership.objects.filter(site_id=site_id, is_active=True, role__in=OWNERS)
    found = {row.user_id: str(row.user) for row in rows.select_related("user")}
    if also and also not in found:
        former = Membership.objects.filter(user_id=also, site_id=site_id).select_related("user")
        found |= {row.user_id: f"{row.user} (no longer here)" for row in former}
    return tuple(sorted(found.items(), key=lambda each: each[1].casefold()))


def people_for_alerts(*, site_id: int) -> tuple[tuple[int, str], ...]:
    """Give the people who may answer an alert, by name."""
    roles = [role for role, granted in GRANTED.items() if "answer_alerts" in granted]
    rows = Membership.objects.filter(site_id=site_id, is_active=True, role__in=roles)
    found = {row.user_id: str(row.user) for row in rows.select_related("user")}
    return tuple(sorted(found.items(), key=lambda each: each[1].casefold()))
