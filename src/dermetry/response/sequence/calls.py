"""From the calls of a case's visits to visit responses."""

from collections.abc import Iterable
from datetime import date

from dermetry.response.sequence.values import VisitResponse
from dermetry.response.values import VisitCall


def responses_from_calls(*, calls: Iterable[VisitCall]) -> tuple[VisitResponse, ...]:
    """Give the responses that ``evaluate_case`` called, for best response and endpoints.

    The baseline and earlier visits have no category and give no response. A PD that is dated
    back keeps the earlier day; a later PD that repeats a known day does not. In iRECIST the
    days of iUPD and iCPD are those of their visits: the engine itself finds the iUPD that
    dates a confirmed progression.
    """
    found = []
    known: dict[str, date] = {}  # earliest progression so far, by evaluator
    for call in sorted(calls, key=lambda each: each.visited_on):
        if call.category is None:
            continue
        back = call.progression_on if call.category == "PD" else None
        if call.category == "PD":
            first = known.get(call.evaluator, call.visited_on)
            back = back if back is not None and back < first else None
            known[call.evaluator] = back or first
        found.append(VisitResponse(call.visited_on, call.category, call.evaluator, back))
    return tuple(found)
