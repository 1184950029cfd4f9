"""What the form of a lesion starts from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dermetry.pathology.extent_places import fields_over
from dermetry.report.background import field_words
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.actions.lesions import edited_values
from dermetry.workbench.casenotes.models import Lesion
from dermetry.workbench.casenotes.queries.banner import PatientBanner, patient_banner
from dermetry.workbench.casenotes.queries.links import PageLink, patient_pages
from dermetry.workbench.casenotes.queries.questions import AskedLine, asked_lines
from dermetry.workbench.casenotes.refusals import read_lawful


@dataclass(frozen=True)
class LesionEdit:
    """A lesion as it is stored, for its form."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    lesion_pk: int
    lesion_id: str
    is_skin: bool
    is_confirmed: bool
    can_confirm: bool
    version: int
    values: dict[str, Any]
    signed_on: tuple[date, ...]  # signed visits that speak of it
    fields: tuple[str, ...]  # recorded radiation fields that its zone and side lie in, in words
    asked: tuple[AskedLine, ...]


def lesion_edit(*, actor: Actor, lesion_pk: int, today: date) -> LesionEdit:
    """Give a lesion of the actor's site for its form; raises NotHere."""
    row = scope.get(actor=actor, model=Lesion, pk=lesion_pk)
    case = read_lawful(row.patient)
    lesion = next(each for each in case.lesions if each.lesion_id == row.lesion_id)
    over = fields_over(lesion=lesion, case=case)
    asked = asked_lines(actor=actor, patient=row.patient, case=case, today=today)
    signed = row.findings.filter(visit__signed_on__isnull=False)
    return LesionEdit(
        banner=patient_banner(actor=actor, patient_pk=row.patient_id, today=today),
        pages=patient_pages(actor=actor, patient_pk=row.patient_id),
        lesion_pk=row.pk,
        lesion_id=row.lesion_id,
        is_skin=row.organ == "skin",
        is_confirmed=row.is_confirmed,
        can_confirm=actor.can("confirm"),
        version=row.version,
        values=edited_values(row),
        signed_on=tuple(
            signed.order_by("visit__visited_on").values_list("visit__visited_on", flat=True)
        ),
        fields=tuple(
            field_words(each) for each in case.history.radiation_fields if each.field_id in over
        ),
        asked=tuple(each for each in asked if row.lesion_id in each.lesion_ids),
    )
