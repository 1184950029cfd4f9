"""What the certainty of a call means, in sentences for a clinician, and what helps."""

from dataclasses import dataclass
from decimal import Decimal

from dermetry.record.finding import Measured
from dermetry.response.certainty.size_error import LeafError, name_size
from dermetry.response.certainty.values import Advice, Verdict
from dermetry.response.certainty.visit import Seen, by_chance
from dermetry.response.explain import join

WORDS: dict[str, str] = {
    "photograph again": "photograph again",
    "second reader": "ask a second reader",
}


@dataclass(frozen=True)
class Told:
    """What was found of one call."""

    seen: Seen
    verdict: Verdict
    chance: float | None  # probability of the call; None: not known
    others: tuple[tuple[str, float], ...]  # other calls that may be, the likeliest first
    error: float | None
    unknown: str
    lean: str = ""  # what the call rests on besides, whose error is in no number


def find_advice(*, told: Told) -> Advice:
    """Give what helps where a call is too close; rule certainty.advice."""
    if told.verdict != "too_close":
        return ""
    is_helped = told.seen.is_latest and would_photographs_help(told.seen)
    return "photograph again" if is_helped else "second reader"


def would_photographs_help(seen: Seen) -> bool:
    """Tell whether most of the error of this sum is of sizes that photographs can make surer."""
    variances = [
        (each.variance or Decimal(0), can_photograph(each, seen))
        for each in (seen.now.leaves if seen.now else ())
    ]
    helped = sum((variance for variance, can in variances if can), Decimal(0))
    return 0 < helped >= sum((variance for variance, can in variances if not can), Decimal(0))


def can_photograph(error: LeafError, seen: Seen) -> bool:
    """Tell whether a further photograph of a target of the skin would make its size surer."""
    finding = error.leaf.finding
    is_skin = seen.judged.moment.facts.lesions[error.leaf.lesion_id].organ == "skin"
    return is_skin and isinstance(finding, Measured) and len(finding.photograph_ids) < 2


def say(*, told: Told, advice: Advice) -> str:
    """Say how certain the call is and why."""
    if told.verdict == "not_from_sum":
        return (
            "This call does not rest on the sum of the targets, and no single size is so near a "
            "limit that its error would change it. What it does rest on is a judgment that no "
            "number here covers."
        )
    if told.unknown or told.chance is None:
        return f"How certain this call is cannot be told: {told.unknown}."
    lean = f"Besides, {told.lean}." if told.lean else ""
    parts = [say_verdict(told, advice), say_chance(told), say_error(told), lean, say_assumed(told)]
    return " ".join(part for part in parts if part)


def say_verdict(told: Told, advice: Advice) -> str:
    """Say the verdict and what to do."""
    called = told.seen.judged.category
    if told.verdict != "clear":
        return f"{called} is too close to call: {WORDS[advice]}."
    if called == "NE":
        return "NE: sizes are missing, and errors of the others do not change that."
    if told.seen.now is not None and told.seen.now.total == 0:
        others = told.seen.judged.non_target_leaves
        if any(leaf.raw_mm is not None for leaf in others):
            return f"{called}: every target is recorded as gone, and no other size is at a limit."
        return f"{called} rests on no size: every target is recorded as gone."
    return f"{called} is clear of measurement error."


def say_chance(told: Told) -> str:
    """Say the probability of the call and of what it could be instead."""
    if told.chance is None or not any(chance for _, chance in told.others):
        return ""
    called = told.seen.judged.category
    others = [f"{name} {percent(chance)}" for name, chance in told.others if round(chance, 3)]
    text = f"By the errors of the sizes alone, {called} has a probability of {percent(told.chance)}"
    return f"{text} ({join(others)})." if others else f"{text}."


def say_error(told: Told) -> str:
    """Say the chance of measurement error, all visits taken together."""
    if told.error is None:
        return ""
    is_worse = told.seen.is_progression
    word = "progression" if is_worse else "response"
    text = (
        f"Weighing all visits so far, the chance that this {word} is measurement error is "
        f"{percent(told.error)}."
    )
    often = by_chance(seen=told.seen)
    if often is None or not round(often, 2):
        return text
    return (
        f"{text} Disease that never changes, measured like this, would have been called {word} "
        f"by now in {percent(often)} of patients."
    )


def say_assumed(told: Told) -> str:
    """Say which sizes state no error."""
    names = [name_size(each.leaf) for each in told.seen.assumed]
    if not names:
        return ""
    return (
        f"No error is stated for {join(dict.fromkeys(names))}: the usual one of the method is "
        "assumed."
    )


def percent(share: float) -> str:
    """Write a share in whole percent, never 0 % or 100 % for what is neither."""
    whole = round(share * 100)
    if whole == 0 and share > 0:
        return "less than 1 %"
    if whole == 100 and share < 1:
        return "more than 99 %"
    return f"{whole} %"
