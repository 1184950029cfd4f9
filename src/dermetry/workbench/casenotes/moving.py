"""Moving the rows of one patient to another: keys stay, so links and photographs stay.

What both records hold once (a visit of one day, a photograph with the same bytes, a lesion said
to be the same) is joined to the kept row.  The values are written afterwards (``rewriting``).
"""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import Max

from dermetry.errors import MarksInvalid
from dermetry.pathway.merge_names import Names
from dermetry.workbench.casenotes import models
from dermetry.workbench.casenotes.models import Patient, Photograph, Visit
from dermetry.workbench.casenotes.models.base import ValueRow
from dermetry.workbench.casenotes.renaming import rename_result


class PhotographErased(MarksInvalid):
    """One of two records still holds what was erased from the other."""


WRITTEN_ANEW: tuple[type[ValueRow], ...] = (
    models.Treatment,
    models.Consent,
    models.Biopsy,  # before the specimens that they name
    models.Specimen,
    models.ExtentDecision,
    models.ImagingStudy,
)
SHARED = ("stored_as", "size_bytes", "ruler", "analysis", "analysed_with")


def move_rows(
    *,
    kept: Patient,
    merged: Patient,
    names: Names,
    same: Mapping[str, str],
    alert_keys: Mapping[str, str],
    at: datetime,
) -> None:
    """Move lesions, visits, photographs, alerts and tasks of ``merged`` to ``kept``.

    Treatments, consents, tissue, decisions on extent and studies are written anew by
    ``rewriting``.
    """
    for table in WRITTEN_ANEW:
        table._default_manager.filter(patient=merged).delete()
    models.Task.objects.filter(patient=merged).update(patient=kept)
    move_alerts(kept, merged, alert_keys)
    rename_statements(merged, names)
    move_lesions(kept, merged, names, same)
    visits = {each.visited_on: each for each in kept.visits.all()}
    for visit in merged.visits.order_by("visited_on"):
        move_visit(kept, visit, visits.get(visit.visited_on), names, at)


def move_alerts(kept: Patient, merged: Patient, keys: Mapping[str, str]) -> None:
    """Move alerts with whom they were handed to; one of both records keeps the kept row."""
    mine = {row.key: row for row in kept.alerts.all()}
    for row in merged.alerts.order_by("position", "pk"):
        twin = mine.get(keys[row.key])
        if twin is None:
            row.key, row.patient = keys[row.key], kept
            row.save(update_fields=["key", "patient"])
            continue
        if twin.assignee_id is None and row.assignee_id is not None:
            twin.assignee_id = row.assignee_id
            twin.save(update_fields=["assignee"])
        row.delete()


def move_lesions(kept: Patient, merged: Patient, names: Names, same: Mapping[str, str]) -> None:
    """Give each lesion its new id and patient; what hangs on one said to be the same goes over."""
    mine = {each.lesion_id: each for each in kept.lesions.all()}
    position = len(mine)
    for lesion in merged.lesions.order_by("position", "pk"):
        if lesion.lesion_id in same:
            join_lesion(lesion, mine[same[lesion.lesion_id]])
            continue
        lesion.lesion_id = names.lesions.get(lesion.lesion_id, lesion.lesion_id)
        lesion.patient, lesion.position = kept, position
        lesion.save(update_fields=["lesion_id", "patient", "position"])
        position += 1


def join_lesion(lesion: models.Lesion, into: models.Lesion) -> None:
    """Let everything that names a lesion name the same one of the kept record."""
    models.Outline.objects.filter(lesion=lesion).update(lesion=into)
    models.Appearance.objects.filter(lesion=lesion).update(lesion=into)
    models.StatedFinding.objects.filter(lesion=lesion).update(lesion=into)
    models.Finding.objects.filter(lesion=lesion).update(lesion=into)
    lesion.delete()


def move_visit(kept: Patient, visit: Visit, into: Visit | None, names: Names, at: datetime) -> None:
    """Move a visit, or what hangs on it to the kept visit of that day."""
    target = into or visit
    for photograph in visit.photographs.order_by("position", "pk"):
        place_photograph(kept, photograph, twin_of(kept, photograph), target, names)
    visit.match_changes.filter(undone_at__isnull=True).update(undone_at=at)  # ids have changed
    if into is None:
        visit.patient = kept
        visit.version += 1
        visit.save(update_fields=["patient", "version"])
        return
    join_findings(visit, into)
    for table in (models.Appearance, models.StatedFinding):
        there = table._default_manager.filter(visit=into).values_list("lesion_id", flat=True)
        table._default_manager.filter(visit=visit, lesion_id__in=list(there)).delete()
        table._default_manager.filter(visit=visit).update(visit=into)
    models.Addendum.objects.filter(visit=visit).update(visit=into)
    visit.match_changes.update(visit=into)
    into.version += 1
    into.save(update_fields=["version"])
    visit.delete()


def join_findings(visit: Visit, into: Visit) -> None:
    """Move findings to the kept visit; those it has already are the same, and go."""
    there = set(into.findings.values_list("lesion_id", "evaluator"))
    for finding in visit.findings.all():
        if (finding.lesion_id, finding.evaluator) in there:
            finding.delete()
        else:
            finding.visit = into
            finding.save(update_fields=["visit"])


def rename_statements(merged: Patient, names: Names) -> None:
    """Give the lesions that statements name ("merged into L2") their new ids."""
    for row in models.StatedFinding.objects.filter(visit__patient=merged):
        details = dict(row.details)
        if details.get("merged_into"):
            details["merged_into"] = names.lesions.get(
                details["merged_into"], details["merged_into"]
            )
        if details.get("fragments"):
            details["fragments"] = [names.lesions.get(each, each) for each in details["fragments"]]
        if details != row.details:
            row.details = details
            row.save(update_fields=["details"])


def place_photograph(
    kept: Patient, photograph: Photograph, twin: Photograph | None, visit: Visit, names: Names
) -> None:
    """Move a photograph, or keep one of two with the same bytes: the one that was analysed."""
    if twin is None:
        move_photograph(kept, photograph, visit, names)
        return
    if "erased" in (photograph.state, twin.state) and photograph.state != twin.state:
        raise PhotographErased(
            f"{photograph.file_name} was erased on purpose in one of the records",
            why="the other record still holds it, and a merge would bring it back or lose it",
            next_step="erase it in the other record too, or keep the records apart",
        )
    if twin.state == "waiting" and photograph.state == "analysed":
        join_photograph(twin, photograph)
        move_photograph(kept, photograph, visit, names)
        return
    join_photograph(photograph, twin)


def twin_of(kept: Patient, photograph: Photograph) -> Photograph | None:
    """Find the kept record's row with the same bytes; of unreadable ones, of the same day."""
    rows = kept.photographs.filter(sha256=photograph.sha256)
    if photograph.state != "unreadable":
        return rows.exclude(state="unreadable").first()
    same = {"file_name": photograph.file_name, "reason": photograph.reason}
    day = photograph.visit.visited_on
    return rows.filter(state="unreadable", visit__visited_on=day, **same).first()


def move_photograph(kept: Patient, photograph: Photograph, visit: Visit, names: Names) -> None:
    """Move a photograph with its outlines; the bytes stay where they are."""
    known = photograph.photograph_id
    wanted = names.photographs.get(known, known)
    taken = set(kept.photographs.values_list("photograph_id", flat=True))
    photograph.photograph_id = wanted if wanted not in taken else f"{wanted[:50]}-{photograph.pk}"
    if photograph.photograph_id != known:
        rename_result(photograph)
    photograph.patient, photograph.visit = kept, visit
    last = visit.photographs.exclude(pk=photograph.pk).aggregate(last=Max("position"))["last"]
    photograph.position = 0 if last is None else last + 1
    photograph.upload_key = None
    photograph.version += 1
    photograph.save()
    for outline in photograph.outlines.all():
        outline.outline_id = names.outlines.get(outline.outline_id, outline.outline_id)
        outline.patient = kept
        outline.save(update_fields=["outline_id", "patient"])


def join_photograph(photograph: Photograph, twin: Photograph) -> None:
    """Keep one row of two with the same bytes; it takes what only the other one has."""
    has_result = bool(twin.analysis)
    for name in SHARED:
        if not getattr(twin, name):
            setattr(twin, name, getattr(photograph, name))
    if not has_result:
        rename_result(twin)
    twin.save(update_fields=[*SHARED])
    photograph.outlines.all().delete()
    photograph.delete()
