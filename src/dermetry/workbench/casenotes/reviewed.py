"""What a signature speaks of: the computed calls of a visit, and the mark of all that was read."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dermetry.errors import DermetryError
from dermetry.pathway.respond import respond
from dermetry.record.case import Case
from dermetry.response.values import VisitCall
from dermetry.workbench.casenotes.models import Visit


@dataclass(frozen=True)
class Calls:
    """The computed calls of one visit, or why there are none."""

    calls: tuple[VisitCall, ...]
    problem: str = ""


def calls_of(*, case: Case, visited_on: date) -> Calls:
    """Derive the calls of a visit, one per evaluator; a case that cannot be judged says why."""
    try:
        found = respond(case=case).calls
    except DermetryError as error:
        return Calls((), str(error))
    return Calls(tuple(each for each in found if each.visited_on == visited_on))


def review_mark(*, visit: Visit, case: Case, calls: Sequence[VisitCall]) -> str:
    """Give a short hash of everything a signer reads: any change of it gives another one."""
    recorded = next(each for each in case.visits if each.visited_on == visit.visited_on)
    rows = visit.photographs.order_by("pk").values_list("pk", "state", "reason")
    parts = [
        recorded.model_dump_json(),
        *(each.model_dump_json() for each in calls),
        *(f"{pk} {state} {reason}" for pk, state, reason in rows),
        str(visit.identity_checked_at is not None),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]
