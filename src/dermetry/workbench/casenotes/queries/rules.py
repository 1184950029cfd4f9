"""The rule files in force at a site, and what people of the site have said of each."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from dermetry.knowledge.citations import Citation, load_citations
from dermetry.knowledge.rules import Rule, RuleFile, Threshold, load_rules, rule_file_names
from dermetry.knowledge.site_changes import ThresholdChange
from dermetry.knowledge.site_rules import FIXED, write_site_rules
from dermetry.workbench.accounts.actor import Actor
from dermetry.workbench.casenotes import scope
from dermetry.workbench.casenotes.models import RuleSignature
from dermetry.workbench.casenotes.rule_sets import in_force, rules_in_force, said_in

__all__ = ["rule_file", "rule_files", "rules_in_force"]


@dataclass(frozen=True)
class Signed:
    """One signature, in force or withdrawn."""

    pk: int
    signed_by: str
    signed_on: date
    made_for: str
    note: str
    changes: tuple[ThresholdChange, ...]
    withdrawn_at: datetime | None
    withdrawn_by: str
    withdraw_reason: str


@dataclass(frozen=True)
class FileLine:
    """One rule file in the list."""

    name: str
    title: str
    version: str
    unverified: int  # rules that nobody has compared with their source
    rules: int
    thresholds: int
    reviewed_on: date | None
    review_due: date | None
    is_overdue: bool
    signed: Signed | None
    is_stale: bool  # signed for another version: not in force


@dataclass(frozen=True)
class ThresholdLine:
    """One threshold: what is in force, and what is shipped."""

    key: str
    value: Decimal
    shipped: Decimal
    unit: str
    rule_title: str
    is_verified: bool
    reason: str  # of the site's change; empty where there is none

    @property
    def is_changed(self) -> bool:
        """Tell whether the site has a number of its own."""
        return self.value != self.shipped


@dataclass(frozen=True)
class FilePage:
    """One rule file with everything that is known of it."""

    line: FileLine
    checked_on: date | None
    thresholds: tuple[ThresholdLine, ...]
    rules: tuple[Rule, ...]
    sources: tuple[Citation, ...]
    fixed_because: str  # why a site cannot change it; empty where it can
    history: tuple[Signed, ...]  # newest first, withdrawn ones
    seen: int  # key of the signature in force, 0 where there is none
    can_sign: bool
    text: str  # what is in force as a file for the command line; empty where nothing is signed


def rule_files(*, actor: Actor, today: date) -> tuple[FileLine, ...]:
    """List the rule files with what the site has said of each."""
    rows = signatures(actor)
    standing = {row.file_id: row for row in rows if row.withdrawn_at is None}
    return tuple(line_of(name, standing.get(name), today) for name in rule_file_names())


def rule_file(*, actor: Actor, name: str, today: date) -> FilePage:
    """Give one rule file; raises NotHere for an unknown one."""
    if name not in rule_file_names():
        raise scope.NotHere(
            f"There is no rule file {name}", next_step="choose one of the list under Rules"
        )
    rows = [row for row in signatures(actor) if row.file_id == name]
    standing = next((row for row in rows if row.withdrawn_at is None), None)
    shipped, line = load_rules(name=name), line_of(name, standing, today)
    file = in_force([standing]).file(name) if standing else shipped
    by_key = load_citations().by_key
    keys = sorted({key for rule in shipped.rules.values() for key in rule.cites})
    return FilePage(
        line=line,
        checked_on=shipped.header.source_checked_on,
        thresholds=tuple(threshold_line(file, shipped, each) for each in file.thresholds.values()),
        rules=tuple(shipped.rules.values()),
        sources=tuple(by_key[key] for key in keys),
        fixed_because=FIXED.get(name, ""),
        history=tuple(signed_of(row) for row in rows if row.withdrawn_at is not None),
        seen=standing.pk if standing else 0,
        can_sign=actor.can("sign_rules"),
        text=write_site_rules(rules=said_in(standing)) if standing else "",
    )


def signatures(actor: Actor) -> list[RuleSignature]:
    """Give every signature of the site, newest first."""
    return list(scope.rows(actor=actor, model=RuleSignature).order_by("-signed_at", "-pk"))


def line_of(name: str, standing: RuleSignature | None, today: date) -> FileLine:
    """Give one rule file in short."""
    file = load_rules(name=name)
    due = file.header.review_due
    return FileLine(
        name=name,
        title=file.header.title,
        version=file.header.version,
        unverified=sum(each.status == "unverified" for each in file.rules.values()),
        rules=len(file.rules),
        thresholds=len(file.thresholds),
        reviewed_on=file.header.clinician_reviewed_on,
        review_due=due,
        is_overdue=due is not None and due < today,
        signed=signed_of(standing) if standing else None,
        is_stale=standing is not None and not in_force([standing]).changed,
    )


def signed_of(row: RuleSignature) -> Signed:
    """Give one signature; the numbers it stands beside are those shipped now."""
    known = load_rules(name=row.file_id).thresholds if row.file_id in rule_file_names() else {}
    return Signed(
        pk=row.pk,
        signed_by=row.signed_by,
        signed_on=row.signed_on,
        made_for=row.made_for,
        note=row.note,
        changes=tuple(
            ThresholdChange(
                each["key"],
                Decimal(each["value"]),
                Decimal(each["shipped"]),
                known[each["key"]].unit if each["key"] in known else "",
                each["reason"],
            )
            for each in row.changes
        ),
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
        withdraw_reason=row.withdraw_reason,
    )


def threshold_line(file: RuleFile, shipped: RuleFile, each: Threshold) -> ThresholdLine:
    """Give one threshold."""
    reasons = {change.key: change.reason for change in file.changes}
    return ThresholdLine(
        key=each.key,
        value=each.value,
        shipped=shipped.threshold(each.key),
        unit=each.unit,
        rule_title=shipped.rule(each.rule_id).title,
        is_verified=each.status == "verified_in_source",
        reason=reasons.get(each.key, ""),
    )
