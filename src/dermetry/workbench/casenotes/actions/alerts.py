"""Alerts: what people answer to them, and bringing them up to the day."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from pydantic import ValidationError

from dermetry.pathway.alerts.answering import answer_alert
from dermetry.record.alert import Alert as RecordedAlert
from dermetry.record.alert import AlertEvent, AlertEventKind
from dermetry.record.casefile import describe
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import alert_rows, mapping, scope, summary
from dermetry.workbench.casenotes.actions.base import (
    RecordNotLawful,
    change,
    check_version,
)
from dermetry.workbench.casenotes.models import Alert, Patient, Summary
from dermetry.workbench.casenotes.owners import people_for_alerts
from dermetry.workbench.casenotes.refusals import read_lawful
from dermetry.workbench.clock import day_of

AUDITED: Final[dict[AlertEventKind, str]] = {
    "acknowledged": "alert.acknowledged",
    "assigned": "alert.assigned",
    "suppressed": "alert.suppressed",
    "done": "alert.closed",
    "reopened": "alert.reopened",
}
NEVER: Final = date.min


def answer(
    *,
    actor: Actor,
    at: datetime,
    alert_pk: int,
    kind: AlertEventKind,
    text: str = "",
    until_on: date | None = None,
    was_useful: bool | None = None,
    assignee_user_id: int | None = None,
    version: int | None = None,
) -> int:
    """Write down what a person does about an alert; gives the patient's key.

    ``text`` is the reason or the outcome; handing it on names a person instead.  Raises
    NotPermitted, RecordConflict, AlertNotAnswerable, RecordNotLawful, NotHere.
    """
    if kind not in AUDITED:
        raise RecordNotLawful("This is nothing a person does to an alert")
    patient_pk = scope.get(actor=actor, model=Alert, pk=alert_pk).patient_id
    with change(actor=actor, at=at, permission="answer_alerts", patient_pk=patient_pk) as unit:
        row = scope.get(actor=actor, model=Alert, pk=alert_pk, lock=True)
        alert = RecordedAlert.model_validate(mapping.values_of(row))
        check_version(row, version, theirs=last_said(alert))
        if kind == "assigned":
            text = name_of(actor, assignee_user_id)
            row.assignee_id = assignee_user_id
        event = make_event(
            kind=kind,
            happened_on=day_of(at),
            by=actor.name,
            text=" ".join(text.split()),
            until_on=until_on if kind == "suppressed" else None,
            was_useful=was_useful if kind == "done" else None,
        )
        answered = answer_alert(alert=alert, event=event)
        for name, value in mapping.fields_of(Alert, answered).items():
            setattr(row, name, value)
        row.save()
        unit.log(
            AUDITED[kind],
            target=alert.key,
            details={"until_on": event.until_on, "was_useful": event.was_useful}
            | ({"to": text} if kind == "assigned" else {}),
        )
    return int(patient_pk)


def make_event(**fields: object) -> AlertEvent:
    """Make the event; raises RecordNotLawful in words."""
    try:
        return AlertEvent.model_validate(fields)
    except ValidationError as error:
        raise RecordNotLawful(
            f"This cannot be saved: {describe(error)}", next_step="correct what is named"
        ) from error


def last_said(alert: RecordedAlert) -> dict[str, object]:
    """Give what happened to an alert last, for somebody who answered at the same time."""
    event = alert.events[-1]
    return event.model_dump(mode="json", exclude_none=True)


def name_of(actor: Actor, user_id: int | None) -> str:
    """Give the name of somebody an alert can be handed to; raises RecordNotLawful."""
    people = dict(people_for_alerts(site_id=actor.site_id))
    if user_id is None or user_id not in people:
        raise RecordNotLawful(
            "Nobody was chosen who answers alerts at this site",
            next_step="choose somebody of the list",
        )
    return people[user_id]


def renew_patient(*, patient_pk: int, at: datetime) -> bool:
    """Bring one patient's alerts up to the day; tells whether anything fired or ended.

    A record that breaks a law keeps its alerts, and the worklist says why.
    """
    with transaction.atomic():
        patient = Patient.objects.select_for_update().filter(pk=patient_pk).first()
        if patient is None or patient.merged_into_id is not None:
            return False
        on = day_of(at)
        try:
            case = read_lawful(patient)
        except RecordNotLawful as error:
            renewed = alert_rows.Renewed(None, on, problem=error.what)
        else:
            renewed = alert_rows.renew(patient=patient, case=case, on=on)
        summary.renew_alerts(patient=patient, renewed=renewed)
        alert_rows.note(renewed=renewed, patient=patient, at=at)
    return renewed.is_new


def renew_stale(*, at: datetime, most: int, site_id: int | None = None) -> int:
    """Bring up to the day the alerts of some patients that are of an earlier one; gives how many.

    ``site_id`` None is all sites.
    """
    keys = list(stale(day=day_of(at), site_id=site_id)[:most])
    renew_each(keys, at)
    return len(keys)


def renew_each(keys: Iterable[int], at: datetime) -> None:
    """Renew patients one by one, each in its own transaction."""
    for key in keys:
        renew_patient(patient_pk=key, at=at)


def stale(*, day: date, site_id: int | None = None) -> Any:
    """Give the patients whose alerts are of an earlier day, the oldest first."""
    rows = Summary.objects.filter(is_listed=True, alerts_renewed_on__lt=day)
    if site_id is not None:
        rows = rows.filter(site_id=site_id)
    return rows.order_by("alerts_renewed_on", "pk").values_list("pk", flat=True)


def ask_renewal(*, site_id: int) -> None:
    """Let the alerts of a site be worked out again, after its rules were changed."""
    Summary.objects.filter(site_id=site_id, is_listed=True).update(alerts_renewed_on=NEVER)
