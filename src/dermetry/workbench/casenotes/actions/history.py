"""What came before the first visit, the response plan, and the treatments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from dermetry.record.case import ResponsePlan
from dermetry.record.casefile import describe
from dermetry.record.history import History
from dermetry.record.patient import Primary
from dermetry.record.patient import Treatment as RecordedTreatment
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import mapping, scope
from dermetry.workbench.casenotes.actions.base import (
    RecordNotLawful,
    Unit,
    change,
    check_version,
)
from dermetry.workbench.casenotes.models import Treatment
from dermetry.workbench.casenotes.patient_parts import Part, changed_fields, check_part, read_part
from dermetry.workbench.casenotes.sites import next_id

PRIMARY: TypeAdapter[Any] = TypeAdapter(Primary | None)
CALLS_REST_ON = ("preset", "baseline_on", "targets_total", "targets_per_organ")
ID_LETTERS = {"surgeries": ("surgery_id", "S"), "radiation_fields": ("field_id", "R")}


def record_history(
    *, actor: Actor, at: datetime, patient_pk: int, fields: Mapping[str, Any], seen: str | None
) -> None:
    """Record the history in place of what was there.

    ``fields`` are those of the record's ``History`` and "primary" (None: not recorded); of the
    history, and of each of its operations and fields, a field that is not given stays as it is,
    and one that is None is emptied.  Operations and fields without an id get the next free one.
    Raises RecordConflict with the stored fields, RecordNotLawful, NotHere.
    """
    with change(actor=actor, at=at, permission="edit_record", patient_pk=patient_pk) as unit:
        stored = unit.patient.details.get("history") or {}
        given = stored | {name: value for name, value in fields.items() if name != "primary"}
        for name, (key, letters) in ID_LETTERS.items():
            given[name] = with_ids(given.get(name) or (), stored.get(name, ()), key, letters)
        history = made(History, filled(given))
        primary = made_primary(fields.get("primary"))
        write(
            unit,
            "history",
            {
                "history": history.model_dump(mode="json", exclude_none=True),
                "primary": primary and primary.model_dump(mode="json", exclude_none=True),
            },
            seen,
            said="history.recorded",
        )


def with_ids(rows: Any, stored: Any, key: str, letters: str) -> list[dict[str, Any]]:
    """Give rows where each has an id, with what is stored of them and was not given.

    Those without an id get the next that is free.
    """
    held = {each[key]: each for each in stored}
    taken = [each[key] for each in rows if each.get(key)]
    named = []
    for each in rows:
        name = each.get(key) or next_id(letters=letters, taken=taken)
        taken.append(name)
        named.append(filled({**held.get(name, {}), **each, key: name}))
    return named


def filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields that say something."""
    return {name: value for name, value in fields.items() if value is not None}


def record_plan(
    *, actor: Actor, at: datetime, patient_pk: int, fields: Mapping[str, Any], seen: str | None
) -> None:
    """Record the response plan; raises RecordConflict, RecordNotLawful, NotHere.

    ``fields`` are those of the record's ``ResponsePlan`` and "reason": why what the calls rest on
    changes, which must be said where a visit is signed.
    """
    given = {name: value for name, value in fields.items() if name != "reason"}
    reason = str(fields.get("reason") or "").strip()[:200]
    with change(actor=actor, at=at, permission="edit_visit", patient_pk=patient_pk) as unit:
        check_part(unit.patient, "plan", seen)
        plan = made(ResponsePlan, given).model_dump(mode="json")
        before = read_part(unit.patient, "plan")
        if not reason and any(before[name] != plan[name] for name in CALLS_REST_ON):
            check_nothing_signed(unit)
        more = {"preset": [before["preset"], plan["preset"]]} if is_other(before, plan) else {}
        more |= {"reason": reason} if reason else {}
        write(unit, "plan", {"plan": filled(plan)}, seen, said="plan.recorded", more=more)


def is_other(before: Mapping[str, Any], plan: Mapping[str, Any]) -> bool:
    """Tell whether another policy was chosen."""
    return bool(before["preset"] != plan["preset"])


def check_nothing_signed(unit: Unit) -> None:
    """Refuse to change without a reason what signed calls were judged by."""
    count = unit.patient.visits.filter(signed_on__isnull=False).count()
    if count:
        visits = "1 visit is" if count == 1 else f"{count} visits are"
        raise RecordNotLawful(
            f"Why does the plan change? {visits} signed by it",
            next_step='say it in a few words under "Why it changes"; nothing you typed is lost',
        )


def write(
    unit: Unit,
    part: Part,
    details: Mapping[str, Any],
    seen: str | None,
    *,
    said: str,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Write a part of the patient's row, unless somebody else has done so meanwhile.

    ``more`` is what the audit log says besides the names of the fields that changed.
    """
    check_part(unit.patient, part, seen)
    before = read_part(unit.patient, part)
    unit.patient.details = {**unit.patient.details, **details}
    unit.patient.version += 1
    unit.patient.save()
    changed = changed_fields(before, read_part(unit.patient, part))
    unit.log(said, target=unit.patient.patient_id, details={"changed": changed, **(more or {})})


def made(kind: type[BaseModel], fields: Mapping[str, Any]) -> Any:
    """Make a value of the record; raises RecordNotLawful in words."""
    try:
        return kind.model_validate(dict(fields))
    except ValidationError as error:
        raise unlawful(error) from error


def made_primary(fields: Mapping[str, Any] | None) -> Any:
    """Make what is known of the primary tumor."""
    try:
        return PRIMARY.validate_python(fields)
    except ValidationError as error:
        raise unlawful(error) from error


def unlawful(error: ValidationError) -> RecordNotLawful:
    """Put a value that cannot be into words."""
    said = describe(error).replace("case.", "").replace("_", " ")
    return RecordNotLawful(
        f"This cannot be saved: {said}",
        next_step="correct what is named; nothing you typed is lost",
    )


def add_treatment(*, actor: Actor, at: datetime, patient_pk: int, fields: Mapping[str, Any]) -> str:
    """Add a treatment; gives its id.  Raises RecordNotLawful, NotHere."""
    with change(actor=actor, at=at, permission="edit_record", patient_pk=patient_pk) as unit:
        rows = Treatment.objects.filter(patient=unit.patient)
        name = next_id(letters="T", taken=rows.values_list("treatment_id", flat=True))
        value = made(RecordedTreatment, {**fields, "treatment_id": name})
        check_span(value)
        Treatment.objects.create(
            patient=unit.patient, position=rows.count(), **mapping.fields_of(Treatment, value)
        )
        unit.log("treatment.added", target=name, details={"kind": value.kind, "line": value.line})
    return name


def edit_treatment(
    *,
    actor: Actor,
    at: datetime,
    patient_pk: int,
    treatment_pk: int,
    fields: Mapping[str, Any],
    version: int | None,
) -> None:
    """Change a treatment, or end it; raises RecordConflict, RecordNotLawful, NotHere."""
    with change(actor=actor, at=at, permission="edit_record", patient_pk=patient_pk) as unit:
        row = scope.get(
            actor=actor, model=Treatment, pk=treatment_pk, lock=True, patient_id=patient_pk
        )
        stored = mapping.values_of(row)
        check_version(row, version, theirs=stored)
        value = made(RecordedTreatment, {**fields, "treatment_id": row.treatment_id})
        check_span(value)
        for name, given in mapping.fields_of(Treatment, value).items():
            setattr(row, name, given)
        row.save()
        changed = changed_fields(stored, mapping.values_of(row))
        unit.log("treatment.changed", target=row.treatment_id, details={"changed": changed})


def remove_treatment(
    *,
    actor: Actor,
    at: datetime,
    patient_pk: int,
    treatment_pk: int,
    version: int | None,
    reason: str,
) -> None:
    """Take away a treatment that was entered by mistake; raises RecordConflict, NotHere."""
    if not reason.strip():
        raise RecordNotLawful(
            "Why is this entry removed?", next_step="say in a few words what was wrong"
        )
    with change(actor=actor, at=at, permission="edit_record", patient_pk=patient_pk) as unit:
        row = scope.get(
            actor=actor, model=Treatment, pk=treatment_pk, lock=True, patient_id=patient_pk
        )
        stored = mapping.values_of(row)
        check_version(row, version, theirs=stored)
        row.delete()
        details = {"reason": reason.strip()[:200], "removed": stored}
        unit.log("treatment.removed", target=row.treatment_id, details=details)


def check_span(value: RecordedTreatment) -> None:
    """Refuse a treatment that ends before it starts."""
    if value.ended_on and value.ended_on < value.started_on:
        raise RecordNotLawful(
            f"The treatment ends ({value.ended_on:%-d %b %Y}) before it starts "
            f"({value.started_on:%-d %b %Y})",
            next_step="correct one of the two days",
        )
