"""Searching the audit log of a site, page by page, and how far its chain was checked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.accounts.roles import ROLE_NAMES
from dermetry.workbench.casenotes import audit, scope
from dermetry.workbench.casenotes.audit_words import actions_saying, words_of
from dermetry.workbench.casenotes.models import AuditEntry, Patient
from dermetry.workbench.casenotes.sign_in_audit import NO_SITE

PAGE_ROWS = 50
CHECKED_AT_ONCE = 5_000  # entries a page checks beyond those checked before
CHECKED = "audit-chain-checked"  # what was checked last: number and hash


@dataclass(frozen=True)
class Search:
    """What is looked for; empty fields look for everything."""

    person: str = ""
    patient: str = ""  # an identifier
    action: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def given(self) -> dict[str, str]:
        """Give the fields that were filled, as text."""
        return {name: str(value) for name, value in vars(self).items() if value}


@dataclass(frozen=True)
class Entry:
    """One line of the log."""

    number: int
    at: datetime
    who: str
    role: str
    what: str
    action: str
    target: str
    patient: str  # the identifier; empty where none is spoken of
    patient_pk: int | None  # where the patient is one of this site
    details: tuple[tuple[str, str], ...]
    entry_hash: str


@dataclass(frozen=True)
class ChainState:
    """How far the chain was checked, and what is wrong with it."""

    entries: int
    head: str
    broken: tuple[str, ...]
    is_whole: bool  # checked up to the newest entry


@dataclass(frozen=True)
class LogPage:
    """One page of what was found, newest first."""

    entries: tuple[Entry, ...]
    next_before: int | None  # number below which the next page starts
    chain: ChainState
    patient_not_found: bool


def log_page(*, actor: Actor, search: Search, before: int | None, check_all: bool) -> LogPage:
    """Give a page of the log of the actor's site."""
    rows = found_rows(actor=actor, search=search)
    if before is not None:
        rows = rows.filter(number__lt=before)
    page = list(rows[: PAGE_ROWS + 1])
    shown = page[:PAGE_ROWS]
    return LogPage(
        entries=tuple(entries_of(actor, shown)),
        next_before=shown[-1].number if len(page) > PAGE_ROWS else None,
        chain=check_chain(from_start=check_all),
        patient_not_found=bool(search.patient) and patient_pk_of(actor, search.patient) is None,
    )


def found_rows(*, actor: Actor, search: Search) -> QuerySet[AuditEntry]:
    """Give what matches at the actor's site, and what is of no site, newest first."""
    rows = AuditEntry.objects.filter(site_id__in=(actor.site_id, NO_SITE))
    if search.patient:
        rows = rows.filter(patient_pk=patient_pk_of(actor, search.patient) or 0)
    if search.person:
        rows = rows.filter(actor_name__icontains=search.person)
    words = re.findall(r"\w+", search.action.replace("_", " "))
    if words:  # "visit signed" finds "visit.signed", "handed on" what is shown so
        written = [Q(action__icontains=each) for each in words]
        rows = rows.filter(reduce(and_, written) | Q(action__in=actions_saying(words)))
    if search.since:
        rows = rows.filter(at__gte=start_of(search.since))
    if search.until:
        rows = rows.filter(at__lt=start_of(search.until + timedelta(days=1)))
    return rows.order_by("-number")


def start_of(day: date) -> datetime:
    """Give the first moment of a day at the clinic."""
    return timezone.make_aware(datetime.combine(day, time.min))


def patient_pk_of(actor: Actor, identifier: str) -> int | None:
    """Give the patient with an identifier, however its letters are written."""
    rows = scope.rows(actor=actor, model=Patient).filter(patient_id__iexact=identifier.strip())
    return rows.values_list("pk", flat=True).first()


def entries_of(actor: Actor, rows: list[AuditEntry]) -> Iterator[Entry]:
    """Give rows of the log as they are shown."""
    keys = {row.patient_pk for row in rows if row.patient_pk}
    patients = scope.rows_by_key(actor=actor, model=Patient, keys=keys)
    names = dict(patients.values_list("pk", "patient_id"))
    for row in rows:
        named = names.get(row.patient_pk or 0, "")
        yield Entry(
            number=row.number,
            at=row.at,
            who=row.actor_name,
            role=ROLE_NAMES[row.role] if row.user_id else "",
            what=words_of(row.action),
            action=row.action,
            target=row.target,
            patient=named,
            patient_pk=row.patient_pk if named else None,
            details=tuple(lines_of(row.details)),
            entry_hash=row.entry_hash,
        )


def lines_of(details: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Give the particulars of an entry as labels and texts."""
    for key, value in details.items():
        label = f"{prefix}{key}".replace("_", " ")
        if isinstance(value, dict):
            yield from lines_of(value, prefix=f"{label}, ")
        elif isinstance(value, list):
            yield label, ", ".join(map(str, value)) or "none"
        else:
            yield label, said(value)


def said(value: object) -> str:
    """Say one value in words."""
    if value is None:
        return "none"
    return str(value) if not isinstance(value, bool) else "yes" if value else "no"


def check_chain(*, from_start: bool) -> ChainState:
    """Check the chain on from where it was checked before, or all of it.

    What was checked before is looked at again by its last hash only; ``dermetry doctor`` and
    ``from_start`` look at every entry.  Where that last hash is gone the chain is broken, and what
    was noted of it stays noted: a log written anew behind the program's back stays found out.
    """
    noted_count, noted_head = cache.get(CHECKED) or (0, audit.START)
    gone = audit.changed_since(count=noted_count, head=noted_head)
    is_anew = from_start or gone
    count, head = (0, audit.START) if is_anew else (noted_count, noted_head)
    rows = AuditEntry.objects.filter(number__gt=count).order_by("number")
    chain = audit.verify_chain(
        (rows if from_start else rows[:CHECKED_AT_ONCE]).iterator(), count=count, head=head
    )
    if not chain.broken and not gone:
        cache.set(CHECKED, (chain.entries, chain.head), timeout=None)
    newest = AuditEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    return ChainState(chain.entries, chain.head, gone + chain.broken, chain.entries == newest)
