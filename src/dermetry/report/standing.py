"""How a call stands: what was signed first, what the rules give today beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dermetry.pathway.same_call import (
    in_plain_words,
    is_same_meaning,
    same_in_other_words,
    tell_differences,
)
from dermetry.record.case import Case
from dermetry.record.signature import Signature
from dermetry.report.values import Badge
from dermetry.report.words import (
    BADGES,
    BASELINE_BADGE,
    NO_CALL_BADGE,
    badge_for,
    badge_of,
    in_words,
)
from dermetry.response.names import policy_name
from dermetry.response.values import VisitCall

State = Literal["draft", "signed", "own"]
UNSIGNED = "draft, not signed"


@dataclass(frozen=True)
class Standing:
    """What stands first for a call, and what is said beside it."""

    state: State
    badge: Badge  # the clinician's own call, else the signed one, else today's
    today: Badge  # what the rules give now
    beside: str  # empty: signed, and it reads the same today
    by_today: str  # "by iRECIST today: iUPD"; empty where the category is the same
    differs: bool = False  # today's call has another meaning or sum than what was signed


def category_badge(category: str) -> Badge:
    """Give the badge of a category a person wrote; an unknown one stays in its own words."""
    known = next((each for each in BADGES if each.casefold() == category.casefold()), None)
    if known is not None:
        return badge_for(known)
    return Badge(category, "none", category)


def signatures_of(*, case: Case) -> dict[date, Signature | None]:
    """Give the signature of every visit; None: nobody has signed it."""
    return {visit.visited_on: visit.signature for visit in case.visits}


def standing_of(*, signature: Signature | None, call: VisitCall) -> Standing:
    """Say how the call of one evaluator stands beside the signature of its visit."""
    today = badge_of(call)
    if signature is None:
        return Standing("draft", today, today, UNSIGNED, "")
    category, differences = _signed_part(signature, call)
    same = is_same_meaning(signed=category, today=call.category)
    words = same_in_other_words(signed=category, call=call)
    by_today = "" if same else f"by {policy_name(preset=call.preset)} today: {today.letters}"
    signed = _signed_badge(category, call)
    if own := signature.override:
        gave = f"the rules {'give' if same else 'gave'} {signed.letters}"
        said = "; ".join(filter(None, (f"clinician's own call; {gave}", by_today, words)))
        return Standing(
            "own", category_badge(own.category), today, said, by_today, bool(differences)
        )
    if by_today:
        return Standing("signed", signed, today, f"signed; {by_today}", by_today, differs=True)
    if differences:
        said = in_words(f"signed; otherwise today: {'; '.join(differences)}")
        return Standing("signed", signed, today, said, "", differs=True)
    return Standing("signed", signed, today, words, "")


def _signed_badge(category: str | None, call: VisitCall) -> Badge:
    if category is not None:
        return category_badge(category)
    return BASELINE_BADGE if call.is_baseline else NO_CALL_BADGE


def _signed_part(signature: Signature, call: VisitCall) -> tuple[str | None, tuple[str, ...]]:
    """Give the signed category of an evaluator and what differs; a signature keeps the first.

    Where several were signed together, the words of each stand in the statement.
    """
    start = f"{call.evaluator}: "
    parts = signature.statement.split("; ")
    if not any(each.startswith(start) for each in parts) or not call.evaluator:
        return signature.category, tell_differences(signature=signature, calls=(call,))
    part = next(each for each in parts if each.startswith(start)).removeprefix(start)
    if in_plain_words(text=start + call.statement) in in_plain_words(text=signature.statement):
        return _first_category(part), ()
    return _first_category(part), (f'"{part}" was signed, "{call.statement}" is computed',)


def _first_category(statement: str) -> str | None:
    """Give the category a statement begins with."""
    word = statement.partition(" ")[0]
    return word if word in BADGES else None


def signed_words(*, signature: Signature) -> str:
    """Name what was signed: "PD", "SD (clinician's own call; the rules gave PR)", "baseline"."""
    category = category_badge(signature.category).letters if signature.category else "no call"
    if signature.statement.casefold() == "baseline":
        category = "baseline"
    if signature.override is None:
        return category
    own = category_badge(signature.override.category).letters
    return f"{own} (clinician's own call; the rules gave {category})"


def standings(*, case: Case, calls: Iterable[VisitCall]) -> dict[tuple[date, str], Standing]:
    """Give how every call stands, by day and evaluator."""
    signatures = signatures_of(case=case)
    return {
        (call.visited_on, call.evaluator): standing_of(
            signature=signatures.get(call.visited_on), call=call
        )
        for call in calls
    }
