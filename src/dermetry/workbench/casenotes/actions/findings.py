"""What a person saw of each lesion, what was stated of it, and which regions were looked at."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from dermetry.record.appearance import Appearance as RecordedAppearance
from dermetry.record.casefile import describe
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import appearances, mapping, scope
from dermetry.workbench.casenotes.actions.base import (
    RecordConflict,
    RecordNotLawful,
    Unit,
    change,
    check_open,
    check_version,
    read_lawful,
)
from dermetry.workbench.casenotes.actions.match_history import deciding
from dermetry.workbench.casenotes.actions.naming import state
from dermetry.workbench.casenotes.actions.taking_over import take_over
from dermetry.workbench.casenotes.models import Appearance, Lesion, StatedFinding, Visit
from dermetry.workbench.casenotes.sections import REGIONS, check_section, write_section


def describe_lesion(
    *,
    actor: Actor,
    at: datetime,
    visit_pk: int,
    lesion_pk: int,
    values: Mapping[str, Any],
    version: int | None = None,
    is_whole: bool = False,
) -> int:
    """Record how a lesion looked; gives the new version.

    ``values`` holds every field of ``appearances.FIELDS``.  A copy from the visit before that is
    sent back unchanged stays a copy, unless ``is_whole``: then all of it still holds.  Raises
    RecordConflict with the stored fields, RecordNotLawful, VisitSigned, NotHere.
    """
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    with change(actor=actor, at=at, permission="edit_visit", patient_pk=visit.patient_id) as unit:
        visit, lesion = find_both(actor, visit_pk, lesion_pk)
        row = Appearance.objects.filter(visit=visit, lesion=lesion).first()
        before = standing_before(unit, visit, lesion, row)
        if version is not None and version != before.version and dict(before.values) != values:
            raise conflict(before)
        waiting = appearances.still_copied(before=before, values=values, is_whole=is_whole)
        recorded = check_appearance(
            lesion, appearances.without(values, waiting), actor.name, visit.visited_on
        )
        unit.log(
            "appearance.recorded",
            target=f"{visit.visited_on} {lesion.lesion_id}",
            details={
                "fields": [n for n in appearances.FIELDS if values[n] != before.values[n]],
                "unchanged": is_whole,
            },
        )
        if row is None and says_nothing(recorded) and set(waiting) == before.still_copied:
            return 0  # nothing was said: there is nothing to record
        return keep_appearance(visit, lesion, row, recorded, waiting)


def says_nothing(appearance: RecordedAppearance) -> bool:
    """Tell whether nothing was asked or looked at."""
    return appearances.values_of(appearance) == appearances.EMPTY


def standing_before(
    unit: Unit, visit: Visit, lesion: Lesion, row: Appearance | None
) -> appearances.Standing:
    """Give how the description of a lesion stood before the change."""
    case = read_lawful(unit.patient)
    copies = appearances.copies_for(case=case, visited_on=visit.visited_on)
    lesion_id = lesion.lesion_id
    return appearances.standing_of(row=row, lesion_id=lesion_id, copy=copies.of(lesion_id))


def conflict(before: appearances.Standing) -> RecordConflict:
    """Say that somebody else described the lesion meanwhile."""
    return RecordConflict(
        f"{before.recorded_by or 'Somebody else'} saved this lesion while you were typing",
        theirs=dict(before.values),
        version=before.version,
    )


def check_appearance(
    lesion: Lesion, values: Mapping[str, Any], recorded_by: str, visited_on: date
) -> RecordedAppearance:
    """Give the description as the record holds it; raises RecordNotLawful in words."""
    change_on = values["dressing_change_on"]
    if change_on and change_on < visited_on:
        raise RecordNotLawful(
            f"The next dressing change ({change_on:%-d %b %Y}) is before the visit",
            next_step="enter the day on which the dressing is next opened",
        )
    try:
        return RecordedAppearance(
            lesion_id=lesion.lesion_id, recorded_by=recorded_by, **dict(values)
        )
    except ValidationError as error:
        raise RecordNotLawful(
            f"{lesion.lesion_id}: {describe(error).removeprefix('case.')}",
            next_step="correct it; nothing typed is lost",
        ) from error


def keep_appearance(
    visit: Visit,
    lesion: Lesion,
    row: Appearance | None,
    recorded: RecordedAppearance,
    waiting: Sequence[str],
) -> int:
    """Write the row."""
    row = row or Appearance(
        visit=visit, lesion=lesion, version=0, position=visit.appearances.count()
    )
    said = mapping.fields_of(Appearance, recorded, ("lesion_id",))["details"]
    row.details = appearances.kept_beside(row.details) | said
    row.still_copied = list(waiting)
    row.version += 1
    row.save()
    return int(row.version)


def state_finding(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    visit_pk: int,
    lesion_pk: int,
    fields: Mapping[str, Any],
    said: str,
    version: int | None = None,
) -> None:
    """State what was found of a lesion (fields of a FindingMark); ``said`` names it in words.

    It can be undone where who is who is decided.  Raises RecordConflict, StatementInvalid and
    other MarksInvalid kinds in words, VisitSigned, NotHere.
    """
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    with change(actor=actor, at=at, permission="confirm", patient_pk=visit.patient_id) as unit:
        visit, lesion = find_both(actor, visit_pk, lesion_pk)
        check_statement(visit, lesion, version)
        with deciding(unit, visit, today) as told:
            state(unit, visit, lesion, dict(fields))
            told.append(f"{lesion.lesion_id} {said}")
        unit.log(
            "finding.stated",
            target=f"{visit.visited_on} {lesion.lesion_id}",
            details={"status": fields["status"]},
        )


def withdraw_finding(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    visit_pk: int,
    lesion_pk: int,
    version: int | None = None,
) -> None:
    """Take a statement back, so that the photographs speak again; raises as state_finding does."""
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    with change(actor=actor, at=at, permission="confirm", patient_pk=visit.patient_id) as unit:
        visit, lesion = find_both(actor, visit_pk, lesion_pk)
        check_statement(visit, lesion, version)
        with deciding(unit, visit, today) as told:
            take_over(actor=actor, at=at, visit=visit, lesion=lesion)
            StatedFinding.objects.filter(visit=visit, lesion=lesion).delete()
            told.append(f"{lesion.lesion_id}: what was stated is taken back")
        unit.log("finding.withdrawn", target=f"{visit.visited_on} {lesion.lesion_id}")


def check_statement(visit: Visit, lesion: Lesion, version: int | None) -> None:
    """Raise RecordConflict where a statement is no longer the one the person opened."""
    row = StatedFinding.objects.filter(visit=visit, lesion=lesion).first()
    if row is not None:
        check_version(row, version, theirs=dict(row.details))
    elif version:
        raise RecordConflict(
            f"What was stated of {lesion.lesion_id} has been taken back meanwhile",
            theirs={},
            version=0,
        )


def record_regions(
    *,
    actor: Actor,
    at: datetime,
    visit_pk: int,
    examined: Sequence[str],
    not_examined: Sequence[str],
    refused: Sequence[str] | None = None,
    seen: str | None = None,
) -> str:
    """Record which zones of the skin were looked at and which were not; gives the new mark.

    ``refused`` are those the patient did not want looked at; None leaves them, without those that
    were looked at after all.
    ``seen`` is the section's mark as the person opened it (``sections.mark_of``).  Raises
    RecordConflict, RecordNotLawful where a zone stands in both lists, VisitSigned, NotHere.
    """
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    with change(actor=actor, at=at, permission="edit_visit", patient_pk=visit.patient_id) as unit:
        visit = scope.get(actor=actor, model=Visit, pk=visit_pk, lock=True)
        check_open(visit)
        wanted = {
            "regions_examined": list(dict.fromkeys(examined)),
            "regions_not_examined": list(dict.fromkeys(not_examined)),
            "regions_refused": still_refused(visit, examined, refused),
        }
        check_section(visit, REGIONS, seen, wanted)
        unit.log(
            "regions.recorded",
            target=visit.visited_on.isoformat(),
            details={
                "examined": len(examined),
                "not_examined": len(not_examined),
                "refused": len(wanted["regions_refused"]),
            },
        )
        return write_section(visit, REGIONS, wanted)


def still_refused(
    visit: Visit, examined: Sequence[str], refused: Sequence[str] | None
) -> list[str]:
    """Give the refused zones, without those that were looked at after all."""
    named = visit.details.get("regions_refused", ()) if refused is None else refused
    return [zone for zone in dict.fromkeys(named) if refused is not None or zone not in examined]


def find_both(actor: Actor, visit_pk: int, lesion_pk: int) -> tuple[Visit, Lesion]:
    """Give visit and lesion of one patient, the visit locked and open."""
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk, lock=True)
    check_open(visit)
    lesion = scope.get(actor=actor, model=Lesion, pk=lesion_pk, patient_id=visit.patient_id)
    return visit, lesion
