"""The latest calls of skin, other organs and overall as cards, with their standing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from dermetry.pathway.compartments import Compartment
from dermetry.pathway.discordance import Discordance
from dermetry.pathway.overview import CaseOverview, CompartmentCalls
from dermetry.record.case import Case
from dermetry.record.signature import Signature
from dermetry.report.standing import standing_of
from dermetry.report.tables import evaluators_of
from dermetry.report.words import in_words, say_category, say_date
from dermetry.response.values import VisitCall
from dermetry.workbench.casenotes.queries.calls import (
    CallView,
    no_call,
    remarks_on,
    view_of,
)

NOT_ASSESSED = ("no_finding", "not_done", "not_evaluable")


@dataclass(frozen=True)
class CallCard:
    """The latest call of one compartment by one evaluator, and how it stands."""

    view: CallView
    visited_on: date | None
    is_baseline: bool
    is_proposed: bool  # the visit is not signed
    signed: str
    override: str  # the clinician's own category, where it is not the computed one
    override_reason: str
    shown: str  # the letters that stand first, where they are not today's; empty: today's
    differs: str  # what was signed is not what the rules say today
    progressed: str  # a progression that dates from an earlier day
    last_assessed: str  # where this visit did not look at the compartment
    apart: tuple[str, ...] = ()  # skin and other organs disagree


def call_cards(*, overview: CaseOverview, case: Case) -> tuple[CallCard, ...]:
    """Give the cards of the latest visit, side by side: skin, other organs, overall."""
    parts = (overview.skin, overview.other, overview.overall)
    return cards_of_parts(parts=parts, case=case, apart=overview.discordances)


def cards_of_parts(
    *, parts: Iterable[CompartmentCalls], case: Case, apart: Iterable[Discordance]
) -> tuple[CallCard, ...]:
    """Give the cards of the latest visit of each part."""
    found = tuple(apart)
    return tuple(card for part in parts for card in cards_of(part, case, found))


def cards_of(
    part: CompartmentCalls, case: Case, apart: tuple[Discordance, ...]
) -> Iterator[CallCard]:
    """Give the card of each evaluator's latest call, or one that says why there is none."""
    if not part.calls:
        note = part.note if case.visits else "There is no visit yet."
        yield CallCard(no_call(part.name, note), None, False, False, "", "", "", "", "", "", "")
        return
    signatures = {each.visited_on: each.signature for each in case.visits}
    for who in evaluators_of(part.calls):
        calls = [each for each in part.calls if each.evaluator == who]
        compartment: Compartment = "overall" if part.name == "overall" else "skin"
        remarks = remarks_on(calls[-1], compartment, apart)
        view = view_of(part.name, calls[-1], part.note, calls, remarks)
        said = tuple(each.sentence for each in remarks)
        yield card_of(view, calls, signatures[calls[-1].visited_on], said)


def card_of(
    view: CallView,
    calls: list[VisitCall],
    signature: Signature | None,
    apart: tuple[str, ...],
) -> CallCard:
    """Give one card; what was signed is the overall call."""
    call = calls[-1]
    is_overall = view.name == "overall"
    override = signature.override if signature and is_overall else None
    stands = standing_of(signature=signature, call=call)
    return CallCard(
        view=view,
        visited_on=call.visited_on,
        is_baseline=call.is_baseline,
        is_proposed=signature is None and not call.is_baseline,
        signed=signed_words(signature) if is_overall else "",
        override=override.category if override else "",
        override_reason=f"{override.by}: {override.reason}" if override else "",
        shown=stands.badge.letters if is_overall and stands.by_today else "",
        differs=differs_words(signature, call) if is_overall else "",
        progressed=progressed_words(call),
        last_assessed=last_assessed(calls),
        apart=apart,
    )


def signed_words(signature: Signature | None, verb: str = "give") -> str:
    """Say who signed the visit and as what; a clinician's own call stands before the rules'."""
    if signature is None:
        return "Not signed yet."
    computed, own = signature.category or "baseline", signature.override
    who = f"{signature.signed_by}, {say_date(signature.signed_on)}"
    if own is None:
        return f"Signed as {computed} by {who}."
    reason = own.reason.rstrip(".")
    return f"Signed as {own.category} by {who} ({reason}); the rules {verb} {computed}."


def differs_words(signature: Signature | None, call: VisitCall) -> str:
    """Say that the call reads otherwise today than when it was signed."""
    if signature is None:
        return ""
    if not standing_of(signature=signature, call=call).differs:
        return ""
    return (
        f"{signed_words(signature, 'gave')} That was with rules {signature.rules_version}; "
        f"worked out today: {in_words(call.statement)}."
    )


def progressed_words(call: VisitCall) -> str:
    """Say that progression began earlier than at this visit."""
    if call.progression_on is None or call.progression_on == call.visited_on:
        return ""
    return f"Progression dates from {say_date(call.progression_on)}."


def last_assessed(calls: list[VisitCall]) -> str:
    """Say what a compartment was called when it was last looked at, where not at this visit."""
    if is_assessed(calls[-1]):
        return ""
    for call in reversed(calls[:-1]):
        if is_assessed(call):
            said = "baseline" if call.is_baseline else say_category(call.category)
            return f"Not assessed at this visit. Last assessed {say_date(call.visited_on)}: {said}."
    return ""


def is_assessed(call: VisitCall) -> bool:
    """Tell whether anything was found at the visit, of whatever lesion."""
    return any(each.raw_status not in NOT_ASSESSED for each in call.values_used)
