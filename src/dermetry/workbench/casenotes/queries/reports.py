"""The page of reports: what can be made of a patient, and what was made."""

from dataclasses import dataclass
from datetime import date, datetime

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.actions.kept_reports import find_report
from dermetry.workbench.casenotes.actions.reports import MADE
from dermetry.workbench.casenotes.models import AuditEntry, Patient, Photograph, Visit
from dermetry.workbench.casenotes.queries.banner import PatientBanner, patient_banner
from dermetry.workbench.casenotes.queries.links import PageLink, patient_pages

MADE_SHOWN = 10


@dataclass(frozen=True)
class VisitChoice:
    """One visit a report can speak of."""

    visit_pk: int
    visited_on: date
    is_signed: bool


@dataclass(frozen=True)
class Made:
    """One document that was made, as the audit log has it."""

    at: datetime
    by: str
    document: str
    file_format: str
    visited_on: date | None
    hash_start: str


@dataclass(frozen=True)
class ReportsPage:
    """What the page shows."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    visits: tuple[VisitChoice, ...]  # newest first
    made: tuple[Made, ...]  # newest first
    waiting: int  # photographs nobody has analysed: in no document yet
    can_make_forms: bool
    is_blurred: bool

    @property
    def drafts(self) -> tuple[VisitChoice, ...]:
        """Give the visits nobody has signed."""
        return tuple(each for each in self.visits if not each.is_signed)


def reports_page(*, actor: Actor, patient_pk: int, today: date) -> ReportsPage:
    """Give the page of a patient of the actor's site; raises NotHere."""
    patient = scope.get(actor=actor, model=Patient, pk=patient_pk)
    return ReportsPage(
        banner=patient_banner(actor=actor, patient_pk=patient_pk, today=today),
        pages=patient_pages(actor=actor, patient_pk=patient_pk),
        visits=tuple(
            VisitChoice(row.pk, row.visited_on, row.signed_on is not None)
            for row in patient.visits.order_by("-visited_on")
        ),
        made=made_before(actor, patient_pk),
        waiting=Photograph.objects.filter(patient=patient, state="waiting").count(),
        can_make_forms=actor.can("make_trial_forms"),
        is_blurred=not actor.sees_clear_photographs,
    )


@dataclass(frozen=True)
class KeptReport:
    """Where one document stands that was asked for."""

    banner: PatientBanner
    pages: tuple[PageLink, ...]
    report_pk: int
    document: str
    file_format: str
    visited_on: date | None
    state: str  # waiting | made | failed | overtaken
    asked_at: datetime
    what: str  # the failure in words
    why: str
    next_step: str


def kept_report(*, actor: Actor, patient_pk: int, report_pk: int, today: date) -> KeptReport:
    """Give where a document stands; raises NotHere, ReportGone."""
    banner = patient_banner(actor=actor, patient_pk=patient_pk, today=today)
    row = find_report(actor=actor, patient_pk=patient_pk, report_pk=report_pk)
    visits = Visit.objects.filter(patient_id=patient_pk, pk=row.order["visit_pk"])
    is_of_visit = row.order["document"] == "visit"
    return KeptReport(
        banner=banner,
        pages=patient_pages(actor=actor, patient_pk=patient_pk),
        report_pk=row.pk,
        document=row.order["document"],
        file_format=row.order["file_format"],
        visited_on=visits.values_list("visited_on", flat=True).first() if is_of_visit else None,
        state=row.state,
        asked_at=row.asked_at,
        what=row.failure.get("what", ""),
        why=row.failure.get("why", ""),
        next_step=row.failure.get("next_step", ""),
    )


def made_before(actor: Actor, patient_pk: int) -> tuple[Made, ...]:
    """Give the documents made last, so that a copy can be told by its hash."""
    rows = scope.rows(actor=actor, model=AuditEntry).filter(patient_pk=patient_pk, action=MADE)
    return tuple(made_of(row) for row in rows.order_by("-number")[:MADE_SHOWN])


def made_of(row: AuditEntry) -> Made:
    """Read one entry of the log."""
    details = row.details
    day = details.get("visit")
    return Made(
        at=row.at,
        by=row.actor_name,
        document=details["document"],
        file_format=details["format"],
        visited_on=date.fromisoformat(day) if day else None,
        hash_start=details["sha256"][:8],
    )
