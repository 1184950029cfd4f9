"""How far a visit has come: counted from what is kept, never from what was clicked."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import Finding, Lesion, Outline, Patient, Photograph, Visit
from dermetry.workbench.casenotes.queries.outlines import ENDED

NOT_LOOKED_AT = Q(state="waiting", reason="")
NOT_ANALYSED = Q(state="waiting") & ~Q(reason="")  # tried and given up; reason says why


@dataclass(frozen=True)
class VisitProgress:
    """One visit's identity, lock and counts."""

    patient_pk: int
    visit_pk: int
    visited_on: date
    version: int
    signed_on: date | None
    step: str  # where somebody left it
    identity_checked_by: str
    identity_checked_at: datetime | None
    photographs: int
    waiting: int  # not looked at yet
    failed: int  # could not be analysed
    unreadable: int
    without_scale: int
    outlines: int  # drawn or accepted by a person, or proposed where a person pointed
    to_confirm: int
    unnamed: int  # outlines of no lesion yet
    candidates: int  # areas the program noticed, nobody answered
    proposals: int  # who-is-who answers that wait for a person
    findings: int
    findings_to_confirm: int
    appearances: int
    to_describe: int  # followed skin lesions whose look can be described at this visit
    described: int  # of these, how many a person has described or said to be as before
    observations: int
    symptoms: int


def visit_progress(*, actor: Actor, visit_pk: int) -> VisitProgress:
    """Give how far a visit of the actor's site has come; raises NotHere."""
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    details = visit.details
    return VisitProgress(
        patient_pk=visit.patient_id,
        visit_pk=visit.pk,
        visited_on=visit.visited_on,
        version=visit.version,
        signed_on=visit.signed_on,
        step=visit.step,
        identity_checked_by=visit.identity_checked_by,
        identity_checked_at=visit.identity_checked_at,
        proposals=len(details.get("proposals", ())),
        appearances=visit.appearances.count(),
        observations=len(details.get("observations", ())),
        symptoms=len(details.get("symptoms", ())),
        **count_photographs(visit),
        **count_outlines(visit),
        **count_findings(visit),
        **count_described(visit),
    )


def count_photographs(visit: Visit) -> dict[str, int]:
    """Count photographs by what is known of them."""
    return (
        Photograph.objects.filter(visit=visit)
        .exclude(state="erased")
        .aggregate(
            photographs=Count("pk"),
            waiting=Count("pk", filter=NOT_LOOKED_AT),
            failed=Count("pk", filter=NOT_ANALYSED),
            unreadable=Count("pk", filter=Q(state="unreadable")),
            without_scale=Count("pk", filter=Q(state="analysed", details__scale__kind="missing")),
        )
    )


def count_outlines(visit: Visit) -> dict[str, int]:
    """Count outlines by what a person still has to say of them."""
    is_candidate = Q(source="candidate")
    return Outline.objects.filter(photograph__visit=visit).aggregate(
        outlines=Count("pk", filter=~is_candidate),
        to_confirm=Count("pk", filter=~is_candidate & Q(is_confirmed=False)),
        unnamed=Count("pk", filter=~is_candidate & Q(lesion__isnull=True)),
        candidates=Count("pk", filter=is_candidate),
    )


def count_findings(visit: Visit) -> dict[str, int]:
    """Count findings by whether a person confirmed them."""
    return Finding.objects.filter(visit=visit).aggregate(
        findings=Count("pk"), findings_to_confirm=Count("pk", filter=Q(is_confirmed=False))
    )


def count_described(visit: Visit) -> dict[str, int]:
    """Count the skin lesions to be described, and those that are, copies not looked at apart."""
    found = Finding.objects.filter(
        visit__patient=visit.patient_id, visit__visited_on__lte=visit.visited_on, is_confirmed=True
    ).order_by("visit__visited_on", "-position")
    last = dict(found.values_list("lesion_id", "status"))
    unseen = found.filter(visit=visit, status="not_done").values_list("lesion_id", flat=True)
    lesions = Lesion.objects.filter(patient=visit.patient_id, organ="skin", is_confirmed=True)
    wanted = {
        row.pk
        for row in lesions.exclude(pk__in=unseen)
        if last.get(row.pk) not in ENDED
        and (row.details.get("first_seen_on") or "") <= visit.visited_on.isoformat()
    }
    described = {
        row.lesion_id
        for row in visit.appearances.all()
        if not row.still_copied and not row.details.get("is_copied_forward")
    }
    return {"to_describe": len(wanted), "described": len(wanted & described)}


@dataclass(frozen=True)
class OpenVisit:
    """A visit that can be gone on with."""

    visit_pk: int
    visited_on: date
    photographs: int


@dataclass(frozen=True)
class VisitStart:
    """What the page that starts a visit needs."""

    patient_pk: int
    open_visits: tuple[OpenVisit, ...]
    last_visit_on: date | None


def visit_start(*, actor: Actor, patient_pk: int) -> VisitStart:
    """Give a patient's unsigned visits, newest first; raises NotHere."""
    patient = scope.get(actor=actor, model=Patient, pk=patient_pk)
    rows = patient.visits.order_by("-visited_on").annotate(photos=Count("photographs"))
    return VisitStart(
        patient_pk=patient.pk,
        open_visits=tuple(
            OpenVisit(row.pk, row.visited_on, row.photos) for row in rows if not row.signed_on
        ),
        last_visit_on=rows[0].visited_on if rows else None,
    )
