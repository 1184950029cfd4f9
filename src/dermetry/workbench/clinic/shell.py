"""What every page needs around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from dermetry import __version__
from dermetry.workbench.accounts.matrix import allowed
from dermetry.workbench.accounts.queries import list_sites
from dermetry.workbench.accounts.roles import ROLE_NAMES

NAVIGATION = (  # label, route, icon
    ("Today", "today", "calendar-check"),
    ("Biopsies", "biopsy_board", "microscope"),
    ("Register", "patient_register", "user-plus"),
    ("Import", "import_case", "folder-input"),
    ("Rules", "rules", "clipboard-list"),
    ("Users", "users", "users"),
    ("Audit", "audit_log", "scroll-text"),
)
KEYS = {"rules": "l"}  # where the first letter of the label has another entry


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give the frame of a page: who is signed in, where, and what the role may open."""
    actor = getattr(request, "actor", None)
    match = request.resolver_match
    frame = {
        "is_demo": settings.IS_DEMO,
        "software_version": __version__,
        "route": match.view_name if match else "",
        "idle_seconds": settings.SESSION_IDLE_SECONDS,
    }
    if actor is None:
        return frame
    return frame | {
        "actor": actor,
        "user_name": actor.name,
        "role_name": ROLE_NAMES[actor.role],
        "site_name": actor.site_name,
        "sites": list_sites(user_id=actor.user_id),
        "navigation": [
            {
                "label": label,
                "route": route,
                "icon": icon,
                "key": KEYS.get(route, label[0].lower()),
            }
            for label, route, icon in NAVIGATION
            if actor.role in allowed(route)
        ],
    }
