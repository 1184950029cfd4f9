"""What the forms of the record show: identity, history, plan, treatments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.models import Patient, Treatment
from dermetry.workbench.casenotes.owners import colleagues
from dermetry.workbench.casenotes.patient_parts import Part, mark_of, read_part
from dermetry.workbench.casenotes.queries.banner import PatientBanner, patient_banner
from dermetry.workbench.casenotes.queries.links import PageLink, patient_pages


@dataclass(frozen=True)
class PartPage:
    """One part of the patient's row, to be edited."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    held: Mapping[str, Any]  # the stored fields, plain
    mark: str
    people: tuple[tuple[int, str], ...] = ()  # owners to choose from
    visits: tuple[date, ...] = ()
    signed_visits: int = 0


def owners_to_choose(*, actor: Actor) -> tuple[tuple[int, str], ...]:
    """Give the people of the actor's site who may look after a new patient."""
    return colleagues(site_id=actor.site_id)


def part_page(*, actor: Actor, patient_pk: int, part: Part, today: date) -> PartPage:
    """Give a part of a patient of the actor's site; raises NotHere."""
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    return PartPage(
        banner=patient_banner(actor=actor, patient_pk=patient_pk, today=today),
        pages=patient_pages(actor=actor, patient_pk=patient_pk),
        held=read_part(row, part),
        mark=mark_of(row, part),
        people=colleagues(site_id=actor.site_id, also=row.owner_id),
        visits=tuple(row.visits.order_by("visited_on").values_list("visited_on", flat=True)),
        signed_visits=row.visits.filter(signed_on__isnull=False).count(),
    )


@dataclass(frozen=True)
class TreatmentLine:
    """One treatment."""

    treatment_pk: int
    version: int
    treatment_id: str
    name: str
    kind: str
    line: int | None
    started_on: date
    ended_on: date | None
    lesion_ids: tuple[str, ...]
    is_running: bool
    is_new_anticancer: bool | None  # None: nobody said


@dataclass(frozen=True)
class TreatmentsPage:
    """The page of treatments."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    treatments: tuple[TreatmentLine, ...]  # running first, then newest first
    lesion_ids: tuple[str, ...]

    @property
    def next_line(self) -> int:
        """Give the number of the next systemic line."""
        return max((each.line or 0 for each in self.treatments), default=0) + 1


def treatments_page(*, actor: Actor, patient_pk: int, today: date) -> TreatmentsPage:
    """Give the treatments of a patient of the actor's site; raises NotHere."""
    row = scope.get(actor=actor, model=Patient, pk=patient_pk)
    rows = scope.rows(actor=actor, model=Treatment).filter(patient=row)
    lines = [treatment_line(each, today) for each in rows.order_by("-started_on", "-pk")]
    names = row.lesions.order_by("position", "pk").values_list("lesion_id", flat=True)
    return TreatmentsPage(
        banner=patient_banner(actor=actor, patient_pk=patient_pk, today=today),
        pages=patient_pages(actor=actor, patient_pk=patient_pk),
        treatments=tuple(sorted(lines, key=lambda each: not each.is_running)),
        lesion_ids=tuple(names),
    )


def treatment_line(row: Treatment, today: date) -> TreatmentLine:
    """Give one treatment."""
    value = mapping.values_of(row)
    return TreatmentLine(
        row.pk,
        row.version,
        row.treatment_id,
        row.name,
        row.kind,
        row.line,
        row.started_on,
        row.ended_on,
        tuple(value.get("lesion_ids", ())),
        is_running=row.started_on <= today and (row.ended_on is None or row.ended_on >= today),
        is_new_anticancer=value.get("is_new_anticancer"),
    )
