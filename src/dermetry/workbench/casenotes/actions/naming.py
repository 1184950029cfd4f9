"""Giving outlines their lesion, stating what was found without one, and making lesions."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from dermetry.errors import MarksInvalid
from dermetry.pathway.findings import CONTRADICTS_OUTLINE
from dermetry.pathway.marks import FindingMark
from dermetry.pathway.named_lesions import make_new_lesion, next_lesion_id
from dermetry.record.casefile import describe
from dermetry.record.lesion import Lesion as RecordedLesion
from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.base import Unit
from dermetry.workbench.casenotes.actions.taking_over import take_over
from dermetry.workbench.casenotes.edited_proposals import is_edited
from dermetry.workbench.casenotes.models import Lesion, Outline, Patient, StatedFinding, Visit
from dermetry.workbench.casenotes.renaming import rename_in_values
from dermetry.workbench.casenotes.who_is_who import baseline_on

DESCRIBED = (
    *("role", "zone", "laterality", "site", "morphology", "newness", "non_measurable", "note"),
    *("surroundings", "skin_change", "evidence"),
)


class LesionTwiceInPhotograph(MarksInvalid):
    """Two outlines of one photograph cannot be the same lesion."""


class LesionNameTaken(MarksInvalid):
    """Another lesion of the patient has this name."""


class StatementInvalid(MarksInvalid):
    """What is stated of a lesion lacks something, such as a reason."""


def name_outlines(
    unit: Unit, visit: Visit, outlines: Sequence[Outline], lesion: Lesion | None
) -> None:
    """Say that outlines are a lesion (None: not decided yet); the actor stands behind each.

    A statement that the lesion is gone, merged or not looked at is withdrawn: it has been found.
    """
    if lesion is not None:
        check_once(outlines, lesion)
    for outline in outlines:
        for touched in (outline.lesion, lesion):
            take_over(actor=unit.actor, at=unit.at, visit=visit, lesion=touched)
        outline.lesion = lesion
        outline.is_confirmed, outline.confirmed_by = True, unit.actor.name
        outline.version += 1
        outline.save()
    if lesion is not None:
        confirm_lesion(unit, lesion)
        contradicting = StatedFinding.objects.filter(
            visit=visit, lesion=lesion, details__status__in=CONTRADICTS_OUTLINE
        )
        contradicting.delete()


def check_once(outlines: Sequence[Outline], lesion: Lesion) -> None:
    """Refuse a second outline of one lesion in one photograph."""
    others = Outline.objects.filter(lesion=lesion).exclude(pk__in=[each.pk for each in outlines])
    there = [*others.values_list("photograph_id", flat=True)]
    there += [each.photograph_id for each in outlines]
    if any(there.count(each.photograph_id) > 1 for each in outlines):
        raise LesionTwiceInPhotograph(
            f"Another outline of the same photograph is {lesion.lesion_id} as well",
            why="two outlines of one photograph cannot be the same lesion",
            next_step="say which of the two it is; if the lesion has fallen apart, choose "
            '"split"; if one border is wrong, remove it',
        )


def confirm_lesion(unit: Unit, lesion: Lesion) -> None:
    """Let the actor stand behind a lesion that was only proposed, and give it its own name.

    Its version stays: counted up, it would pass for edited once this is undone.
    """
    if lesion.is_confirmed:
        return
    if lesion.lesion_id.startswith("new-"):
        name = next_lesion_id(taken=lesion_ids(unit.patient))
        rename_in_values(unit.patient, lesion.lesion_id, name)
        lesion.lesion_id = name
    lesion.is_confirmed, lesion.confirmed_by = True, unit.actor.name
    lesion.save()


def lesion_ids(patient: Patient) -> set[str]:
    """Give the names of all lesions of a patient."""
    return set(patient.lesions.values_list("lesion_id", flat=True))


def new_lesion(
    unit: Unit, visit: Visit, outline: Outline, *, is_equivocal: bool, lesion_id: str = ""
) -> Lesion:
    """Make the lesion that an outline shows for the first time; the proposed one is taken up."""
    taken = lesion_ids(unit.patient)
    made = make_new_lesion(
        lesion_id=lesion_id or next_lesion_id(taken=taken),
        seen_on=visit.visited_on,
        baseline_on=baseline_on(unit.patient),
        zone=outline.photograph.zone,
        laterality=outline.photograph.laterality,
        is_equivocal=is_equivocal,
        confirmed_by=unit.actor.name,
    )
    proposed = proposed_for(visit, outline)
    if proposed is not None and is_edited(proposed):
        written = mapping.values_of(proposed)
        said = {name: written[name] for name in DESCRIBED if written.get(name)}
        if is_equivocal:
            said["newness"] = made.newness
        made = RecordedLesion.model_validate({**made.model_dump(), **said})
    return keep_lesion(unit, made, proposed)


def proposed_for(visit: Visit, outline: Outline) -> Lesion | None:
    """Find the lesion that was proposed as new for an outline."""
    named = next(
        (
            each["lesion_id"]
            for each in visit.details.get("proposals", ())
            if each.get("outline_id") == outline.outline_id and each["answer"] == "new"
        ),
        None,
    )
    return Lesion.objects.filter(
        patient_id=visit.patient_id, lesion_id=named, is_confirmed=False
    ).first()


def keep_lesion(unit: Unit, made: RecordedLesion, row: Lesion | None = None) -> Lesion:
    """Write a lesion, into a row that was proposed where there is one."""
    same = unit.patient.lesions.filter(lesion_id=made.lesion_id)
    if same.exclude(pk=row.pk if row else None).exists():
        raise LesionNameTaken(
            f"There is a lesion {made.lesion_id} already",
            next_step="choose it instead, or give the new one another name",
        )
    if row is not None:
        rename_in_values(unit.patient, row.lesion_id, made.lesion_id)
    row = row or Lesion(patient=unit.patient, position=unit.patient.lesions.count())
    for name, value in mapping.fields_of(Lesion, made).items():
        setattr(row, name, value)
    row.save()
    return row


def state(unit: Unit, visit: Visit, lesion: Lesion, fields: dict[str, Any]) -> None:
    """State what was found of a lesion at a visit; raises StatementInvalid in words."""
    try:
        mark = FindingMark.model_validate({**fields, "lesion": lesion.lesion_id})
    except ValidationError as error:
        raise StatementInvalid(
            f"{lesion.lesion_id}: {describe(error)}", next_step="fill in what is missing"
        ) from error
    take_over(actor=unit.actor, at=unit.at, visit=visit, lesion=lesion)
    row = StatedFinding.objects.filter(visit=visit, lesion=lesion).first()
    row = row or StatedFinding(visit=visit, lesion=lesion, version=0)
    row.details = mark.model_dump(mode="json", exclude={"lesion"}, exclude_unset=True)
    row.stated_by, row.stated_at = unit.actor.name, unit.at
    row.version += 1
    row.save()
