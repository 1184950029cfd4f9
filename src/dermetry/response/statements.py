"""The statement of a visit: what all evaluators call it, in one line, as a signature keeps it."""

from collections.abc import Sequence

from dermetry.response.values import VisitCall

LONGEST = 2000  # as much as a signature holds
NO_CALL = "No response call can be given"


def join_statements(*, calls: Sequence[VisitCall]) -> str:
    """Join the statements of one visit: "SD", or "Dr. A: SD; Dr. B: PD"."""
    said = [
        f"{each.evaluator}: {each.statement}" if len(calls) > 1 else each.statement
        for each in calls
    ]
    return "; ".join(said)[:LONGEST] or NO_CALL
