"""The audit chain: every action and every reveal leaves one entry, chained by hash.

Entries are appended only.  ``entry_hash`` is the SHA-256 over the canonical JSON of the entry with
the hash before it, so that a changed, removed or reordered entry shows (``verify_chain``).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from dermetry.errors import DermetryError
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes.models import AuditEntry

START = "0" * 64
LOCK_KEY = 7_302_611  # one writer at a time appends; any fixed number serves


class AuditOutOfPlace(DermetryError):
    """A defect: a write without its audit entry, or an entry without its write."""


@dataclass(frozen=True)
class Chain:
    """What a check of the chain found."""

    entries: int
    head: str
    broken: tuple[str, ...]


def record(
    *,
    actor: Actor,
    at: datetime,
    action: str,
    patient_pk: int | None = None,
    target: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Append an entry; must run inside the transaction of the write it speaks of."""
    if not transaction.get_connection().in_atomic_block:
        raise AuditOutOfPlace("an audit entry is written in the transaction of its action")
    lock()
    last = AuditEntry.objects.order_by("-number").values("number", "entry_hash").first()
    # Through JSON once, so that the hash speaks of exactly what the table will give back.
    plain = json.loads(json.dumps(details or {}, cls=DjangoJSONEncoder))
    entry = AuditEntry(
        number=(last["number"] if last else 0) + 1,
        at=at,
        user_id=actor.user_id,
        actor_name=actor.name,
        role=actor.role,
        site_id=actor.site_id,
        action=action,
        patient_pk=patient_pk,
        target=target[:200],
        details=plain,
        previous_hash=last["entry_hash"] if last else START,
    )
    entry.entry_hash = hash_of(entry)
    entry.save(force_insert=True)


def lock() -> None:
    """Let one transaction append at a time (SQLite's IMMEDIATE transactions do so already)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])


def hash_of(entry: AuditEntry) -> str:
    """Give the hash an entry must carry."""
    body = {
        "number": entry.number,
        "at": entry.at.timestamp(),
        "user_id": entry.user_id,
        "actor_name": entry.actor_name,
        "role": entry.role,
        "site_id": entry.site_id,
        "action": entry.action,
        "patient_pk": entry.patient_pk,
        "target": entry.target,
        "details": entry.details,
        "previous_hash": entry.previous_hash,
    }
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def verify_chain(
    entries: Iterable[AuditEntry] | None = None, *, count: int = 0, head: str = START
) -> Chain:
    """Check every entry against its hash and its predecessor; name each break.

    ``entries`` that go on from entry ``count`` with the hash ``head`` are checked from there.
    """
    rows = AuditEntry.objects.order_by("number").iterator() if entries is None else entries
    broken: list[str] = []
    for entry in rows:
        broken += list(breaks(entry, count + 1, head))
        count, head = entry.number, entry.entry_hash
    return Chain(entries=count, head=head, broken=tuple(broken))


def changed_since(*, count: int, head: str) -> tuple[str, ...]:
    """Name what is wrong with a head noted before: entry ``count`` must still carry it."""
    if not count or AuditEntry.objects.filter(number=count, entry_hash=head).exists():
        return ()
    return (f"entry {count} that was checked before is gone or changed",)


def breaks(entry: AuditEntry, expected: int, previous_hash: str) -> Iterator[str]:
    """Name what is wrong with one entry."""
    if entry.number != expected:
        yield f"entry {expected} is missing (found {entry.number})"
    if entry.previous_hash != previous_hash:
        yield f"entry {entry.number} does not follow the one before it"
    if entry.entry_hash != hash_of(entry):
        yield f"entry {entry.number} was changed after it was written"
