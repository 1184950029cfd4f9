"""Reading the audit log: who looked for what is an entry of the log itself."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from dermetry.report.csv_file import neutralize
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import audit
from dermetry.workbench.casenotes.audit_search import LogPage, Search, found_rows, log_page
from dermetry.workbench.casenotes.models import AuditEntry

COLUMNS = (
    "number", "at", "person", "role", "action", "target", "patient_key", "details",
    "previous_hash", "entry_hash",
)  # fmt: skip


def read_log(
    *, actor: Actor, at: datetime, search: Search, before: int | None, check_all: bool = False
) -> LogPage:
    """Give a page of the log of the actor's site; the reading is noted first."""
    note(actor, at, "audit.read", search, before)
    return log_page(actor=actor, search=search, before=before, check_all=check_all)


def export_log(*, actor: Actor, at: datetime, search: Search) -> Iterator[str]:
    """Give all that is found as lines of CSV, newest first; the export is noted first."""
    note(actor, at, "audit.exported", search, None)
    return csv_lines(found_rows(actor=actor, search=search).iterator(chunk_size=500))


def note(actor: Actor, at: datetime, action: str, search: Search, before: int | None) -> None:
    """Write who looked for what."""
    actor.check("see_audit")
    details: dict[str, object] = dict(search.given)
    if before is not None:
        details["before_entry"] = before
    with transaction.atomic():
        audit.record(actor=actor, at=at, action=action, details=details)


def csv_lines(rows: Iterable[AuditEntry]) -> Iterator[str]:
    """Write rows as CSV; a cell a spreadsheet would run is made harmless."""
    yield line_of(COLUMNS)
    for row in rows:
        cells = (
            row.number, row.at.isoformat(), row.actor_name, row.role, row.action, row.target,
            row.patient_pk or "", json.dumps(row.details, ensure_ascii=False, sort_keys=True),
            row.previous_hash, row.entry_hash,
        )  # fmt: skip
        yield line_of(neutralize(str(each)) for each in cells)


def line_of(cells: Iterable[str]) -> str:
    """Write one line."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
