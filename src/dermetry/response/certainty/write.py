"""Writing down how certain one call is."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from dermetry.response.certainty import settings as rules
from dermetry.response.certainty.categories import Chances
from dermetry.response.certainty.say import Told, find_advice, say
from dermetry.response.certainty.settings import Settings
from dermetry.response.certainty.values import CallCertainty, Shares, Verdict
from dermetry.response.certainty.visit import (
    Seen,
    by_chance,
    chances_of_targets,
    error_chance,
    name_called,
    name_lean,
    name_unknown,
    overall_of,
    rests_on_sum,
)
from dermetry.response.ids import TARGET_PD_PARTIAL, TARGET_PR_CONTINUED
from dermetry.response.values import Category

THOUSANDTH = Decimal("0.001")


def write_certainty(*, seen: Seen, settings: Settings) -> CallCertainty:
    """Write down how certain the call of one visit is; a visit without a call has none."""
    told, targets, overall = find(seen, settings)
    judged, advice = seen.judged, find_advice(told=told)
    called = judged.category
    if called is None:
        raise ValueError("the baseline has no call")
    return CallCertainty(
        visited_on=judged.visit.visited_on,
        evaluator=judged.moment.facts.evaluator,
        called=called,
        target_called=judged.target_category,
        rests_on_sum=rests_on_sum(seen=seen),
        is_known=not told.unknown,
        why_unknown=told.unknown,
        target_probabilities=share_out(targets),
        overall_probabilities=share_out(overall),
        error_chance=rounded(told.error),
        false_call_chance=None if told.error is None else rounded(by_chance(seen=seen) or 0.0),
        verdict=told.verdict,
        advice=advice,
        statement=say(told=told, advice=advice),
        rests_on=() if told.unknown else list_assumptions(seen),
        flags=() if told.unknown else tuple(list_flags(told)),
        rule_ids=tuple(list_rules(told, has_advice=bool(advice))),
    )


def find(
    seen: Seen, settings: Settings
) -> tuple[Told, dict[Category, float], dict[Category, float]]:
    """Find the verdict, and the probabilities of the targets' response and of the call."""
    unknown, called, lean = name_unknown(seen=seen), seen.judged.category, name_lean(seen=seen)
    chances: Chances = {} if unknown else chances_of_targets(seen=seen)
    targets: dict[Category, float] = defaultdict(float)
    overall: dict[Category, float] = defaultdict(float)
    for category, chance in chances.items():
        targets[name_called(category, seen.judged.target_category, seen.policy)] += chance
        whole = overall_of(seen=seen, category=category)
        if whole is not None:
            overall[whole] += chance
    error = None if unknown else error_chance(seen=seen)
    chance_called = overall.get(called) if called else None
    others = tuple((name, each) for name, each in ordered(overall) if name != called)
    verdict = judge_verdict(seen, unknown, chance_called, error, settings)
    if lean and verdict != "too_close":
        unknown = f"{unknown}; {lean}" if verdict == "unknown" and unknown else lean
        return Told(seen, "unknown", None, (), None, unknown, lean), {}, {}
    return Told(seen, verdict, chance_called, others, error, unknown, lean), targets, overall


def judge_verdict(
    seen: Seen, unknown: str, chance: float | None, error: float | None, settings: Settings
) -> Verdict:
    """Judge whether a call is clear, or too close; rule certainty.verdict."""
    if not rests_on_sum(seen=seen):
        return "not_from_sum"
    if unknown or chance is None:
        return "unknown"
    is_clear = chance >= settings.clear_share and (error or 0.0) <= settings.error_share
    return "clear" if is_clear else "too_close"


def ordered(shares: Mapping[Category, float]) -> list[tuple[Category, float]]:
    """Order categories by their share, the likeliest first."""
    return sorted(shares.items(), key=lambda each: (-each[1], each[0]))


def share_out(shares: Mapping[Category, float]) -> Shares:
    """Round shares to thousandths that add up to 1; what is less than half of one is left out."""
    exact = {name: rounded(share) for name, share in shares.items()}
    kept = [(name, each) for name, _ in ordered(shares) if (each := exact[name])]
    if not kept:
        return ()
    rest = 1 - sum((each for _, each in kept[1:]), Decimal(0))
    return ((kept[0][0], rest), *kept[1:])


def rounded(share: float | None) -> Decimal | None:
    """Round a share to thousandths."""
    if share is None:
        return None
    kept = Decimal(repr(min(1.0, max(0.0, share))))
    return kept.quantize(THOUSANDTH, rounding=ROUND_HALF_EVEN)


def list_assumptions(seen: Seen) -> tuple[str, ...]:
    """List the errors that were assumed, up to this visit, each once."""
    return tuple(dict.fromkeys(each.assumption for each in seen.assumed))


def list_flags(told: Told) -> Iterator[str]:
    """List what a reader must know of how the chances were worked out."""
    seen = told.seen
    if told.lean:
        yield told.lean
    rule_id = seen.judged.target.rule_id if seen.judged.target else ""
    if rule_id == TARGET_PR_CONTINUED:
        yield "the response goes on from an earlier visit, whose own certainty stands there"
    if rule_id == TARGET_PD_PARTIAL:
        yield "the sum has gaps: no chance over all visits is given"
    is_full = all(each is not None and each.is_complete for each in seen.sums)
    if told.error is not None and not is_full:
        yield "visits with an incomplete sum are left out"


def list_rules(told: Told, *, has_advice: bool) -> Iterator[str]:
    """List the rules that were used."""
    yield rules.VERDICT
    if told.lean or told.verdict == "not_from_sum":
        yield rules.SIZE_AT_LIMIT
    if told.chance is None or told.unknown:
        return
    yield rules.PROBABILITY
    if told.error is not None:
        yield rules.ERROR_CHANCE
        yield rules.FALSE_CALL
    if told.seen.assumed:
        yield rules.ASSUMED_ERROR
    if has_advice:
        yield rules.ADVICE
