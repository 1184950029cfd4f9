"""The alerts of a patient as rows, brought up to what the rules say on a day.

Called with the patient's row locked, so that two writers cannot fire the same alert twice.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dermetry.errors import DermetryError
from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathway.alerts.raising import check_rules
from dermetry.pathway.alerts.renewing import merge_alerts
from dermetry.pathway.alerts.standing import standing_alerts
from dermetry.pathway.alerts.values import PROGRAM
from dermetry.record.alert import Alert as RecordedAlert
from dermetry.record.case import Case
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import audit, mapping, rule_sets
from dermetry.workbench.casenotes.models import Alert, Patient, RuleSignature

log = logging.getLogger("dermetry.workbench")


@dataclass(frozen=True)
class Renewed:
    """What a renewal came to; a problem means that the alerts stand as they stood before."""

    case: Case | None  # None: the record breaks a law
    on: date
    problem: str = ""
    not_checked: tuple[str, ...] = ()  # rule ids
    happened: Mapping[str, Sequence[str]] = field(default_factory=dict)  # keys, by kind of event

    @property
    def is_new(self) -> bool:
        """Tell whether an alert fired, ended or stood again."""
        return any(self.happened.values())


def renew(*, patient: Patient, case: Case, on: date) -> Renewed:
    """Renew the rows of a patient's alerts by the rules in force at the patient's site.

    Gives the case with the alerts as they stand now; rules that fail are named, and hinder no
    other write.
    """
    rules = rules_of(patient.site_id)
    try:
        checked = check_rules(case=case, on=on, rules=rules)
        alerts = merge_alerts(alerts=case.alerts, checked=checked, on=on)
        now = case.model_copy(update={"alerts": alerts})
        shown = {each.key: each for each in standing_alerts(case=now, on=on, rules=rules)}
    except Exception as error:  # a defect in a rule must not lose what a person just entered
        log.exception("alerts of patient %s not renewed", patient.pk)
        said = error.what if isinstance(error, DermetryError) else type(error).__name__
        return Renewed(case, on, problem=said)
    rows = {each.key: each for each in Alert.objects.filter(patient=patient)}
    for position, alert in enumerate(alerts):
        standing = shown[alert.key]
        derived = {
            "kind": standing.kind,
            "state": standing.state,
            "is_waiting": standing.needs_a_person,
            "fired_on": alert.events[0].happened_on,
        }
        put(rows.get(alert.key), patient, position, alert, derived)
    return Renewed(
        now,
        on,
        not_checked=tuple(each.rule_id for each in checked.not_checked),
        happened=what_happened(case.alerts, alerts),
    )


def rules_of(site_id: int) -> RuleSet:
    """Give the rules in force at a site."""
    rows = RuleSignature.objects.filter(site_id=site_id, withdrawn_at__isnull=True)
    return rule_sets.in_force(rows)


def put(
    row: Alert | None,
    patient: Patient,
    position: int,
    alert: RecordedAlert,
    derived: Mapping[str, Any],
) -> None:
    """Write one alert where its row says something else; new words alone are no new version."""
    fields = {**mapping.fields_of(Alert, alert), **derived, "position": position}
    if row is None:
        fields |= waiting_for(None, patient, is_waiting=derived["is_waiting"])
        Alert.objects.create(patient=patient, **fields)
        return
    fields |= waiting_for(row.assignee_id, patient, is_waiting=fields["is_waiting"])
    changed = [name for name, value in fields.items() if getattr(row, name) != value]
    if not changed:
        return
    if len(row.details.get("events", ())) != len(alert.events):
        row.version += 1
    for name in changed:
        setattr(row, name, fields[name])
    row.save()


def waiting_for(assignee_id: int | None, patient: Patient, *, is_waiting: bool) -> dict[str, Any]:
    """Give whom an alert waits for: a person, or while nobody has taken it anybody of its role."""
    return {
        "waits_for_id": assignee_id if is_waiting else None,
        "waits_at_id": patient.site_id if is_waiting and assignee_id is None else None,
    }


def what_happened(
    before: Sequence[RecordedAlert], after: Sequence[RecordedAlert]
) -> dict[str, list[str]]:
    """Give the keys of the alerts to which the program did something, by what it did."""
    known = {each.key: len(each.events) for each in before}
    found: dict[str, list[str]] = {}
    for alert in after:
        for event in alert.events[known.get(alert.key, 0) :]:
            found.setdefault(event.kind, []).append(alert.key)
    return found


def note(*, renewed: Renewed, patient: Patient, at: datetime) -> None:
    """Write into the audit log what the program did with the alerts, if it did anything."""
    if renewed.is_new:
        audit.record(
            actor=program_of(patient.site_id),
            at=at,
            action="alerts.renewed",
            patient_pk=patient.pk,
            details={kind: list(keys) for kind, keys in renewed.happened.items()},
        )


def program_of(site_id: int) -> Actor:
    """Give the program itself as the one who acts at a site."""
    return Actor(user_id=None, name=PROGRAM, role="nurse", site_id=site_id)
