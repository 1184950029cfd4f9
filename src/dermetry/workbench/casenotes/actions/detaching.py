"""Taking a photograph out of what was derived and decided from it."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from dermetry.workbench.casenotes import mapping
from dermetry.workbench.casenotes.actions.base import Unit
from dermetry.workbench.casenotes.actions.taking_over import take_over
from dermetry.workbench.casenotes.derive import is_used
from dermetry.workbench.casenotes.models import Finding, Lesion, Outline, Photograph, Visit


@dataclass
class Loose:
    """The lesions a photograph showed."""

    lesions: tuple[Lesion, ...]
    named: tuple[str, ...]
    removed: list[str] = field(default_factory=list)

    def remove_unused(self, unit: Unit, source: Visit) -> None:
        """Take away lesions that were first recorded from this photograph and nothing else."""
        for lesion in self.lesions:
            first = lesion.details.get("first_seen_on")
            is_free = first == source.visited_on.isoformat() and not is_used(lesion)
            if is_free and not is_named_elsewhere(lesion):
                values = mapping.values_of(lesion)
                kept = {name: value for name, value in values.items() if name != "note"}
                unit.log("lesion.removed", target=lesion.lesion_id, details=kept)
                self.removed.append(lesion.lesion_id)
                forget_proposals(source, {lesion.lesion_id}, set())
                lesion.delete()

    def said(self, is_stranger: bool) -> str:
        """Say what follows for the lesions."""
        left = [each for each in self.named if each not in self.removed]
        words = []
        if self.removed:
            words.append(f"{' and '.join(self.removed)} stood on this photograph alone: removed.")
        if left and is_stranger:
            words.append(f"{' and '.join(left)} of the former record: say what became of it.")
        return " ".join(words)


def detach(unit: Unit, row: Photograph, *, is_stranger: bool) -> Loose:
    """Let nothing at the old visit rest on a photograph; its borders are kept.

    With a stranger's record the outlines lose their lesions.  The findings of a signed visit are
    left to ``correcting``.
    """
    outlines = list(row.outlines.select_related("lesion"))
    by_pk = {each.lesion.pk: each.lesion for each in outlines if each.lesion}
    by_pk |= {
        each.lesion.pk: each.lesion
        for each in Finding.objects.filter(visit=row.visit).select_related("lesion")
        if row.photograph_id in each.details.get("photograph_ids", ())
    }
    if row.visit.signed_on is None:
        for lesion in by_pk.values():
            take_over(actor=unit.actor, at=unit.at, visit=row.visit, lesion=lesion)
        row.visit.findings.filter(is_derived=True).delete()  # derived again in a moment
    forget_proposals(row.visit, set(), {each.outline_id for each in outlines})
    forget_remarks(row.visit, row.file_name)
    named = tuple(sorted({each.lesion.lesion_id for each in outlines if each.lesion}))
    if is_stranger:
        Outline.objects.filter(photograph=row).update(lesion=None)
        return Loose(tuple(by_pk.values()), named)
    return Loose((), named)


SIGHTINGS = ("measured", "too_small", "present")


def redate(row: Photograph, was_on: date) -> None:
    """Let lesions be first seen no later than the visit their photograph stands in now."""
    for lesion in Lesion.objects.filter(outlines__photograph=row).distinct():
        outlined = lesion.outlines.values_list("photograph__visit__visited_on", flat=True)
        found = lesion.findings.filter(status__in=SIGHTINGS)
        earliest = min({*outlined, *found.values_list("visit__visited_on", flat=True)})
        first = lesion.details.get("first_seen_on")
        if first and (first == was_on.isoformat() or first > earliest.isoformat()):
            lesion.details = {**lesion.details, "first_seen_on": earliest.isoformat()}
            lesion.save(update_fields=["details"])


def is_named_elsewhere(lesion: Lesion) -> bool:
    """Tell whether another lesion has grown out of this one, or a signed visit speaks of it."""
    others = Lesion.objects.filter(patient_id=lesion.patient_id).exclude(pk=lesion.pk)
    families = (
        (*each.details.get("merged_from", ()), each.details.get("split_from")) for each in others
    )
    if any(lesion.lesion_id in family for family in families):
        return True
    signed = Visit.objects.filter(patient_id=lesion.patient_id, signed_on__isnull=False)
    return any(
        each.get("lesion_id") == lesion.lesion_id
        for visit in signed
        for each in visit.details.get("proposals", ())
    )


def forget_proposals(visit: Visit, lesion_ids: set[str], outline_ids: set[str]) -> None:
    """Drop proposals of this and later open visits that name what is no longer there."""
    is_touched = Q(signed_on__isnull=True) | Q(pk=visit.pk)
    rows = Visit.objects.filter(is_touched, patient_id=visit.patient_id)
    for row in rows.filter(visited_on__gte=visit.visited_on):
        held = row.details.get("proposals")
        kept = [
            each
            for each in held or ()
            if each.get("outline_id") not in outline_ids
            and lesion_ids.isdisjoint({each.get("lesion_id"), each.get("runner_up_id")})
        ]
        if held and kept != held:
            row.details = {**row.details, "proposals": kept}
            row.save(update_fields=["details"])
    visit.refresh_from_db(fields=["details"])


def forget_remarks(visit: Visit, file_name: str) -> None:
    """Drop what was remarked of a file at its old visit."""
    held = visit.details.get("remarks")
    if held:
        kept = [each for each in held if each.get("file_name") != file_name]
        visit.details = {**visit.details, "remarks": kept}
        visit.save(update_fields=["details"])
