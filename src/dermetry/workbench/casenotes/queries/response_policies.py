"""What another policy would say of the same visits, beside what the plan's policy says."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from dermetry.pathway.respond import without_overridden_plan
from dermetry.record.case import Case
from dermetry.report.cells import sum_cell
from dermetry.report.values import Cell
from dermetry.report.words import in_words, say_date, say_number
from dermetry.response.compare import ComparedVisit, compare_policies
from dermetry.response.names import explain_policy, policy_name
from dermetry.response.policy import load_policy
from dermetry.response.values import ImmuneFacts, VisitCall
from dermetry.workbench.casenotes.queries.calls import Why, whys
from dermetry.workbench.casenotes.queries.response_best import BestPart, best_part, best_words
from dermetry.workbench.casenotes.queries.response_words import MEANINGS

Verdict = Literal["same", "reworded", "differs"]
WORDS: Final[Mapping[Verdict, str]] = {
    "same": "the same",
    "reworded": "the same, in other words",
    "differs": "differs",
}
UNCONFIRMED: Final[Mapping[str, str]] = {
    "iUPD": "progression, which a later visit must confirm",
    "iCPD": "progression, confirmed",
}


@dataclass(frozen=True)
class PolicyCall:
    """What one policy says of a visit."""

    letters: str
    words: str  # "Baseline", or what the letters mean with what they depend on
    sum: Cell
    reasons: tuple[Why, ...]


@dataclass(frozen=True)
class ComparedRow:
    """One visit by two policies."""

    visited_on: date
    evaluator: str
    one: PolicyCall
    other: PolicyCall
    verdict: Verdict
    compared: str  # the verdict in words
    notes: tuple[str, ...] = ()  # what iRECIST adds


@dataclass(frozen=True)
class Comparison:
    """All visits by two policies, and their best responses."""

    one: str  # name of the first policy
    other: str
    rows: tuple[ComparedRow, ...]  # newest first
    summary: str
    best_one: str = ""
    best_other: str = ""
    explained: str = ""  # what the other policy judges by
    problem: str = ""  # why the other policy gives no best response


def compare_with(*, case: Case, preset: str, best: BestPart) -> Comparison:
    """Compare the policy of the plan with another one; ``best`` is that of the plan."""
    found = compared_rows(case, (case.plan.preset, preset))
    other = best_part(case=case, preset=preset)
    return Comparison(
        one=policy_name(preset=case.plan.preset),
        other=policy_name(preset=preset),
        rows=found,
        summary=summary_of(found),
        best_one=best_words(best.best),
        best_other=best_words(other.best),
        explained=in_words(explain_policy(preset=preset)),
        problem=other.problem,
    )


def classic_and_immune(*, case: Case) -> Comparison:
    """Put RECIST 1.1 and iRECIST side by side."""
    found = compared_rows(case, ("recist11", "irecist"))
    return Comparison(
        policy_name(preset="recist11"), policy_name(preset="irecist"), found, summary_of(found)
    )


def compared_rows(case: Case, presets: tuple[str, str]) -> tuple[ComparedRow, ...]:
    """Compare two policies visit by visit, the newest visit first."""
    policies = [load_policy(preset=each) for each in presets]
    found = compare_policies(case=without_overridden_plan(case, {}), policies=policies)
    rows = [compared_row(each) for each in found]
    return tuple(sorted(rows, key=lambda row: row.visited_on, reverse=True))


def compared_row(each: ComparedVisit) -> ComparedRow:
    """Put the two calls of one visit side by side."""
    one, other = each.calls
    is_same_word = one.category == other.category
    verdict: Verdict = "same" if is_same_word else "reworded" if each.is_same else "differs"
    return ComparedRow(
        visited_on=each.visited_on,
        evaluator=each.evaluator,
        one=policy_call(one),
        other=policy_call(other),
        verdict=verdict,
        compared=compared_words(one, other, verdict),
        notes=tuple(immune_notes(other.immune)) if other.immune else (),
    )


def compared_words(one: VisitCall, other: VisitCall, verdict: Verdict) -> str:
    """Say how two calls stand to each other, whichever of them is by iRECIST."""
    categories = {one.category, other.category}
    said = next((UNCONFIRMED[name] for name in UNCONFIRMED if name in categories), "")
    if verdict != "differs":
        return said or WORDS[verdict]
    is_unconfirmed = categories == {"PD", "iUPD"}
    return f"{WORDS[verdict]}: {said}" if is_unconfirmed else WORDS[verdict]


def policy_call(call: VisitCall) -> PolicyCall:
    """Give what one policy says."""
    plain = "Baseline" if call.is_baseline else "No call"
    meaning = MEANINGS.get(call.category or "", plain)
    depends = in_words(call.statement)
    says_more = call.category is not None and depends != call.category
    return PolicyCall(
        letters=call.category or "",
        words=f"{meaning}. {depends[:1].upper()}{depends[1:]}." if says_more else meaning,
        sum=sum_cell(call),
        reasons=whys(call.reasons),
    )


def immune_notes(facts: ImmuneFacts) -> Iterator[str]:
    """Say what iRECIST adds to a call."""
    if facts.unconfirmed_on:
        yield f"Progression unconfirmed since {say_date(facts.unconfirmed_on)}"
    if facts.confirmed_on:
        yield f"Confirmed on {say_date(facts.confirmed_on)}"
    if facts.is_reset:
        yield "The open progression has ended: the bar is reset"
    if facts.new_sum_mm is not None:
        ids = ", ".join(facts.new_target_ids)
        gap = "" if facts.is_new_sum_complete else ", incomplete"
        yield f"Sum of new lesions {say_number(facts.new_sum_mm)} mm ({ids}){gap}"
    if facts.unconfirmed_on and not facts.confirmed_on:
        stable = {True: "stable", False: "not stable", None: "not recorded"}
        yield f"Clinical stability: {stable[facts.clinically_stable]}"


def summary_of(rows: tuple[ComparedRow, ...]) -> str:
    """Say at how many visits the calls differ."""
    judged = {row.visited_on for row in rows if row.one.words != "Baseline"}
    days = sorted({row.visited_on for row in rows if row.verdict == "differs"})
    if not judged:
        return "There is no visit after the baseline to call."
    waiting = sorted(
        {row.visited_on for row in rows if "iUPD" in (row.one.letters, row.other.letters)}
    )
    open_words = f" Progression is not confirmed yet: {named(waiting)}." if waiting else ""
    if not days:
        return f"No visit would be called otherwise.{open_words}"
    of = f"{len(days)} of {len(judged)} visits"
    return f"{of} would be called otherwise: {named(days)}.{open_words}"


def named(days: Iterable[date]) -> str:
    """Name days one after the other."""
    return ", ".join(map(say_date, days))
