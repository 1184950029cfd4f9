"""The biopsy loop: suggest, order, take, send to the lab, report, act, or cancel with a reason."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from pydantic import ValidationError

from dermetry.record.biopsy import Biopsy as RecordedBiopsy
from dermetry.record.casefile import describe
from dermetry.record.laws_arms import check_steps
from dermetry.report.words import say_date
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.actions.base import (
    RecordConflict,
    RecordNotLawful,
    Unit,
    change,
    check_version,
)
from dermetry.workbench.casenotes.actions.specimens import make_row, write_specimen
from dermetry.workbench.casenotes.biopsy_steps import STEPS
from dermetry.workbench.casenotes.models import Biopsy, Lesion
from dermetry.workbench.casenotes.sites import next_id

SAME_IN_SPECIMEN: Final = ("taken_on", "photograph_id", "point_px", "kind")


def suggest_biopsy(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    patient_pk: int,
    lesion_pk: int | None,
    fields: Mapping[str, Any],
    is_ordered: bool = False,
) -> int:
    """Suggest a biopsy, or order it at once; gives its key.

    ``fields`` are those of the record's ``Biopsy``.  Raises NotPermitted, RecordNotLawful, NotHere.
    """
    if is_ordered:
        actor.check("edit_pathology")
    with change(actor=actor, at=at, permission="handle_biopsies", patient_pk=patient_pk) as unit:
        rows = unit.patient.biopsies
        taken = rows.values_list("biopsy_id", flat=True)
        row = Biopsy(
            patient=unit.patient,
            biopsy_id=next_id(letters="BP", taken=taken, joint="-"),
            position=rows.count(),
            lesion=find_lesion(unit, lesion_pk),
        )
        order = {"ordered_on": today, "ordered_by": actor.name} if is_ordered else {}
        write_biopsy(row, {**fields, "suggested_on": today, **order}, today)
        done = "biopsy.ordered" if is_ordered else "biopsy.suggested"
        unit.log(
            done, target=row.biopsy_id, details={"lesion": row.lesion and row.lesion.lesion_id}
        )
    return int(row.pk)


def make_step(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    biopsy_pk: int,
    step: str,
    fields: Mapping[str, Any],
    version: int | None = None,
) -> str:
    """Make the next step of a biopsy; gives its id.

    ``fields`` may hold the step's day (today without one) and what belongs to the step.  Taking it
    makes its specimen.  Raises NotPermitted, RecordConflict, RecordNotLawful, NotHere.
    """
    made = STEPS[step]
    patient_pk = scope.get(actor=actor, model=Biopsy, pk=biopsy_pk).patient_id
    with change(actor=actor, at=at, permission=made.permission, patient_pk=patient_pk) as unit:
        row = open_row(unit, biopsy_pk, version)
        held = values_of(row)
        if held.get(made.day):
            raise RecordConflict(
                f"{row.biopsy_id} is {step.replace('_', ' ')} already, "
                f"on {say_date(held[made.day])}",
                theirs=held,
                version=row.version,
            )
        given = {made.day: today, **fields, **({made.by: actor.name} if made.by else {})}
        if step == "acted_on" and not given.get("action"):
            raise RecordNotLawful(
                "What was decided is missing",
                why="a result nobody acted on and one that needs nothing must not look the same",
                next_step="say in a few words what follows, or that nothing does",
            )
        write_biopsy(row, {**held, **given}, today)
        if step == "taken":
            row.specimen = take_specimen(unit, row, today)
            row.save()
        unit.log(f"biopsy.{step}", target=row.biopsy_id, details={"on": given[made.day]})
    return str(row.biopsy_id)


def change_biopsy(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    biopsy_pk: int,
    fields: Mapping[str, Any],
    version: int | None = None,
) -> str:
    """Correct days and words of a biopsy; gives its id.

    What its specimen had from it (day, kind, photograph, point) follows.  Raises as ``make_step``.
    """
    patient_pk = scope.get(actor=actor, model=Biopsy, pk=biopsy_pk).patient_id
    with change(actor=actor, at=at, permission="handle_biopsies", patient_pk=patient_pk) as unit:
        row = open_row(unit, biopsy_pk, version, may_be_cancelled=True)
        held = values_of(row)
        changed = {name: new for name, new in fields.items() if new != held.get(name)}
        check_changes(actor, row, changed)
        write_biopsy(row, {**held, **fields}, today)
        if row.specimen and (same := follow(row, held, changed)):
            write_specimen(row.specimen, same, today)
        unit.log("biopsy.changed", target=row.biopsy_id, details={"fields": sorted(changed)})
    return str(row.biopsy_id)


def cancel_biopsy(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    biopsy_pk: int,
    reason: str,
    version: int | None = None,
) -> str:
    """Cancel a biopsy with a reason; gives its id.  Raises as ``make_step``."""
    patient_pk = scope.get(actor=actor, model=Biopsy, pk=biopsy_pk).patient_id
    with change(actor=actor, at=at, permission="handle_biopsies", patient_pk=patient_pk) as unit:
        row = open_row(unit, biopsy_pk, version)
        if not reason.strip():
            raise RecordNotLawful(
                "The reason is missing",
                why="who reads it later must know whether a biopsy is still needed",
                next_step="say in a few words why it is cancelled",
            )
        by = {"cancelled_on": today, "cancelled_by": actor.name, "cancel_reason": reason}
        write_biopsy(row, {**values_of(row), **by}, today)
        unit.log("biopsy.cancelled", target=row.biopsy_id)
    return str(row.biopsy_id)


def find_lesion(unit: Unit, lesion_pk: int | None) -> Lesion | None:
    """Give the lesion of the patient; None where no lesion is named."""
    if lesion_pk is None:
        return None
    return scope.get(actor=unit.actor, model=Lesion, pk=lesion_pk, patient_id=unit.patient.pk)


def open_row(
    unit: Unit, biopsy_pk: int, version: int | None, *, may_be_cancelled: bool = False
) -> Biopsy:
    """Give the row to write into; raises RecordConflict, RecordNotLawful where it is cancelled."""
    row = scope.get(
        actor=unit.actor, model=Biopsy, pk=biopsy_pk, lock=True, patient_id=unit.patient.pk
    )
    check_version(row, version, theirs=values_of(row))
    if row.cancelled_on and not may_be_cancelled:
        raise RecordNotLawful(
            f"{row.biopsy_id} was cancelled on {say_date(row.cancelled_on)}",
            next_step="suggest a new biopsy if one is needed after all",
        )
    return row


def values_of(row: Biopsy) -> dict[str, Any]:
    """Give the fields of a row as the record's ``Biopsy`` holds them, ids of others too."""
    others = {
        "lesion_id": row.lesion and row.lesion.lesion_id,
        "specimen_id": row.specimen and row.specimen.specimen_id,
    }
    return {**mapping.values_of(row), **others}


def check_changes(actor: Actor, row: Biopsy, changed: Mapping[str, Any]) -> None:
    """Refuse to take back tissue that has a specimen, and steps that are not the actor's."""
    if row.specimen_id and "taken_on" in changed and changed["taken_on"] is None:
        raise RecordNotLawful(
            f"{row.biopsy_id} was taken: specimen {row.specimen.specimen_id} stands for it",
            next_step="correct the day instead, or cancel the biopsy with a reason",
        )
    for step in STEPS.values():
        if step.day in changed:
            actor.check(step.permission)
    if "action" in changed:
        actor.check("edit_pathology")


def follow(row: Biopsy, held: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Give what changes in the specimen, because it was as it stood in the biopsy."""
    specimen = mapping.values_of(row.specimen)
    return {
        name: changed[name]
        for name in SAME_IN_SPECIMEN
        if name in changed
        and specimen.get(name) == held.get(name)
        and (changed[name] is not None or name in ("photograph_id", "point_px"))
    }


def take_specimen(unit: Unit, row: Biopsy, today: date) -> Any:
    """Make the specimen of a biopsy that was taken."""
    specimen = make_row(unit)
    specimen.lesion = row.lesion
    held = values_of(row)
    same = {name: held.get(name) for name in (*SAME_IN_SPECIMEN, "zone", "laterality")}
    write_specimen(specimen, same | {"kind": held.get("kind") or "punch"}, today)
    return specimen


def write_biopsy(row: Biopsy, fields: Mapping[str, Any], today: date) -> None:
    """Check the fields of a biopsy and write them; raises RecordNotLawful in words."""
    own = {name: value for name, value in fields.items() if value not in (None, "")}
    own |= {"biopsy_id": row.biopsy_id, "lesion_id": row.lesion and row.lesion.lesion_id}
    try:
        made = RecordedBiopsy.model_validate(own)
    except ValidationError as error:
        raise RecordNotLawful(
            f"This cannot be saved: {describe(error)}", next_step="correct what is named"
        ) from error
    for name, day in made.steps():
        if day and day > today:
            raise RecordNotLawful(
                f"{name.capitalize()} on {say_date(day)}, which lies in the future",
                next_step="enter the day on which it happened",
            )
    if broken := [*check_steps(made.biopsy_id, made.steps())]:
        raise RecordNotLawful("; ".join(broken), next_step="correct one of the two days")
    without = ("lesion_id", "specimen_id")
    for name, value in mapping.fields_of(Biopsy, made, without).items():
        setattr(row, name, value)
    row.save()
