"""Documents made beside the pages: asked for, made once, kept for a day, handed out.

The key of a document stands for all it depends on, so that the same order of the same role on the
same record is the same row, and a record that changed is never answered with an old document.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from dermetry import __version__
from dermetry.errors import OutputNotWritten
from dermetry.record.case import Case
from dermetry.record.casefile import write_case_file
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import store
from dermetry.workbench.casenotes.actions.base import read_lawful
from dermetry.workbench.casenotes.actions.reports import (
    MadeReport,
    OpenBytes,
    Subject,
    build,
    find_subject,
    hand_out,
)
from dermetry.workbench.casenotes.models import Photograph, Report
from dermetry.workbench.casenotes.report_documents import Order, check_order
from dermetry.workbench.casenotes.scope import NotHere, rows

DONE = "nothing to do"


class ReportGone(NotHere):
    """A document is not kept any more, or was never made for this role."""


class ReportNotKept(OutputNotWritten):
    """A document was made and could not be written to the disk."""


@dataclass(frozen=True)
class Asked:
    """A document that is not there yet."""

    report_pk: int


@dataclass(frozen=True)
class Folders:
    """Where bytes lie."""

    photographs: Path
    reports: Path


def ask(
    *, actor: Actor, at: datetime, patient_pk: int, order: Order, folders: Folders
) -> MadeReport | Asked:
    """Hand out a document of the record as it stands, or note that it is to be made.

    Raises NotPermitted, NotHere, RecordNotLawful, and what ``check_order`` raises.
    """
    subject = find_subject(actor=actor, patient_pk=patient_pk, order=order)
    check_order(order=order, visited_on=subject.visit.visited_on if subject.visit else None)
    row, _ = Report.objects.get_or_create(
        key=key_of(subject, read_lawful(subject.patient), folders.photographs),
        defaults={
            "patient": subject.patient,
            "role": actor.role,
            "order": asdict(order),
            "asked_at": at,
        },
    )
    data = read_made(row, folders.reports)
    if data is not None:
        return hand_out(subject=subject, at=at, data=data)
    if row.state != "waiting":  # failed, overtaken, or its bytes are lost: once more
        Report.objects.filter(pk=row.pk, state=row.state).update(
            state="waiting", failure={}, stored_as="", asked_at=at
        )
    return Asked(report_pk=row.pk)


def find_report(*, actor: Actor, patient_pk: int, report_pk: int) -> Report:
    """Give a document of the actor's site that was asked for in the actor's role."""
    mine = rows(actor=actor, model=Report).filter(pk=report_pk, patient_id=patient_pk)
    row = mine.filter(role=actor.role).first()
    if row is None:
        raise ReportGone(
            "This document is not kept here any more",
            why="a document is kept for a day, for the role that asked for it",
            next_step="Ask for it again here",
        )
    return row


def order_of(*, actor: Actor, patient_pk: int, report_pk: int) -> Order:
    """Give the order of a document, to be asked for again; raises ReportGone."""
    return Order(**find_report(actor=actor, patient_pk=patient_pk, report_pk=report_pk).order)


def state_of(*, report_pk: int) -> str:
    """Tell where a document stands; empty where it is not asked for any more."""
    found = Report.objects.filter(pk=report_pk).values_list("state", flat=True).first()
    return found or ""


def read_made(row: Report, folder: Path) -> bytes | None:
    """Give the bytes of a document; None where it is not made, or they are lost or damaged."""
    if row.state != "made":
        return None
    try:
        return store.read(folder=folder, name=row.stored_as)
    except (store.PhotographNotKept, store.PhotographDamaged):
        return None


def key_of(subject: Subject, case: Case, photographs: Path) -> str:
    """Give the hash of everything a document depends on."""
    depends_on = {
        "software": __version__,
        "patient": subject.patient.pk,
        "role": subject.actor.role,
        "blurred": not subject.actor.sees_clear_photographs,
        "order": asdict(subject.order),
        "case": write_case_file(case=case),
        "files": files_of(subject, photographs),
    }
    return hashlib.sha256(json.dumps(depends_on, sort_keys=True).encode()).hexdigest()


def files_of(subject: Subject, folder: Path) -> list[tuple[str, str, int, int]]:
    """Give each photograph with the state of its file: one that is lost or brought back counts."""
    found = Photograph.objects.filter(patient=subject.patient).order_by("photograph_id")
    return [
        (photograph_id, stored_as, *(size_and_time(folder / stored_as) if stored_as else (0, 0)))
        for photograph_id, stored_as in found.values_list("photograph_id", "stored_as")
    ]


def size_and_time(path: Path) -> tuple[int, int]:
    """Give size and time of the last write of a file; zeros where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return 0, 0
    return stat.st_size, stat.st_mtime_ns


def make(*, report_pk: int, folders: Folders, open_bytes: OpenBytes) -> str:
    """Make a document that waits and keep it; gives where it stands.  Doing it twice is the same.

    Raises NotHere, RecordNotLawful, ReportNotKept, and what ``write_document`` raises.
    """
    row = Report.objects.filter(pk=report_pk, state="waiting").select_related("patient").first()
    if row is None:
        return DONE
    program = Actor(
        user_id=None, name="dermetry", role=row.role, site_id=row.patient.site_id
    )  # in the role of who asked, which decides what is blurred
    subject = find_subject(actor=program, patient_pk=row.patient_id, order=Order(**row.order))
    case = read_lawful(subject.patient)
    if key_of(subject, case, folders.photographs) != row.key:
        return keep(report_pk, state="overtaken")
    data = build(subject=subject, case=case, folder=folders.photographs, open_bytes=open_bytes)
    return keep(report_pk, state="made", stored_as=write(data, folders.reports))


def write(data: bytes, folder: Path) -> str:
    """Write a document as photographs are written: whole or not at all."""
    try:
        return store.write(folder=folder, data=data)
    except store.PhotographNotStored as error:
        raise ReportNotKept(
            "The document was made, but could not be written to the disk",
            why=error.why,
            next_step="free space or mend the disk, then try again",
        ) from error


def keep(report_pk: int, **fields: object) -> str:
    """Note where a document that waited stands now."""
    Report.objects.filter(pk=report_pk, state="waiting").update(**fields)
    return str(fields["state"])


def keep_failure(*, report_pk: int, what: str, why: str, next_step: str) -> None:
    """Note in words why a document could not be made; it can be asked for again."""
    keep(report_pk, state="failed", failure={"what": what, "why": why, "next_step": next_step})


def forgotten(*, before: datetime) -> tuple[int, ...]:
    """Give the documents asked for before a time that still wait."""
    waiting = Report.objects.filter(state="waiting", asked_at__lt=before)
    return tuple(waiting.values_list("pk", flat=True))
