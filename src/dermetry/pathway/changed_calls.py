"""Which calls read otherwise after a correction: from what, to what, and why."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.pathway.respond import respond
from dermetry.record.case import Case
from dermetry.record.value import Value
from dermetry.response.explain import in_unit
from dermetry.response.values import Category, Reason, VisitCall

Key = tuple[date, str]  # visit and evaluator


class ChangedCall(Value):
    """One call that a change of the record changes, before and after."""

    visited_on: date
    evaluator: str = ""
    kind: Literal["category", "numbers", "added", "removed"]
    before: Category | None
    after: Category | None
    statement_before: str
    statement_after: str
    sum_before: Decimal | None
    sum_after: Decimal | None
    unit: Literal["mm", "mm2"]
    reasons_before: tuple[Reason, ...]
    reasons_after: tuple[Reason, ...]
    is_signed: bool  # what was signed stays as it was signed
    sentence: str


def what_changes(
    *,
    before: Case,
    after: Case,
    settings: Mapping[str, str] | None = None,
    preset: str | None = None,
    rules: RuleSet = SHIPPED,
) -> tuple[ChangedCall, ...]:
    """Compare the calls of two states of one case, say before and after a correction.

    Every call of which the category, the statement, or a number it rests on (sum, baseline,
    nadir) is another one, in order of visit and evaluator. ``preset`` None: each by its own plan.
    """
    old, new = (
        {
            (call.visited_on, call.evaluator): call
            for call in respond(case=case, settings=settings, preset=preset, rules=rules).calls
        }
        for case in (before, after)
    )
    signed = {visit.visited_on for visit in after.visits if visit.signature}
    return tuple(
        write_change(key, old.get(key), new.get(key), key[0] in signed)
        for key in sorted(old.keys() | new.keys())
        if told(old.get(key)) != told(new.get(key))
    )


def told(call: VisitCall | None) -> object:
    """Give what counts as the same call."""
    if call is None:
        return None
    sums = (call.total, call.is_sum_complete, call.baseline_total, call.nadir)
    return call.category, call.statement, call.preset, sums


def write_change(
    key: Key, old: VisitCall | None, new: VisitCall | None, is_signed: bool
) -> ChangedCall:
    """Write one change down."""
    kind: Literal["category", "numbers", "added", "removed"] = "numbers"
    if old is None or new is None:
        kind = "added" if old is None else "removed"
    elif (old.category, old.statement) != (new.category, new.statement):
        kind = "category"
    last = new or old
    return ChangedCall(
        visited_on=key[0],
        evaluator=key[1],
        kind=kind,
        before=old.category if old else None,
        after=new.category if new else None,
        statement_before=old.statement if old else "",
        statement_after=new.statement if new else "",
        sum_before=old.total if old else None,
        sum_after=new.total if new else None,
        unit=last.unit if last else "mm",
        reasons_before=old.reasons if old else (),
        reasons_after=new.reasons if new else (),
        is_signed=is_signed,
        sentence=write_sentence(key, old, new, is_signed),
    )


def write_sentence(key: Key, old: VisitCall | None, new: VisitCall | None, is_signed: bool) -> str:
    """Say what changes at one visit."""
    who = f" ({key[1]})" if key[1] else ""
    place = f"Visit of {key[0]}{who}"
    kept = " It is signed: the signed call stays, and this is shown beside it." if is_signed else ""
    if old is None or new is None:
        return f"{place}: {'a call is added' if old is None else 'the call falls away'}.{kept}"
    if old.statement == new.statement:
        return f"{place}: {new.statement} stays, {sums_words(old, new)}.{kept}"
    return f"{place}: {old.statement} becomes {new.statement} ({sums_words(old, new)}).{kept}"


def sums_words(old: VisitCall, new: VisitCall) -> str:
    """Say what becomes of sum, baseline and nadir."""
    pairs = (
        ("sum", old.total, new.total),
        ("baseline", old.baseline_total, new.baseline_total),
        ("nadir", old.nadir, new.nadir),
    )
    changed = [
        f"{name} {number(one, old)} becomes {number(two, new)}"
        for name, one, two in pairs
        if one != two
    ]
    return ", ".join(changed) or f"sum {number(new.total, new)} as before"


def number(value: Decimal | None, call: VisitCall) -> str:
    """Write a sum, or that there is none."""
    return "none" if value is None else in_unit(value, call.unit)
