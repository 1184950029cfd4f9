"""Taking photographs in, describing them, and giving one without a scale its ruler."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from django.conf import settings
from pydantic import ValidationError

from dermetry.errors import MarksInvalid
from dermetry.imaging import ruler as rulers
from dermetry.pathway.files import clean_name
from dermetry.pathway.marks import RulerMark
from dermetry.record.casefile import describe
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope, store
from dermetry.workbench.casenotes.actions.base import Unit, change, check_open, check_version
from dermetry.workbench.casenotes.actions.missing_files import (
    is_to_analyse,
    lacks_file,
    restore_file,
)
from dermetry.workbench.casenotes.models import Photograph, Visit

PLACE = ("view", "zone", "laterality", "cleansing")


@dataclass(frozen=True)
class Added:
    """What became of one file that was sent."""

    photograph_pk: int
    file_name: str
    is_new: bool
    said: str  # what a person must know: where the same photograph already is; else empty
    is_restored: bool = False  # the row was there, and its file was missing
    is_to_analyse: bool = True


def add_photograph(
    *,
    actor: Actor,
    at: datetime,
    visit_pk: int,
    file_name: str,
    data: bytes,
    upload_key: str | None = None,
    view: str | None = None,
    zone: str | None = None,
    laterality: str | None = None,
    cleansing: str | None = None,
) -> Added:
    """Keep one file: the bytes on the disk first, then the row; sent twice, it is kept once.

    Whatever the bytes are, they are kept; whether they can be read is found out later.  A
    photograph of the record whose file was missing gets it, in a signed visit too.  Raises
    PhotographNotStored, VisitSigned, NotHere.
    """
    actor.check("edit_visit")
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    sha256 = hashlib.sha256(data).hexdigest()
    there = find_in_record(visit.patient_id, sha256)
    if there is not None and lacks_file(there):
        return give_file(actor, at, visit, there.pk, data)
    if there is None:
        check_open(visit)
        name = store.write(folder=settings.PHOTOGRAPH_FOLDER, data=data)
        place = {"view": view, "zone": zone, "laterality": laterality, "cleansing": cleansing}
        with change(
            actor=actor, at=at, permission="edit_visit", patient_pk=visit.patient_id
        ) as unit:
            visit = scope.get(actor=actor, model=Visit, pk=visit_pk, lock=True)
            check_open(visit)
            there = find_in_record(visit.patient_id, sha256)  # again, now that nobody else writes
            row = there or Photograph(
                patient=unit.patient,
                visit=visit,
                position=Photograph.objects.filter(visit=visit).count(),
                photograph_id=f"{visit.visited_on.isoformat()}-{sha256[:10]}",
                file_name=free_name(visit, file_name),
                sha256=sha256,
                size_bytes=len(data),
                stored_as=name,
                upload_key=free_key(visit, upload_key),
                added_by=actor.name,
                added_at=at,
                **{name: value or None for name, value in place.items()},
            )
            log_added(unit, row, is_new=there is None)
            row.save()
        if there is None:
            return Added(row.pk, row.file_name, is_new=True, said=say_elsewhere(actor, row))
    if there.state != "erased":
        store.write(folder=settings.PHOTOGRAPH_FOLDER, data=data)  # mends a file that was damaged
    said = say_there(there, visit, upload_key)
    return Added(there.pk, there.file_name, is_new=False, said=said, is_to_analyse=False)


def give_file(actor: Actor, at: datetime, visit: Visit, photograph_pk: int, data: bytes) -> Added:
    """Keep the bytes of a photograph that the record names, wherever in the record it stands."""
    name = store.write(folder=settings.PHOTOGRAPH_FOLDER, data=data)
    with change(actor=actor, at=at, permission="edit_visit", patient_pk=visit.patient_id) as unit:
        row = scope.get(actor=actor, model=Photograph, pk=photograph_pk, lock=True)
        if lacks_file(row):
            restore_file(unit, row, stored_as=name, size_bytes=len(data))
        else:
            log_added(unit, row, is_new=False)  # somebody was quicker
    is_here = row.visit_id == visit.pk
    where = "this visit" if is_here else f"the visit of {row.visit.visited_on:%-d %b %Y}"
    return Added(
        row.pk,
        row.file_name,
        is_new=False,
        said=f"{row.file_name} of {where} lacked its file; it is kept now",
        is_restored=True,
        is_to_analyse=is_to_analyse(row),
    )


def find_in_record(patient_pk: int, sha256: str) -> Photograph | None:
    """Find the photograph of the record with these bytes; rather one that lacks its file."""
    rows = Photograph.objects.filter(patient_id=patient_pk, sha256=sha256)
    found = list(rows.select_related("visit").order_by("pk"))
    return next((row for row in found if lacks_file(row)), next(iter(found), None))


def free_key(visit: Visit, upload_key: str | None) -> str | None:
    """Give the key of an upload; None where another file came under it: no file is dropped."""
    taken = Photograph.objects.filter(visit=visit, upload_key=upload_key).exists()
    return None if taken else upload_key


def log_added(unit: Unit, row: Photograph, *, is_new: bool) -> None:
    """Say in the audit log what came."""
    unit.log(
        "photograph.added" if is_new else "photograph.sent_again",
        target=row.photograph_id,
        details={"sha256": row.sha256, "size_bytes": row.size_bytes},
    )


def free_name(visit: Visit, file_name: str) -> str:
    """Give a name that no other photograph of the visit has: phones call each one image.jpg."""
    taken = set(Photograph.objects.filter(visit=visit).values_list("file_name", flat=True))
    name = clean_name(PurePath(file_name.replace("\\", "/")).name)
    stem, dot, ending = name.rpartition(".")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem or ending} ({number}){dot if stem else ''}{ending if stem else ''}"
    return free


def say_there(there: Photograph, visit: Visit, upload_key: str | None) -> str:
    """Say where the same bytes already are; nothing where the same upload came twice."""
    if upload_key and there.upload_key == upload_key:
        return ""
    if there.state == "erased":
        return "This photograph was erased on purpose and is not taken in again"
    if there.visit_id == visit.pk:
        return f"This photograph is already in this visit, as {there.file_name}"
    return f"This photograph is already in the visit of {there.visit.visited_on:%-d %b %Y}"


def say_elsewhere(actor: Actor, row: Photograph) -> str:
    """Say that the same bytes are filed to somebody else: one of the two is wrong."""
    same = scope.rows(actor=actor, model=Photograph).filter(sha256=row.sha256)
    other = same.exclude(patient_id=row.patient_id).select_related("patient").first()
    if other is None:
        return ""
    return (
        f"The same photograph is filed to {other.patient.patient_id}: "
        "check whom it shows, and move the wrong one"
    )


def describe_photograph(
    *,
    actor: Actor,
    at: datetime,
    photograph_pk: int,
    version: int | None,
    view: str | None,
    zone: str | None,
    laterality: str | None,
    cleansing: str | None,
) -> None:
    """State view, zone, side and cleansing; raises RecordConflict, VisitSigned, NotHere."""
    said = {"view": view, "zone": zone, "laterality": laterality, "cleansing": cleansing}

    def describe_row(unit: Unit, row: Photograph) -> None:
        check_version(row, version, theirs={name: getattr(row, name) for name in PLACE})
        for name, value in said.items():
            setattr(row, name, value or None)
        row.save(update_fields=["version", *PLACE])
        unit.log("photograph.described", target=row.photograph_id, details=said)

    edit(actor, at, photograph_pk, describe_row)


def set_ruler(
    *,
    actor: Actor,
    at: datetime,
    photograph_pk: int,
    version: int | None,
    first: tuple[float, float],
    second: tuple[float, float],
    mm: str,
) -> None:
    """Keep two points of a ruler and their distance.

    Raises RulerInvalid, NotAnalysed, RecordConflict, VisitSigned, NotHere.
    """
    try:
        mark = RulerMark.model_validate({"first": first, "second": second, "mm": mm})
    except ValidationError as error:
        raise rulers.RulerInvalid(
            f"The ruler cannot be used: {describe(error)}",
            next_step="give two points of the photograph and the millimeters between them",
        ) from error

    def keep(unit: Unit, row: Photograph) -> None:
        check_version(row, version, theirs={"ruler": row.ruler})
        size = row.details.get("width_px"), row.details.get("height_px")
        if row.state != "analysed" or None in size:
            raise NotAnalysed(
                f"{row.file_name} has not been analysed yet",
                next_step="wait until it is, or analyse it again; then set the ruler",
            )
        rulers.from_two_points(
            first_px=mark.first,
            second_px=mark.second,
            distance_mm=float(mark.mm),
            width_px=size[0],
            height_px=size[1],
        )
        row.ruler, row.reason = mark.model_dump(mode="json"), ""
        row.save(update_fields=["ruler", "reason", "version"])
        unit.log("photograph.ruler_set", target=row.photograph_id, details=row.ruler)

    edit(actor, at, photograph_pk, keep)


class NotAnalysed(MarksInvalid):
    """Something is asked of a photograph that nobody has looked at yet."""


def ask_again(*, actor: Actor, at: datetime, photograph_pk: int) -> None:
    """Note that a photograph is to be analysed again; raises VisitSigned, NotHere."""

    def ask(unit: Unit, row: Photograph) -> None:
        row.reason = "" if row.state != "unreadable" else row.reason
        row.save(update_fields=["reason"])
        unit.log("photograph.analysis_asked", target=row.photograph_id)

    edit(actor, at, photograph_pk, ask)


def edit(
    actor: Actor,
    at: datetime,
    photograph_pk: int,
    do: Callable[[Unit, Photograph], None],
) -> None:
    """Change one photograph of an unsigned visit."""
    found = scope.get(actor=actor, model=Photograph, pk=photograph_pk)
    with change(actor=actor, at=at, permission="edit_visit", patient_pk=found.patient_id) as unit:
        row = scope.get(actor=actor, model=Photograph, pk=photograph_pk, lock=True)
        check_open(row.visit)
        do(unit, row)
