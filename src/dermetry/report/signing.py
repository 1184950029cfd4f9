"""Who signed a visit and what the call read then, beside what it reads now."""

from datetime import date

from dermetry.pathway.same_call import same_in_other_words, tell_differences
from dermetry.record.case import Case
from dermetry.record.signature import CallOverride, Signature
from dermetry.record.visit import Visit
from dermetry.report.cells import join_words
from dermetry.report.standing import category_badge, signed_words
from dermetry.report.values import Addition, Badge, Cell, Fact, Override, Signed, Table
from dermetry.report.words import (
    BADGES,
    badge_of,
    in_words,
    say_category,
    say_date,
    say_size,
)
from dermetry.response.names import policy_name
from dermetry.response.policy import load_policy
from dermetry.response.sequence.kinds import words_of
from dermetry.response.statements import join_statements
from dermetry.response.values import VisitCall

DRAFT = "DRAFT, not signed"


def build_signed(*, visit: Visit, calls: tuple[VisitCall, ...]) -> Signed:
    """Say the state of a visit's signature; ``calls`` are those of this visit, derived now."""
    signature = visit.signature
    additions = tuple(
        Addition(f"{each.written_by}, {say_date(each.written_on)}", each.text)
        for each in visit.addenda
    )
    if signature is None:
        return Signed(is_signed=False, banner=DRAFT, facts=(), additions=additions)
    return Signed(
        is_signed=True,
        banner=f"Signed by {signature.signed_by} on {say_date(signature.signed_on)}",
        facts=_facts(signature),
        additions=additions,
        differs=_differs(signature, calls),
        override=_override(signature.override, calls) if signature.override else None,
    )


def _facts(signature: Signature) -> tuple[Fact, ...]:
    total = signed_sum(signature)
    return (
        Fact("Signed by", signature.signed_by),
        Fact("Signed on", say_date(signature.signed_on)),
        Fact("Computed call when signed", signature.statement or say_category(signature.category)),
        Fact("Sum when signed", total),
        Fact("Rules", signature.rules_version or "none used"),
        Fact("Software", f"dermetry {signature.software_version}"),
    )


def _differs(signature: Signature, calls: tuple[VisitCall, ...]) -> str:
    """Say when the call derived now is not the one that was signed; empty when it is."""
    signed = f"Signed as {signed_words(signature=signature)}."
    if not calls:
        return f"{signed} The computed call cannot be derived any more; what was signed stands."
    if not tell_differences(signature=signature, calls=calls):
        words = same_in_other_words(signed=signature.category, call=calls[0])
        return f"{signed} Today {calls[0].category}: {words}." if words else ""
    call = calls[0]
    total = "no sum" if call.total is None else f"sum {say_size(call.total, call.unit)}"
    return (
        f"{signed} By {policy_name(preset=call.preset)} the computed call now reads differently: "
        f"{in_words(join_statements(calls=calls))} ({total}, rules "
        f"{call.rules_version or 'none used'}). What was signed stands; the reasons below "
        "are those of the call as it reads today."
    )


def signed_sum(signature: Signature) -> str:
    """Say the sum as it read when the visit was signed."""
    if signature.sum_mm2 is not None:
        return say_size(signature.sum_mm2, "mm2")
    return "no sum" if signature.sum_mm is None else say_size(signature.sum_mm, "mm")


def _override(override: CallOverride, calls: tuple[VisitCall, ...]) -> Override:
    return Override(
        badge=category_badge(override.category),
        by=override.by,
        reason=override.reason,
        computed=badge_of(calls[0]) if calls else Badge("no call", "none", "No call"),
    )


def own_calls(*, case: Case) -> dict[date, CallOverride]:
    """Give the clinician's own call of every visit that was signed with one."""
    return {
        visit.visited_on: visit.signature.override
        for visit in case.visits
        if visit.signature and visit.signature.override
    }


def own_words(*, override: CallOverride, call: VisitCall) -> str:
    """Say the clinician's own call with its reason, and what the rules give."""
    own, computed = category_badge(override.category), badge_of(call)
    return (
        f"The clinician's own call is {own.letters} ({override.by}: "
        f"{override.reason.rstrip('.')}); the rules give {computed.letters}."
    )


def categories_of(*, preset: str) -> tuple[tuple[str, str], ...]:
    """Give the words of a policy for a call, those a signer can choose instead, with meanings."""
    own: dict[int, str] = {}  # the first word of each kind; a second one says the same
    for word, kind in words_of(load_policy(preset=preset).criteria).items():
        own.setdefault(kind, word)
    known = ((key, meaning) for key, (_, meaning) in BADGES.items() if key in own.values())
    return tuple((key, f"{key}: {meaning}") for key, meaning in known)


def signatures_table(*, case: Case) -> Table | None:
    """Make the table of every visit's signature, override and addenda."""
    rows = tuple(_signature_row(visit) for visit in case.visits)
    columns = ("Visit", "Signature", "Clinician's own call", "Addenda")
    return Table("Signatures", columns, rows) if rows else None


def _signature_row(visit: Visit) -> tuple[Cell, ...]:
    signature = visit.signature
    visited = Cell(say_date(visit.visited_on))
    if signature is None:
        none = Cell("none", kind="missing")
        return visited, Cell(DRAFT, kind="missing"), none, none
    signed = Cell(
        f"{signature.signed_by}, {say_date(signature.signed_on)}",
        join_words(signature.statement, f"rules {signature.rules_version}"),
    )
    override = signature.override
    own = (
        Cell(override.category, f"{override.by}: {override.reason}")
        if override
        else Cell("as computed", kind="missing")
    )
    added = tuple(f"{e.written_by}, {say_date(e.written_on)}: {e.text}" for e in visit.addenda)
    return visited, signed, own, Cell(str(len(added)), "; ".join(added)) if added else Cell(
        "none", kind="missing"
    )  # fmt: skip
