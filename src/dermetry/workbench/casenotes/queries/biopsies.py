"""The biopsies of a patient."""

from dataclasses import dataclass
from datetime import date

from dermetry.report.background import SPECIMENS
from dermetry.report.words import organ_words
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.file_names import hides_file_names
from dermetry.workbench.casenotes.models import Patient, Specimen
from dermetry.workbench.casenotes.queries.banner import PatientBanner, banner_of
from dermetry.workbench.casenotes.queries.links import PageLink, link, patient_pages
from dermetry.workbench.casenotes.queries.patient_timeline import outcome_words
from dermetry.workbench.casenotes.refusals import read_lawful


@dataclass(frozen=True)
class BiopsyLine:
    """One biopsy."""

    specimen_pk: int
    version: int
    specimen_id: str
    lesion_pk: int | None
    lesion_id: str
    lesion_url: str
    kind: str
    kind_words: str
    taken_on: date
    reported_on: date | None
    diagnosis: str
    receptors: str
    is_malignant: bool | None
    outcome: str
    note: str


@dataclass(frozen=True)
class Biopsies:
    """The page of biopsies."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    can_edit: bool
    biopsies: tuple[BiopsyLine, ...]  # newest first
    lesions: tuple[tuple[int, str], ...]  # to choose from


@hides_file_names
def biopsies(*, actor: Actor, patient_pk: int, today: date) -> Biopsies:
    """Give the biopsies of a patient of the actor's site.

    Raises NotHere, RecordNotLawful where the record contradicts itself.
    """
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    case = read_lawful(row)
    places = {each.lesion_id: organ_words(each) for each in case.lesions}
    lesions = row.lesions.order_by("position", "pk").values_list("pk", "lesion_id")
    rows = Specimen.objects.filter(patient=row).select_related("lesion")
    return Biopsies(
        banner=banner_of(actor=actor, row=row, case=case, today=today),
        pages=patient_pages(actor=actor, patient_pk=row.pk),
        can_edit=actor.can("edit_pathology"),
        biopsies=tuple(
            biopsy_line(actor, each)
            for each in sorted(rows, key=lambda one: (one.taken_on, one.pk), reverse=True)
        ),
        lesions=tuple((pk, f"{name}: {places[name]}") for pk, name in lesions),
    )


def biopsy_line(actor: Actor, row: Specimen) -> BiopsyLine:
    """Give one biopsy."""
    known = row.details
    return BiopsyLine(
        specimen_pk=row.pk,
        version=row.version,
        specimen_id=row.specimen_id,
        lesion_pk=row.lesion_id,
        lesion_id=row.lesion.lesion_id if row.lesion else "",
        lesion_url=link(actor, "lesion", row.lesion_id) if row.lesion_id else "",
        kind=row.kind,
        kind_words=SPECIMENS[row.kind],
        taken_on=row.taken_on,
        reported_on=row.reported_on,
        diagnosis=known.get("diagnosis", ""),
        receptors=known.get("receptors") or "",
        is_malignant=row.is_malignant,
        outcome=outcome_words(row.is_malignant),
        note=known.get("note", ""),
    )
