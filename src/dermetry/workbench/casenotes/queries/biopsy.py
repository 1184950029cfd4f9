"""One biopsy: its stepper, what the next step needs, and the photographs it can be marked in."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dermetry.pathology.panels import list_panels
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.file_names import hides_file_names
from dermetry.workbench.casenotes.models import Biopsy, Patient, Photograph, Visit
from dermetry.workbench.casenotes.queries.banner import PatientBanner, patient_banner
from dermetry.workbench.casenotes.queries.biopsy_cards import BiopsyCard, biopsy_card, shown
from dermetry.workbench.casenotes.queries.links import PageLink, link, patient_pages
from dermetry.workbench.casenotes.queries.rules import rules_in_force
from dermetry.workbench.casenotes.queries.site_photographs import (
    SitePhotograph,
    photographs_for,
    site_photograph,
)


@dataclass(frozen=True)
class BiopsyPage:
    """What the page of one biopsy shows."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    card: BiopsyCard
    can_handle: bool
    can_edit: bool
    fields: dict[str, Any]  # as stored, for the form that corrects them
    note_of_lab: str
    panels: tuple[tuple[str, str], ...]
    photographs: tuple[SitePhotograph, ...]  # those of the lesion first, then the newest
    chosen: SitePhotograph | None
    point: tuple[float, float] | None
    is_asking: bool  # the photograph was picked just now and is not kept yet
    camera_url: str


@hides_file_names
def biopsy_page(
    *,
    actor: Actor,
    biopsy_pk: int,
    patient_pk: int,
    today: date,
    photograph_pk: int | None = None,
    revealed: frozenset[int] = frozenset(),
) -> BiopsyPage:
    """Give the page of a biopsy; ``photograph_pk`` is a photograph picked for it just now.

    Raises NotHere.
    """
    row = scope.get(actor=actor, model=Biopsy, pk=biopsy_pk, patient_id=patient_pk)
    rules = rules_in_force(actor=actor)
    held = mapping.values_of(row)
    photographs = photographs_for(actor=actor, patient=row.patient, lesion=row.lesion)
    kept = Photograph.objects.filter(
        patient=row.patient, photograph_id=held.get("photograph_id") or ""
    ).first()
    picked = scope.rows(actor=actor, model=Photograph).filter(
        pk=photograph_pk or 0, patient=row.patient
    ).first()  # fmt: skip
    photograph = picked or kept
    point = held.get("point_px") if photograph is not None and photograph == kept else None
    return BiopsyPage(
        banner=patient_banner(actor=actor, patient_pk=row.patient_id, today=today),
        pages=patient_pages(actor=actor, patient_pk=row.patient_id),
        card=biopsy_card(actor=actor, row=row, today=today, rules=rules),
        can_handle=actor.can("handle_biopsies"),
        can_edit=actor.can("edit_pathology"),
        fields=held,
        note_of_lab=shown(actor, held.get("lab")),
        panels=tuple((each.key, each.title) for each in list_panels(rules=rules)),
        photographs=photographs,
        chosen=site_photograph(actor, photograph, revealed) if photograph else None,
        point=(float(point[0]), float(point[1])) if point else None,
        is_asking=picked is not None and picked != kept,
        camera_url=camera_url(actor, row.patient, today),
    )


def patient_of_biopsy(*, actor: Actor, biopsy_pk: int) -> int:
    """Give the key of the patient a biopsy is of; raises NotHere."""
    return int(scope.get(actor=actor, model=Biopsy, pk=biopsy_pk).patient_id)


def camera_url(actor: Actor, patient: Patient, today: date) -> str:
    """Give where a photograph is taken: today's open visit, else a new one."""
    visit = Visit.objects.filter(patient=patient, visited_on=today, signed_on__isnull=True).first()
    if visit:
        return link(actor, "visit_photographs", visit.pk)
    return link(actor, "visit_start", patient.pk)
