"""Documents of a patient: built from the record, handed out with the hash of their bytes noted."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
from django.db import transaction

from dermetry.imaging.values import Picture
from dermetry.record.case import Case
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import audit, scope, store
from dermetry.workbench.casenotes.actions.base import read_lawful
from dermetry.workbench.casenotes.models import Patient, Photograph, Visit
from dermetry.workbench.casenotes.pictures import blurred
from dermetry.workbench.casenotes.report_documents import (
    CONTENT_TYPES,
    OpenPicture,
    Order,
    Source,
    assess,
    write_document,
)
from dermetry.workbench.casenotes.rule_sets import rules_in_force

MADE = "report.made"
OpenBytes = Callable[[bytes, str], Picture]  # bytes and file name; decodes in the sandbox


@dataclass(frozen=True)
class MadeReport:
    """A document as it goes out; its name holds nothing of the patient."""

    data: bytes
    content_type: str
    file_name: str
    sha256: str


@dataclass(frozen=True)
class Subject:
    """Whose document is wanted, by somebody who may have it, and the visit it speaks of."""

    actor: Actor
    patient: Patient
    visit: Visit | None
    order: Order


def make_report(
    *,
    actor: Actor,
    at: datetime,
    patient_pk: int,
    order: Order,
    folder: Path,
    open_bytes: OpenBytes,
) -> MadeReport:
    """Make a document and hand it out at once; see ``build`` and ``find_subject`` for refusals."""
    subject = find_subject(actor=actor, patient_pk=patient_pk, order=order)
    case = read_lawful(subject.patient)
    data = build(subject=subject, case=case, folder=folder, open_bytes=open_bytes)
    return hand_out(subject=subject, at=at, data=data)


def find_subject(*, actor: Actor, patient_pk: int, order: Order) -> Subject:
    """Give whom a document is about; raises NotPermitted, NotHere."""
    actor.check("make_trial_forms" if order.document == "form" else "make_reports")
    patient = scope.get(actor=actor, model=Patient, pk=patient_pk)
    return Subject(actor, patient, find_visit(actor, patient, order), order)


def build(*, subject: Subject, case: Case, folder: Path, open_bytes: OpenBytes) -> bytes:
    """Write a document; photographs are blurred where the role does not see them clear.

    Raises what ``write_document`` raises.
    """
    open_picture = picture_opener(
        patient=subject.patient,
        folder=folder,
        open_bytes=open_bytes,
        is_blurred=not subject.actor.sees_clear_photographs,
    )
    source = Source(
        assessed=assess(case=case, open_picture=open_picture),
        order=subject.order,
        visited_on=subject.visit.visited_on if subject.visit else None,
        rules=rules_in_force(actor=subject.actor),
    )
    return write_document(source=source)


def hand_out(*, subject: Subject, at: datetime, data: bytes) -> MadeReport:
    """Give a document to who asked for it, and write that into the audit log."""
    sha256 = hashlib.sha256(data).hexdigest()
    note_made(subject, at, sha256)
    return MadeReport(
        data=data,
        content_type=CONTENT_TYPES[subject.order.file_format],
        file_name=file_name_of(subject.order, subject.visit, sha256),
        sha256=sha256,
    )


def find_visit(actor: Actor, patient: Patient, order: Order) -> Visit | None:
    """Give the visit a document speaks of, which must be one of this patient's."""
    if order.document != "visit" or order.visit_pk is None:
        return None
    return scope.get(actor=actor, model=Visit, pk=order.visit_pk, patient_id=patient.pk)


def picture_opener(
    *, patient: Patient, folder: Path, open_bytes: OpenBytes, is_blurred: bool
) -> OpenPicture:
    """Give a function that opens a photograph of this patient by its id, from the store."""
    rows = Photograph.objects.filter(patient=patient).values_list(
        "photograph_id", "stored_as", "file_name"
    )
    kept = {key: (stored_as, file_name) for key, stored_as, file_name in rows}

    def open_picture(photograph_id: str) -> Picture:
        """Open one photograph in the sandbox, and blur it where the role asks for that."""
        stored_as, file_name = kept[photograph_id]
        picture = open_bytes(store.read(folder=folder, name=stored_as), file_name)
        return blurred_picture(picture) if is_blurred else picture

    return open_picture


def blurred_picture(picture: Picture) -> Picture:
    """Blur a picture beyond recognition and keep its size, so that outlines still lie on it."""
    size = (picture.width_px, picture.height_px)
    pixels = cv2.resize(blurred(picture.pixels), size, interpolation=cv2.INTER_LINEAR)
    return replace(picture, pixels=np.asarray(pixels, np.uint8))


def note_made(subject: Subject, at: datetime, sha256: str) -> None:
    """Write who was given which document, with the hash by which a copy is recognized."""
    actor, order, visit = subject.actor, subject.order, subject.visit
    details: dict[str, object] = {
        "document": order.document,
        "format": order.file_format,
        "sha256": sha256,
        "blurred": not actor.sees_clear_photographs,
    }
    if visit:
        details |= {"visit": visit.visited_on, "signed": visit.signed_on is not None}
    with transaction.atomic():
        audit.record(
            actor=actor,
            at=at,
            action=MADE,
            patient_pk=subject.patient.pk,
            target=f"{order.document} as {order.file_format}",
            details=details,
        )


def file_name_of(order: Order, visit: Visit | None, sha256: str) -> str:
    """Name a file by what it is, its visit and its hash; never by the patient."""
    parts = [NAMES[order.document], *([visit.visited_on.isoformat()] if visit else []), sha256[:8]]
    return f"{'-'.join(parts)}.{order.file_format}"


NAMES = {
    "visit": "visit-report",
    "course": "course-report",
    "board": "tumor-board",
    "form": "response-form",
    "specimens": "specimens",
}
