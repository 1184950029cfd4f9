"""Signing a visit, asking for the signature, and adding to what is signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from pydantic import ValidationError

from dermetry import __version__
from dermetry.errors import MarksInvalid
from dermetry.record.casefile import describe
from dermetry.record.signature import Addendum as RecordedAddendum
from dermetry.record.signature import CallOverride, Signature
from dermetry.record.visit import Remark
from dermetry.response.engine import ENGINE_VERSION
from dermetry.response.statements import join_statements
from dermetry.response.values import VisitCall
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.accounts.models import Membership
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.actions.base import (
    RecordConflict,
    RecordNotLawful,
    change,
    check_open,
    read_lawful,
)
from dermetry.workbench.casenotes.models import Addendum, Photograph, Task, Visit
from dermetry.workbench.casenotes.reviewed import calls_of, review_mark


class PhotographsWaiting(MarksInvalid):
    """A visit is not signed over photographs that nobody has looked at, unless that is said."""


class IdentityNotConfirmed(MarksInvalid):
    """A visit of a patient nobody has identified is signed only by who says that it is theirs."""


class OverrideIncomplete(MarksInvalid):
    """A category of one's own needs its reason."""


class SignerUnknown(MarksInvalid):
    """The person who is asked to sign is no physician of the site."""


class NotSignedYet(MarksInvalid):
    """Only a signed visit has addenda."""


@dataclass(frozen=True)
class OwnCall:
    """The clinician's own category in place of the computed one."""

    category: str
    reason: str


def sign_visit(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    visit_pk: int,
    reviewed: str,
    own_call: OwnCall | None = None,
    signs_without_waiting: bool = False,
    is_the_patient: bool = False,
) -> None:
    """Sign a visit as it was reviewed (``reviewed``: the mark of ``review_of``) and lock it.

    Keeps the computed call as it reads now, and beside it the signer's own with the reason.
    Where nobody confirmed the identity at the visit, the signer says that it ``is_the_patient``.
    Raises RecordConflict where the visit changed since it was reviewed, IdentityNotConfirmed,
    PhotographsWaiting, OverrideIncomplete, VisitSigned, NotPermitted, NotHere.
    """
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    with change(actor=actor, at=at, permission="sign", patient_pk=visit.patient_id) as unit:
        visit = scope.get(actor=actor, model=Visit, pk=visit_pk, lock=True)
        check_open(visit)
        case = read_lawful(unit.patient)
        calls = calls_of(case=case, visited_on=visit.visited_on).calls
        check_reviewed(reviewed, review_mark(visit=visit, case=case, calls=calls))
        check_identified(visit, is_the_patient)
        waiting = waiting_names(visit)
        check_waiting(waiting, signs_without_waiting)
        note_gaps(visit, waiting)
        signature = make_signature(actor, today, calls, own_call)
        visit.details["signature"] = signature.model_dump(mode="json", exclude_none=True)
        visit.signed_on, visit.step = today, "review"
        visit.version += 1
        visit.save()
        close_requests(visit, actor, at)
        unit.log("visit.signed", target=visit.visited_on.isoformat(), details=told(signature))


def check_reviewed(reviewed: str, now: str) -> None:
    """Refuse to sign what is no longer what was read."""
    if reviewed != now:
        raise RecordConflict(
            "The visit was changed after you opened this review",
            theirs={},
        )


def check_identified(visit: Visit, is_the_patient: bool) -> None:
    """Refuse to sign for a patient nobody has identified, unless the signer says who it is."""
    if visit.identity_checked_at is None and not is_the_patient:
        raise IdentityNotConfirmed(
            "Nobody has confirmed at this visit that this is the patient",
            why="a visit signed in the wrong record is hard to take back",
            next_step="look at name and birth date, then tick that it is this patient",
        )


def waiting_names(visit: Visit) -> list[str]:
    """Name the photographs that no analysis has looked at."""
    rows = Photograph.objects.filter(visit=visit, state="waiting").order_by("position", "pk")
    return list(rows.values_list("file_name", flat=True))


def check_waiting(waiting: Sequence[str], signs_without: bool) -> None:
    """Refuse to sign over photographs that wait, unless the signer says so."""
    if waiting and not signs_without:
        raise PhotographsWaiting(
            f"Not analysed yet: {', '.join(waiting)}",
            why="what they show is not part of the call",
            next_step="wait for the analysis, or tick that you sign without them",
        )


def note_gaps(visit: Visit, waiting: Sequence[str]) -> None:
    """Write into the visit what it was signed without."""
    said = []
    if waiting:
        said.append(f"Signed before these photographs were analysed: {', '.join(waiting)}")
    if visit.identity_checked_at is None:
        said.append("Signed without a recorded check of the patient's identity")
    remarks = [Remark(kind="note", message=each[:2000]) for each in said]
    visit.details["remarks"] = [
        *visit.details.get("remarks", ()),
        *(each.model_dump(mode="json", exclude_none=True) for each in remarks),
    ]


def make_signature(
    actor: Actor, today: date, calls: Sequence[VisitCall], own_call: OwnCall | None
) -> Signature:
    """Keep the computed call as it reads now, with the signer's own beside it."""
    call = calls[0] if calls else None
    return Signature(
        signed_by=actor.name,
        signed_on=today,
        statement=join_statements(calls=calls),
        category=call.category if call else None,
        sum_mm=call.sum_mm if call else None,
        sum_mm2=call.sum_mm2 if call else None,
        rules_version=call.rules_version if call else "",
        software_version=__version__,
        engine_version=ENGINE_VERSION if call else None,
        override=make_override(actor, own_call),
    )


def make_override(actor: Actor, own_call: OwnCall | None) -> CallOverride | None:
    """Give the signer's own category; raises OverrideIncomplete without a reason."""
    if own_call is None or not own_call.category:
        return None
    try:
        return CallOverride(category=own_call.category, reason=own_call.reason, by=actor.name)
    except ValidationError as error:
        raise OverrideIncomplete(
            f"Your own call ({own_call.category}) needs its reason, in 2000 characters at most",
            why="both calls stay visible, and whoever reads them later must understand",
            next_step="write why, or sign the computed call",
        ) from error


def told(signature: Signature) -> dict[str, object]:
    """Give what the audit log says of a signature."""
    return {
        "category": signature.category,
        "override": signature.override.category if signature.override else None,
        "rules_version": signature.rules_version,
    }


def request_words(visit: Visit) -> str:
    """Name the task that asks for the signature of a visit."""
    return f"Review and sign the visit of {visit.visited_on:%-d %b %Y}"


def open_requests(visit: Visit) -> "QuerySet[Task]":
    """Give the open tasks that ask for the signature of a visit."""
    return Task.objects.filter(
        patient_id=visit.patient_id, reason=request_words(visit), closed_at__isnull=True
    )


def close_requests(visit: Visit, actor: Actor, at: datetime) -> None:
    """Close the tasks that asked for this signature."""
    open_requests(visit).update(closed_at=at, outcome=f"signed by {actor.name}"[:300])


def ask_to_sign(
    *, actor: Actor, at: datetime, today: date, visit_pk: int, owner_user_id: int
) -> None:
    """Open a task for a physician of the site: the visit is ready to be signed.

    Asked again, the task goes to the physician named now.  Raises SignerUnknown, VisitSigned,
    NotHere.
    """
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    with change(actor=actor, at=at, permission="edit_visit", patient_pk=visit.patient_id) as unit:
        visit = scope.get(actor=actor, model=Visit, pk=visit_pk, lock=True)
        check_open(visit)
        check_signer(actor, owner_user_id)
        fields = {"owner_id": owner_user_id, "due_on": today}
        if not open_requests(visit).update(**fields):
            Task.objects.create(
                patient_id=visit.patient_id,
                site_id=unit.patient.site_id,
                kind="task",
                reason=request_words(visit),
                opened_at=at,
                **fields,
            )
        unit.log(
            "visit.ready_to_sign",
            target=visit.visited_on.isoformat(),
            details={"owner": owner_user_id},
        )


def check_signer(actor: Actor, user_id: int) -> None:
    """Refuse a person who cannot sign at this site."""
    signs = Membership.objects.filter(
        site_id=actor.site_id, user_id=user_id, role="physician", is_active=True
    )
    if not signs.exists():
        raise SignerUnknown(
            "This person cannot sign at this site", next_step="choose a physician from the list"
        )


def add_addendum(*, actor: Actor, at: datetime, today: date, visit_pk: int, text: str) -> None:
    """Add a correction or addition to a signed visit; nothing that is signed changes.

    Raises NotSignedYet, RecordNotLawful, NotPermitted, NotHere.
    """
    visit = scope.get(actor=actor, model=Visit, pk=visit_pk)
    with change(
        actor=actor, at=at, permission="write_addendum", patient_pk=visit.patient_id
    ) as unit:
        visit = scope.get(actor=actor, model=Visit, pk=visit_pk, lock=True)
        check_signed(visit)
        value = make_addendum(actor, today, text)
        Addendum.objects.create(visit=visit, **mapping.fields_of(Addendum, value))
        unit.log("visit.addendum_written", target=visit.visited_on.isoformat())


def make_addendum(actor: Actor, today: date, text: str) -> RecordedAddendum:
    """Give the addendum as the record holds it; raises RecordNotLawful in words."""
    try:
        return RecordedAddendum(written_by=actor.name, written_on=today, text=text)
    except ValidationError as error:
        raise RecordNotLawful(
            f"The addendum cannot be kept: {describe(error).removeprefix('case.')}",
            next_step="write one sentence at least, and 2000 characters at most",
        ) from error


def check_signed(visit: Visit) -> None:
    """Refuse an addendum to a visit that can still be changed itself."""
    if visit.signed_on is None:
        raise NotSignedYet(
            "This visit is not signed yet",
            why="until it is signed, the visit itself can be corrected",
            next_step="go to the step that is to be corrected",
        )
