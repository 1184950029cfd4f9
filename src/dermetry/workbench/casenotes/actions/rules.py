"""Signing a rule file, changing thresholds with it, and withdrawing a signature."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db import IntegrityError, transaction

from dermetry.knowledge.rules import load_rules, rule_file_names
from dermetry.knowledge.site_rules import SiteRules, SiteRulesInvalid, apply_site_rules
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import audit, scope
from dermetry.workbench.casenotes.actions.alerts import ask_renewal
from dermetry.workbench.casenotes.models import RuleSignature
from dermetry.workbench.casenotes.refusals import RecordConflict, RecordNotLawful
from dermetry.workbench.casenotes.rule_sets import forget, said_in

REPLACED = "replaced by a newer signature"


@dataclass(frozen=True)
class OwnNumber:
    """A number that a person typed for a threshold, and why."""

    key: str
    typed: str
    reason: str


def sign_rule_file(
    *,
    actor: Actor,
    at: datetime,
    today: date,
    name: str,
    numbers: Sequence[OwnNumber],
    note: str,
    seen: int | None = None,
) -> int:
    """Sign a rule file with the site's own numbers in place of what was signed before.

    A number equal to the shipped one is no change.  ``seen`` is the key of the signature the
    person had before her or his eyes (0: none).  Gives the key of the new one.  Raises
    RecordConflict, RecordNotLawful, KnowledgeInvalid kinds in words, NotPermitted, NotHere.
    """
    actor.check("sign_rules")
    shipped = check_name(name)
    changes = changes_of(name, numbers)
    given = SiteRules(name, shipped, actor.name, today, note.strip(), changes)
    check_usable(given)
    with transaction.atomic():
        before = standing(actor, name)
        check_seen(before, seen)
        if before is not None:
            withdraw(before, actor, at, REPLACED)
        row = keep(actor, at, given)
        forget(site_id=actor.site_id)
        ask_renewal(site_id=actor.site_id)
        audit.record(
            actor=actor,
            at=at,
            action="rules.signed",
            target=f"{name} {shipped}",
            details={
                "changes": row.changes,
                "changes_before": before.changes if before else [],
                "signed_before": before.signed_by if before else "",
            },
        )
    return int(row.pk)


def withdraw_rule_signature(
    *, actor: Actor, at: datetime, name: str, reason: str, seen: int | None = None
) -> None:
    """Withdraw the signature in force, so that the shipped file holds again.

    Raises RecordConflict, RecordNotLawful, NotPermitted, NotHere.
    """
    actor.check("sign_rules")
    check_name(name)
    if not reason.strip():
        raise RecordNotLawful("Why is the signature withdrawn?", next_step="say in a few words why")
    with transaction.atomic():
        row = standing(actor, name)
        check_seen(row, seen)
        if row is None:
            raise RecordNotLawful(
                "There is no signature to withdraw", next_step="the shipped file holds already"
            )
        withdraw(row, actor, at, reason.strip()[:300])
        forget(site_id=actor.site_id)
        ask_renewal(site_id=actor.site_id)
        audit.record(
            actor=actor,
            at=at,
            action="rules.signature_withdrawn",
            target=f"{name} {row.made_for}",
            details={"reason": row.withdraw_reason, "changes": row.changes,
                     "signed_by": row.signed_by},
        )  # fmt: skip


def check_name(name: str) -> str:
    """Give the shipped version of a rule file; raises NotHere for an unknown one."""
    if name not in rule_file_names():
        raise scope.NotHere(
            f"There is no rule file {name}", next_step="choose one of the list under Rules"
        )
    return load_rules(name=name).header.version


def check_usable(given: SiteRules) -> None:
    """Refuse numbers that cannot be; raises RecordNotLawful naming each as the page does."""
    try:
        apply_site_rules(given=[given])
    except SiteRulesInvalid as error:
        raise RecordNotLawful(
            f"{label_of(given.file_id, error.key)} {error.fault}",
            next_step="correct it and sign again",
        ) from error


def label_of(name: str, key: str) -> str:
    """Name a number of a rule file as the page does, by its rule and its unit."""
    file = load_rules(name=name)
    known = file.thresholds.get(key)
    return f"{file.rule(known.rule_id).title} ({known.unit})" if known else f'"{key}"'


def changes_of(name: str, numbers: Sequence[OwnNumber]) -> tuple[tuple[str, Decimal, str], ...]:
    """Give the numbers that differ from the shipped ones; raises RecordNotLawful in words."""
    known, changes = load_rules(name=name).thresholds, []
    for each in numbers:
        try:
            value = Decimal(each.typed.strip().replace(",", "."))
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite():
            raise RecordNotLawful(
                f'{label_of(name, each.key)}: "{each.typed}" is no number',
                next_step="type a plain number",
            )
        if each.key not in known or value != known[each.key].value:
            changes.append((each.key, value, each.reason.strip()))
    return tuple(changes)


def standing(actor: Actor, name: str) -> RuleSignature | None:
    """Give the signature in force at the actor's site, locked."""
    rows = scope.rows(actor=actor, model=RuleSignature).select_for_update()
    return rows.filter(file_id=name, withdrawn_at__isnull=True).first()


def check_seen(row: RuleSignature | None, seen: int | None) -> None:
    """Raise RecordConflict where somebody else has signed or withdrawn meanwhile."""
    if seen is not None and seen != (row.pk if row else 0):
        raise conflict(row)


def conflict(row: RuleSignature | None) -> RecordConflict:
    """Say that somebody else was first."""
    if row is None:
        return RecordConflict("The signature was withdrawn while you were typing", theirs={})
    theirs = {
        label_of(row.file_id, key): f"{value} ({why})" for key, value, why in said_in(row).changes
    }
    return RecordConflict(f"{row.signed_by} signed this file while you were typing", theirs=theirs)


def withdraw(row: RuleSignature, actor: Actor, at: datetime, reason: str) -> None:
    """Write that a signature is no longer in force; the row stays."""
    row.withdrawn_at, row.withdrawn_by, row.withdraw_reason = at, actor.name, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])


def keep(actor: Actor, at: datetime, given: SiteRules) -> RuleSignature:
    """Write a signature; raises RecordConflict where another one came first."""
    known = load_rules(name=given.file_id).thresholds
    try:
        with transaction.atomic():
            return RuleSignature.objects.create(
                site_id=actor.site_id,
                file_id=given.file_id,
                made_for=given.made_for,
                changes=[
                    {"key": key, "value": str(value), "shipped": str(known[key].value),
                     "reason": reason}
                    for key, value, reason in given.changes
                ],
                note=given.note,
                signed_by=given.signed_by,
                signer_id=actor.user_id,
                signed_at=at,
                signed_on=given.signed_on,
            )  # fmt: skip
    except IntegrityError as error:
        raise conflict(standing(actor, given.file_id)) from error
