"""The same case by several policies, side by side: what another choice of rules would say."""

from collections.abc import Sequence
from datetime import date

from dermetry.record.case import Case
from dermetry.record.value import Value
from dermetry.response.evaluate import evaluate_case
from dermetry.response.explain import join
from dermetry.response.names import WORDS
from dermetry.response.policy import Policy, load_policy
from dermetry.response.targets import suggest_roles
from dermetry.response.values import Category, VisitCall

CLASSIC: dict[Category, Category] = {
    word: plain for words in WORDS.values() for plain, word in words.items() if word != "NC"
}


class ComparedVisit(Value):
    """The calls of one visit and evaluator, one for each policy in the order they were given."""

    visited_on: date
    evaluator: str = ""
    calls: tuple[VisitCall, ...]
    is_same: bool  # they say the same, each in the words of its criteria
    sentence: str  # "recist11 PD, irecist iUPD."


def compare_policies(*, case: Case, policies: Sequence[Policy]) -> tuple[ComparedVisit, ...]:
    """Judge a case by several policies of patients, and say visit by visit where they differ.

    Roles that nobody chose are suggested anew for each policy. PD and iUPD differ: PD ends the
    course, iUPD waits for a later visit. PD and iCPD are the same, as are PR and iPR, SD and iSD.
    """
    judged = [
        evaluate_case(case=case, policy=policy, suggestions=suggest_roles(case=case, policy=policy))
        for policy in policies
    ]
    return tuple(compare_calls(calls) for calls in zip(*judged, strict=True))


def compare_classic_and_immune(*, case: Case) -> tuple[ComparedVisit, ...]:
    """Judge a case by RECIST 1.1 and by iRECIST, side by side."""
    presets = ("recist11", "irecist")
    return compare_policies(case=case, policies=[load_policy(preset=each) for each in presets])


def compare_calls(calls: tuple[VisitCall, ...]) -> ComparedVisit:
    """Put the calls of one visit side by side."""
    words = [f"{call.preset} {call.category or call.statement}" for call in calls]
    return ComparedVisit(
        visited_on=calls[0].visited_on,
        evaluator=calls[0].evaluator,
        calls=calls,
        is_same=len({meaning_of(call.category) for call in calls}) == 1,
        sentence=f"{join(words)}.",
    )


def meaning_of(category: Category | None) -> Category | None:
    """Give the word of RECIST 1.1 for what a category means for the course; iUPD has none."""
    return category if category == "iUPD" else plain_word(category)


def plain_word(category: Category | None) -> Category | None:
    """Give the word of RECIST 1.1 for a category; what neither responds nor grows is SD."""
    if category in ("iCPD", "iUPD"):
        return "PD"
    if category in ("NC", "NON-CR/NON-PD", "NON-iCR/NON-iUPD"):
        return "SD"
    return category and CLASSIC.get(category, category)
