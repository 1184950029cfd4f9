"""A form that names no patient belongs to the site at which its page was opened."""

from django.http import HttpRequest

from dermetry.errors import MarksInvalid
from dermetry.workbench.accounts.queries import list_sites
from dermetry.workbench.clinic.sent_values import to_int


class SiteChanged(MarksInvalid):
    """The person changed to another site after the page was opened."""


def site_changed(request: HttpRequest) -> SiteChanged | None:
    """Tell whether a form (its hidden field ``site``) was opened at another site than now."""
    sent, actor = request.POST.get("site"), request.actor
    if sent is None or to_int(sent) == actor.site_id:
        return None
    names = {each.site_id: each.name for each in list_sites(user_id=actor.user_id)}
    opened_at = names.get(to_int(sent) or 0, "another site")
    return SiteChanged(
        f"This page was opened at {opened_at}; you have changed to {actor.site_name} since",
        why="a record belongs to one site, and nobody should have to guess which",
        next_step=f"send it again to keep it at {actor.site_name}; for {opened_at}, first change "
        "the site at the top of another tab",
    )
