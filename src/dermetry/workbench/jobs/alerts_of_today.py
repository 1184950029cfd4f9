"""The day's alerts where no worker runs: a few patients with each look at Today."""

from datetime import datetime
from typing import Final

from dermetry.workbench.casenotes.actions.alerts import renew_stale
from dermetry.workbench.jobs.leases import workers_alive

AT_ONCE: Final = 10  # patients; the page must not wait for more


def renew(*, at: datetime, site_id: int) -> None:
    """Bring some alerts of a site up to the day, unless a worker does it."""
    if not workers_alive(now=at):
        renew_stale(at=at, most=AT_ONCE, site_id=site_id)
