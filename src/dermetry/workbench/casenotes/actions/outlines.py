"""Outlines: drawn, corrected, accepted from what was proposed, or taken away."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from dermetry.imaging.photograph import Opener
from dermetry.imaging.values import Picture
from dermetry.pathway.propose_outline import propose_outline
from dermetry.pathway.recording import points, rounded
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope, store
from dermetry.workbench.casenotes.actions.base import Unit, change, check_open, check_version
from dermetry.workbench.casenotes.actions.match_history import deciding
from dermetry.workbench.casenotes.actions.naming import name_outlines
from dermetry.workbench.casenotes.actions.outline_rows import (
    Border,
    OutlineGone,
    check_some,
    find_outline,
    free_id,
    keep_result,
    log_saved,
    next_position,
    not_analysed,
    open_picture,
    write_border,
)
from dermetry.workbench.casenotes.actions.taking_over import take_over
from dermetry.workbench.casenotes.derive import renew_visit
from dermetry.workbench.casenotes.models import Lesion, Outline, Photograph
from dermetry.workbench.casenotes.visit_results import stored_result
from dermetry.workbench.casenotes.who_is_who import number_outlines


@dataclass(frozen=True)
class Drawn:
    """One border as a person sent it."""

    polygon: Border  # (x, y) in px of the upright original, (0, 0) the middle of the first pixel
    outline_id: str | None = None  # None: a new one
    lesion_id: str | None = None  # None: not decided yet
    is_named: bool = True  # False: nothing is said of the lesion, what is known stays


@dataclass(frozen=True)
class Saved:
    """What became of it."""

    outline_id: str
    said: str


def save_outline(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    photograph_pk: int,
    version: int | None,
    drawn: Drawn,
    opener: Opener,
) -> Saved:
    """Keep a border as drawn, or accept a proposed one as it is; the visit is derived again.

    Raises MarksInvalid kinds for a border that crosses itself or lies outside, RecordConflict,
    VisitSigned, NotHere.
    """

    def save(unit: Unit, row: Photograph, picture: Picture | None) -> Saved:
        before = find_outline(row, drawn.outline_id)
        was = (before.details["polygon"], before.is_confirmed) if before else None
        outline = write_border(unit, row, before, drawn.polygon)
        keep_result(row, picture)
        named = outline.lesion.lesion_id if outline.lesion else None
        if drawn.is_named and named != drawn.lesion_id:
            decide_lesion(unit, row, outline, drawn.lesion_id, today)
        else:
            renew_visit(visit=row.visit, today=today)
        log_saved(unit, row, outline)
        is_accepted = was == (outline.details["polygon"], False)
        return Saved(outline.outline_id, "Accepted." if is_accepted else "Saved.")

    return edit(actor, at, today, photograph_pk, version, opener, save)


def accept_outlines(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    photograph_pk: int,
    version: int | None,
    outline_ids: Sequence[str],
    opener: Opener,
) -> Saved:
    """Accept proposed borders of one photograph as they are; raises as ``save_outline``."""

    def accept(unit: Unit, row: Photograph, picture: Picture | None) -> Saved:
        for outline_id in outline_ids:
            before = find_outline(row, outline_id)
            if before is not None and not before.is_confirmed:
                outline = write_border(unit, row, before, before.details["polygon"])
                log_saved(unit, row, outline)
        keep_result(row, picture)
        renew_visit(visit=row.visit, today=today)
        return Saved("", f"{len(outline_ids)} accepted.")

    check_some(outline_ids)
    return edit(actor, at, today, photograph_pk, version, opener, accept)


def remove_outlines(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    photograph_pk: int,
    version: int | None,
    outline_ids: Sequence[str],
) -> Saved:
    """Take outlines away, or say that proposed areas are no lesions; raises as ``save_outline``."""

    def remove(unit: Unit, row: Photograph, _: Picture | None) -> Saved:
        for outline_id in outline_ids:
            outline = find_outline(row, outline_id)
            if outline is None:
                continue
            lesion = outline.lesion
            details = {"photograph": row.photograph_id, "source": outline.source}
            details |= {"lesion": lesion.lesion_id if lesion else None}
            details |= {"polygon": outline.details["polygon"]}
            take_over(actor=actor, at=at, visit=row.visit, lesion=lesion)
            outline.delete()
            unit.log("outline.removed", target=outline_id, details=details)
        renew_visit(visit=row.visit, today=today)
        return Saved("", "Removed.")

    check_some(outline_ids)
    return edit(actor, at, today, photograph_pk, version, None, remove)


def propose_border(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    photograph_pk: int,
    version: int | None,
    tap: tuple[float, float] | None,
    box: tuple[float, float, float, float] | None,
    lesion_id: str | None,
    opener: Opener,
) -> Saved:
    """Look for the border under a tap or in a box and keep it as a proposal.

    ``lesion_id`` is what the person was drawing; it is proposed with it, unless the photograph
    shows it already.  Raises NotMeasurable kinds with what to do where no border is found.
    """
    photograph = scope.get(actor=actor, model=Photograph, pk=photograph_pk)
    actor.check("edit_visit")
    check_open(photograph.visit)
    if photograph.state != "analysed" or not photograph.stored_as:
        raise not_analysed(photograph)
    proposed = propose_outline(
        data=store.read(folder=settings.PHOTOGRAPH_FOLDER, name=photograph.stored_as),
        file_name=photograph.file_name,
        opener=opener,
        today=today,
        tap=tap,
        box=box,
        result=stored_result(row=photograph),
    )

    def keep(unit: Unit, row: Photograph, _: Picture | None) -> Saved:
        border = proposed.outline
        lesion = Lesion.objects.filter(patient_id=row.patient_id, lesion_id=lesion_id).first()
        outline = Outline.objects.create(
            photograph=row,
            patient_id=row.patient_id,
            position=next_position(row),
            outline_id=free_id(row),
            source=border.source,
            lesion=None if row.outlines.filter(lesion=lesion).exists() else lesion,
            details={
                "polygon": [list(point) for point in points(border.polygon)],
                "confidence": rounded(border.confidence, 3),
            },
        )
        renew_visit(visit=row.visit, today=today)
        log_saved(unit, row, outline, said="outline.proposed")
        return Saved(outline.outline_id, "Proposed. Check the border, then accept it.")

    return edit(actor, at, today, photograph_pk, version, None, keep)


Doing = Callable[[Unit, Photograph, Picture | None], Saved]


def edit(
    actor: Actor,
    at: datetime,
    today: date,
    photograph_pk: int,
    version: int | None,
    opener: Opener | None,
    do: Doing,
) -> Saved:
    """Change the outlines of one photograph of an unsigned visit.

    The photograph is opened first, so that nobody else waits for it.
    """
    found = scope.get(actor=actor, model=Photograph, pk=photograph_pk)
    actor.check("edit_visit")
    picture = open_picture(found, opener, today) if opener else None
    with change(actor=actor, at=at, permission="edit_visit", patient_pk=found.patient_id) as unit:
        row = lock_photograph(actor, photograph_pk, version)
        return do(unit, row, picture)


def lock_photograph(actor: Actor, photograph_pk: int, version: int | None) -> Photograph:
    """Lock a photograph that can be outlined, at the version a person saw."""
    row = scope.get(actor=actor, model=Photograph, pk=photograph_pk, lock=True)
    check_open(row.visit)
    if row.state != "analysed":
        raise not_analysed(row)
    check_version(row, version)
    row.save(update_fields=["version"])
    return row


def decide_lesion(
    unit: Unit, row: Photograph, outline: Outline, lesion_id: str | None, today: date
) -> None:
    """Give an outline the lesion chosen in the editor, as a decision that can be undone."""
    lesion = Lesion.objects.filter(patient_id=row.patient_id, lesion_id=lesion_id).first()
    if lesion_id is not None and lesion is None:
        raise OutlineGone(f"There is no lesion {lesion_id}", next_step="load the page again")
    with deciding(unit, row.visit, today) as said:
        name_outlines(unit, row.visit, [outline], lesion)
        number = number_outlines(visit=row.visit)[outline.pk]
        said.append(f"outline {number} {f'is {lesion_id}' if lesion else 'not decided'}")
