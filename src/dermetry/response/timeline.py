"""All visits of one evaluator from baseline on, each with the memory of those before."""

from dermetry.response.facts import Facts
from dermetry.response.history import History
from dermetry.response.judge import judge_visit
from dermetry.response.judged import Judged
from dermetry.response.roles import cast_lesions


def judge_timeline(*, facts: Facts) -> tuple[Judged, ...]:
    """Judge the visits in order; nothing of a later visit reaches an earlier one."""
    cast, history, timeline = cast_lesions(facts=facts), History(), []
    for visit in facts.visits_from_baseline():
        judged = judge_visit(facts=facts, cast=cast, visit=visit, history=history)
        timeline.append(judged)
        history = judged.after
    return tuple(timeline)
