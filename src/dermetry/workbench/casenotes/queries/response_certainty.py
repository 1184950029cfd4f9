"""How certain each call is, as the response page says it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from dermetry.errors import DermetryError
from dermetry.knowledge.rule_set import RuleSet
from dermetry.pathway.respond import Responded
from dermetry.record.case import Case
from dermetry.report.words import in_words, say_number
from dermetry.response.certainty.judge import judge_certainty
from dermetry.response.certainty.values import CallCertainty, Verdict
from dermetry.workbench.casenotes.queries.response_words import error_words
from dermetry.workbench.casenotes.queries.rule_words import Basis, basis_words

LABELS: Final[Mapping[Verdict, str]] = {
    "clear": "clear",
    "too_close": "too close to call",
    "not_from_sum": "does not rest on the sum",
    "unknown": "certainty not known",
}
LEAST: Final = Decimal("0.001")  # as the library gives shares


@dataclass(frozen=True)
class Certainty:
    """How certain one call is."""

    verdict: Verdict
    label: str
    statement: str
    advice: str  # "photograph again", "second reader", or empty
    shares: tuple[tuple[str, str], ...]  # letters and probability, the likeliest first
    error_chance: str  # empty: not given
    false_call: str
    rests_on: tuple[str, ...]
    flags: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True)
class Rested:
    """What a statement rests on, as ``basis_words`` takes it."""

    rule_ids: tuple[str, ...]
    cites: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class CertaintyPart:
    """The certainty of every call by visit and evaluator, or why there is none."""

    by_call: Mapping[tuple[date, str], Certainty]
    problem: str = ""


def certainty_part(*, case: Case, responded: Responded | None, rules: RuleSet) -> CertaintyPart:
    """Judge the certainty of every call; what cannot be judged says why."""
    if responded is None:
        return CertaintyPart({})
    try:
        found = judge_certainty(
            case=case,
            policy=responded.policy,
            calls=responded.calls,
            suggestions=responded.suggestions,
            rules=rules,
        )
    except DermetryError as error:
        return CertaintyPart({}, in_words(error_words(error)))
    return CertaintyPart(
        {(each.visited_on, each.evaluator): view_of(each, rules) for each in found}
    )


def view_of(each: CallCertainty, rules: RuleSet) -> Certainty:
    """Give the certainty of one call in words."""
    return Certainty(
        verdict=each.verdict,
        label=LABELS[each.verdict],
        statement=in_words(each.statement),
        advice=each.advice,
        shares=tuple((name, share_words(share)) for name, share in each.overall_probabilities),
        error_chance=share_words(each.error_chance),
        false_call=share_words(each.false_call_chance),
        rests_on=tuple(map(in_words, each.rests_on)),
        flags=tuple(map(in_words, each.flags)),
        basis=basis_of(each.rule_ids, rules),
    )


def share_words(share: Decimal | None) -> str:
    """Say a probability in percent; one too small to show is never said as zero."""
    if share is None:
        return ""
    if share < LEAST:
        return f"under {say_number(LEAST * 100)} %"
    if 1 - share < LEAST:
        return f"over {say_number((1 - LEAST) * 100)} %"
    return f"{say_number(share * 100)} %"


def basis_of(rule_ids: tuple[str, ...], rule_set: RuleSet) -> Basis:
    """Give rules with their titles and sources."""
    rules = [rule_set.file(each.partition(".")[0]).rule(each) for each in rule_ids]
    verified = all(rule.status == "verified_in_source" for rule in rules)
    cites = tuple(dict.fromkeys(key for rule in rules for key in rule.cites))
    status = "verified_in_source" if verified else "unverified"
    return basis_words(result=Rested(rule_ids, cites, status), rules=rule_set)
