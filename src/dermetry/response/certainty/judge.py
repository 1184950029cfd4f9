"""The certainty of every call of a case after baseline."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from dermetry.errors import MarksInvalid
from dermetry.knowledge.rule_set import SHIPPED, RuleSet
from dermetry.record.case import Case
from dermetry.response.certainty.course import Real, follow_course
from dermetry.response.certainty.false_calls import FalseCalls, false_calls
from dermetry.response.certainty.limits import read_limits
from dermetry.response.certainty.settings import Settings, read_settings
from dermetry.response.certainty.single_size import find_hinges
from dermetry.response.certainty.size_error import SumError, sum_error
from dermetry.response.certainty.values import CallCertainty
from dermetry.response.certainty.visit import Seen, rests_on_sum
from dermetry.response.certainty.write import write_certainty
from dermetry.response.facts import gather_facts
from dermetry.response.judged import Judged
from dermetry.response.policy import Policy
from dermetry.response.timeline import judge_timeline
from dermetry.response.values import RoleSuggestion, VisitCall


class CertaintyInvalid(MarksInvalid):
    """The calls given are not those of this case by this policy."""


def judge_certainty(
    *,
    case: Case,
    policy: Policy,
    calls: Sequence[VisitCall],
    suggestions: tuple[RoleSuggestion, ...] = (),
    rules: RuleSet = SHIPPED,
) -> tuple[CallCertainty, ...]:
    """Say how certain each call after baseline is, given the errors of the sizes in its sums.

    ``case``, ``policy`` and ``suggestions`` are those that ``evaluate_case`` made ``calls`` from
    (``Responded`` holds policy, suggestions and calls). One value for each call after baseline,
    in the order of ``calls``. Nothing is drawn, so no seed is needed. A policy that judges
    products (WHO) gets ``is_known=False``: no error of a product is stated. Raises
    ``CertaintyInvalid`` where a call is not what case and policy give.
    Source: rules/certainty.toml; worked out in docs/explanation/certainty.md.
    """
    settings = read_settings(rules=rules)
    found: dict[tuple[date, str], CallCertainty] = {}
    for evaluator in dict.fromkeys(call.evaluator for call in calls):
        for seen in see_visits(case, policy, evaluator, suggestions, settings):
            day = seen.judged.visit.visited_on
            found[day, evaluator] = write_certainty(seen=seen, settings=settings)
    told = [call for call in calls if call.category is not None]
    for call in told:
        same = found.get((call.visited_on, call.evaluator))
        if same is None or same.called != call.category:
            raise CertaintyInvalid(
                f"the call of {call.visited_on} is not what this case gives by {policy.preset}",
                next_step="call the case anew, and ask for the certainty of those calls",
            )
    return tuple(found[call.visited_on, call.evaluator] for call in told)


def see_visits(
    case: Case,
    policy: Policy,
    evaluator: str,
    suggestions: tuple[RoleSuggestion, ...],
    settings: Settings,
) -> Iterator[Seen]:
    """Give every visit after baseline as one evaluator saw it, with all chances up to it."""
    if case.baseline_on is None:
        return
    facts = gather_facts(
        case=case,
        policy=policy.for_plan(case.plan),
        evaluator=evaluator,
        baseline_on=case.baseline_on,
        suggestions=suggestions,
    )
    timeline = judge_timeline(facts=facts)
    sums = [sum_error(judged=each, settings=settings) for each in timeline]
    chances = weigh(sums, policy, settings)
    sized: set[date] = set()  # visits whose call rests on a size
    for index, judged in enumerate(timeline):
        if judged.category is not None:
            seen = Seen(
                judged=judged,
                sums=tuple(sums[: index + 1]),
                timeline=tuple(timeline[: index + 1]),
                real=chances[index][0],
                by_chance=chances[index][1],
                is_latest=judged is timeline[-1],
                leans_on=tuple(day for day in name_grounds(judged) if day in sized),
            )
            seen = replace(seen, hinges=find_hinges(seen=seen, settings=settings))
            if seen.hinges or seen.leans_on or rests_on_sum(seen=seen):
                sized.add(judged.visit.visited_on)
            yield seen


def name_grounds(judged: Judged) -> tuple[date, ...]:
    """Give the earlier visits that opened and confirmed a progression confirmed by now."""
    before, today = judged.before, judged.visit.visited_on
    if before.confirmed is not None:
        days = (before.confirmed.opened_on, before.confirmed_on)
        return tuple(day for day in days if day is not None)
    is_confirmed_now = judged.after.confirmed_on == today and before.block is not None
    return (before.block.opened_on,) if is_confirmed_now and before.block else ()


def weigh(
    sums: Sequence[SumError | None],
    policy: Policy,
    settings: Settings,
) -> list[tuple[Real | None, FalseCalls | None]]:
    """Give the chances over all visits so far; None for a visit that they cannot be told for."""
    told: list[tuple[Real | None, FalseCalls | None]] = [(None, None)] * len(sums)
    if policy.unit != "mm" or not sums or not is_usable(sums[0]):
        return told
    used = [at for at, each in enumerate(sums) if is_usable(each)]
    readings = [each for at in used if (each := sums[at]) is not None]
    limits = read_limits(policy=policy)
    real = follow_course(readings=readings, limits=limits, settings=settings)
    by_chance = false_calls(readings=readings, limits=limits)
    for at, one, other in zip(used, real, by_chance, strict=True):
        told[at] = (one, other)
    return told


def is_usable(reading: SumError | None) -> bool:
    """Tell whether a sum is complete, every size of it with a known error."""
    return reading is not None and reading.is_complete and not reading.silent
